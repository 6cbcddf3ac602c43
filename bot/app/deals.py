"""What people do about the deal of a lead: where it goes, and whether a refused step is tried again."""

from dataclasses import dataclass

from bot.app.exchange import Exchange
from bot.board.board import Board
from bot.cards.card import Action, Card
from bot.cards.deal import ask_stage
from desk.errors import Conflict, Ignored
from desk.exchange.granting import Granting, pair_of
from desk.exchange.pair import Pair
from desk.exchange.service import find_stage, movable
from desk.leads.books import Lane
from desk.leads.events import OrderAsked, StageAsked
from desk.leads.model import Lead
from desk.leads.wishes import Deed
from desk.ports import Clock
from handlers.telegram.deals import Moving
from handlers.telegram.desk import TAKEN, Guest
from storage.books import Books, Store

MAKE = "make_order"  # of the log of acts


@dataclass(frozen=True, slots=True)
class DeskDeals:
    """``zone`` (IANA) is the shop's. Only the lead's owner and admins may; Conflict says what stands in the way.

    What has an effect outside may be held for a while (N-08).

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
        """Owed from now on, whatever happens to the desk. To where the deal stands moves nothing, so it is not held.

        Raises Conflict, NotFound.
        """
        service, now = self._connected.service, self.clock.now()

        def work(books: Books) -> Moving:
            lead, pair = _open(books, guest, lead_id)
            deal, goal = movable(pair, service.stages()), find_stage(service.stages(), stage)
            stands = deal.stage.code == goal.code
            if books.acts.is_new(key):
                wish = StageAsked(guest.person, goal.code, goal.name, deal.stage.code, guest.admin)
                lead = self._connected.granting.ask(books, lead_id, wish, now, at_once=stands)
                self._note(books, guest, Action.MOVE, pair, key, goal.name)
            held = _holds(lead, guest, Deed.STAGE, goal.code)
            return Moving(goal.name or goal.code, stands=stands, later=_is_down(books), held=held)

        self.board.press(lead_id)
        try:
            return await self.store.write(work)
        except Ignored:  # the same tap once more
            return Moving(stage, held=True)

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

    async def make_order(self, guest: Guest, lead_id: int, key: str) -> bool:
        """In the store, for a lead that came another way (S4-08); whether it is held. Raises Conflict, NotFound."""
        granting, now = self._granting, self.clock.now()

        def work(books: Books) -> bool:
            lead = _enter(books, guest, lead_id)
            if books.acts.is_new(key):
                lead = granting.ask(books, lead_id, OrderAsked(guest.person, guest.admin), now)
                books.acts.note(guest.person, MAKE, now, lead_id=lead_id, subject=f"#{lead_id}", key=key)
            return _holds(lead, guest, Deed.ORDER)

        self.board.press(lead_id)
        try:
            return await self.store.write(work)
        except Ignored:  # the same tap once more
            return True

    @property
    def _connected(self) -> Exchange:
        if self.exchange is None:
            raise Conflict("no store is connected")
        return self.exchange

    @property
    def _granting(self) -> Granting:
        """Raises Conflict where no orders can be made."""
        if self.exchange is None or self.exchange.maker is None:
            raise Conflict("no store is connected in which orders can be made")
        return self.exchange.granting

    def _note(self, books: Books, guest: Guest, what: Action, pair: Pair, key: str, text: str = "") -> None:
        """``text``: to which stage."""
        now, number = self.clock.now(), pair.order.number
        books.acts.note(guest.person, what.name.lower(), now, lead_id=pair.lead_id, subject=number, key=key, text=text)


def _enter(books: Books, guest: Guest, lead_id: int) -> Lead:
    """Rights are looked up here, in the transaction of the act."""
    lead = books.leads.load(lead_id)
    if not guest.admin:
        if lead.assignee is None:
            raise Conflict("nobody has this lead: take it first")
        if lead.assignee.id != guest.person.id:
            raise Conflict(f"{lead.assignee.name} has this lead", code=TAKEN)
    return lead


def _open(books: Books, guest: Guest, lead_id: int) -> tuple[Lead, Pair]:
    return _enter(books, guest, lead_id), pair_of(books, lead_id)


def _holds(lead: Lead, guest: Guest, deed: Deed, subject: str = "") -> bool:
    """Whether this is what waits to be carried out."""
    held = lead.held
    return held is not None and (held.by.id, held.deed, held.subject) == (guest.person.id, deed, subject)


def _is_down(books: Books) -> bool:
    """An outage of the CRM is open: what is owed to it waits."""
    return any(it.cause == Lane.CRM for it in books.incidents.open())
