"""The panel of what is paused, wherever somebody asked for it: one living message a chat."""

from collections.abc import Callable, Collection

import structlog

from bot.board.hanger import Hanger
from bot.board.painter import Painter
from bot.cards.card import Card
from bot.cards.pauses import render_pauses
from bot.courier.errors import BLOCKED, KICKED, NO_CHAT
from bot.courier.letter import Letter
from bot.courier.messages import Messages
from desk.errors import DeskError, Rejected
from desk.leads.effects.outcome import Done, Outcome
from desk.ports import Clock
from desk.staff.pauses import Pauses
from storage.books import Books, Store
from storage.cards import Hung
from storage.jobs import Job

PAUSES = "pauses"
log = structlog.get_logger("board")


class PausePanels:
    """``in_force`` reads what is paused now."""

    def __init__(
        self,
        store: Store,
        hanger: Hanger,
        messages: Messages,
        clock: Clock,
        painter: Painter,
        sources: Collection[str],
        in_force: Callable[[Books], Pauses],
    ) -> None:
        self._store = store
        self._hanger = hanger
        self._messages = messages
        self._clock = clock
        self._painter = painter
        self._sources = sources
        self._in_force = in_force

    async def show(self, _job: Job) -> Outcome:
        """Each says what is paused now. One that cannot be reached any more is given up."""
        failures: list[DeskError] = []
        for hung, language in await self._store.read(self._places):
            try:
                await self._hanger.hang(PAUSES, await self._letter(hung.chat_id, hung.thread_id, language))
            except Rejected as error:
                log.info("a panel is given up", chat=hung.chat_id, reason=error.reason)
                await self._hanger.take_down(PAUSES, hung.chat_id)
                if error.code not in (BLOCKED, KICKED, NO_CHAT):
                    failures.append(error)
            except DeskError as error:  # the others are changed all the same
                failures.append(error)
        if failures:
            raise failures[0]
        return Done()

    async def hang(self, chat_id: int, thread_id: int | None, language: str, instead_of: int = 0) -> None:
        """At the end of this chat; message ``instead_of``, if it is no card, goes away. Raises what sending raises."""
        is_card = await self._store.read(lambda books: books.cards.at(chat_id, instead_of)) is not None
        await self._hanger.hang_anew(PAUSES, await self._letter(chat_id, thread_id, language))
        if instead_of and not is_card:
            await self._messages.remove(chat_id, instead_of)

    async def _letter(self, chat_id: int, thread_id: int | None, language: str) -> Letter:
        return Letter(chat_id, await self._draw(language), thread_id, patience=5.0)

    async def _draw(self, language: str) -> Card:
        pauses = await self._store.read(self._in_force)
        return render_pauses(
            pauses, self._sources, now=self._clock.now(), language=language, shop_zone=self._painter.zone
        )

    def _places(self, books: Books) -> list[tuple[Hung, str]]:
        """A group reads the language of the shop, an admin their own; who is none any more reads nothing."""
        admins = books.people.admins(self._painter.admins)
        return [
            (it, self._painter.language_of(admins.get(it.chat_id)))
            for it in books.cards.everywhere(PAUSES)
            if it.message_id and (it.chat_id < 0 or it.chat_id in admins)
        ]
