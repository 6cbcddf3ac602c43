"""Which pipeline, and where the order's number stands."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pipeline:
    """Asked for at every use: people may name another one while the desk runs."""

    ask_name: Callable[[], str]
    ask_order_field: Callable[[], str]

    @property
    def name(self) -> str:
        """As people read it."""
        return self.ask_name()

    @property
    def order_field(self) -> str:
        """A custom field of the deal; empty: none."""
        return self.ask_order_field()


def same_name(one: str, other: str) -> bool:
    """People type names: neither case nor spaces count."""
    return " ".join(one.casefold().split()) == " ".join(other.casefold().split())
