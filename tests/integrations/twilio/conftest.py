"""Twilio in front of its fake; the rest is shared by all neighbours."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from integrations.neighbour import Neighbour
from integrations.twilio import NEIGHBOUR
from sandbox.kit.clock import WorldClock
from sandbox.kit.history import History
from sandbox.twilio.fake import TwilioFake
from tests.serving import serve


@pytest.fixture
def neighbour() -> Neighbour:
    return NEIGHBOUR


@pytest.fixture
async def fake(world: WorldClock) -> AsyncIterator[TwilioFake]:
    async with serve(TwilioFake(world, History(), "AC01", "token")) as found:
        yield found


@pytest.fixture
def written(fake: TwilioFake) -> dict[str, Any]:
    return {"api_url": fake.url, "account_sid": "AC01", "auth_token": "token", "from_number": "+12025550100"}
