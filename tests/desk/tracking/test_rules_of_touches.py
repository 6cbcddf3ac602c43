"""The single rules of a touch, as functions of values."""

from datetime import timedelta
from typing import Any

import pytest

from desk.tracking.choosing import Action, choose, is_closed
from desk.tracking.filling import IDS, LABELS, MARKER, UTM_FIELDS, filling_of
from desk.tracking.keys import contacts_of, search_key
from desk.tracking.making import new_customer, new_order, site_for, status_for
from desk.tracking.model import Customer, Kind, Name, References, Status, Utm
from desk.tracking.naming import name_customer
from desk.tracking.picking import pick_customer, pick_newest
from desk.tracking.wishes import Wishes
from tests.desk.tracking.samples import EMAIL, NOON, PHONE, REFERENCES, make_order, make_touch

CALL, REQUEST, CHAT = Kind


@pytest.mark.parametrize(
    ("kind", "phone", "email", "key"),
    [
        (CALL, PHONE, "", f"phone:{PHONE}"),
        (CALL, "", EMAIL, None),
        (REQUEST, PHONE, EMAIL, f"phone:{PHONE}"),
        (REQUEST, "", EMAIL, f"email:{EMAIL}"),
        (CHAT, PHONE, "", f"phone:{PHONE}"),
        (CHAT, "", EMAIL, f"email:{EMAIL}"),
        (CHAT, "", "", None),
    ],
)
def test_cr_15_cr_16_cr_17_cr_18_what_the_customer_is_looked_for_by(
    kind: Kind, phone: str, email: str, key: str | None
) -> None:
    """The same table for each kind (CR-14; S1-30, S1-33, S1-35, S1-39)."""
    found = search_key(make_touch(kind, phone=phone, email=email))
    assert (str(found) if found else None) == key


def test_cr_20_all_contacts_of_a_touch_keep_others_away() -> None:
    assert contacts_of(make_touch(CHAT, phone=PHONE, email=EMAIL)) == (f"phone:{PHONE}", f"email:{EMAIL}")


@pytest.mark.parametrize(
    ("kind", "known", "name"),
    [
        (CALL, {"phone": PHONE}, "Звонок от 79001234567"),
        (CALL, {"phone": PHONE, "name": "Пётр", "subject": "x"}, "Звонок от 79001234567"),
        (
            REQUEST,
            {"phone": PHONE, "subject": "Обратный звонок", "name": "Пётр"},
            "Обратный звонок от Пётр 79001234567",
        ),
        (REQUEST, {"phone": PHONE, "email": EMAIL, "subject": "Форма"}, "Форма от 79001234567"),
        (REQUEST, {"email": EMAIL, "subject": "Форма", "name": "Пётр"}, "Форма от Пётр a@example.com"),
        (REQUEST, {"phone": PHONE, "subject": " \n"}, "Заявка от 79001234567"),
        (REQUEST, {"email": EMAIL}, "Заявка от a@example.com"),
        (CHAT, {"phone": PHONE, "email": EMAIL, "name": " Пётр  П. "}, "Чат от Пётр П. 79001234567 a@example.com"),
        (CHAT, {"phone": PHONE}, "Чат от 79001234567"),
        (CHAT, {"email": EMAIL, "name": "Пётр"}, "Чат от Пётр a@example.com"),
        (CHAT, {"phone": PHONE, "name": "Ж" * 300}, f"Чат от {'Ж' * 248}"),
    ],
)
def test_cr_27_cr_28_cr_29_cr_30_cr_31_the_templates(kind: Kind, known: dict[str, Any], name: str) -> None:
    """Empty parts vanish (A-5); 255 characters are kept (S1-27, S1-31, S1-34, S1-37, S1-39)."""
    assert name_customer(make_touch(kind, **known)) == Name(first=name)
    assert len(name) <= 255


def test_cr_22_cr_34_numbers_are_compared_as_numbers() -> None:
    """Of one moment the greater counts (CR-22, CR-34); the moment counts before it."""
    orders = [make_order(id=it) for it in ("100", "99", "9")]
    assert [pick_newest(it) for it in (orders, orders[::-1], [])] == [orders[0], orders[0], None]
    older = make_order(id="1000", created_at=NOON - timedelta(seconds=1))
    assert pick_newest([older, *orders]) == orders[0]


def test_cr_25_found_is_who_has_this_very_contact() -> None:
    by_name = Customer("1", NOON, Name(f"Звонок от {PHONE}"), ("79990000000",), f"x{EMAIL}")
    has_it = Customer("2", NOON - timedelta(days=1), phones=("79990000001", PHONE), email=EMAIL.upper())
    for touch in (make_touch(phone=PHONE), make_touch(CHAT, email=EMAIL)):
        key = search_key(touch)
        assert key
        assert pick_customer([by_name, has_it], key) == has_it
        assert pick_customer([by_name], key) is None


@pytest.mark.parametrize("status", REFERENCES.statuses, ids=lambda it: it.code)
@pytest.mark.parametrize("marker", ["", "12345", "777"])
def test_cr_32_cr_36_the_group_decides_before_the_marker(status: Status, marker: str) -> None:
    """Two groups are closed, all others open, the account's own among them (CR-32, CR-34, CR-35, CR-36)."""
    order = make_order(status=status.code, marker=marker)
    closed = status.group in ("complete", "cancel")
    expected = Action.CREATE if closed else Action.SKIP if marker else Action.UPDATE
    assert choose(order, REFERENCES).action is expected
    assert is_closed(status.code, REFERENCES) is closed


def test_cr_39_a_status_that_nobody_knows_is_open() -> None:
    assert choose(make_order(status="?"), REFERENCES).action is Action.UPDATE


@pytest.mark.parametrize("kind", list(Kind))
def test_cr_45_the_marker_is_always_there_and_empty_values_never(kind: Kind) -> None:
    """And the number stands in the field of its kind only."""
    filling = filling_of(make_touch(kind, id="77"), Wishes())
    assert filling.fields == {MARKER: "12345", IDS[kind]: "77"}
    assert filling.labels is None


def test_cr_46_the_crm_s_own_labels_are_a_chat_s_unless_the_shop_wishes() -> None:
    """A-7."""
    utm = Utm("google", "", "spring")
    chat, call = make_touch(CHAT, utm=utm, medium="organic"), make_touch(utm=utm, medium="organic")
    shown = Utm("google", "organic", "spring")
    assert filling_of(chat, Wishes()).labels == shown
    assert filling_of(call, Wishes()).labels is None
    assert filling_of(call, Wishes(labels_for_all=True)).labels == shown


def test_cr_47_only_source_and_medium_have_a_fallback() -> None:
    touch = make_touch(utm=Utm("google"), source="yandex", medium="organic")
    assert filling_of(touch, Wishes()).fields == {
        MARKER: "12345",
        "calltouch_call_id": "1",
        "calltouch_utm_source": "google",
        "calltouch_utm_medium": "organic",
    }


def test_every_field_that_is_filled_has_a_label() -> None:
    assert LABELS.keys() == {MARKER, *IDS.values(), *UTM_FIELDS.values()}
    assert LABELS[MARKER] == "ID сайта в Calltouch"


def test_cr_40_cr_41_the_first_store_and_the_first_open_status() -> None:
    """Or what the shop wishes; where the CRM has named nothing, nothing is said (A-8)."""
    closed_first = References(("main",), (Status("gone", "", "cancel"), *REFERENCES.statuses))
    assert (site_for(Wishes(), REFERENCES), status_for(Wishes(), closed_first)) == ("main", "new")
    assert (site_for(Wishes(site="x"), REFERENCES), status_for(Wishes(status="y"), REFERENCES)) == ("x", "y")
    assert (site_for(Wishes(), References()), status_for(Wishes(), References())) == ("", "")


def test_cr_23_cr_24_a_new_customer_has_all_that_is_known_and_nobody_responsible() -> None:
    new = new_customer(make_touch(CHAT, phone=PHONE, email=EMAIL), Wishes(), REFERENCES)
    assert (new.phone, new.email, new.manager, new.site) == (PHONE, EMAIL, 0, "main")
    assert new_customer(make_touch(CHAT, phone=PHONE), Wishes(customer_manager=7), REFERENCES).manager == 7


def test_cr_43_cr_44_cr_48_a_new_order_is_the_customer_s() -> None:
    """More fields are the shop's, and none of ours is written over by them (CR-09)."""
    customer = Customer("9", NOON, Name("Анна", "Иванова", "П."))
    wishes = Wishes(extra={"way": "phone", MARKER: "x"})
    new = new_order(make_touch(phone=PHONE), customer, wishes, REFERENCES)
    assert (new.customer_id, new.name, new.manager, new.phone) == ("9", customer.name, 0, PHONE)
    assert new.filling.fields == {"way": "phone", MARKER: "12345", "calltouch_call_id": "1"}
