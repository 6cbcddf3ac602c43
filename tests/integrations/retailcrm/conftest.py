"""A strict account on loopback, and both roles of the neighbour in front of it, built the way the house builds them."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from integrations.neighbour import Surroundings
from integrations.retailcrm import NEIGHBOUR, RetailCrm, RetailCrmLeads, RetailTracking
from sandbox.kit.clock import WorldClock
from sandbox.kit.history import History
from sandbox.retailcrm.fake import RetailCrmFake
from tests.integrations.conftest import must_be
from tests.serving import serve

NOON = datetime(2026, 5, 14, 9, 0, tzinfo=UTC)  # in Moscow
FAST = 1000.0


@pytest.fixture
def world() -> WorldClock:
    return WorldClock(NOON, speed=0)


@pytest.fixture
async def fake(world: WorldClock) -> AsyncIterator[RetailCrmFake]:
    """Without its limit: what keeps it is tested apart."""
    async with serve(RetailCrmFake(world, History())) as account:
        account.limit.enabled = False
        yield account


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
    return lambda **keys: must_be(RetailTracking, NEIGHBOUR.build(section(**keys), around).tracking)


@pytest.fixture
def tracking(open_tracking: Open) -> RetailTracking:
    return open_tracking()


@pytest.fixture
def open_leads(section: Callable[..., RetailCrm], around: Surroundings) -> Open:
    return lambda **keys: must_be(RetailCrmLeads, NEIGHBOUR.build(section(**keys), around).crm)


@pytest.fixture
def leads(open_leads: Open) -> RetailCrmLeads:
    return open_leads()


@pytest.fixture
def asked(fake: RetailCrmFake) -> Callable[[], list[str]]:
    """The operations the account has heard, in their order."""
    return lambda: [it.data["operation"] for it in fake.history.find("retailcrm", "request")]
