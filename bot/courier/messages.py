"""What the desk does in chats: send, edit, take away, answer a press, ask who is there."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import structlog
from aiogram.types import EphemeralMessageParameters

from bot.cards.card import Card
from bot.courier.courier import Courier
from bot.courier.errors import CLOSED, GONE, LATE, SAME, STUCK, TEXTLESS, THREAD
from bot.courier.letter import Letter, Sent, simplify
from bot.courier.limits import Precedence
from bot.courier.markup import keyboard
from bot.courier.methods import (
    AnswerPress,
    AskMember,
    DeleteEphemeral,
    DeleteMessage,
    EditEphemeral,
    SendMessage,
    ShowAction,
)
from bot.courier.trail import Trail
from bot.courier.writing import editing, sending
from desk.errors import DeskError, NotFound, Rejected, Unknown

NOBODYS = 2**31 - 1  # the number of no message
ONE_MORE = 5.0  # seconds: the simpler message comes right after the refused one, and a chat takes one a second
WHISPER = 1.0  # seconds: whoever waits here keeps others from being told their numbers
REWORD = 5.0  # seconds: what was whispered a moment ago has taken this chat's turn
LONGEST_ANSWER = 200  # characters, https://core.telegram.org/bots/api#answercallbackquery
INSIDE = frozenset({"creator", "administrator", "member"})
Replace = Callable[[int, int, Rejected], Awaitable[int | None]]
log = structlog.get_logger("courier")


async def without_topic(_chat_id: int, _thread_id: int, _error: Rejected) -> int | None:
    """Where a topic is gone messages go into the group itself."""
    return None


class Messages:
    """Raises Temporary, Rejected (with a code of ``bot.courier.errors``), Unauthorised, and Unknown for sends.

    ``replace_topic``: where a message goes whose topic refused it.
    """

    def __init__(self, courier: Courier, replace_topic: Replace = without_topic) -> None:
        self.courier = courier
        self._replace_topic = replace_topic
        self.trail = Trail()
        self._can_whisper: bool | None = None
        self._bare = False  # the server refused new kinds of buttons

    async def send(self, letter: Letter, *, is_card: bool = False) -> Sent:
        """Parts that Telegram refuses (thread, markup, new kinds of buttons) are left out, one after the other.

        ``is_card``: whoever hangs it looks for it on the trail when its answer was lost.
        """
        letter = replace(letter, bare=letter.bare or self._bare)
        while True:
            try:
                sent = _sent(await self._send(letter), letter, self.courier.moves.follow(letter.chat_id))
            except Unknown:
                self._lose(letter, is_card=is_card)
                raise
            except Rejected as error:
                simpler = simplify(letter, error.code)
                if simpler is None:
                    raise
                letter = self._give_in(await self._move(simpler, letter, error), error)
            else:
                self.trail.note(sent.chat_id, sent.message_id)
                return sent

    async def edit(self, letter: Letter, message_id: int) -> None:
        """Raises NotFound when the message cannot be edited (any more), or not into this: it has to be sent anew."""
        letter = replace(letter, bare=letter.bare or self._bare)
        while True:
            try:
                await self._edit(letter, message_id)
            except Rejected as error:
                if error.code == SAME:
                    return
                if error.code in (GONE, STUCK, TEXTLESS):
                    raise NotFound(error.reason, code=error.code) from error
                simpler = simplify(letter, error.code)
                if simpler is None:
                    raise
                letter = self._give_in(simpler, error)
            else:
                return

    async def whisper(self, group_id: int, reader: int, card: Card, thread_id: int | None = None) -> int:
        """Say something in a group that only one member sees: its own number there, 0 where that is not possible.

        A server that does not know the parameter would show the message to everybody, so it is asked first.
        https://core.telegram.org/bots/api#ephemeralmessageparameters
        """
        if not await self._whispers(group_id, reader):
            return 0
        method = SendMessage(
            chat_id=group_id,
            text=card.html,
            parse_mode="HTML",
            message_thread_id=thread_id,
            reply_markup=keyboard(card, bare=self._bare),
            ephemeral_message_parameters=EphemeralMessageParameters(receiver_user_id=reader),
        )
        try:
            answer = await self.courier.deliver(method, group_id, Precedence.PRIVATE, patience=WHISPER)
        except Rejected as error:
            log.info("nothing can be said to one member alone", group=group_id, reason=error.reason)
            return 0
        whispered = int(answer.get("ephemeral_message_id") or 0)
        if not whispered:
            self._can_whisper = False
            number = int(answer.get("message_id") or 0)
            self.trail.note(self.courier.moves.follow(group_id), number)
            await self.remove(group_id, number)
        return whispered

    async def reword(self, group_id: int, reader: int, whispered: int, card: Card) -> None:
        """Raises NotFound when it is gone, Temporary."""
        method = EditEphemeral(
            chat_id=group_id,
            receiver_user_id=reader,
            ephemeral_message_id=whispered,
            text=card.html,
            parse_mode="HTML",
            reply_markup=keyboard(card, bare=self._bare),
        )
        await self._ask_of_whisper(method, group_id)

    async def unsay(self, group_id: int, reader: int, whispered: int) -> None:
        """Raises NotFound when it is gone, Temporary."""
        method = DeleteEphemeral(chat_id=group_id, receiver_user_id=reader, ephemeral_message_id=whispered)
        await self._ask_of_whisper(method, group_id)

    async def _ask_of_whisper(self, method: EditEphemeral | DeleteEphemeral, group_id: int) -> None:
        try:
            await self.courier.deliver(method, group_id, Precedence.PRIVATE, patience=REWORD, sends=False)
        except Rejected as error:
            if error.code == SAME:
                return
            raise NotFound(error.reason, code=error.code) from error

    async def _whispers(self, group_id: int, reader: int) -> bool:
        """Whether the server knows ephemeral messages: it then misses the message instead of the method."""
        if self._can_whisper is None:
            group = self.courier.moves.follow(group_id)
            probe = EditEphemeral(chat_id=group, receiver_user_id=reader, ephemeral_message_id=NOBODYS, text="?")
            try:
                await self.courier.ask(probe)
            except Rejected as error:
                self._can_whisper = error.code == GONE
            except DeskError:
                return False
        return self._can_whisper is True

    async def remove(self, chat_id: int, message_id: int) -> bool:
        """Take a message away where that is possible; old ones and those of others may have to stay."""
        method = DeleteMessage(chat_id=chat_id, message_id=message_id)
        try:
            await self.courier.ask(method, chat_id=chat_id)
        except DeskError as error:
            log.info("a message stays where it is", chat=chat_id, message=message_id, reason=error.reason)
            return False
        return True

    async def answer(self, press_id: str, text: str = "", *, alert: bool = False) -> bool:
        """Answer a press. Too late or out of reach is no reason to fail: what was pressed is done already."""
        method = AnswerPress(callback_query_id=press_id, text=text[:LONGEST_ANSWER] or None, show_alert=alert or None)
        try:
            await self.courier.ask(method)
        except DeskError as error:
            if error.code != LATE:
                log.warning("a press was not answered", reason=error.reason)
            return False
        return True

    async def is_member(self, group_id: int, user_id: int) -> bool:
        """Raises Temporary when Telegram does not say."""
        group = self.courier.moves.follow(group_id)
        try:
            answer = await self.courier.ask(AskMember(chat_id=group, user_id=user_id))
        except Rejected:  # never heard of in this group
            return False
        restricted = answer.get("status") == "restricted" and answer.get("is_member") is True
        return answer.get("status") in INSIDE or restricted

    def _lose(self, letter: Letter, *, is_card: bool) -> None:
        chat_id = self.courier.moves.follow(letter.chat_id)
        if is_card:
            self.trail.lose_card(chat_id, letter.thread_id)
        else:
            self.trail.lose_other(chat_id)

    async def _move(self, simpler: Letter, letter: Letter, error: Rejected) -> Letter:
        """Into the topic that stands in for the one that refused it."""
        if error.code not in (THREAD, CLOSED) or not letter.thread_id:
            return simpler
        return replace(simpler, thread_id=await self._replace_topic(letter.chat_id, letter.thread_id, error))

    def _give_in(self, simpler: Letter, error: Rejected) -> Letter:
        log.warning("a message goes in another way", chat=simpler.chat_id, refused=error.reason)
        self._bare = self._bare or simpler.bare
        return replace(simpler, patience=max(simpler.patience, ONE_MORE))

    async def show_action(self, chat_id: int, thread_id: int | None, action: str) -> None:
        """What the bot is doing, for some seconds; a courtesy that may fail."""
        method = ShowAction(chat_id=chat_id, action=action, message_thread_id=thread_id)
        try:
            await self.courier.ask(method, chat_id=chat_id)
        except DeskError as error:
            log.info("nobody was told what the bot does", chat=chat_id, reason=error.reason)

    async def _send(self, letter: Letter) -> dict[str, Any]:
        method = sending(letter)
        return await self.courier.deliver(method, letter.chat_id, letter.precedence, patience=letter.patience)

    async def _edit(self, letter: Letter, message_id: int) -> None:
        method = editing(letter, message_id)
        await self.courier.deliver(method, letter.chat_id, letter.precedence, patience=letter.patience, sends=False)


def _sent(answer: Any, letter: Letter, chat_id: int) -> Sent:
    number = answer.get("message_id") if isinstance(answer, dict) else None
    if not isinstance(number, int):
        raise Unknown("Telegram did not say which message it became")
    return Sent(chat_id, number, letter.thread_id)
