"""SMS Aero in front of its fake; the rest is shared by all neighbours."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from integrations.neighbour import Neighbour
from integrations.smsaero import NEIGHBOUR
from sandbox.kit.clock import WorldClock
from sandbox.kit.history import History
from sandbox.smsaero.fake import SmsAeroFake


@pytest.fixture
def neighbour() -> Neighbour:
    return NEIGHBOUR


@pytest.fixture
async def fake(world: WorldClock) -> AsyncIterator[SmsAeroFake]:
    found = SmsAeroFake(world, History(), "shop@example.com", "APIKEY")
    await found.start()
    yield found
    await found.stop()


@pytest.fixture
def written(fake: SmsAeroFake) -> dict[str, Any]:
    return {
        "api_url": fake.url,
        "email": "shop@example.com",
        "api_key": "APIKEY",
        "sender": "MYSHOP",
        "report_key": "report-key",
    }
