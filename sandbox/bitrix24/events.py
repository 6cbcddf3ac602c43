"""Events to handlers: a form, sent once, never again, in no promised order.

https://apidocs.bitrix24.com/api-reference/events/index.html
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from sandbox.bitrix24 import php
from sandbox.kit.post import Post

USER_AGENT = "Bitrix24 Webhook Engine"


@dataclass(frozen=True, slots=True)
class Event:
    handler: str
    payload: dict[str, Any]


@dataclass(slots=True)
class Events(Post[Event]):
    """``sent`` remembers what left, ``failed`` what nobody took."""

    sleep: Callable[[float], Awaitable[None]]
    timeout: float = 10.0
    sent: list[Event] = field(default_factory=list)
    failed: list[Event] = field(default_factory=list)

    def take(self, event: Event) -> list[Event]:
        """The events to be sent now for one that has happened."""
        return [] if self.loses() else self.keep_back([event] * self.copies)

    async def send(self, one: Event) -> None:
        """One try; what is not answered with 2xx is lost for good."""
        if self.delay:
            await self.sleep(self.delay)
        timeout = aiohttp.ClientTimeout(total=self.timeout)
        self.sent.append(one)
        try:
            async with (
                aiohttp.ClientSession(timeout=timeout, headers={"User-Agent": USER_AGENT}) as session,
                session.post(one.handler, data=php.flatten(one.payload)) as answer,
            ):
                taken = answer.ok
        except (TimeoutError, aiohttp.ClientError):
            taken = False
        if not taken:
            self.failed.append(one)
