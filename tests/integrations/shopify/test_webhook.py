"""Events of the shop (S4-04): genuine ones, forged ones, and what they say."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from desk.errors import Rejected, Unauthorised
from desk.exchange.hints import StoreHint
from desk.exchange.model import Buyer, Delivery, Finality, Line
from desk.ports import Hook, Notice
from integrations.neighbour import Surroundings
from integrations.shopify import NEIGHBOUR, Shopify, ShopifyHook
from integrations.shopify.webhook import sign
from tests.integrations.shopify.conftest import DOMAIN, SECRET

Event = Callable[..., Any]
Fixture = Callable[[str], bytes]
ORDER = b'{"id":820982911946154508,"name":"#1001"}'


def test_the_vector_of_the_published_scheme_is_met() -> None:
    assert sign("shpss_test_secret", ORDER) == b"DhIRdKc/LXOvFjxrfojUuKJAjNUtjyZjstUwRpcOF2k="


@pytest.mark.parametrize("prefix", ["x-shopify-", "shopify-"])
def test_s4_04_a_genuine_event_is_taken_in_both_styles_of_headers(hook: Hook, event: Event, prefix: str) -> None:
    request = event("orders/create", ORDER, prefix=prefix)
    hook.verify(request)
    assert hook.delivery_id(request) == "orders/create:e-1:820982911946154508"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda it: replace(it, body=it.body + b" "),
        lambda it: replace(it, body=it.body.replace(b"1001", b"1002")),
        lambda it: replace(it, body=b""),
        lambda it: replace(it, headers={**it.headers, "x-shopify-hmac-sha256": ""}),
        lambda it: replace(it, headers={**it.headers, "x-shopify-hmac-sha256": "жжж"}),
        lambda it: replace(it, headers={**it.headers, "x-shopify-shop-domain": "evil.myshopify.com"}),
        lambda it: replace(it, headers={**it.headers, "x-shopify-shop-domain": ""}),
    ],
)
def test_s4_04_a_forged_event_is_refused(hook: Hook, event: Event, spoil: Callable[[Any], Any]) -> None:
    with pytest.raises(Unauthorised):
        hook.verify(spoil(event("orders/create", ORDER)))


@pytest.mark.parametrize("lacking", [{"topic": ""}, {"webhook_id": "", "event_id": ""}])
def test_an_event_without_its_headers_is_refused(hook: Hook, event: Event, lacking: dict[str, str]) -> None:
    with pytest.raises(Rejected):
        hook.verify(event(body=ORDER, **({"topic": "orders/create"} | lacking)))


def test_an_empty_event_is_refused_however_well_it_is_signed(hook: Hook, event: Event) -> None:
    with pytest.raises(Rejected):
        hook.verify(event("orders/create", b""))


@pytest.mark.parametrize("secret", ["old_secret", "new_secret", "app_secret"])
def test_while_secrets_change_each_of_them_is_accepted(
    section: Callable[..., Shopify], event: Event, secret: str
) -> None:
    keys = {"webhook_secret": " old_secret  new_secret", "access_token": "", "client_id": "app"}
    hook = ShopifyHook(section(**keys, client_secret="app_secret"))
    hook.verify(event("orders/create", ORDER, secret=secret))
    with pytest.raises(Unauthorised):
        hook.verify(event("orders/create", ORDER, secret="old_secret  new_secret"))


def test_without_a_secret_the_door_is_closed(around: Surroundings, event: Event) -> None:
    closed = NEIGHBOUR.build(Shopify(shop=DOMAIN, access_token="t"), around).hook
    assert closed is not None
    for secret in ("", " ", SECRET):
        with pytest.raises(Unauthorised, match="not accepted"):
            closed.verify(event("orders/create", ORDER, secret=secret))


def test_s4_04_doubled_deliveries_are_one_and_others_are_not(hook: Hook, event: Event) -> None:
    first = hook.delivery_id(event("orders/updated", ORDER))
    assert hook.delivery_id(event("orders/updated", ORDER, webhook_id="w-2")) == first  # by a second subscription
    assert hook.delivery_id(event("orders/paid", ORDER)) != first  # the same act of the merchant, another topic
    assert hook.delivery_id(event("orders/updated", ORDER.replace(b"508", b"509"))) != first
    assert hook.delivery_id(event("orders/updated", ORDER, event_id="e-2")) != first
    assert hook.delivery_id(event("orders/updated", ORDER, event_id="")) == "orders/updated:w-1:820982911946154508"


def test_s4_04_a_new_order_is_shown_whole(hook: Hook, event: Event, fixture: Fixture) -> None:
    (hint,) = hook.parse(event("orders/create", fixture("orders_create__paid.json")))
    assert isinstance(hint, StoreHint) and hint.order is not None
    assert (hint.store, hint.ref, hint.first, hint.gone) == ("shopify", "5678901234567", True, False)
    order = hint.order
    assert (order.number, order.status, order.paid, order.ended) == ("#1042", "processing", True, Finality.OPEN)
    assert order.changed_at == datetime(2026, 11, 20, 13, 3, 12, tzinfo=UTC)
    assert order.buyer == Buyer("Ann Lee", "+34600111222", "ann@example.com")
    assert order.lines == (Line("Rose box - Large", "ROSE-L", Decimal(2), Decimal(12), Decimal(1), category=None),)
    assert order.delivery == Delivery("Courier", Decimal("3.50"), "C/ Mayor 1, 2B, 28013 Madrid, M, ES")
    assert (order.total, order.currency, order.comment) == (Decimal("27.50"), "EUR", "ring the bell")
    assert order.utm == {"utm_source": "ig", "utm_campaign": "nov"}


@pytest.mark.parametrize("topic", ["updated", "paid", "cancelled", "fulfilled", "partially_fulfilled"])
def test_ex_22_every_change_is_a_hint_with_the_order(hook: Hook, event: Event, fixture: Fixture, topic: str) -> None:
    (hint,) = hook.parse(event(f"orders/{topic}", fixture("orders_cancelled__restocked.json")))
    assert isinstance(hint, StoreHint) and hint.order is not None and not hint.first
    assert (hint.order.status, hint.order.ended) == ("cancelled", Finality.LOST)
    assert (hint.order.lines[0].quantity, hint.order.total) == (Decimal(2), Decimal("27.50"))


def test_an_order_whose_customer_may_not_be_known_is_still_one(hook: Hook, event: Event, fixture: Fixture) -> None:
    (hint,) = hook.parse(event("orders/updated", fixture("orders_updated__protected.json")))
    assert isinstance(hint, StoreHint) and hint.order is not None
    assert (hint.order.buyer, hint.order.delivery, hint.order.utm) == (Buyer(), Delivery(), {})
    assert (hint.order.status, hint.order.lines) == ("pending", (Line("Card", price=Decimal(5), category=None),))


@pytest.mark.parametrize(
    ("topic", "file", "hint"),
    [
        ("orders/edited", "orders_edited__line.json", StoreHint("shopify", "5678901234567")),
        ("orders/delete", "orders_delete__plain.json", StoreHint("shopify", "5678901234567", gone=True)),
        ("refunds/create", "refunds_create__plain.json", StoreHint("shopify", "5678901234567")),
    ],
)
def test_ex_22_what_shows_no_order_is_a_hint_to_read_it(
    hook: Hook, event: Event, fixture: Fixture, topic: str, file: str, hint: StoreHint
) -> None:
    assert hook.parse(event(topic, fixture(file))) == [hint]


def test_a_narrowed_event_is_a_hint_without_the_order(hook: Hook, event: Event) -> None:
    body = b'{"id":1,"updated_at":"2026-11-20T14:03:12+01:00"}'
    assert hook.parse(event("orders/updated", body)) == [StoreHint("shopify", "1")]


def test_a_living_order_sent_on_as_deleted_deletes_nothing(hook: Hook, event: Event, fixture: Fixture) -> None:
    """The topic stands in a header, and headers are not signed."""
    with pytest.raises(Rejected):
        hook.parse(event("orders/delete", fixture("orders_create__paid.json")))


def test_leaving_and_privacy_are_for_people(hook: Hook, event: Event, fixture: Fixture) -> None:
    (gone,) = hook.parse(event("app/uninstalled", fixture("app_uninstalled__plain.json")))
    assert isinstance(gone, Notice) and gone.alarm and gone.kind == "app_uninstalled"
    (asked,) = hook.parse(event("customers/redact", fixture("customers_redact__plain.json")))
    assert isinstance(asked, Notice) and asked.alarm and "700100" in asked.text
    assert not {"ann@example.com", "+34600111222"} & set(json.dumps([asked.text, asked.data]).split('"'))


def test_an_unknown_topic_is_noted(hook: Hook, event: Event) -> None:
    (notice,) = hook.parse(event("products/update", b'{"id":5}'))
    assert notice == Notice("unknown", "Shopify: products/update 5", data={"topic": "products/update", "id": "5"})


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff\xfe", b"{}", b'{"id":null}', b'{"id":"x"}', b'{"id":true}'])
@pytest.mark.parametrize("topic", ["orders/create", "orders/edited", "orders/delete", "refunds/create"])
def test_a_body_that_names_no_order_is_refused(hook: Hook, event: Event, topic: str, body: bytes) -> None:
    with pytest.raises(Rejected):
        hook.parse(event(topic, body))


@pytest.mark.parametrize("junk", [None, 5, "x", [], {}, [None], [{"id": []}], True, "NaN", "1e999999", "²"])
def test_any_field_may_be_anything(hook: Hook, event: Event, fixture: Fixture, junk: object) -> None:
    whole = json.loads(fixture("orders_create__paid.json"))
    for key in whole.keys() - {"id"}:
        (hint,) = hook.parse(event("orders/create", json.dumps(whole | {key: junk}).encode()))
        assert isinstance(hint, StoreHint) and hint.ref == "5678901234567"
    for key in ("shipping_address", "customer", "line_items", "shipping_lines"):
        part = whole[key][0] if isinstance(whole[key], list) else whole[key]
        for name in part:
            spoilt = [part | {name: junk}] if isinstance(whole[key], list) else part | {name: junk}
            (hint,) = hook.parse(event("orders/create", json.dumps(whole | {key: spoilt}).encode()))
            assert isinstance(hint, StoreHint) and hint.order is not None
