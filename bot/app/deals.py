"""What people do about the deal of a lead: where it goes, and whether a refused step is tried again."""

from dataclasses import dataclass

from bot.app.exchange import Exchange
from bot.board.board import Board
from bot.cards.card import Action, Card
from bot.cards.deal import ask_stage
from desk.errors import Conflict
from desk.exchange.pair import Pair
from desk.exchange.service import find_stage, movable
from desk.leads.books import Lane
from desk.leads.model import Lead
from desk.ports import Clock
from handlers.telegram.deals import TAKEN, Moving
from handlers.telegram.desk import Guest
from storage.books import Books, Store


@dataclass(frozen=True, slots=True)
class DeskDeals:
    """``zone`` (IANA) is the shop's. Only the lead's owner and admins may; Conflict says what stands in the way.

    A wish that comes again, since the desk was stopped before its answer, was granted.
    """

    store: Store
    clock: Clock
    exchange: Exchange | None
    board: Board
    zone: str

    async def question(self, guest: Guest, lead_id: int) -> Card:
        """To which stage. Raises Conflict, NotFound."""
        stages, now = self._connected.service.stages(), self.clock.now()
        lead, pair = await self.store.read(lambda books: _open(books, guest, lead_id))
        deal = movable(pair, stages)
        return ask_stage(lead, deal, stages, now=now, language=guest.language, shop_zone=self.zone)

    async def move(self, guest: Guest, lead_id: int, stage: str, key: str) -> Moving:
        """Owed from now on, whatever happens to the desk. Raises Conflict, NotFound."""
        service, now = self._connected.service, self.clock.now()

        def work(books: Books) -> Moving:
            _lead, pair = _open(books, guest, lead_id)
            deal, goal = movable(pair, service.stages()), find_stage(service.stages(), stage)
            if books.acts.is_new(key):
                service.move(books, pair.id, goal.code, guest.person.name, now)
                self._note(books, guest, Action.MOVE, pair, key, goal.name)
            return Moving(goal.name or goal.code, stands=deal.stage.code == goal.code, later=_is_down(books))

        self.board.press(lead_id)
        return await self.store.write(work)

    async def fix(self, guest: Guest, stamp: str, key: str) -> int:
        """How many were put on their way. Raises Conflict when the comparison is another by now."""
        return await self._connected.comparing.fix(guest, stamp, key)

    async def retry(self, guest: Guest, lead_id: int, key: str, *, anew: bool) -> None:
        """What was refused; ``anew``: the deal, which was deleted. Raises Conflict, NotFound."""
        service, now = self._connected.service, self.clock.now()

        def work(books: Books) -> None:
            _lead, pair = _open(books, guest, lead_id)
            if books.acts.is_new(key):
                service.retry(books, pair.id, guest.person.name, now, anew=anew)
                self._note(books, guest, Action.DEAL_ANEW if anew else Action.DEAL_RETRY, pair, key)

        self.board.press(lead_id)
        await self.store.write(work)

    @property
    def _connected(self) -> Exchange:
        if self.exchange is None:
            raise Conflict("no store is connected")
        return self.exchange

    def _note(self, books: Books, guest: Guest, what: Action, pair: Pair, key: str, text: str = "") -> None:
        """``text``: to which stage."""
        now, number = self.clock.now(), pair.order.number
        books.acts.note(guest.person, what.name.lower(), now, lead_id=pair.lead_id, subject=number, key=key, text=text)


def _open(books: Books, guest: Guest, lead_id: int) -> tuple[Lead, Pair]:
    """Rights are looked up here, in the transaction of the act."""
    lead = books.leads.load(lead_id)
    if not guest.admin:
        if lead.assignee is None:
            raise Conflict("nobody has this lead: take it first")
        if lead.assignee.id != guest.person.id:
            raise Conflict(f"{lead.assignee.name} has this lead", code=TAKEN)
    pair = books.pairs.of_lead(lead_id)
    if pair is None:
        raise Conflict("no order of the store belongs to this lead")
    return lead, pair


def _is_down(books: Books) -> bool:
    """An outage of the CRM is open: what is owed to it waits."""
    return any(it.cause == Lane.CRM for it in books.incidents.open())
