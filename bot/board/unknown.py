"""What nobody knows, as one living message for each who may say what became of it (N-07)."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from bot.board.hanger import Hanger
from bot.board.living import LivingList, Reader
from bot.board.painter import Painter
from bot.cards.unknown import render_unknown
from desk.leads.model import Lead
from desk.ports import Clock
from desk.staff.shift import on_duty
from storage.books import Books, Store

UNKNOWN = "unknown"
MOST = 500


class UnknownLists(LivingList):
    def __init__(self, store: Store, hanger: Hanger, clock: Clock, painter: Painter) -> None:
        super().__init__(UNKNOWN, store, hanger, clock, painter, self._find_readers, render_unknown)

    def _find_readers(self, books: Books) -> list[Reader]:
        """Admins and sellers on duty hear of it; wherever else it hangs it is kept at the present state."""
        leads: Sequence[Lead] = books.leads.unknown(MOST)
        zone, now = ZoneInfo(self._painter.zone), self._clock.now()
        hearing = {*books.people.admins(self._painter.admins)}
        hearing |= {it.person.id for it in books.people.candidates() if on_duty(it.shift, zone, now)}
        others = {it.chat_id for it in books.cards.everywhere(UNKNOWN)} - hearing
        return [
            Reader(chat, self._painter.language_of(books.people.find(chat)), leads, hears=chat in hearing)
            for chat in sorted(hearing | others)
        ]
