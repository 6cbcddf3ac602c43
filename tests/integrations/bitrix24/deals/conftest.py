"""A portal with a pipeline for the shop, and the port ``Deals`` in front of it."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from desk.exchange.draft import DealDraft
from desk.exchange.model import Buyer, Delivery, Line
from integrations.bitrix24 import NEIGHBOUR, Bitrix24, Bitrix24Deals
from integrations.neighbour import Surroundings
from sandbox.bitrix24.fake import Bitrix24Fake
from tests.integrations.conftest import must_be

PIPELINE = "Интернет-магазин"
FIELD = "UF_CRM_RINGDESK_ORDER_ID"

OpenDeals = Callable[..., Bitrix24Deals]


@pytest.fixture
def open_deals(fake: Bitrix24Fake, around: Surroundings) -> OpenDeals:
    """The port as the house builds it; keys override the section."""

    def build(*, pipeline: str = PIPELINE, order_field: str = FIELD, **keys: Any) -> Bitrix24Deals:
        section = Bitrix24(**({"webhook_url": fake.webhook_url} | keys))
        named = replace(around, pipeline=lambda: pipeline, order_field=lambda: order_field)
        return must_be(Bitrix24Deals, NEIGHBOUR.build(section, named).deals)

    return build


@pytest.fixture
def deals(fake: Bitrix24Fake, open_deals: OpenDeals) -> Bitrix24Deals:
    """On a portal that has been set up, with articles in a property of the catalogue."""
    fake.seed_userfield("deal", FIELD)
    return open_deals(article="property:259")


@pytest.fixture
def hits(fake: Bitrix24Fake) -> Callable[[], int]:
    return lambda: len(fake.history.find("bitrix24", "request"))


@pytest.fixture
def order() -> DealDraft:
    return DealDraft(
        origin="shopify:5001",
        ref="5001",
        title="#1042 · Иван Петров",
        buyer=Buyer("Иван Петров", "+79001234567", "ivan@example.com"),
        lines=(
            Line("Часы «Полёт»", "W-1", Decimal(2), Decimal("1500.50"), Decimal("99.50"), "watches"),
            Line("Ремень", "S-2", Decimal(1), Decimal(300)),
        ),
        delivery=Delivery("Курьер", Decimal(350), "Казань, Баумана, 1"),
        total=Decimal("3651.00"),
        currency="rub",
        paid=False,
        comment="Позвоните после 12",
        utm={"utm_source": "yandex", "medium": "cpc"},
        stage="C5:PREPARATION",
    )


@pytest.fixture
def buyer_with(order: DealDraft) -> Callable[..., DealDraft]:
    """The order with other fields of its buyer."""

    def change(**fields: str) -> DealDraft:
        return replace(order, buyer=replace(order.buyer, **fields))

    return change
