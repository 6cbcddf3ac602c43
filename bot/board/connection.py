"""How call tracking is being connected: one living message for whoever asked in the chat, and for each admin one notice
of how it ended (CR-06, CR-07)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import structlog

from bot.board.group import Group
from bot.board.hanger import Hanger
from bot.board.painter import Painter
from bot.board.topics import Topic
from bot.cards.card import Card
from bot.cards.connection import render_connection
from bot.courier.errors import ONES_OWN
from bot.courier.letter import Letter
from bot.courier.limits import Precedence
from bot.courier.messages import Messages
from desk.errors import Rejected
from desk.leads.effects.outcome import Done, Outcome
from desk.tracking.connecting import load_connection
from desk.tracking.connection import Connection, State
from storage.books import Books, Store
from storage.jobs import Job

TOLD = (State.ACTIVE, State.FAILED)
log = structlog.get_logger("board")


def progress_name(it: Connection) -> str:
    return f"connection:{it.at.isoformat()}"


def result_name(it: Connection) -> str:
    return f"connected:{it.at.isoformat()}"


@dataclass(frozen=True, slots=True)
class ConnectionNotices:
    """``limit``: how much time a connection has. A notice that hangs in a chat is not said there again."""

    store: Store
    hanger: Hanger
    messages: Messages
    painter: Painter
    group: Group
    stamp_of: Callable[[Connection], str]
    limit: timedelta

    async def show(self, _job: Job) -> Outcome:
        """Raises Temporary: whoever was told is not told again."""
        it, readers = await self.store.read(self._look)
        if it is None:
            return Done("nothing was connected")
        if it.under_way:
            return await self._show_progress(it, readers)
        if it.state not in TOLD:
            return Done("nobody has to be told")
        heard = [await self._tell(it, person, language) for person, language in readers.items()]
        if not any(heard) and self.group.place.chat_id:
            await self._tell_group(it)
        return Done()

    async def _show_progress(self, it: Connection, readers: dict[int, str]) -> Outcome:
        if not it.by or await self.hanger.find(progress_name(it), it.by) is None:
            return Done("nobody watches")
        await self._reach(progress_name(it), self._letter(it.by, self._draw(it, readers[it.by])))
        return Done()

    async def _tell(self, it: Connection, person: int, language: str) -> bool:
        """What showed the progress goes away: the notice has to be noticed."""
        heard = await self._say_once(it, self._letter(person, self._draw(it, language)))
        shown = await self.hanger.find(progress_name(it), person)
        if shown and heard:
            if shown.message_id:
                await self.messages.remove(person, shown.message_id)
            await self.hanger.take_down(progress_name(it), person)
        return heard

    async def _tell_group(self, it: Connection) -> None:
        thread = await self.group.thread(Topic.TROUBLE)
        card = self._draw(it, self.painter.language)
        await self._say_once(it, Letter(self.group.chat_id, card, thread, Precedence.URGENT, patience=5.0))

    async def _say_once(self, it: Connection, letter: Letter) -> bool:
        hung = await self.hanger.find(result_name(it), letter.chat_id)
        if hung and hung.message_id:
            return True
        return await self._reach(result_name(it), letter)

    async def _reach(self, name: str, letter: Letter) -> bool:
        """False where a private chat is closed."""
        try:
            await self.hanger.hang(name, letter)
        except Rejected as error:
            if error.code not in ONES_OWN or letter.chat_id < 0:
                raise
            log.warning("a private chat is closed", person=letter.chat_id, reason=error.reason)
            return False
        return True

    def _draw(self, it: Connection, language: str) -> Card:
        return render_connection(it, self.stamp_of(it), self.limit, language=language)

    def _letter(self, person: int, card: Card) -> Letter:
        return Letter(person, card, precedence=Precedence.PRIVATE, patience=5.0)

    def _look(self, books: Books) -> tuple[Connection | None, dict[int, str]]:
        it = load_connection(books)
        known = books.people.admins(self.painter.admins)
        if it and it.by and it.by not in known:
            known = {**known, it.by: books.people.find(it.by)}
        return it, {person: self.painter.language_of(each) for person, each in known.items()}
