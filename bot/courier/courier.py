"""Everything that goes to Telegram passes here: in turn, within the limits, and never into a closed window."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TypeVar

import structlog
from aiogram import Bot
from aiogram.exceptions import AiogramError, TelegramMigrateToChat
from aiogram.methods.base import TelegramMethod

from bot.courier.errors import GONE, ONES_OWN, translate
from bot.courier.limits import Limits, Precedence
from bot.courier.memory import Memory, Remembered
from bot.courier.moves import Moves
from bot.courier.pauses import Pauses, Scope
from desk.errors import DeskError, Rejected, Temporary, Unknown
from desk.ports import Clock

T = TypeVar("T")
TIMEOUT = 20  # real seconds for one request
TICK = 0.001  # seconds: what is left of a wait after rounding would be slept through in no time, again and again
BUSY = 3.0  # seconds after which it is worth asking whether a call under way has ended
log = structlog.get_logger("courier")


class Courier:
    """One call a chat at a time: a second one under way could arrive inside the window that the first one opened."""

    def __init__(self, bot: Bot, clock: Clock, moves: Moves, memory: Memory, limits: Limits | None = None) -> None:
        self._bot = bot
        self._clock = clock
        self.moves = moves
        self._memory = memory
        self._recalled = False
        self._recalling = asyncio.Lock()
        self._limits = limits or Limits()
        self._pauses = Pauses()
        self._doors: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def ask(self, method: TelegramMethod[T], timeout: float = TIMEOUT, chat_id: int | None = None) -> T:  # noqa: ASYNC109
        """A call that puts nothing into a chat; with ``chat_id`` it keeps to that chat's pauses.

        A group that became a supergroup is followed once. Raises the errors of ``translate``.
        """
        try:
            return await self._ask(method, timeout, chat_id)
        except TelegramMigrateToChat as error:
            new = error.migrate_to_chat_id
            await self._follow(method, int(getattr(method, "chat_id", 0)), new)
        try:
            moved = method.model_copy(update={"chat_id": new})
            return await self._ask(moved, timeout, None if chat_id is None else new)
        except TelegramMigrateToChat as error:
            raise Temporary("the group has moved twice") from error

    async def _ask(self, method: TelegramMethod[T], timeout: float, chat_id: int | None) -> T:  # noqa: ASYNC109
        scope = method.__api_method__ if chat_id is None else chat_id
        wait = self._pauses.wait(scope, self._clock.monotonic())
        if wait > 0:
            raise Temporary("Telegram asked for a pause", code="429", retry_after=wait, blameless=True)
        return await self._call(method, scope, sends=False, timeout=timeout)

    async def deliver(
        self,
        method: TelegramMethod[T],
        chat_id: int,
        precedence: Precedence,
        *,
        patience: float,
        sends: bool = True,
        timeout: float = TIMEOUT,  # noqa: ASYNC109
    ) -> T:
        """Call when it is this chat's turn; where that takes more than ``patience`` seconds, raise Temporary.

        A group that became a supergroup is followed once, but not by what is about one of its messages: in the new
        group that number is another message. Raises the errors of ``translate``.
        """
        await self._recall()
        here = self.moves.follow(chat_id)
        _check_left_behind(method, chat_id, here)
        try:
            return await self._in_turn(method, here, precedence, patience, sends, timeout)
        except TelegramMigrateToChat as error:
            new = error.migrate_to_chat_id
            await self._follow(method, here, new)
        except Rejected as error:
            if error.code in ONES_OWN and here > 0:
                await self._memory.close(here)
            raise
        try:
            return await self._in_turn(method, new, precedence, patience, sends, timeout)
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

    async def _follow(self, method: TelegramMethod[T], old: int, new: int) -> None:
        await self.moves.move(old, new)
        _check_left_behind(method, old, new)

    async def _in_turn(
        self,
        method: TelegramMethod[T],
        chat_id: int,
        precedence: Precedence,
        patience: float,
        sends: bool,
        timeout: float,  # noqa: ASYNC109
    ) -> T:
        ready = method.model_copy(update={"chat_id": chat_id})
        until = self._clock.monotonic() + patience
        while True:
            await self._await_turn(chat_id, precedence, until)
            async with self._door(chat_id, until):
                if self.wait(chat_id, precedence) > 0:
                    continue  # somebody else was quicker
                if chat_id < 0:
                    await self._remember(chat_id)
                self._limits.take(chat_id, self._clock.monotonic())
                return await self._call(ready, chat_id, sends=sends, timeout=timeout)

    @asynccontextmanager
    async def _door(self, chat_id: int, until: float) -> AsyncIterator[None]:
        """A call that hangs does not hold those behind it any longer than they have patience."""
        door = self._doors[chat_id]
        try:
            async with asyncio.timeout(max(0.0, until - self._clock.monotonic())):
                await door.acquire()
        except TimeoutError:
            raise Temporary(
                "a call to this chat is under way", code="limits", retry_after=BUSY, blameless=True
            ) from None
        try:
            yield
        finally:
            door.release()

    async def _await_turn(self, chat_id: int, precedence: Precedence, until: float) -> None:
        while (wait := self.wait(chat_id, precedence)) > 0:
            if self._clock.monotonic() + wait > until:
                raise Temporary("it is not this chat's turn yet", code="limits", retry_after=wait, blameless=True)
            await self._clock.sleep(max(wait, TICK))

    async def _call(self, method: TelegramMethod[T], scope: Scope, *, sends: bool, timeout: float) -> T:  # noqa: ASYNC109
        try:
            answer = await self._bot(method, request_timeout=int(timeout))
        except TelegramMigrateToChat:
            raise
        except TypeError as error:  # aiogram looks into the description of a 5xx, and there was none
            refusal: DeskError = Temporary("Telegram is out of order", code="5xx", blameless=True)
            await self._heed(refusal, scope, method.__api_method__)
            raise refusal from error
        except AiogramError as error:
            refusal = translate(error, sends=sends)
            await self._heed(refusal, scope, method.__api_method__)
            raise refusal from error
        if isinstance(scope, int):
            self._pauses.recover(scope)
        return answer

    async def _heed(self, refusal: DeskError, scope: Scope, name: str) -> None:
        now = self._clock.monotonic()
        if isinstance(refusal, Temporary) and refusal.code == "429" and refusal.retry_after:
            self._pauses.refuse(scope, refusal.retry_after, now)
            log.warning("Telegram asked for a pause", method=name, chat=scope, seconds=refusal.retry_after)
            if isinstance(scope, int):
                await self._remember()
        elif isinstance(scope, int) and isinstance(refusal, Temporary | Unknown):
            self._pauses.stumble(scope, now)
        elif isinstance(scope, int):
            self._pauses.recover(scope)

    async def _remember(self, group_id: int = 0) -> None:
        """``group_id``: where the next message goes at once."""
        now = self._clock.monotonic()
        sent = self._limits.ages(now)
        if group_id:
            sent[group_id] = [*sent.get(group_id, ()), 0.0]
        await self._memory.keep(Remembered(sent, self._pauses.ends(now)))

    async def _recall(self) -> None:
        """Once, before the first message."""
        if self._recalled:
            return
        async with self._recalling:
            if not self._recalled:
                self._resume(await self._memory.load())
            self._recalled = True

    def _resume(self, remembered: Remembered) -> None:
        now = self._clock.monotonic()
        for group, ages in remembered.sent.items():
            self._limits.recall(group, ages, now)
        for chat, left in remembered.paused.items():
            self._pauses.resume(chat, left, now)


def _check_left_behind(method: TelegramMethod[T], old: int, new: int) -> None:
    """Raises Rejected for what is about a message of a group that has moved."""
    if old != new and "message_id" in type(method).model_fields:
        raise Rejected("the message was left behind in the former group", code=GONE)
