"""Hangs one card in one chat: nothing when it is shown already, an edit when it hangs there, a message otherwise."""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from bot.courier.errors import STUCK, TEXTLESS
from bot.courier.letter import Letter, Sent
from bot.courier.messages import Messages
from desk.errors import DeskError, NotFound, Rejected, Temporary, Unknown
from desk.ports import Clock
from storage.books import Store
from storage.cards import Hung

VEILED = "veiled"  # shown: it was sent a moment ago, and what only its reader may see is still to be put in
UNSURE = ""  # shown: nobody knows what quite
TURN = ("limits", "429")  # nothing was asked


class Hanger:
    """A card has a name and hangs at most once in a chat; message ids live here and nowhere else.

    What only its reader may see (a whole number) is only ever put into a message whose id is on disk: one whose sending
    had no answer could not be hidden again. So such a card is sent under its veil, and changed as soon as it hangs.
    """

    def __init__(self, store: Store, messages: Messages, clock: Clock) -> None:
        self._store = store
        self._messages = messages
        self._clock = clock

    async def find(self, name: str, chat_id: int) -> Hung | None:
        chat_id = self.follow(chat_id)
        return await self._store.read(lambda books: books.cards.find(name, chat_id))

    def follow(self, chat_id: int) -> int:
        return self._messages.courier.moves.follow(chat_id)

    async def hang(self, name: str, letter: Letter) -> bool:
        """True when something was sent. Raises what ``Messages.send`` raises."""
        letter = replace(letter, chat_id=self.follow(letter.chat_id))
        hung = await self.find(name, letter.chat_id)
        if hung is None or hung.message_id is None:
            if not (hung and hung.sending_at and await self._find_lost(name, letter)):
                await self._send(name, letter)
            return True
        if hung.shown == letter.digest:
            return False
        await self._change(name, letter, hung, hung.message_id)
        return True

    async def hang_anew(self, name: str, letter: Letter) -> None:
        """At the end of the chat, whatever hung there before is taken away: in a private chat first, for what is
        forgotten with a number on it could not be hidden again."""
        letter = replace(letter, chat_id=self.follow(letter.chat_id))
        before = await self.find(name, letter.chat_id)
        if before is None or before.message_id is None:
            await self._send(name, letter)
        elif before.shown == VEILED and letter.veiled:  # it hangs there since a moment ago
            await self._change(name, letter, before, before.message_id)
        elif letter.chat_id > 0:
            await self._withdraw(name, letter, before.message_id)
            await self._send(name, letter)
        else:
            await self._send(name, letter)
            await self._messages.remove(letter.chat_id, before.message_id)

    async def fade(self, name: str, letter: Letter, message_id: int) -> None:
        """Its last word, in its place. What cannot be changed any more is taken away, and nothing is said anew."""
        try:
            await self._messages.edit(letter, message_id)
        except NotFound:
            await self._messages.remove(letter.chat_id, message_id)
        await self.take_down(name, letter.chat_id)

    async def take_down(self, name: str, chat_id: int) -> None:
        await self._store.write(lambda books: books.cards.take_down(name, chat_id))

    async def _find_lost(self, name: str, letter: Letter) -> bool:
        """It was sent, and its answer was lost: where a message of ours is found that stands for no card, it becomes
        this one. It may have been meant for another, but an edit leaves nothing of what it said."""
        trail, chat_id = self._messages.trail, letter.chat_id
        for number in trail.candidates(chat_id, letter.thread_id):
            if await self._is_known(chat_id, number):  # somebody pressed it meanwhile
                trail.miss(chat_id, number)
                continue
            try:
                await self._messages.edit(letter, number)
            except NotFound:
                trail.miss(chat_id, number)
                continue
            trail.note(chat_id, number)
            await self._note(name, Sent(chat_id, number, letter.thread_id), letter.digest)
            trail.settle(chat_id)
            return True
        trail.settle(chat_id)
        return False

    async def _is_known(self, chat_id: int, message_id: int) -> bool:
        return await self._store.read(lambda books: books.cards.at(chat_id, message_id)) is not None

    async def _change(self, name: str, letter: Letter, hung: Hung, message_id: int) -> None:
        """Where the answer is lost it may show either: it is changed once more, even back to what it showed before."""
        here, sure = Sent(letter.chat_id, message_id, hung.thread_id), hung.shown not in (UNSURE, VEILED)
        if sure and letter.veiled:
            await self._note(name, here, UNSURE)
        try:
            await self._messages.edit(letter, message_id)
        except NotFound as error:  # deleted by somebody, or left behind in the old group
            if error.code in (STUCK, TEXTLESS):
                await self._messages.remove(letter.chat_id, message_id)
            await self._lose(name, letter.chat_id)
            await self._send(name, letter)
        except Temporary as error:
            if sure and error.code not in TURN:
                await self._note(name, here, UNSURE)
            raise
        else:
            await self._note(name, here, letter.digest)

    async def _send(self, name: str, letter: Letter) -> None:
        """``sending_at`` is written first: a message whose answer is lost is recognised when somebody presses it."""
        await self._mark(name, letter, self._clock.now())
        try:
            sent = await self._messages.send(letter.veiled or letter, is_card=True)
        except Unknown:
            raise
        except DeskError:
            await self._mark(name, letter, None)
            raise
        await self._note(name, sent, VEILED if letter.veiled else letter.digest)
        if letter.veiled:
            await self._unveil(name, replace(letter, chat_id=sent.chat_id), sent)

    async def _unveil(self, name: str, letter: Letter, sent: Sent) -> None:
        try:
            await self._messages.edit(letter, sent.message_id)
        except NotFound as error:
            await self._lose(name, letter.chat_id)
            if error.code != STUCK:  # its reader took it away at once
                raise Temporary(error.reason, code=error.code) from error
            await self._messages.remove(letter.chat_id, sent.message_id)
            sent = await self._messages.send(letter, is_card=True)  # unveiled: it would never be told otherwise
        await self._note(name, sent, letter.digest)

    async def _withdraw(self, name: str, letter: Letter, message_id: int) -> None:
        """Taken away; what is too old for that is changed into what anybody may see."""
        if not await self._messages.remove(letter.chat_id, message_id) and not letter.photo:
            with suppress(NotFound, Rejected):
                await self._messages.edit(letter.veiled or letter, message_id)
        await self._lose(name, letter.chat_id)

    async def _lose(self, name: str, chat_id: int) -> None:
        """Remembered at once: should the new message have to wait, the old one is not tried again."""
        chat_id, now = self.follow(chat_id), self._clock.now()
        await self._store.write(lambda books: books.cards.hang(name, chat_id, now, message_id=None, shown=UNSURE))

    async def _mark(self, name: str, letter: Letter, sending_at: datetime | None) -> None:
        chat_id, now = self.follow(letter.chat_id), self._clock.now()
        thread_id = letter.thread_id
        await self._store.write(
            lambda books: books.cards.hang(name, chat_id, now, thread_id=thread_id, sending_at=sending_at)
        )

    async def _note(self, name: str, sent: Sent, shown: str) -> None:
        now = self._clock.now()
        values = {"message_id": sent.message_id, "thread_id": sent.thread_id, "shown": shown, "sending_at": None}
        await self._store.write(lambda books: books.cards.hang(name, sent.chat_id, now, **values))
