"""The store of a site in front of its fake."""

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from desk.exchange.model import StoreOrder
from integrations.bitrix_site import NEIGHBOUR, BitrixSite, BitrixSiteStore
from integrations.neighbour import Surroundings
from sandbox.bitrix_site.fake import BitrixSiteFake
from sandbox.kit.clock import WorldClock
from sandbox.kit.history import History
from tests.integrations.conftest import must_be
from tests.serving import serve
from tests.vaults import EmptyVault


@pytest.fixture
def vault() -> EmptyVault:
    """Of a site that never moved."""
    return EmptyVault()


@pytest.fixture
async def fake(world: WorldClock) -> AsyncIterator[BitrixSiteFake]:
    async with serve(BitrixSiteFake(world, History())) as found:
        found.limits_enabled = False
        yield found


Open = Callable[..., BitrixSiteStore]


@pytest.fixture
def open_store(fake: BitrixSiteFake, around: Surroundings) -> Open:
    """The store's port, built the way the house builds it; keys override the section."""

    def build(**keys: Any) -> BitrixSiteStore:
        section = BitrixSite.model_validate({"webhook_url": fake.webhook_url, "burst": 10_000} | keys)
        assert NEIGHBOUR.mistakes(section) == []
        return must_be(BitrixSiteStore, NEIGHBOUR.build(section, around).store)

    return build


@pytest.fixture
def store(open_store: Open) -> BitrixSiteStore:
    return open_store()


@pytest.fixture
def hits(fake: BitrixSiteFake) -> Callable[[], int]:
    """How many requests the site has seen."""
    return lambda: len(fake.history.find("bitrix_site", "request"))


@pytest.fixture
def read(store: BitrixSiteStore) -> Callable[..., Any]:
    """An order that must be there."""

    async def ask(number: int) -> StoreOrder:
        order = await store.read(str(number))
        assert order is not None
        return order

    return ask
