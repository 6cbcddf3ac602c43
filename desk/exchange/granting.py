"""What people wish of the exchange with a lead's card: held on the lead for as long as it may be taken back (N-08).

The lead keeps the wish and says whose it is; what stands in its way is looked up when it is said, and again when it is
carried out.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from desk.errors import Conflict
from desk.exchange.ordering import ask_order, check_order
from desk.exchange.pair import Pair
from desk.exchange.service import ExchangeService, find_stage, movable
from desk.leads.events import OrderAsked, StageAsked
from desk.leads.holding import held_for
from desk.leads.model import Lead
from desk.leads.service import LeadService
from desk.leads.writing import works_on

Wish = StageAsked | OrderAsked


@dataclass(frozen=True, slots=True)
class Granting:
    """``store``: the one in which orders can be made, empty: there is none. All of it inside one transaction."""

    leads: LeadService
    exchange: ExchangeService
    store: str = ""

    def ask(self, books: Any, lead_id: int, wish: Wish, now: datetime, *, at_once: bool = False) -> Lead:
        """Only what could be done now is held. ``at_once``: it is not held at all, but waits for what is.

        Raises Ignored for the same wish once more, Conflict, NotFound.
        """
        self._check(books, lead_id, wish)
        lead = self.leads.tell(books, lead_id, wish if at_once else held_for(wish) or wish, now)
        if lead.held is None:
            self.grant(books, lead_id, wish, now)
        return lead

    def grant(self, books: Any, lead_id: int, wish: Wish, now: datetime) -> None:
        """It is carried out from now on. Raises Conflict when it cannot be any more, or is not theirs to wish."""
        lead = books.leads.load(lead_id)
        works_on(lead, wish.by, by_force=wish.by_force)
        match wish:
            case StageAsked(by, stage, _, since):
                self.exchange.move(books, pair_of(books, lead_id).id, stage, by.name, now, since=since)
            case OrderAsked(by):
                ask_order(books, lead, self._maker, by.name, now)

    def _check(self, books: Any, lead_id: int, wish: Wish) -> None:
        match wish:
            case StageAsked(_, stage):
                stages = self.exchange.stages()
                movable(pair_of(books, lead_id), stages)
                find_stage(stages, stage)
            case OrderAsked():
                check_order(books, books.leads.load(lead_id), self._maker)

    @property
    def _maker(self) -> str:
        if not self.store:
            raise Conflict("no store is connected in which orders can be made")
        return self.store


def pair_of(books: Any, lead_id: int) -> Pair:
    """Raises Conflict."""
    pair: Pair | None = books.pairs.of_lead(lead_id)
    if pair is None:
        raise Conflict("no order of the store belongs to this lead")
    return pair
