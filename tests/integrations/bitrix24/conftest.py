"""A strict portal on loopback, the adapter in front of it, and what it stands on."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from desk.crm import CrmCall, CrmNote, CrmPicture, LeadDraft
from desk.errors import Temporary
from integrations.bitrix24 import NEIGHBOUR, Bitrix24, Bitrix24Crm
from integrations.neighbour import Surroundings
from sandbox.bitrix24.fake import Bitrix24Fake
from sandbox.kit.clock import WorldClock
from sandbox.kit.history import History
from tests.integrations.conftest import must_be
from tests.serving import serve
from tests.vaults import MemoryVault


class LoggedVault(MemoryVault):
    """``log`` names each keeping, with the length of the portal's history by then.

    The next ``broken`` keepings fail, as on a full disk.
    """

    def __init__(self, seen: Callable[[], int]) -> None:
        super().__init__()
        self.log: list[tuple[str, int]] = []
        self.broken = 0
        self._seen = seen

    async def load(self, key: str) -> dict[str, Any] | None:
        await asyncio.sleep(0)
        return await super().load(key)

    async def keep(self, key: str, value: Mapping[str, Any]) -> None:
        await asyncio.sleep(0)
        if self.broken:
            self.broken -= 1
            raise Temporary("disk full")
        await super().keep(key, value)
        self.log.append((key, self._seen()))


@pytest.fixture
def world() -> WorldClock:
    return WorldClock(datetime(2026, 5, 14, 9, 0, tzinfo=UTC))


@pytest.fixture
async def fake(world: WorldClock) -> AsyncIterator[Bitrix24Fake]:
    async with serve(Bitrix24Fake(world, History())) as portal:
        yield portal


@pytest.fixture
def vault(fake: Bitrix24Fake) -> LoggedVault:
    return LoggedVault(lambda: len(fake.history.entries))


Open = Callable[..., Bitrix24Crm]


@pytest.fixture
def open_crm(fake: Bitrix24Fake, around: Surroundings) -> Open:
    """The CRM port, built the way the house builds it; keys override the section."""

    def build(**keys: Any) -> Bitrix24Crm:
        section = Bitrix24(**({"webhook_url": fake.webhook_url} | keys))
        assert NEIGHBOUR.mistakes(section) == []
        return must_be(Bitrix24Crm, NEIGHBOUR.build(section, around).crm)

    return build


@pytest.fixture
def open_app(fake: Bitrix24Fake, open_crm: Open) -> Open:
    """The same through OAuth, as a freshly installed application."""

    def build(**keys: Any) -> Bitrix24Crm:
        first = {} if "refresh_token" in keys else {"refresh_token": fake.authorise()["refresh_token"]}
        app = {
            "webhook_url": "",
            "client_id": "local.sandbox",
            "client_secret": "sandboxclientsecret",
            "auth_url": fake.auth_url,
        }
        return open_crm(**(app | first | keys))

    return build


def calls(fake: Bitrix24Fake, operation: str) -> int:
    return len(fake.history.find("bitrix24", "request", operation=operation))


@pytest.fixture
def count(fake: Bitrix24Fake) -> Callable[[str], int]:
    """How many requests of one operation the portal has seen."""
    return lambda operation: calls(fake, operation)


@pytest.fixture
def picture() -> CrmPicture:
    start = datetime(2026, 5, 14, 9, 5, tzinfo=UTC)
    call = CrmCall("desk-17/call1", "+79001234567", start, start.replace(minute=6), "no_answer", "480")
    notes = (CrmNote("desk-17/3", "Робот не дозвонился"), CrmNote("desk-17/4", "SMS отправлено"))
    return CrmPicture("waiting_retry", "Перезвоним в 12:35", notes, (call,))


@pytest.fixture
def with_customer(draft: LeadDraft) -> Callable[..., LeadDraft]:
    """The draft with other customer fields."""

    def change(**fields: str) -> LeadDraft:
        return replace(draft, order=replace(draft.order, customer=replace(draft.order.customer, **fields)))

    return change
