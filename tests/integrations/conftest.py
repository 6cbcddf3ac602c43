"""The real adapter in front of a strict fake, and the far end of its reports. A neighbour's own conftest adds
``fake``, ``neighbour`` and ``written`` (its section as a shop would write it)."""

import time
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlsplit

import pytest

from desk.crm import LeadDraft
from desk.model import Customer, InboundRequest, Order, OrderLine, Partner
from desk.ports import Sms
from integrations.http import HttpFactory
from integrations.neighbour import Neighbour, Offer, Surroundings, Vault
from sandbox.kit.clock import WorldClock
from sandbox.kit.fake import Fake
from sandbox.kit.listener import Listener
from tests.serving import serve
from tests.vaults import NoVault

START = datetime(2026, 8, 4, 10, 0, tzinfo=UTC)
FIXTURES = Path(__file__).parents[1] / "fixtures"
OfferT = TypeVar("OfferT")


def must_be(kind: type[OfferT], found: object) -> OfferT:
    """What a neighbour offers, as the very thing that is tested."""
    assert isinstance(found, kind)
    return found


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


@pytest.fixture
def world() -> WorldClock:
    return WorldClock(START, speed=0)


@pytest.fixture
async def http(world: WorldClock) -> AsyncIterator[HttpFactory]:
    factory = HttpFactory(DeskClock(world))
    yield factory
    await factory.close()


@pytest.fixture
def vault() -> Vault:
    return NoVault()


@pytest.fixture
def around(world: WorldClock, http: HttpFactory, vault: Vault) -> Surroundings:
    return Surroundings(http, DeskClock(world), vault, "https://desk.example.com", "Watch store")


@pytest.fixture
async def listener(fake: Fake) -> AsyncIterator[Listener]:
    """Where reports arrive."""
    async with serve(Listener(fake.clock, fake.history)) as found:
        yield found


@pytest.fixture
def build(
    neighbour: Neighbour, written: dict[str, Any], listener: Listener, around: Surroundings
) -> Callable[..., Offer]:
    """The neighbour as the house builds it; words change its section."""

    def make(public_url: str | None = None, **changes: Any) -> Offer:
        url = listener.url if public_url is None else public_url
        section = neighbour.section.model_validate(written | changes)
        return neighbour.build(section, replace(around, public_url=url))

    return make


@pytest.fixture
def draft() -> LeadDraft:
    order = Order(
        source="site",
        ref="1042",
        order_id="1042",
        customer=Customer("Иван Петров", "8 900 123-45-67", "ivan@example.com", "Казань", "", "5.8.16.1"),
        lines=(OrderLine("Часы «Полёт»", "W-1", Decimal(2), Decimal("1500.50")), OrderLine("Ремень", "S-2")),
        total=Decimal("3301.00"),
        currency="rub",
        comment="Позвоните после 12",
        partner_code="p-77",
        utm={"utm_source": "yandex", "medium": "cpc"},
        extra={"delivery": "курьер", "cookies": {"a": 1}},
    )
    partner = Partner("p-77", "5", "ООО Партнёр")
    return LeadDraft("desk-17", "#17 · Иван Петров", "+79001234567", order, partner, "Europe/Moscow", "Казань")


@pytest.fixture
def sms() -> Sms:
    return Sms("c_8f3a1b", "+79990000000", "Заказ №1027 принят. Перезвоним в рабочее время!")


@pytest.fixture
def inbound(neighbour: Neighbour) -> Callable[..., InboundRequest]:
    def make(target: str = "", body: bytes = b"", method: str = "POST", **headers: str) -> InboundRequest:
        target = target or f"/hooks/{neighbour.name}"
        url = target if "://" in target else f"https://desk.example.com{target}"
        parts = urlsplit(url)
        query = dict(parse_qsl(parts.query))
        return InboundRequest(method, parts.path, headers, query, body, url, START)

    return make


@pytest.fixture
def reports(fake: Fake, listener: Listener, inbound: Callable[..., InboundRequest]) -> Callable[..., Any]:
    """Wait until ``count`` reports have come, and give them as the desk would see them."""

    async def wait(count: int) -> list[InboundRequest]:
        await fake.history.wait_for(lambda: len(listener.received) >= count, 5)
        return [inbound(listener.url + one.target, one.body, one.method, **one.headers) for one in listener.received]

    return wait


@pytest.fixture
def fixture(neighbour: Neighbour) -> Callable[[str], bytes]:
    return lambda name: (FIXTURES / neighbour.name / name).read_bytes()
