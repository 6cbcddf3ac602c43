"""SMSC in front of its fake; the rest is shared by all neighbours."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from integrations.neighbour import Neighbour
from integrations.smsc import NEIGHBOUR
from sandbox.kit.clock import WorldClock
from sandbox.kit.history import History
from sandbox.smsc.fake import SmscFake
from tests.serving import serve


@pytest.fixture
def neighbour() -> Neighbour:
    return NEIGHBOUR


@pytest.fixture
async def fake(world: WorldClock) -> AsyncIterator[SmscFake]:
    async with serve(SmscFake(world, History(), "shop", "pass", apikey="key-1")) as found:
        yield found


@pytest.fixture
def written(fake: SmscFake) -> dict[str, Any]:
    return {"api_url": fake.url, "login": "shop", "password": "pass", "sender": "MYSHOP", "callback_secret": "secret"}
