"""Which pipeline, and where the order's number stands."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pipeline:
    """``name`` as people read it; ``order_field`` is a custom field of the deal, empty: none."""

    name: str
    order_field: str = ""


def same_name(one: str, other: str) -> bool:
    """People type names: neither case nor spaces count."""
    return " ".join(one.casefold().split()) == " ".join(other.casefold().split())
