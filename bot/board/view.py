"""What is looked up before a card is drawn."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.board.place import lead_name
from desk.exchange.ordering import Ordering, marker_of
from desk.exchange.pair import Pair
from desk.leads.model import Lead
from desk.leads.view import PastEntry
from storage.books import Books
from storage.cards import Hung


@dataclass(frozen=True, slots=True)
class View:
    """``languages`` of the people in whose private chats the card hangs; empty: not known.

    ``pair``: the order of the store behind the lead, and its deal. ``wish``: that the store shall have one.
    """

    lead: Lead
    history: Sequence[PastEntry]
    hung: Sequence[Hung]
    languages: dict[int, str]
    pair: Pair | None = None
    wish: Ordering | None = None

    def at(self, chat_id: int) -> Hung | None:
        return next((it for it in self.hung if it.chat_id == chat_id), None)


def look(books: Books, lead_id: int, *readers: int, paired: bool = False) -> View:
    """Raises NotFound. ``readers``: people whose language is wanted beside those who have a copy.

    ``paired``: a store is connected, so that there may be a pair to look for.
    """
    hung = books.cards.everywhere(lead_name(lead_id))
    people = {it.chat_id for it in hung if it.chat_id > 0} | {it for it in readers if it > 0}
    known = [books.people.find(person) for person in people]
    languages = {it.id: it.language for it in known if it}
    lead, pair = books.leads.load(lead_id), books.pairs.of_lead(lead_id) if paired else None
    wish = books.orderings.find(marker_of(lead)) if paired and pair is None else None
    return View(lead, books.leads.history(lead_id), hung, languages, pair, wish)
