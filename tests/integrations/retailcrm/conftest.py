"""A strict account on loopback, and both roles of the neighbour in front of it, built the way the house builds them."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from desk.crm import LeadDraft
from desk.model import Customer, Order, OrderLine, Partner
from integrations.neighbour import Surroundings
from integrations.retailcrm import NEIGHBOUR, RetailCrm, RetailCrmLeads, RetailTracking
from sandbox.kit.clock import WorldClock
from sandbox.kit.history import History
from sandbox.retailcrm.fake import RetailCrmFake

NOON = datetime(2026, 5, 14, 9, 0, tzinfo=UTC)  # in Moscow
FAST = 1000.0


@pytest.fixture
def world() -> WorldClock:
    return WorldClock(NOON, speed=0)


@pytest.fixture
async def fake(world: WorldClock) -> AsyncIterator[RetailCrmFake]:
    """Without its limit: what keeps it is tested apart."""
    account = RetailCrmFake(world, History())
    account.limit.enabled = False
    await account.start()
    yield account
    await account.stop()


Open = Callable[..., Any]


@pytest.fixture
def section(fake: RetailCrmFake) -> Callable[..., RetailCrm]:
    """As a shop would write it, but quick; keys override it."""

    def write(**keys: Any) -> RetailCrm:
        written = RetailCrm.model_validate({"url": fake.url, "api_key": fake.key} | keys)
        assert NEIGHBOUR.mistakes(written) == []
        quick = {} if "requests_per_second" in keys else {"requests_per_second": FAST}
        return written.model_copy(update=quick)

    return write


@pytest.fixture
def open_tracking(section: Callable[..., RetailCrm], around: Surroundings) -> Open:
    def build(**keys: Any) -> RetailTracking:
        found = NEIGHBOUR.build(section(**keys), around).tracking
        assert isinstance(found, RetailTracking)
        return found

    return build


@pytest.fixture
def tracking(open_tracking: Open) -> RetailTracking:
    return open_tracking()


@pytest.fixture
def open_leads(section: Callable[..., RetailCrm], around: Surroundings) -> Open:
    def build(**keys: Any) -> RetailCrmLeads:
        found = NEIGHBOUR.build(section(**keys), around).crm
        assert isinstance(found, RetailCrmLeads)
        return found

    return build


@pytest.fixture
def leads(open_leads: Open) -> RetailCrmLeads:
    return open_leads()


@pytest.fixture
def asked(fake: RetailCrmFake) -> Callable[[], list[str]]:
    """The operations the account has heard, in their order."""
    return lambda: [it.data["operation"] for it in fake.history.find("retailcrm", "request")]


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
