"""Orders as a shop shows them, and the moment at which tests begin."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from desk.exchange.mapping import StageMap
from desk.exchange.model import Buyer, Delivery, Line, StoreOrder
from desk.values import replace
from tests.exchange.world import ENDED, SHOP, STAGES, STATUSES

NOON = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
MAP = StageMap(STATUSES, STAGES)
WATCH = Line("Часы «Север»", "N-1", Decimal(1), Decimal("15200.50"), category="Часы")
STRAP = Line("Ремешок", "S-7", Decimal(2), Decimal(900), category="Ремешки")
BUYER = Buyer("Анна П.", "+79161234567", "anna@example.com")


def make_order(ref: str = "1042", status: str = "new", **changes: Any) -> StoreOrder:
    order = StoreOrder(
        SHOP,
        ref,
        ref,
        status,
        NOON,
        buyer=BUYER,
        lines=(WATCH, STRAP),
        delivery=Delivery("Курьер", Decimal(300), "Тверская, 1"),
        total=Decimal("17300.50"),
        currency="RUB",
        utm={"utm_source": "yandex"},
    )
    if status in ENDED:
        changes.setdefault("ended", ENDED[status])
    return replace(order, **changes)
