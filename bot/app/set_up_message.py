"""The dialog about store and CRM: one living message in an admin's own chat."""

from dataclasses import dataclass, field

import structlog

from bot.app.neighbours import used
from bot.app.overrides import LiveSettings
from bot.app.set_up import SHOW_SET_UP, load_attempt, stamp_of
from bot.board.hands import Hands
from bot.board.hanger import Hanger
from bot.board.painter import Painter
from bot.cards.card import Card
from bot.cards.set_up import VALUES, Sides, render_closed, render_set_up, render_unconnected
from bot.courier.errors import ONES_OWN
from bot.courier.letter import Letter
from bot.settings.changeable import write_value
from desk.errors import Rejected, Unknown
from desk.exchange.connection import Attempt
from desk.leads.effects.outcome import Done, Outcome
from desk.ports import Clock
from handlers.telegram.desk import Guest, Spot
from scheduler.handlers import Handler
from storage.books import Books, Store
from storage.jobs import Job

NAME = "set_up"  # under which it hangs
PATIENCE = 20.0  # real seconds: somebody waits for it
log = structlog.get_logger("telegram")


@dataclass(frozen=True, slots=True)
class SetUpMessage:
    """``connected``: a store is, with a CRM; else it says what to choose.

    A page that was drawn before a result must not be shown after it: it is drawn and shown by one hand at a time.
    """

    store: Store
    clock: Clock
    live: LiveSettings
    hanger: Hanger
    painter: Painter
    connected: bool
    hands: Hands = field(default_factory=Hands)

    def handlers(self) -> dict[str, Handler]:
        return {SHOW_SET_UP: Handler(self.show)}

    async def attempt(self, person: int) -> Attempt | None:
        return await self.store.read(lambda books: load_attempt(books, person))

    async def is_at(self, guest: Guest, spot: Spot, key: str) -> bool:
        """Whether it is this message. A wish that is told once more was granted, wherever it hangs by now."""
        now, person = self.clock.now(), guest.person.id

        def work(books: Books) -> bool:
            hung = books.cards.find(NAME, person)
            if not books.acts.is_new(key):
                return True
            if hung is None or spot.chat_id != person or not spot.message_id:
                return False
            if hung.message_id is None and books.cards.at(person, spot.message_id) is None:
                books.cards.hang(NAME, person, now, message_id=spot.message_id, shown="", sending_at=None)
                return True
            return hung.message_id == spot.message_id

        return await self.store.write(work)

    async def overview(self, guest: Guest, *, anew: bool = False) -> bool:
        person = guest.person.id
        async with self.hands.alone(person):
            return await self._put(person, await self._draw(person, guest.language), anew=anew)

    async def put(self, person: int, card: Card, *, anew: bool = False) -> bool:
        """In its place; ``anew``: at the end of the chat. False where that chat is closed. Raises Temporary."""
        async with self.hands.alone(person):
            return await self._put(person, card, anew=anew)

    async def _put(self, person: int, card: Card, *, anew: bool) -> bool:
        letter = Letter(person, card, patience=PATIENCE)
        try:
            await (self.hanger.hang_anew(NAME, letter) if anew else self.hanger.hang(NAME, letter))
        except (Rejected, Unknown) as error:
            log.warning("the dialog about the store was not shown", person=person, reason=error.reason)
            return False
        return True

    async def close(self, guest: Guest) -> None:
        person = guest.person.id
        async with self.hands.alone(person):
            hung = await self.hanger.find(NAME, person)
            if hung and hung.message_id:
                await self.hanger.fade(NAME, Letter(person, render_closed(guest.language)), hung.message_id)

    async def show(self, job: Job) -> Outcome:
        """The result, or how far it is, in the place of whatever it says. Of a closed one nothing is said."""
        person = int(job.data["person"])
        async with self.hands.alone(person):
            return await self._show(person)

    async def _show(self, person: int) -> Outcome:
        if await self.hanger.find(NAME, person) is None:
            return Done("it was closed")
        known = await self.store.read(lambda books: books.people.find(person))
        letter = Letter(person, await self._draw(person, self.painter.language_of(known)), patience=5.0)
        try:
            await self.hanger.hang(NAME, letter)
        except Rejected as error:
            if error.code not in ONES_OWN:
                raise
            return Done(f"a private chat is closed: {error.reason}")
        return Done()

    async def _draw(self, person: int, language: str) -> Card:
        attempt, sides, now = await self.attempt(person), self._sides(), self.clock.now()
        if attempt is None or not self.connected:
            return render_unconnected(sides, language=language)
        stamp = stamp_of(attempt)
        return render_set_up(attempt, sides, stamp, now=now, language=language, shop_zone=self.painter.zone)

    def _sides(self) -> Sides:
        names = used(self.live.file)
        values = {name: write_value(self.live.current, name) for name in VALUES.values()}
        return Sides(names.get("store", ""), names.get("crm", ""), values)
