"""What an order says, in whatever shape it comes."""

import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from desk.errors import Rejected
from desk.model import Consent, OrderLine
from desk.orders.forms import nest_fields
from desk.orders.understanding import understand

NOW = datetime(2025, 3, 1, 9, 0, 30, tzinfo=UTC)


def read(payload, ref_fields=("order_id",)):
    return understand("site", payload, ref_fields, NOW, "made-up")


def test_a_flat_order_is_read_in_full():
    order = read(
        {
            "order_id": 1001,
            "name": " Anna  Petrova ",
            "phone": 79001234567,
            "email": "anna@example.com",
            "city": "Tver",
            "timezone": "Europe/Moscow",
            "ip": "203.0.113.7",
            "comment": "After six,\r\nplease",
            "consent": {"calls": True, "advertising": "no", "text": "I agree", "at": "2025-03-01"},
            "utm_source": "p7",
            "utm_medium": "cpc",
            "items": [{"sku": "W-17", "name": "Diver", "quantity": "2", "price": "1 200,50", "category": "watches"}],
            "total": "2401.00",
            "currency": "rub",
            "gift": True,
        }
    )
    assert (order.source, order.ref, order.order_id) == ("site", "1001", "1001")
    assert (order.customer.name, order.customer.phone) == ("Anna Petrova", "79001234567")
    assert (order.customer.timezone, order.customer.ip) == ("Europe/Moscow", "203.0.113.7")
    assert order.comment == "After six,\nplease"
    assert order.consent == Consent(True, False, "I agree", "2025-03-01")
    assert order.lines == (OrderLine("Diver", "W-17", Decimal(2), Decimal("1200.50"), "watches"),)
    assert (order.total, order.currency) == (Decimal("2401.00"), "RUB")
    assert (order.partner_code, order.utm) == ("p7", {"utm_source": "p7", "utm_medium": "cpc"})
    assert order.extra == {"gift": True}


def test_s0_21_the_cookie_is_the_partners_code_unless_the_order_names_one():
    cookies = {"utm_source": "partner-7", "utm_term": "watch"}
    assert read({"cookies": cookies, "post": {"utm_source": "page"}}).partner_code == "partner-7"
    assert read({"cookies": cookies, "post": {"partner": "p9"}}).partner_code == "p9"
    assert read({"cookies": cookies}).utm == cookies
    assert read({"utm_source": "flat"}).partner_code == "flat"


def test_php_writes_empty_arrays_as_lists():
    order = read({"server": {"REMOTE_ADDR": "203.0.113.7"}, "cookies": [], "post": [], "consent": [], "items": {}})
    assert (order.customer.ip, order.lines, order.consent) == ("203.0.113.7", (), Consent())


def test_post_and_the_top_level_are_read_alike():
    order = read({"name": "top", "phone": "1", "post": {"name": "form", "phone": ""}, "city": "Tver"})
    assert (order.customer.name, order.customer.phone, order.customer.city) == ("form", "1", "Tver")


def test_of_the_web_server_only_what_helps_is_kept():
    server = {"HTTP_REFERER": "https://shop.example/", "DB_PASSWORD": "x", "HTTP_COOKIE": "y", "REMOTE_ADDR": "::1"}
    assert read({"server": server, "cookies": {"PHPSESSID": "z"}}).extra == {
        "server": {"HTTP_REFERER": "https://shop.example/"}
    }


@pytest.mark.parametrize(
    "zone", ["Mars/Phobos", "../etc/passwd", "/etc/localtime", "Europe", "+03:00", "europe/moscow"]
)
def test_an_unknown_timezone_is_ignored_but_kept(zone):
    order = read({"timezone": zone})
    assert (order.customer.timezone, order.extra) == ("", {"timezone": zone})


def test_an_address_that_is_none_is_kept_beside():
    assert read({"ip": "203.0.113.7, 10.0.0.1"}).customer.ip == "203.0.113.7"
    order = read({"ip": "somewhere"}, ("ip",))
    assert (order.customer.ip, order.extra, order.ref) == ("", {"ip": "somewhere"}, "made-up")


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        (1200.5, "1200.5"),
        ("1 200,50", "1200.50"),
        ("1\u00a0200,50 ₽", "1200.50"),
        ("1,200.50", "1200.50"),
        ("1.200,50", "1200.50"),
        ("1,200", "1200"),
        ("12,5", "12.5"),
        ("1.200.300", "1200300"),
        ("1,200,300", "1200300"),
        ("1200 руб.", "1200"),
        ("$12.50", "12.50"),
        ("-50", "-50"),
        ("1e3", "1E+3"),
        ("0.123456", "0.1235"),
        (0, "0"),
    ],
)
def test_prices_are_read_as_people_write_them(said, meant):
    assert str(read({"items": [{"name": "x", "price": said}]}).lines[0].price) == meant


@pytest.mark.parametrize(
    "said", ["x", "nan", "Infinity", "1-2", "1 or 2", "1e999", "9" * 65, 10**13, True, [1], {"a": 1}]
)
def test_a_price_that_is_none_is_named(said):
    with pytest.raises(Rejected) as refusal:
        read({"items": [{"name": "a"}, {"name": "b", "price": said}]})
    assert refusal.value.field == "items[1].price"


def test_a_comma_in_a_quantity_is_a_decimal_one():
    assert read({"items": [{"name": "tea", "quantity": "1,500"}]}).lines[0].quantity == Decimal("1.5")


@pytest.mark.parametrize(
    ("said", "meant"),
    [(True, True), ("on", True), ("1", True), (1, True), ("Yes", True), ("true", True), ("да", True),
     (False, False), ("0", False), (0, False), ("off", False), ("", None), (None, None)],
)  # fmt: skip
def test_consent_is_read_from_checkboxes_and_flags(said, meant):
    assert read({"consent": {"calls": said}}).consent.calls is meant


def test_a_lone_ticked_box_is_no_consent_to_calls():
    order = read({"consent": "on"})
    assert (order.consent, order.extra) == (Consent(), {"consent": "on"})


@pytest.mark.parametrize(
    ("payload", "field"),
    [
        ({"name": {"first": "A"}}, "name"),
        ({"email": ["a@b.c"]}, "email"),
        ({"order_id": True}, "order_id"),
        ({"post": {"phone": {"n": 1}}}, "phone"),
        ({"cookies": {"utm_source": {"a": 1}}}, "utm_source"),
        ({"items": {"name": "x"}}, "items"),
        ({"items": ["x"]}, "items[0]"),
        ({"items": [{"quantity": "-1"}]}, "items[0].quantity"),
        ({"total": -1}, "total"),
        ({"consent": [1]}, "consent"),
        ({"consent": {"at": {"a": 1}}}, "consent.at"),
        ({"server": "x"}, "server"),
        ({"server": {"REMOTE_ADDR": ["x"]}}, "ip"),
        ({"utm_<b>": ["x"]}, "utm_"),
    ],
)
def test_a_wrong_type_is_refused_by_its_name(payload, field):
    with pytest.raises(Rejected) as refusal:
        read(payload)
    assert refusal.value.field == field


def test_what_is_too_long_is_cut_and_what_is_unfit_removed():
    order = read({"name": "a\x00b\x1b\ud83d" + "x" * 300, "comment": "y" * 5000, "note\x00": "z\x00" * 600})
    assert (order.customer.name[:3], len(order.customer.name), len(order.comment)) == ("abx", 200, 4000)
    assert order.extra == {"note": "z" * 500}


def test_direction_marks_stay_but_end_with_the_name():
    assert read({"name": "\u202eannA"}).customer.name == "\u202eannA\u202c"
    assert read({"name": "\u2067דנה\u2069"}).customer.name == "\u2067דנה\u2069"
    assert read({"name": "דנה\u200f"}).customer.name == "דנה\u200f"


def test_extras_are_kept_within_limits():
    many = read({f"f{number}": number for number in range(300)}).extra
    assert (len(many), many["…"]) == (101, 200)
    big = read({f"f{number}": "x" * 500 for number in range(90)}).extra
    assert len(json.dumps(big)) < 25_000 and big["…"] > 0
    assert read({"a": {"b": {"c": {"d": {"e": 1}}}}}).extra == {"a": {"b": {"c": {"d": "…"}}}}
    assert read({"items": [{"name": "x", "size": "L"}]}).extra == {"items[0].size": "L"}


def test_nothing_at_all_is_still_an_order():
    order = read({})
    assert (order.ref, order.customer.name, order.lines, order.extra) == ("made-up", "", (), {})


@pytest.mark.parametrize(
    ("names", "ref"),
    [
        (("order_id",), "A-1"),
        (("missing", "order_id"), "A-1"),
        (("ip",), "203.0.113.7"),
        (("phone",), "89001234567"),
        (("email",), "anna@example.com"),
        (("phone+minute",), "89001234567+2025-03-01T09:00"),
        (("phone+day",), "89001234567+2025-03-01"),
        (("phone+missing", "name"), "Anna"),
        (("basket",), "b-9"),
        (("minute",), "made-up"),
        (("flag", "nested"), "made-up"),
        ((), "made-up"),
    ],
)
def test_s0_16_the_ref_is_the_first_the_order_has(names, ref):
    order = {
        "order_id": "A-1",
        "ip": "203.0.113.7",
        "phone": "8 (900) 123-45-67",
        "email": "Anna@Example.com",
        "name": "Anna",
        "basket": "b-9",
        "flag": True,
        "nested": {"a": 1},
    }
    assert read(order, names).ref == ref


def test_two_long_refs_stay_two():
    first, second = (read({"comment": "x" * 1000 + end}, ("comment",)).ref for end in "ab")
    assert first != second and len(first) <= 200


def test_form_names_nest_as_in_php():
    pairs = [
        ("a[b][]", "1"),
        ("a[b][]", "2"),
        ("a[c]", "3"),
        ("d", "4"),
        ("d", "5"),
        ("e[", "6"),
        ("f", "7"),
        ("f[g]", "8"),
    ]
    assert nest_fields(pairs) == {"a": {"b": {"0": "1", "1": "2"}, "c": "3"}, "d": "5", "e[": "6", "f": {"g": "8"}}
    with pytest.raises(Rejected):
        nest_fields([("a" + "[b]" * 8, "1")])
