"""Everything that goes to Telegram passes here: in turn, within the limits, and never into a closed window."""

import asyncio
from collections import defaultdict
from typing import TypeVar

import structlog
from aiogram import Bot
from aiogram.exceptions import AiogramError, TelegramMigrateToChat
from aiogram.methods.base import TelegramMethod

from bot.courier.errors import translate
from bot.courier.limits import Limits, Precedence
from bot.courier.moves import Moves
from bot.courier.pauses import Pauses
from desk.errors import DeskError, Temporary
from desk.ports import Clock

T = TypeVar("T")
TIMEOUT = 20  # real seconds for one request
NOWHERE = 0  # the pause of calls that go to no chat
log = structlog.get_logger("courier")


class Courier:
    """One call a chat at a time: a second one under way could arrive inside the window that the first one opened."""

    def __init__(self, bot: Bot, clock: Clock, moves: Moves) -> None:
        self._bot = bot
        self._clock = clock
        self.moves = moves
        self._limits = Limits()
        self._pauses = Pauses()
        self._doors: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def ask(self, method: TelegramMethod[T], timeout: float = TIMEOUT) -> T:  # noqa: ASYNC109
        """A call that puts nothing into a chat. Raises the errors of ``translate``."""
        wait = self._pauses.wait(NOWHERE, self._clock.monotonic())
        if wait > 0:
            raise Temporary("Telegram asked for a pause", code="429", retry_after=wait, blameless=True)
        return await self._call(method, NOWHERE, sends=False, timeout=timeout)

    async def deliver(
        self, method: TelegramMethod[T], chat_id: int, precedence: Precedence, *, patience: float, sends: bool = True
    ) -> T:
        """Call when it is this chat's turn; where that takes more than ``patience`` seconds, raise Temporary.

        A group that became a supergroup is followed once. Raises the errors of ``translate``.
        """
        chat_id = self.moves.follow(chat_id)
        try:
            return await self._in_turn(method, chat_id, precedence, patience, sends)
        except TelegramMigrateToChat as error:
            new = error.migrate_to_chat_id
            await self.moves.move(chat_id, new)
        try:
            return await self._in_turn(method, new, precedence, patience, sends)
        except TelegramMigrateToChat as error:
            raise Temporary("the group has moved twice") from error

    def wait(self, chat_id: int, precedence: Precedence) -> float:
        """Seconds until a message may leave for this chat."""
        now, chat_id = self._clock.monotonic(), self.moves.follow(chat_id)
        return max(self._pauses.wait(chat_id, now), self._limits.wait(chat_id, precedence, now))

    def forecast(self, group_id: int, precedence: Precedence, place: int) -> float:
        """Seconds until the message at ``place`` of the group's queue may leave."""
        now, group_id = self._clock.monotonic(), self.moves.follow(group_id)
        return self._pauses.wait(group_id, now) + self._limits.forecast(group_id, precedence, now, place)

    async def close(self) -> None:
        await self._bot.session.close()

    async def _in_turn(
        self, method: TelegramMethod[T], chat_id: int, precedence: Precedence, patience: float, sends: bool
    ) -> T:
        ready = method.model_copy(update={"chat_id": chat_id})
        until = self._clock.monotonic() + patience
        while True:
            await self._await_turn(chat_id, precedence, until)
            async with self._doors[chat_id]:
                if self.wait(chat_id, precedence) > 0:
                    continue  # somebody else was quicker
                self._limits.take(chat_id, self._clock.monotonic())
                return await self._call(ready, chat_id, sends=sends, timeout=TIMEOUT)

    async def _await_turn(self, chat_id: int, precedence: Precedence, until: float) -> None:
        while (wait := self.wait(chat_id, precedence)) > 0:
            if self._clock.monotonic() + wait > until:
                raise Temporary("it is not this chat's turn yet", code="limits", retry_after=wait, blameless=True)
            await asyncio.sleep(wait)

    async def _call(self, method: TelegramMethod[T], chat_id: int, *, sends: bool, timeout: float) -> T:  # noqa: ASYNC109
        try:
            return await self._bot(method, request_timeout=int(timeout))
        except TelegramMigrateToChat:
            raise
        except TypeError as error:  # aiogram looks into the description of a 5xx, and there was none
            raise Temporary("Telegram is out of order", code="5xx") from error
        except AiogramError as error:
            refusal = translate(error, sends=sends)
            self._heed(refusal, chat_id, method.__api_method__)
            raise refusal from error

    def _heed(self, refusal: DeskError, chat_id: int, name: str) -> None:
        if isinstance(refusal, Temporary) and refusal.code == "429" and refusal.retry_after:
            self._pauses.refuse(chat_id, refusal.retry_after, self._clock.monotonic())
            log.warning("Telegram asked for a pause", method=name, chat=chat_id, seconds=refusal.retry_after)
