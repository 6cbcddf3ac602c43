"""Where all leads stand now: what the board shows, group by group."""

from collections.abc import Mapping
from dataclasses import dataclass

from desk.leads.model import FINAL, ROBOT, LeadStatus

MINE = "in_work"  # the code of the one shelf that is no status


@dataclass(frozen=True, slots=True)
class Shelf:
    """Leads of one status that nobody has; without a status: those in progress that somebody has."""

    status: LeadStatus | None = None

    @property
    def code(self) -> str:
        return self.status.value if self.status else MINE

    @property
    def done(self) -> bool:
        """Of what is done only the present day is looked at: otherwise it would grow for ever."""
        return self.status in FINAL


AT_ROBOT = tuple(Shelf(it) for it in LeadStatus if it in ROBOT)
AT_PEOPLE = (*(Shelf(it) for it in LeadStatus if it not in ROBOT and it not in FINAL), Shelf())
DONE = tuple(Shelf(it) for it in LeadStatus if it in FINAL)
SHELVES = (*AT_ROBOT, *AT_PEOPLE, *DONE)


def shelf_of(code: str) -> Shelf | None:
    return next((it for it in SHELVES if it.code == code), None)


@dataclass(frozen=True, slots=True)
class Standing:
    """How many leads: ``free`` nobody has, ``taken`` somebody has, ``done`` ended on the present day."""

    free: Mapping[LeadStatus, int]
    taken: Mapping[LeadStatus, int]
    done: Mapping[LeadStatus, int]

    def on(self, shelf: Shelf) -> int:
        if shelf.status is None:
            return sum(self.taken.values())
        return (self.done if shelf.done else self.free).get(shelf.status, 0)

    def at(self, status: LeadStatus) -> int:
        """In this status, whoever has them."""
        if status in FINAL:
            return self.done.get(status, 0)
        return self.free.get(status, 0) + self.taken.get(status, 0)

    def sum(self, shelves: tuple[Shelf, ...]) -> int:
        return sum(self.on(it) for it in shelves)
