"""getUpdates: a real long poll with the rules of https://core.telegram.org/bots/api#getupdates"""

import asyncio
from typing import Any

from sandbox.telegram.errors import ApiError, conflict
from sandbox.telegram.params import Params
from sandbox.telegram.updates import Update, Updates

LONGEST_POLL = 50
SECOND_POLLER = conflict("terminated by other getUpdates request; make sure that only one bot instance is running")


class _Poll:
    """One request that waits; ``ended`` is what it has to answer when it was sent away."""

    def __init__(self) -> None:
        self.stirred = asyncio.Event()
        self.ended: ApiError | None = None

    def end(self, error: ApiError) -> None:
        self.ended = error
        self.stirred.set()


class Poller:
    def __init__(self, updates: Updates) -> None:
        self._updates = updates
        self._current: _Poll | None = None
        updates.listeners.append(self._stir)

    async def poll(self, params: Params) -> list[dict[str, Any]]:
        """Confirm by ``offset``, then answer what waits; with nothing to answer wait ``timeout`` real seconds."""
        self.interrupt(SECOND_POLLER)
        if params.has("allowed_updates"):
            self._updates.allow(params.rows("allowed_updates"))
        self._updates.confirm(params.whole("offset"))
        limit = params.whole("limit", 100)
        limit = limit if 1 <= limit <= 100 else 100
        poll = self._current = _Poll()
        try:
            found = await self._wait(poll, min(max(params.whole("timeout"), 0), LONGEST_POLL))
        finally:
            if self._current is poll:
                self._current = None
        return [update.wire() for update in found[:limit]]

    def interrupt(self, error: ApiError) -> None:
        if self._current:
            self._current.end(error)

    async def _wait(self, poll: _Poll, seconds: int) -> list[Update]:
        if not self._updates.pending() and seconds:
            try:
                async with asyncio.timeout(seconds):
                    await poll.stirred.wait()
            except TimeoutError:
                return self._updates.pending()
        if poll.ended:
            raise poll.ended
        return self._updates.pending()

    def _stir(self, _update: Update) -> None:
        if self._current:
            self._current.stirred.set()
