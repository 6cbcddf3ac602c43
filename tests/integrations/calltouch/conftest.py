"""Calltouch in front of its fake; the rest is shared by all neighbours."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from desk.ports import Hook
from desk.tracking.ports import Tracker
from integrations.calltouch import NEIGHBOUR
from integrations.neighbour import Neighbour, Offer
from sandbox.calltouch.fake import CalltouchFake
from sandbox.kit.clock import WorldClock
from sandbox.kit.history import History
from tests.serving import serve

SECRET = "a-long-secret-of-ours"
AT = datetime(2026, 8, 4, 9, 58, 3, tzinfo=UTC)  # 12:58:03 in Moscow, two minutes before the tests begin
DOOR = f"/hooks/calltouch/{SECRET}"


@pytest.fixture
def neighbour() -> Neighbour:
    return NEIGHBOUR


@pytest.fixture
async def fake(world: WorldClock) -> AsyncIterator[CalltouchFake]:
    async with serve(CalltouchFake(world, History(), token="TOKEN")) as found:
        found.limits_enabled = False
        yield found


@pytest.fixture
def written(fake: CalltouchFake) -> dict[str, Any]:
    return {
        "api_url": fake.url,
        "site_id": 12345,
        "token": "TOKEN",
        "webhook_secret": SECRET,
        "requests_per_second": 10_000,
    }


@pytest.fixture
def tracker(build: Callable[..., Offer]) -> Tracker:
    found = build().tracker
    assert found is not None
    return found


@pytest.fixture
def hook(build: Callable[..., Offer]) -> Hook:
    found = build().hook
    assert found is not None
    return found
