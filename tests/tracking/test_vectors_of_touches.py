"""The vectors of the rules, as far as they are about calls, requests and chats: T-01 to T-25."""

from dataclasses import dataclass
from typing import Any

import pytest

from desk.tracking.case import Result
from desk.tracking.model import Kind, Status, Utm
from desk.values import replace
from tests.exchange.world import DOWN
from tests.tracking.scene import EMAIL, FULL, MINUTE, PHONE, Scene
from tests.tracking.world import MARKER, OrderRecord

MADE, FILLED, SKIPPED = Result.CREATED_ORDER, Result.UPDATED_ORDER, Result.SKIPPED
ROW_1 = ["R customers", "W customers/create", "W orders/create"]
ROW_2_3_4 = ["R customers", "R orders", "W orders/create"]
ROW_5 = ["R customers", "R orders", "R orders/{id}", "W orders/{id}/edit"]
ROW_6 = ["R customers", "R orders"]


@dataclass(frozen=True)
class Row:
    """A row of the master table: what the newest order is, and what becomes of it."""

    id: str
    status: str | None
    marker: str
    result: Result
    requests: list[str]


ROWS = (
    Row("row 2, no order", None, "", MADE, ROW_2_3_4),
    Row("row 3, T-03 complete", "complete", "", MADE, ROW_2_3_4),
    Row("row 3, complete and marked", "complete", "12345", MADE, ROW_2_3_4),
    Row("row 4, cancelled", "cancel-other", "", MADE, ROW_2_3_4),
    Row("row 4, T-04 no call", "no-call", "", MADE, ROW_2_3_4),
    Row("row 5, new", "new", "", FILLED, ROW_5),
    Row("row 5, T-05 delivered", "delivered", "", FILLED, ROW_5),
    Row("row 5, T-06 own group", "vip-check", "", FILLED, ROW_5),
    Row("row 6, new", "new", "12345", SKIPPED, ROW_6),
    Row("row 6, of another site", "assembling", "777", SKIPPED, ROW_6),
)
TOUCHES = (
    (Kind.CALL, {}),
    (Kind.REQUEST, {"subject": "Обратный звонок"}),
    (Kind.REQUEST, {"email": EMAIL}),
    (Kind.REQUEST, {"phone": "", "email": EMAIL}),
    (Kind.CHAT, {"utm": FULL}),
    (Kind.CHAT, {"phone": "", "email": EMAIL}),
)


@pytest.mark.parametrize(("kind", "known"), TOUCHES)
@pytest.mark.parametrize("row", ROWS, ids=lambda it: it.id)
async def test_cr_33_to_36_the_master_table_for_every_kind(
    scene: Scene, row: Row, kind: Kind, known: dict[str, Any]
) -> None:
    """Rows 2 to 6 (CR-21, CR-26, CR-32, CR-33, CR-34, CR-35, CR-36, CR-52), with the requests of section 10.

    S1-02, S1-14, S1-15, S1-16, S1-17, S1-22, S1-23.
    """
    customer = scene.customer(email=EMAIL)
    before = scene.crm.customers[customer]
    if row.status:
        scene.crm.add_order(customer, row.status, fields={MARKER: row.marker} if row.marker else {})
    case = await scene.handled(scene.touch(kind, **known))
    assert (case.result, case.customer_id) == (row.result, customer)
    assert scene.crm.asked == row.requests
    assert scene.crm.customers == {customer: before}
    newest = list(scene.crm.records.values())[-1]
    assert case.order_id == newest.order.id
    assert newest.fields[MARKER] == (row.marker if row.result is SKIPPED else "12345")


async def test_t_01_a_first_call_makes_a_customer_and_an_order(scene: Scene) -> None:
    """T-01 (CR-23, CR-24, CR-27, CR-40, CR-41, CR-42, CR-43, CR-44, CR-45, CR-48; S1-18, S1-19, S1-20, S1-21, S1-24,
    S1-27, S1-28)."""
    case = await scene.handled(scene.touch())
    assert case.result is MADE
    assert scene.customer_names() == ["Звонок от 79001234567"]
    new, customer = scene.crm.made_orders[0], scene.crm.made_customers[0]
    assert (new.site, new.status, new.manager, new.phone) == ("main", "new", 0, PHONE)
    assert (new.name.first, customer.manager) == ("Звонок от 79001234567", 0)
    assert new.filling.fields == {MARKER: "12345", "calltouch_call_id": "1"}
    assert new.filling.labels is None
    assert scene.crm.asked == ROW_1
    assert (case.customer_id, case.order_id) == (new.customer_id, next(iter(scene.crm.records)))


async def test_t_02_the_second_call_skips_while_the_order_is_open(scene: Scene) -> None:
    """T-02 (CR-35, CR-38; S1-17, S1-26)."""
    await scene.handled(scene.touch())
    case = await scene.handled(scene.touch(number="2"))
    assert (case.result, len(scene.crm.records)) == (SKIPPED, 1)
    assert scene.writes() == ["W customers/create", "W orders/create"]


async def test_t_03_a_call_after_the_end_makes_another_order(scene: Scene) -> None:
    """T-03 (CR-36, CR-21; S1-15)."""
    await scene.handled(scene.touch())
    scene.crm.move(next(iter(scene.crm.records.values())), "complete")
    case = await scene.handled(scene.touch(number="2"))
    assert (case.result, len(scene.crm.records), len(scene.crm.customers)) == (MADE, 2, 1)


async def test_t_07_an_older_open_order_is_left_alone(scene: Scene) -> None:
    """T-07 (CR-36, CR-37; S1-25)."""
    customer = scene.customer()
    older = scene.crm.add_order(customer, "new", "outlet")
    scene.clock.turn(MINUTE)
    scene.crm.add_order(customer, "complete")
    case = await scene.handled(scene.touch())
    assert (case.result, len(scene.crm.records), older.fields) == (MADE, 3, {})


@pytest.mark.parametrize("backwards", [False, True])
@pytest.mark.parametrize("apart", [0.0, 2 * MINUTE])
async def test_t_08_the_choice_does_not_depend_on_the_order_of_the_list(
    scene: Scene, backwards: bool, apart: float
) -> None:
    """T-08 (CR-34): of the same second the greater number counts, 100 before 99."""
    customer = scene.customer()
    orders = []
    for _ in range(4):  # 98, 99, 100, 101
        orders.append(scene.crm.add_order(customer))
        scene.clock.turn(apart)
    scene.crm.backwards = backwards
    case = await scene.handled(scene.touch())
    assert case.order_id == orders[-1].order.id == "101"


async def test_t_09_the_newest_of_many_is_found(scene: Scene) -> None:
    """T-09 (CR-37)."""
    customer = scene.customer()
    for _ in range(120):
        scene.crm.add_order(customer, "complete")
        scene.clock.turn(MINUTE)
    newest = scene.crm.add_order(customer)
    case = await scene.handled(scene.touch())
    assert (case.result, case.order_id) == (FILLED, newest.order.id)


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("backwards", [False, True])
async def test_t_10_of_several_customers_the_newest_counts(scene: Scene, kind: Kind, backwards: bool) -> None:
    """T-10 (CR-22, A-4; S1-36)."""
    older = scene.customer("A")
    scene.crm.add_order(older)
    scene.clock.turn(MINUTE)
    newer = scene.customer("B")
    scene.crm.backwards = backwards
    case = await scene.handled(scene.touch(kind))
    assert (case.result, case.customer_id) == (MADE, newer)


async def test_t_11_with_a_phone_the_email_is_not_searched_by(scene: Scene) -> None:
    """T-11 (CR-16; S1-30)."""
    by_phone = scene.customer("A")
    scene.customer("B", phone="", email=EMAIL)
    case = await scene.handled(scene.touch(Kind.REQUEST, email=EMAIL))
    assert (case.customer_id, scene.reads.count("R customers")) == (by_phone, 1)


async def test_t_12_a_request_with_an_email_only(scene: Scene) -> None:
    """T-12 (CR-17, CR-29; S1-32, S1-33, S1-34)."""
    await scene.handled(scene.touch(Kind.REQUEST, "222", subject="Обратный звонок", name="Пётр", phone="", email=EMAIL))
    new = scene.crm.made_customers[0]
    assert (new.name.first, new.phone, new.email) == ("Обратный звонок от Пётр a@example.com", "", EMAIL)
    assert scene.crm.made_orders[0].filling.fields == {MARKER: "12345", "calltouch_request_id": "222"}


async def test_t_13_a_request_without_a_name(scene: Scene) -> None:
    """T-13 (CR-28)."""
    await scene.handled(scene.touch(Kind.REQUEST, subject="Обратный звонок"))
    assert scene.customer_names() == ["Обратный звонок от 79001234567"]


async def test_t_14_a_chat_with_everything(scene: Scene) -> None:
    """T-14 (CR-30, CR-45, CR-46; S1-37, S1-38, S1-40)."""
    await scene.handled(scene.touch(Kind.CHAT, "9", name="Пётр", email=EMAIL, utm=FULL))
    assert scene.customer_names() == ["Чат от Пётр 79001234567 a@example.com"]
    filling = scene.crm.made_orders[0].filling
    assert filling.fields == {
        MARKER: "12345",
        "calltouch_chat_id": "9",
        "calltouch_utm_source": "google",
        "calltouch_utm_medium": "cpc",
        "calltouch_utm_campaign": "spring",
        "calltouch_utm_content": "banner",
        "calltouch_utm_term": "watch",
    }
    assert filling.labels == FULL


async def test_t_15_an_update_writes_fields_and_labels_alone(scene: Scene) -> None:
    """T-15 (CR-50, CR-51, CR-54; S1-38): what somebody typed while the marker was empty is written over."""
    order = scene.crm.add_order(scene.customer(), "assembling", fields={"calltouch_utm_source": "typed", "own": "x"})
    scene.crm.edit(order, manager="Петрова Мария")
    before = order.order
    await scene.handled(scene.touch(Kind.CHAT, "9", utm=FULL))
    assert order.order == before
    assert (order.fields["calltouch_utm_source"], order.fields["own"]) == ("google", "x")
    assert order.labels == FULL


async def test_t_16_what_the_tracker_found_out_stands_in(scene: Scene) -> None:
    """T-16 (CR-47)."""
    order = scene.crm.add_order(scene.customer())
    await scene.handled(scene.touch(source="yandex", medium="organic", utm=Utm(term="часы")))
    assert order.fields == {
        MARKER: "12345",
        "calltouch_call_id": "1",
        "calltouch_utm_source": "yandex",
        "calltouch_utm_medium": "organic",
        "calltouch_utm_term": "часы",
    }


@pytest.mark.parametrize("kind", list(Kind))
async def test_t_17_without_a_contact_nobody_is_asked_and_people_are_told(scene: Scene, kind: Kind) -> None:
    """T-17 (CR-18, row 8 of the master table)."""
    case = await scene.handled(scene.touch(kind, phone=""))
    assert (case.result, scene.crm.asked) == (Result.NO_CONTACT, [])
    assert len(await scene.told()) == 1


async def test_t_18_three_deliveries_make_one_order(scene: Scene) -> None:
    """T-18 (CR-19): by webhook, and from the lists."""
    touch = scene.touch()
    for listed in (False, False, True):
        await scene.receive(touch, listed=listed)
    await scene.handled(touch)
    await scene.handled(touch)
    assert len(scene.crm.made_orders) == 1


async def test_t_19_two_touches_in_the_same_second(scene: Scene) -> None:
    """T-19 (CR-20)."""
    first, second = scene.touch(), scene.touch(number="2")
    await scene.receive(first)
    await scene.handled(second)
    assert (len(scene.crm.customers), len(scene.crm.records)) == (1, 1)
    assert [(await scene.case(it)).result for it in (first, second)] == [MADE, SKIPPED]


@pytest.mark.parametrize(("seconds", "handled"), [(59.0, False), (60.0, True)])
async def test_t_20_not_before_a_minute_has_passed(scene: Scene, seconds: float, handled: bool) -> None:
    """T-20 (CR-13; S1-13): a new process knows of it, too."""
    await scene.receive(scene.touch())
    scene.restart()
    scene.clock.turn(seconds)
    await scene.work()
    assert bool(scene.crm.asked) is handled


async def test_t_21_the_shop_s_own_order_comes_first(scene: Scene) -> None:
    """T-21 (CR-13, CR-34; S1-12)."""
    touch = scene.touch()
    await scene.receive(touch)
    scene.clock.turn(30)
    order = scene.crm.add_order(scene.customer())
    scene.clock.turn(30)
    await scene.work()
    assert ((await scene.case(touch)).order_id, len(scene.crm.records)) == (order.order.id, 1)
    assert order.fields[MARKER] == "12345"


async def test_t_22_a_marker_that_a_person_sets_during_the_delay(scene: Scene) -> None:
    """T-22 (CR-53)."""
    order = scene.crm.add_order(scene.customer())
    touch = scene.touch()
    await scene.receive(touch)
    order.fields[MARKER] = "typed"
    scene.clock.turn(MINUTE)
    await scene.work()
    assert ((await scene.case(touch)).result, order.fields) == (SKIPPED, {MARKER: "typed"})


async def test_t_23_a_failed_half_is_resumed(scene: Scene) -> None:
    """T-23 (CR-81, CR-82, CR-83)."""
    touch = scene.touch()
    await scene.receive(touch)
    scene.clock.turn(MINUTE)
    scene.crm.moods.coming.extend(["fine", "fine", *[DOWN] * 5])
    for _ in range(5):
        assert len(await scene.work()) <= 1
        scene.clock.turn(MINUTE)
    assert await scene.told() == [], "no word before the last try"
    case = await scene.case(touch)
    await scene.handle.give_up(case.id, "it is down")
    assert ((await scene.case(touch)).result, len(await scene.told())) == (Result.FAILED, 1)
    scene.crm.moods.coming.clear()
    await scene.retry(case.id, "Анна")
    await scene.work()
    after = await scene.case(touch)
    assert (after.result, len(scene.crm.customers), len(scene.crm.records)) == (MADE, 1, 1)


async def test_t_24_digits_in_a_name_are_nobody_s_phone(scene: Scene) -> None:
    """T-24 (CR-25)."""
    stranger = scene.customer(f"Звонок от {PHONE}", phone="79995550000")
    case = await scene.handled(scene.touch())
    assert (case.result, len(scene.crm.customers)) == (MADE, 2)
    assert case.customer_id != stranger


async def test_t_25_what_the_shop_wishes_is_used(scene: Scene) -> None:
    """T-25 (CR-09, CR-24, CR-40, CR-41, CR-43; S1-06)."""
    scene.wish(site="outlet", status="client-confirmed", order_manager=28, customer_manager=29, extra={"way": "phone"})
    await scene.handled(scene.touch())
    new, customer = scene.crm.made_orders[0], scene.crm.made_customers[0]
    assert (new.site, new.status, new.manager) == ("outlet", "client-confirmed", 28)
    assert (customer.site, customer.manager) == ("outlet", 29)
    assert new.filling.fields == {"way": "phone", MARKER: "12345", "calltouch_call_id": "1"}


async def test_cr_39_a_status_that_is_not_known_is_asked_for_once(scene: Scene) -> None:
    """Known afterwards: it is in its group. Still unknown: open (CR-39)."""
    customer = scene.customer()
    order = scene.crm.add_order(customer, "returned")
    scene.crm.known = replace(scene.crm.known, statuses=(*scene.crm.known.statuses, Status("returned", "", "cancel")))
    case = await scene.handled(scene.touch())
    assert (case.result, scene.reads.count("R references")) == (MADE, 1)
    scene.crm.asked.clear()
    scene.crm.delete(list(scene.crm.records.values())[-1])
    scene.crm.move(order, "never heard of")
    case = await scene.handled(scene.touch(number="2"))
    assert (case.result, scene.reads.count("R references")) == (FILLED, 1)


async def test_cr_35_a_cleared_marker_lets_the_order_be_filled_again(scene: Scene) -> None:
    """The field decides, not what the desk remembers (A-16, CR-35, CR-52)."""
    order = scene.crm.add_order(scene.customer())
    await scene.handled(scene.touch())
    order.fields.pop(MARKER)
    case = await scene.handled(scene.touch(number="2"))
    assert (case.result, order.fields["calltouch_call_id"]) == (FILLED, "2")


def newest(scene: Scene) -> OrderRecord:
    return list(scene.crm.records.values())[-1]


async def test_cr_48_an_order_of_a_known_customer_repeats_their_name(scene: Scene) -> None:
    customer = scene.customer("Пётр")
    await scene.handled(scene.touch(email=EMAIL))
    assert newest(scene).name == scene.crm.customers[customer].name
    assert (newest(scene).order.phones, newest(scene).order.emails) == ((PHONE,), (EMAIL,))
