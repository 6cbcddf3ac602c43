"""The vectors of calls, requests and chats, T-01 to T-25, over HTTP: what stands in the account afterwards."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from desk.tracking.work import HANDLE_TOUCH
from sandbox.calltouch.cabinet import Visit
from tests.tracking.wired import Lead, Wired, key_of

PHONE, TYPED, EMAIL = "79001234567", "8 (900) 123-45-67", "a@example.com"
MADE, FILLED, SKIPPED = "created_order", "updated_order", "skipped_already_linked"
MARKER = "calltouch_site_id"
NOWHERE = Visit("", "", "", "", "", "", "")
EVERYTHING = Visit("yandex", "cpc", "google", "cpm", "spring", "banner", "watch")
UTM = {
    "calltouch_utm_source": "google",
    "calltouch_utm_medium": "cpm",
    "calltouch_utm_campaign": "spring",
    "calltouch_utm_content": "banner",
    "calltouch_utm_term": "watch",
}
LABELS = {"source": "google", "medium": "cpm", "campaign": "spring", "content": "banner", "keyword": "watch"}
ROW_1 = ["R customers", "W customers/create", "W orders/create"]
# In every spelling: an account without anybody does not show how it compares numbers.
BY_PHONE = ["R customers", "R customers", *ROW_1]
ROWS_2_TO_4 = ["R customers", "R orders", "W orders/create"]
ROW_5 = ["R customers", "R orders", "R orders", "W orders/edit"]
ROW_6 = ["R customers", "R orders"]
Given = Callable[[Wired], object]
Says = Callable[[Wired], Lead]


def call(visit: Visit = NOWHERE, phone: str = TYPED) -> Says:
    return lambda wired: wired.calltouch.ring(phone, visit=visit)


def request(subject: str = "Обратный звонок", *who: str, visit: Visit = NOWHERE) -> Says:
    return lambda wired: wired.calltouch.send_form(subject, *who, visit=visit)


def chat(*who: str, visit: Visit = NOWHERE) -> Says:
    return lambda wired: wired.calltouch.chat(*who, visit=visit)


def order(*statuses: str, marker: str = "") -> Given:
    """Of a customer with the phone, a minute apart each, the oldest first."""

    def place(wired: Wired) -> None:
        customer = wired.retail.seed_customer(PHONE, at=wired.now() - timedelta(days=1))
        for age, status in enumerate(reversed(statuses), 1):
            fields = {"customFields": {MARKER: marker}} if marker else {}
            at = wired.now() - timedelta(minutes=age)
            wired.retail.place(customer, at=at, status=status, managerId=28, items=[GOODS], **fields)

    return place


GOODS = {"productName": "Часы", "initialPrice": 1395.16, "quantity": 1}


def orders_on_two_pages(wired: Wired) -> None:
    """T-09: the newest is among the first that were entered, so that no order of a list helps to find it."""
    customer = wired.retail.seed_customer(PHONE)
    for number in range(120):
        newest = number == 7
        at = wired.now() - timedelta(minutes=1 if newest else 2 + number)
        wired.retail.place(customer, at=at, status="new" if newest else "complete")


def two_customers(wired: Wired) -> None:
    """T-10: the older one has an open order."""
    older = wired.retail.seed_customer(PHONE, at=wired.now() - timedelta(days=2))
    wired.retail.place(older)
    wired.retail.seed_customer(TYPED, at=wired.now() - timedelta(days=1), firstName="B")


def phone_and_email_apart(wired: Wired) -> None:
    wired.retail.seed_customer(PHONE, firstName="A")
    wired.retail.seed_customer(firstName="B", email=EMAIL)


def digits_in_a_name(wired: Wired) -> None:
    stranger = wired.retail.seed_customer("79995550000", firstName=f"Звонок от {PHONE}")
    wired.retail.place(stranger)


@dataclass(frozen=True)
class Vector:
    """``name`` of the customer that was made; empty: none was. ``order``: what the touch's order shows, ``custom``: all
    of its additional fields, but for the touch's id. ``asked``: what the CRM was asked for, in its order; None: that is
    not looked at."""

    id: str
    says: Says
    result: str = MADE
    name: str = ""
    given: Given = lambda _wired: None
    order: Mapping[str, Any] = field(default_factory=dict)
    custom: Mapping[str, str] = field(default_factory=dict)
    asked: list[str] | None = None


VECTORS = (
    Vector("T-01", call(), name="Звонок от 79001234567", order={"site": "main", "status": "new"}, asked=BY_PHONE),
    Vector("T-03", call(), given=order("complete", marker="12345"), asked=ROWS_2_TO_4),
    Vector("T-04", call(), given=order("no-call"), asked=ROWS_2_TO_4),
    Vector("T-05", call(), FILLED, given=order("delivered"), order={"status": "delivered"}, asked=ROW_5),
    Vector("T-06", call(), FILLED, given=order("vip-check"), order={"status": "vip-check"}, asked=ROW_5),
    Vector("T-07", call(), given=order("new", "complete"), asked=ROWS_2_TO_4),
    Vector("T-08 T-09", call(), FILLED, given=orders_on_two_pages, order={"status": "new"}),
    Vector("T-10", chat("", TYPED), given=two_customers, order={"firstName": "B"}, asked=ROWS_2_TO_4),
    Vector("T-11", request("", "", PHONE, EMAIL), given=phone_and_email_apart, order={"firstName": "A"}),
    Vector(
        "T-12",
        request("Обратный звонок", "Пётр", "", EMAIL),
        name="Обратный звонок от Пётр a@example.com",
        order={"email": EMAIL},
        asked=ROW_1,
    ),
    Vector("T-13", request("Обратный звонок", "", TYPED), name="Обратный звонок от 79001234567", asked=BY_PHONE),
    Vector(
        "T-14",
        chat("Пётр", TYPED, EMAIL, visit=EVERYTHING),
        name="Чат от Пётр 79001234567 a@example.com",
        order={"source": LABELS, "phone": PHONE, "email": EMAIL},
        custom=UTM,
        asked=BY_PHONE,
    ),
    Vector(
        "T-15",
        chat("Пётр", TYPED, visit=EVERYTHING),
        FILLED,
        given=order("assembling"),
        order={"source": LABELS, "status": "assembling", "managerId": 28, "totalSumm": 1395.16, "site": "main"},
        custom=UTM,
        asked=ROW_5,
    ),
    Vector(
        "T-16",
        call(Visit("yandex", "organic", "", "", "", "", "")),
        FILLED,
        given=order("new"),
        custom={"calltouch_utm_source": "yandex", "calltouch_utm_medium": "organic"},
        asked=ROW_5,
    ),
    Vector("T-24", call(), name="Звонок от 79001234567", given=digits_in_a_name, asked=BY_PHONE),
    Vector("row 2", call(), given=order(), asked=ROWS_2_TO_4),
    Vector("row 6", call(), SKIPPED, given=order("new", marker="777"), asked=ROW_6),
)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda it: it.id)
async def test_t_01_to_t_24_one_touch(wired: Wired, vector: Vector) -> None:
    """CR-14 to CR-54 with the requests of section 10. In any case no customer is edited (CR-21), of an order only our
    fields and labels are (CR-51), and the CRM numbers and distributes what is made (CR-42, CR-43)."""
    vector.given(wired)
    before, there = wired.retail.customers(), {it["id"] for it in wired.retail.orders()}
    lead = vector.says(wired)
    case = await wired.handled(lead)
    assert case.result == vector.result
    made = [it for it in wired.retail.customers() if it["id"] not in {known["id"] for known in before}]
    assert [it["firstName"] for it in made] == ([vector.name] if vector.name else [])
    new = {it["id"] for it in wired.retail.orders()} - there
    assert new == ({int(case.order_id)} if case.result == MADE else set())
    shown = wired.retail.order(int(case.order_id))
    assert {name: shown[name] for name in vector.order} == vector.order
    if vector.result != SKIPPED:
        kind = key_of(lead).partition(":")[0]
        assert wired.custom(shown["id"]) == {MARKER: "12345", f"calltouch_{kind}_id": str(lead.id), **vector.custom}
    if vector.result == MADE:
        assert (shown["number"], shown.get("managerId")) == (f"{shown['id']}C", None)
        assert str(shown["customer"]["id"]) == case.customer_id
    assert all(field.startswith("custom_") or field == "source" for field in wired.written())
    assert "W customers/edit" not in wired.asked()
    assert vector.asked in (None, wired.asked())


async def test_t_02_t_03_the_next_calls_of_the_same_customer(wired: Wired) -> None:
    """CR-35, CR-36, CR-38: skipped while the order is open; another one after its end, for the same customer."""
    first = await wired.handled(wired.calltouch.ring(PHONE))
    second = await wired.handled(wired.calltouch.ring(PHONE))
    assert (second.result, second.order_id) == (SKIPPED, first.order_id)
    wired.retail.set_status(int(first.order_id), "complete")
    third = await wired.handled(wired.calltouch.ring(PHONE))
    assert (third.result, third.customer_id, len(wired.retail.orders())) == (MADE, first.customer_id, 2)
    assert len(wired.retail.customers()) == 1


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_t_08_the_order_of_the_list_changes_nothing(wired: Wired, seed: int) -> None:
    """CR-34: of one second the greater number counts, 1000 after 999."""
    customer = wired.retail.seed_customer(PHONE)
    wired.retail.account._numbers["order"] = 997
    newest = [wired.retail.place(customer) for _ in range(4)][-1]
    wired.retail.seed = seed
    case = await wired.handled(wired.calltouch.ring(PHONE))
    assert (case.result, case.order_id, newest) == (FILLED, str(newest), 1001)


async def test_t_17_without_a_contact_the_crm_is_not_asked(wired: Wired) -> None:
    """CR-18: people hear of it."""
    case = await wired.handled(wired.calltouch.ring(""))
    assert (case.result, wired.asked()) == ("no_contact", [])
    assert len(await wired.told()) == 1


async def test_t_18_an_event_that_comes_three_times_counts_once(wired: Wired) -> None:
    """CR-19: and as often again with other words."""
    for hook in wired.calltouch.webhooks:
        hook.copies = 3
    call_ = wired.calltouch.ring(PHONE)
    await wired.handled(call_)
    wired.calltouch.end_call(call_, 90)
    await wired.handled(call_)
    assert (len(wired.retail.orders()), len(wired.retail.customers())) == (1, 1)
    assert len(wired.listener.received) == 9


async def test_t_19_two_touches_of_one_second_make_one_order(wired: Wired) -> None:
    """CR-20."""
    leads = wired.calltouch.ring(PHONE), wired.calltouch.send_form(phone=PHONE)
    await wired.handled(leads[0])
    results = [(await wired.case_of(key_of(it))).result for it in leads]
    assert results == [MADE, SKIPPED]
    assert (len(wired.retail.orders()), len(wired.retail.customers())) == (1, 1)


async def test_t_20_not_before_a_minute_has_passed(wired: Wired) -> None:
    """CR-13: a new process knows of it, too."""
    call_ = wired.calltouch.ring(PHONE)
    await wired.hear()
    wired.turn(59)
    wired.restart()
    await wired.work()
    assert (wired.asked(), (await wired.case_of(key_of(call_))).result) == ([], None)
    wired.turn(1)
    await wired.work()
    assert (await wired.case_of(key_of(call_))).result == MADE


async def test_t_21_t_22_what_happens_during_the_delay_counts(wired: Wired) -> None:
    """CR-13, CR-34, CR-53: the shop's own order is filled, and one that a person marked is left alone."""
    calls = wired.calltouch.ring(PHONE), wired.calltouch.ring("79160000001")
    marked = wired.retail.place(wired.retail.seed_customer("79160000001"))
    await wired.hear()
    wired.turn(30)
    own = wired.retail.place(wired.retail.seed_customer(PHONE))
    wired.retail.mark(marked, MARKER, "typed")
    wired.turn(30)
    assert await wired.work() == []
    found = [(it.result, it.order_id) for it in [await wired.case_of(key_of(it)) for it in calls]]
    assert found == [(FILLED, str(own)), (SKIPPED, str(marked))]
    assert wired.custom(own)[MARKER] == "12345" and wired.custom(marked) == {MARKER: "typed"}


async def test_t_23_a_failed_half_is_resumed(wired: Wired) -> None:
    """CR-81, CR-82, CR-83: no word before the last try, and no second customer after it."""
    call_ = wired.calltouch.ring(PHONE)
    await wired.hear()
    wired.turn(60)
    wired.retail.break_down("internal", "orders/create", times=5)
    for _ in range(5):
        assert len(await wired.work()) == 1
        assert await wired.told() == []
        wired.turn(120)
    [job] = [it for it in await wired.store.read(lambda books: books.jobs.listed()) if it.kind == HANDLE_TOUCH]
    await wired.give_up(job, "the CRM is down")
    case = await wired.case_of(key_of(call_))
    assert (case.result, len(await wired.told())) == ("failed", 1)
    now = wired.now()
    await wired.store.write(lambda books: wired.tracking.service.retry(books, case.id, "Анна", now))
    assert await wired.work() == []
    after = await wired.case_of(key_of(call_))
    assert (after.result, len(wired.retail.customers()), len(wired.retail.orders())) == (MADE, 1, 1)


async def test_t_25_what_the_shop_wishes_is_used(wired: Wired) -> None:
    """CR-09, CR-24, CR-40, CR-41, CR-43."""
    wired.restart(order_site="outlet", order_status="client-confirmed", order_manager=28, customer_manager=27)
    case = await wired.handled(wired.calltouch.ring(PHONE))
    shown = wired.retail.order(int(case.order_id))
    assert (shown["site"], shown["status"], shown["managerId"]) == ("outlet", "client-confirmed", 28)
    customer = wired.retail.customer(int(case.customer_id))
    assert (customer["site"], customer["managerId"]) == ("outlet", 27)
