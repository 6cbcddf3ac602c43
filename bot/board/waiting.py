"""Leads that nobody took, as one living message a reader: a warning for sellers, too late for admins (X-14, X-16)."""

from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from bot.board.hanger import Hanger
from bot.board.living import LivingList, Reader
from bot.board.painter import Painter
from bot.cards.waiting import render_waiting
from desk.leads.model import Lead, LeadStatus
from desk.ports import Clock
from desk.staff.shift import on_duty
from storage.books import Books, Store

WAITING = "waiting"
MOST = 500


class WaitingLists(LivingList):
    def __init__(self, store: Store, hanger: Hanger, clock: Clock, painter: Painter) -> None:
        super().__init__(WAITING, store, hanger, clock, painter, self._find_readers, render_waiting)

    def _find_readers(self, books: Books) -> list[Reader]:
        waiting = [it for it in books.leads.latest(statuses=(LeadStatus.MANUAL.value,), limit=MOST) if it.unanswered]
        return list(self._divide(books, waiting))

    def _divide(self, books: Books, waiting: Sequence[Lead]) -> Iterator[Reader]:
        """Admins read what is too late, sellers on duty what is about to be. Whoever has a message keeps reading it."""
        zone, now = ZoneInfo(self._painter.zone), self._clock.now()
        late = [it for it in waiting if it.overdue]
        admins = books.people.admins(self._painter.admins)
        holding = {it.chat_id for it in books.cards.everywhere(WAITING)}
        for person, known in admins.items():
            yield Reader(person, self._painter.language_of(known), late)
        for candidate in books.people.candidates():
            person = candidate.person.id
            if person not in admins and (on_duty(candidate.shift, zone, now) or person in holding):
                yield Reader(person, self._painter.language_of(books.people.find(person)), waiting)
