"""SMSC in front of its fake; the rest is shared by all neighbours."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from integrations.neighbour import Neighbour
from integrations.smsc import NEIGHBOUR
from sandbox.kit.clock import WorldClock
from sandbox.kit.history import History
from sandbox.smsc.fake import SmscFake


@pytest.fixture
def neighbour() -> Neighbour:
    return NEIGHBOUR


@pytest.fixture
async def fake(world: WorldClock) -> AsyncIterator[SmscFake]:
    found = SmscFake(world, History(), "shop", "pass", apikey="key-1")
    await found.start()
    yield found
    await found.stop()


@pytest.fixture
def written(fake: SmscFake) -> dict[str, Any]:
    return {"api_url": fake.url, "login": "shop", "password": "pass", "sender": "MYSHOP", "callback_secret": "secret"}
