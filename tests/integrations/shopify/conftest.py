"""A strict store on loopback, the adapter in front of it, and what it stands on."""

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from desk.ports import Hook
from integrations.neighbour import Neighbour, Surroundings
from integrations.shopify import NEIGHBOUR, Shopify, ShopifyStore
from integrations.shopify.webhook import sign
from sandbox.kit.clock import WorldClock
from sandbox.kit.history import History
from sandbox.shopify.fake import ShopifyFake
from tests.integrations.conftest import must_be
from tests.serving import serve
from tests.vaults import MemoryVault

DOMAIN = "acme.myshopify.com"
SECRET = "shpss_sandbox"


@pytest.fixture
def neighbour() -> Neighbour:
    return NEIGHBOUR


@pytest.fixture
async def fake(world: WorldClock) -> AsyncIterator[ShopifyFake]:
    async with serve(ShopifyFake(world, History(), domain=DOMAIN, client_secret=SECRET)) as found:
        yield found


@pytest.fixture
def vault() -> MemoryVault:
    return MemoryVault()


@pytest.fixture
def section(fake: ShopifyFake) -> Callable[..., Shopify]:
    """As a shop would write it; keys change it."""

    def make(**keys: Any) -> Shopify:
        usual = {"shop": DOMAIN, "api_url": fake.url, "access_token": "shpat_sandbox", "webhook_secret": SECRET}
        made = Shopify.model_validate(usual | keys)
        assert NEIGHBOUR.mistakes(made) == []
        return made

    return make


@pytest.fixture
def open_store(section: Callable[..., Shopify], around: Surroundings) -> Callable[..., ShopifyStore]:
    return lambda **keys: must_be(ShopifyStore, NEIGHBOUR.build(section(**keys), around).store)


@pytest.fixture
def store(open_store: Callable[..., ShopifyStore]) -> ShopifyStore:
    return open_store()


@pytest.fixture
def hook(section: Callable[..., Shopify], around: Surroundings) -> Hook:
    found = NEIGHBOUR.build(section(), around).hook
    assert found is not None
    return found


@pytest.fixture
def event(inbound: Callable[..., Any]) -> Callable[..., Any]:
    """A signed delivery; headers are those of Shopify without their prefix, empty ones are left out."""

    def make(topic: str, body: bytes, *, secret: str = SECRET, prefix: str = "x-shopify-", **changes: str) -> Any:
        headers = {
            "topic": topic,
            "hmac-sha256": sign(secret, body).decode(),
            "shop-domain": DOMAIN,
            "api-version": "2026-10",
            "webhook-id": "w-1",
            "event-id": "e-1",
        } | {name.replace("_", "-"): value for name, value in changes.items()}
        return inbound(body=body, **{f"{prefix}{name}": value for name, value in headers.items() if value})

    return make


@pytest.fixture
def asked(fake: ShopifyFake) -> Callable[[], list[str]]:
    """The operations that the store has been asked for, in their order."""
    return lambda: [str(it.data["operation"]) for it in fake.history.find("shopify", "request")]
