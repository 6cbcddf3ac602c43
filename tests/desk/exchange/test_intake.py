"""Orders of any CMS, as they come by POST, and as the main job works on them."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from desk.exchange.intake import lead_order_of, store_order_of
from desk.exchange.model import Finality
from desk.model import Customer, Order, OrderLine
from tests.exchange.orders import NOON, make_order
from tests.exchange.world import STATUSES

LINE = OrderLine("Часы", "N-1", Decimal(2), Decimal(100), "Часы")


def posted(**extra: Any) -> Order:
    return Order("site", "A-1", Customer("Анна", "8916"), order_id="1042", lines=(LINE,), extra=extra)


def test_ex_02_the_version_is_the_stores_time_or_when_it_came() -> None:
    order = store_order_of(posted(updated_at="2026-11-23T12:00:00+03:00"), "+7916", STATUSES, NOON)
    assert order.changed_at == datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    for nothing in ("", "yesterday", "2026-11-23T12:00:00", None):  # without a zone it is no version
        later = NOON + timedelta(seconds=7)
        assert store_order_of(posted(updated_at=nothing), "", STATUSES, later).changed_at == later


@pytest.mark.parametrize(
    ("status", "ended"),
    [("done", Finality.WON), ("Cancelled", Finality.LOST), ("paid", Finality.OPEN), ("", Finality.OPEN)],
)
def test_ex_20_the_words_for_won_and_lost_end_an_order(status: str, ended: Finality) -> None:
    assert store_order_of(posted(status=status), "", STATUSES, NOON).ended is ended


def test_what_a_cms_sends_is_understood_and_what_it_garbles_is_left_out() -> None:
    order = store_order_of(
        posted(paid="Да", delivery="Курьер", delivery_price="300,50", address=["x"]), "+7916", STATUSES, NOON
    )
    assert order.paid
    assert (order.delivery.name, order.delivery.price, order.delivery.address) == ("Курьер", Decimal("300.50"), "")
    assert (order.number, order.buyer.phone, order.total) == ("1042", "+7916", Decimal(200))
    for price in ("-5", "1e9", "٣", "1.2.3", None):
        assert store_order_of(posted(delivery_price=price), "", STATUSES, NOON).delivery.price == 0


def test_an_order_of_a_store_becomes_a_lead_with_its_lines() -> None:
    order = lead_order_of(make_order())
    assert (order.source, order.ref, order.order_id) == ("shop", "1042", "1042")
    assert [it.sku for it in order.lines] == ["N-1", "S-7"]
    assert (order.total, order.customer.phone) == (Decimal("17300.50"), "+79161234567")
