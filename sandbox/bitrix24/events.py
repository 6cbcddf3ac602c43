"""Events to handlers: a form, sent once, never again, in no promised order.

https://apidocs.bitrix24.com/api-reference/events/index.html
"""

import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from sandbox.bitrix24 import php

USER_AGENT = "Bitrix24 Webhook Engine"


@dataclass(frozen=True, slots=True)
class Event:
    handler: str
    payload: dict[str, Any]


@dataclass(slots=True)
class Events:
    """Knobs: ``delay`` in world seconds, ``copies`` of each event, chance to ``lose`` one, ``hold`` them all
    until ``release``. ``sent`` remembers what left, ``failed`` what nobody took."""

    sleep: Callable[[float], Awaitable[None]]
    delay: float = 0.0
    copies: int = 1
    lose: float = 0.0
    hold: bool = False
    timeout: float = 10.0
    held: list[Event] = field(default_factory=list)
    sent: list[Event] = field(default_factory=list)
    failed: list[Event] = field(default_factory=list)
    dice: random.Random = field(default_factory=lambda: random.Random(24))

    def take(self, event: Event) -> list[Event]:
        """The events to be sent now for one that has happened."""
        if self.lose and self.dice.random() < self.lose:
            return []
        copies = [event] * self.copies
        if self.hold:
            self.held += copies
            return []
        return copies

    def let_go(self, *, shuffle: bool) -> list[Event]:
        held, self.held = self.held, []
        if shuffle:
            self.dice.shuffle(held)
        return held

    async def send(self, event: Event) -> None:
        """One try; what is not answered with 2xx is lost for good."""
        if self.delay:
            await self.sleep(self.delay)
        timeout = aiohttp.ClientTimeout(total=self.timeout)
        self.sent.append(event)
        try:
            async with (
                aiohttp.ClientSession(timeout=timeout, headers={"User-Agent": USER_AGENT}) as session,
                session.post(event.handler, data=php.flatten(event.payload)) as answer,
            ):
                taken = answer.ok
        except (TimeoutError, aiohttp.ClientError):
            taken = False
        if not taken:
            self.failed.append(event)
