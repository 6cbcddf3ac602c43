"""A store that is told by webhook, in front of the small CMS; the rest is shared by all neighbours."""

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from integrations.neighbour import Neighbour, Offer
from integrations.store_webhook import NEIGHBOUR
from integrations.store_webhook.adapter import WebhookStore
from sandbox.cms.fake import CmsFake
from sandbox.kit.clock import WorldClock
from sandbox.kit.history import History
from sandbox.shop.shop import Shop
from tests.integrations.conftest import must_be
from tests.serving import serve


@pytest.fixture
def neighbour() -> Neighbour:
    return NEIGHBOUR


@pytest.fixture
async def fake(world: WorldClock) -> AsyncIterator[CmsFake]:
    history = History()
    async with serve(CmsFake(world, history, Shop(world, history, "http://127.0.0.1:9", ""))) as found:
        yield found


@pytest.fixture
def written(fake: CmsFake) -> dict[str, Any]:
    return {"url": fake.webhook_url, "secret": fake.secret, "allow_private": True}


@pytest.fixture
def store(build: Callable[..., Offer]) -> WebhookStore:
    return must_be(WebhookStore, build().store)
