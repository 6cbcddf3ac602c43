"""The connection of store and CRM as an admin sees and changes it in the chat."""

import contextlib
from dataclasses import dataclass

from bot.app.exchange import Exchange
from bot.app.mapping_dialog import MappingDialog
from bot.app.overrides import LiveSettings
from bot.app.set_up import begin, end, only_admins, stamp_of
from bot.app.set_up_message import SetUpMessage
from bot.board.hanger import Hanger
from bot.board.painter import Painter
from bot.cards.card import Card
from bot.cards.set_up import VALUES, ask_to_make, ask_value
from bot.settings.changeable import write_value
from desk.errors import Conflict, NotFound
from desk.exchange.connection import Task
from desk.ports import Clock
from handlers.telegram.desk import Guest, Spot
from storage.books import Store


@dataclass(frozen=True, slots=True)
class DeskSetUp:
    store: Store
    clock: Clock
    live: LiveSettings
    message: SetUpMessage
    mapping: MappingDialog

    async def open(self, guest: Guest, key: str) -> bool:
        """At the end of their chat; both sides are asked, unless something is under way already.

        False where that chat is closed.
        """
        if self.message.connected:
            with contextlib.suppress(Conflict):
                await self._begin(guest, Task.LOOK, key)
        return await self.message.overview(guest, anew=True)

    async def is_open(self, guest: Guest, spot: Spot, key: str) -> bool:
        return await self.message.is_at(guest, spot, key)

    async def overview(self, guest: Guest) -> None:
        await self.message.overview(guest)

    async def look(self, guest: Guest, key: str) -> None:
        """Ask both sides again. Raises Conflict."""
        await self._ask(guest, Task.LOOK, key)

    async def confirm(self, guest: Guest) -> None:
        """Raises Conflict."""
        attempt = await self.message.attempt(guest.person.id)
        if attempt is None or attempt.found is None or not attempt.found.missing:
            raise Conflict("nothing is missing any more")
        card = ask_to_make(attempt.found, stamp_of(attempt), language=guest.language)
        await self.message.put(guest.person.id, card)

    async def make(self, guest: Guest, stamp: str, key: str) -> None:
        """``stamp``: of what was shown. Raises Conflict, Rejected."""
        await self._ask(guest, Task.MAKE, key, stamp)

    async def try_out(self, guest: Guest, stamp: str, key: str) -> None:
        """``stamp``: of what was shown. Raises Conflict, Rejected."""
        await self._ask(guest, Task.TRY, key, stamp)

    async def close(self, guest: Guest, key: str) -> None:
        """Raises Conflict while something is being made."""
        now = self.clock.now()
        await self.store.write(lambda books: end(books, guest.person, key, now))
        await self.message.close(guest)

    def question(self, guest: Guest, short: str, again: str = "") -> Card:
        """To be answered by typing. Raises NotFound."""
        name = _setting(short)
        present = write_value(self.live.current, name)
        return ask_value(name, present, guest.person.id, language=guest.language, again=again)

    async def take(self, guest: Guest, short: str, typed: str, key: str) -> None:
        """A typed value: it holds at once, and both sides are asked again. Raises Rejected, NotFound."""
        only_admins(guest)
        await self.live.change(_setting(short), typed, guest.person, key)
        await self.open(guest, f"{key}:look")

    async def _ask(self, guest: Guest, task: Task, key: str, stamp: str = "") -> None:
        await self._begin(guest, task, key, stamp)
        await self.message.overview(guest)

    async def _begin(self, guest: Guest, task: Task, key: str, stamp: str = "") -> None:
        only_admins(guest)
        if not self.message.connected:
            raise Conflict("no store is connected")
        now = self.clock.now()
        await self.store.write(lambda books: begin(books, guest.person, task, key, now, stamp))


def build_set_up(
    live: LiveSettings, store: Store, clock: Clock, hanger: Hanger, painter: Painter, exchange: Exchange | None
) -> DeskSetUp:
    stages = exchange.stages if exchange and exchange.set_up else None
    message = SetUpMessage(store, clock, live, hanger, painter, stages is not None)
    return DeskSetUp(store, clock, live, message, MappingDialog(live, clock, message, stages, painter.zone))


def _setting(short: str) -> str:
    if short not in VALUES:
        raise NotFound("there is no such setting")
    return VALUES[short]
