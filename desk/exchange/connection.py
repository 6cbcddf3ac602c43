"""What there is between a store and a CRM, as it was last looked at; and what a person asked to be done about it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from desk.exchange.model import Stage


@dataclass(frozen=True, slots=True)
class Mapped:
    """``status`` empty: this stage moves no order. ``known`` False: the store has no such status."""

    stage: Stage
    status: str
    known: bool = True


@dataclass(frozen=True, slots=True)
class Connection:
    """``store``, ``crm``: what each says of itself; ``store_works`` False: it says what is wrong.

    ``missing`` and ``done`` name things that set-up makes. ``strange``: keys of the mapping that are no stage of the
    pipeline. ``statuses``: words that the store knows, empty: any. ``trial``: steps of the test order.
    """

    abilities: tuple[str, ...]
    done: tuple[str, ...]
    missing: tuple[str, ...]
    mapping: tuple[Mapped, ...]
    strange: tuple[str, ...]
    store: str
    store_works: bool = True
    crm: str = ""
    statuses: tuple[str, ...] = ()
    trial: tuple[str, ...] = ()

    @property
    def ready(self) -> bool:
        mapped = not self.strange and all(it.known for it in self.mapping)
        return self.store_works and not self.missing and mapped


class Task(StrEnum):
    LOOK = "look"
    MAKE = "make"
    TRY = "try"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One wish of a person, and how it ended: exactly one result. ``key`` tells it from others.

    ``begun``: since when something may have been made on the other side. ``reason``: why it did not work, or, while it
    is not over, what it waits for. ``found`` is what is known so far.
    """

    task: Task
    key: str
    at: datetime
    begun: datetime | None = None
    over: bool = False
    reason: str = ""
    found: Connection | None = None
