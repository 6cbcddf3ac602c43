"""Delivery to a webhook. https://core.telegram.org/bots/api#setwebhook

One update is in flight per queue; whatever is not a 2xx is tried again at once and then with growing delay.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import aiohttp

from sandbox.kit.clock import WorldClock
from sandbox.kit.history import Entry
from sandbox.telegram.updates import Update, Updates

ANSWER_WITHIN = 60  # real seconds
LONGEST_RETRY_AFTER = 3600
GONE_FOR = timedelta(hours=23)
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105
Note = Callable[..., Entry]
Execute = Callable[[Mapping[str, str], bytes], Awaitable[None]]  # headers and body of an answer


@dataclass(slots=True)
class Target:
    """Where updates go. ``gone_since`` is set while the address answers 410, in UTC."""

    url: str
    secret: str = ""
    max_connections: int = 40
    certificate: bool = False
    ip_address: str = ""
    last_error: str = ""
    last_error_at: datetime | None = None
    gone_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """``retry_after`` in seconds, 0 when the address did not say."""

    delivered: bool
    retry_after: int = 0


class Webhook:
    def __init__(self, clock: WorldClock, updates: Updates, execute: Execute, note: Note, dice: random.Random) -> None:
        self._clock = clock
        self._note = note
        self._updates = updates
        self._execute = execute
        self._dice = dice
        self._workers: dict[str, asyncio.Task[None]] = {}
        self._session: aiohttp.ClientSession | None = None
        self._free = asyncio.Semaphore(40)
        self.target: Target | None = None
        updates.listeners.append(lambda update: self._employ(update.queue))

    def point(self, target: Target | None) -> None:
        """Deliver to another address, or with None to nobody; what waits is delivered to the new one."""
        self._end_workers()
        self.target = target
        if target:
            self._free = asyncio.Semaphore(target.max_connections)
            self.wake()

    def wake(self) -> None:
        """Give every queue that holds something a worker."""
        for queue in self._updates.queues():
            self._employ(queue)

    async def close(self) -> None:
        """Stop delivering; the address stays set and ``wake`` goes on."""
        workers = list(self._workers.values())
        self._end_workers()
        await asyncio.gather(*workers, return_exceptions=True)
        if self._session:
            await self._session.close()
            self._session = None

    def _end_workers(self) -> None:
        for worker in self._workers.values():
            worker.cancel()
        self._workers = {}

    async def _serve(self, queue: str, target: Target) -> None:
        while self.target is target and (update := self._updates.first(queue)):
            await self._deliver(update, target)
        if self._workers.get(queue) is asyncio.current_task():
            del self._workers[queue]

    def _employ(self, queue: str) -> None:
        if self.target and queue not in self._workers:
            self._workers[queue] = asyncio.create_task(self._serve(queue, self.target))

    async def _deliver(self, update: Update, target: Target) -> None:
        tries = 0
        while self.target is target and self._updates.first(update.queue) is update:
            async with self._free:
                outcome = await self._post(update, target)
            self._note("delivery", update=update.id, delivered=outcome.delivered)
            if outcome.delivered:
                self._updates.remove(update)
                return
            if target.gone_since and self._clock.now() - target.gone_since >= GONE_FOR:
                self.target = None
                return
            tries += 1
            await self._clock.sleep(outcome.retry_after or self._pause(tries))

    def _pause(self, tries: int) -> float:
        """0, 2, 4, 8 … world seconds, at most a random minute or two."""
        return 0.0 if tries == 1 else min(2.0 ** (tries - 1), self._dice.uniform(60, 120))

    async def _post(self, update: Update, target: Target) -> Outcome:
        headers = {SECRET_HEADER: target.secret} if target.secret else {}
        try:
            async with self._open().post(target.url, json=update.wire(), headers=headers) as response:
                body = await response.read()
                return await self._judge(response, body, target)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            self._blame(target, str(error) or "Connection timed out")
            return Outcome(False)

    async def _judge(self, response: aiohttp.ClientResponse, body: bytes, target: Target) -> Outcome:
        gone = response.status == 410
        target.gone_since = (target.gone_since or self._clock.now()) if gone else None
        if 200 <= response.status < 300:
            await self._execute(response.headers, body)
            return Outcome(True)
        self._blame(target, f"Wrong response from the webhook: {response.status} {response.reason}")
        after = response.headers.get("Retry-After", "")
        return Outcome(False, min(int(after), LONGEST_RETRY_AFTER) if after.isdecimal() else 0)

    def _blame(self, target: Target, text: str) -> None:
        target.last_error, target.last_error_at = text, self._clock.now()

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=ANSWER_WITHIN))
        return self._session
