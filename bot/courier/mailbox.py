"""How updates come in: asked for in turn, each kept before the next are asked for.

https://core.telegram.org/bots/api#getting-updates
"""

import asyncio
from collections.abc import Sequence
from typing import Any, Protocol

import structlog

from bot.courier.courier import Courier
from bot.courier.methods import DeleteWebhook, TakeUpdates
from desk.errors import Conflict, DeskError, Temporary, Unauthorised
from desk.ports import Clock

LONG_POLL = 25  # seconds Telegram may hold the answer back
SHORT_POLL = 1  # after a failure: to know soon that it is over
GRACE = 15  # seconds more before we stop waiting for it
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
HASTY = 0.5  # seconds
FORGETFUL = 6 * 24 * 3600.0  # seconds without updates; after a week Telegram numbers them anew
KINDS = ["message", "edited_message", "callback_query", "my_chat_member", "chat_member"]
log = structlog.get_logger("telegram")


class Listener(Protocol):
    """``keep`` commits before it returns. ``trouble`` and ``well`` may come many times in a row."""

    async def keep(self, updates: Sequence[dict[str, Any]]) -> None: ...
    async def trouble(self, error: DeskError) -> None: ...
    async def well(self) -> None: ...


class Mailbox:
    """Survives everything but cancellation. The offset moves on only after ``keep``: nothing is lost, and what
    comes twice is known by its number."""

    def __init__(self, courier: Courier, listener: Listener, clock: Clock) -> None:
        self._courier = courier
        self._listener = listener
        self._clock = clock
        self._offset: int | None = None
        self._heard_at = 0.0
        self._well = False

    async def run(self) -> None:
        pause = FIRST_PAUSE
        while True:
            try:
                await self._take()
            except DeskError as error:
                self._well = False
                await self._rest(error, pause)
                pause = min(pause * 2, LONGEST_PAUSE)
            else:
                pause, self._well = FIRST_PAUSE, True
                await self._listener.well()

    async def _take(self) -> None:
        if self._clock.monotonic() - self._heard_at > FORGETFUL:
            self._offset = None
        asked_at = self._clock.monotonic()
        patience = LONG_POLL if self._well else SHORT_POLL
        method = TakeUpdates(offset=self._offset, timeout=patience, allowed_updates=KINDS)
        updates = await self._courier.ask(method, timeout=LONG_POLL + GRACE) or []
        numbers = [number for it in updates if isinstance(number := it.get("update_id"), int)]
        if numbers:
            await self._listener.keep(updates)
            self._offset, self._heard_at = max(numbers) + 1, asked_at
        elif self._clock.monotonic() - asked_at < HASTY:  # this server does not hold the answer back
            await asyncio.sleep(HASTY)

    async def _rest(self, error: DeskError, pause: float) -> None:
        log.warning("no updates", reason=error.reason, again_in=pause)
        if isinstance(error, Conflict | Unauthorised):
            await self._listener.trouble(error)
        if isinstance(error, Conflict) and "webhook" in error.reason.lower():
            await self._drop_webhook()
        after = error.retry_after if isinstance(error, Temporary) else None
        await asyncio.sleep(max(pause, after or 0))

    async def _drop_webhook(self) -> None:
        try:
            await self._courier.ask(DeleteWebhook())
        except DeskError as error:
            log.warning("the webhook stays", reason=error.reason)
