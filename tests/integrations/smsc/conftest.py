"""The real adapter in front of a strict fake of SMSC, and the far end of its reports."""

import time
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from desk.model import InboundRequest
from desk.ports import Sms
from integrations.http import HttpFactory
from integrations.neighbour import Offer, Surroundings
from integrations.smsc import NEIGHBOUR
from sandbox.kit.clock import WorldClock
from sandbox.kit.history import History
from sandbox.kit.listener import Listener
from sandbox.smsc.fake import SmscFake

START = datetime(2026, 8, 4, 10, 0, tzinfo=UTC)
FIXTURES = Path(__file__).parents[2] / "fixtures" / "smsc"


class DeskClock:
    """The world's clock as the desk sees it."""

    def __init__(self, world: WorldClock) -> None:
        self._world = world

    def now(self) -> datetime:
        return self._world.now()

    def monotonic(self) -> float:
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        await self._world.sleep(seconds)


class NoVault:
    """Nothing of this neighbour must survive a restart."""

    async def load(self, key: str) -> dict[str, Any] | None:
        raise AssertionError(key)

    async def keep(self, key: str, value: Any) -> None:
        raise AssertionError(key)


@pytest.fixture
def world() -> WorldClock:
    return WorldClock(START, speed=0)


@pytest.fixture
async def fake(world: WorldClock) -> AsyncIterator[SmscFake]:
    found = SmscFake(world, History(), "shop", "pass", apikey="key-1")
    await found.start()
    yield found
    await found.stop()


@pytest.fixture
async def listener(fake: SmscFake) -> AsyncIterator[Listener]:
    """Where reports arrive."""
    found = Listener(fake.clock, fake.history)
    await found.start()
    yield found
    await found.stop()


@pytest.fixture
async def build(fake: SmscFake, listener: Listener, world: WorldClock) -> AsyncIterator[Callable[..., Offer]]:
    """The neighbour as the house builds it; words change its section."""
    clock = DeskClock(world)
    http = HttpFactory(clock)
    surroundings = Surroundings(http, clock, NoVault(), listener.url)

    def make(public_url: str | None = None, **changes: Any) -> Offer:
        settings = {
            "api_url": fake.url,
            "login": "shop",
            "password": "pass",
            "sender": "MYSHOP",
            "callback_secret": "secret",
        }
        around = surroundings if public_url is None else Surroundings(http, clock, NoVault(), public_url)
        return NEIGHBOUR.build(NEIGHBOUR.section.model_validate(settings | changes), around)

    yield make
    await http.close()


@pytest.fixture
def sms() -> Sms:
    return Sms("c_8f3a1b", "+79990000000", "Заказ №1027 принят. Перезвоним в рабочее время!")


@pytest.fixture
def inbound() -> Callable[..., InboundRequest]:
    def make(target: str = "/hooks/smsc", body: bytes = b"", method: str = "POST", **headers: str) -> InboundRequest:
        url = target if "://" in target else f"https://desk.example.com{target}"
        parts = urlsplit(url)
        query = dict(parse_qsl(parts.query))
        return InboundRequest(method, parts.path, headers, query, body, url, START)

    return make


@pytest.fixture
def reports(fake: SmscFake, listener: Listener, inbound: Callable[..., InboundRequest]) -> Callable[..., Any]:
    """Wait until ``count`` reports have come, and give them as the desk would see them."""

    async def wait(count: int) -> list[InboundRequest]:
        await fake.history.wait_for(lambda: len(listener.received) >= count, 5)
        return [inbound(listener.url + one.target, one.body, one.method, **one.headers) for one in listener.received]

    return wait


@pytest.fixture
def fixture() -> Callable[[str], bytes]:
    return lambda name: (FIXTURES / name).read_bytes()
