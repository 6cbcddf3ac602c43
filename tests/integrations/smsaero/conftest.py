"""SMS Aero in front of its fake; the rest is shared by all neighbours."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from integrations.neighbour import Neighbour
from integrations.smsaero import NEIGHBOUR
from sandbox.kit.clock import WorldClock
from sandbox.kit.history import History
from sandbox.smsaero.fake import SmsAeroFake
from tests.serving import serve


@pytest.fixture
def neighbour() -> Neighbour:
    return NEIGHBOUR


@pytest.fixture
async def fake(world: WorldClock) -> AsyncIterator[SmsAeroFake]:
    async with serve(SmsAeroFake(world, History(), "shop@example.com", "APIKEY")) as found:
        yield found


@pytest.fixture
def written(fake: SmsAeroFake) -> dict[str, Any]:
    return {
        "api_url": fake.url,
        "email": "shop@example.com",
        "api_key": "APIKEY",
        "sender": "MYSHOP",
        "report_key": "report-key",
    }
