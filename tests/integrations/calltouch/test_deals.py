"""Deals on the wire: what is sent, to what they are bound, and what the answers mean."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from desk.errors import Rejected, Temporary, Unauthorised
from desk.tracking.model import Customer, Name
from desk.tracking.ports import Search, Told, Tracker, TrackerDeal
from integrations.neighbour import Offer
from sandbox.calltouch.cabinet import Binding
from sandbox.calltouch.fake import CalltouchFake
from sandbox.kit.clock import WorldClock
from sandbox.kit.faults import Fault

CREATED = datetime(2026, 3, 5, 7, 55, tzinfo=UTC)
YEAR = timedelta(days=365)
NUMBER, EMAIL = "79001234567", "a@example.com"
NOBODY = Binding(
    "CUSTOM", words=(("source", "Лид не найден"), ("medium", "Лид не найден"), ("campaign", "Лид не найден"))
)
PETER = Customer("4924", CREATED, Name("Пётр", "Петров"), (NUMBER, "79007654321"), EMAIL)
DEAL = TrackerDeal(
    ref="7141",
    title="7141C",
    funnel="main",
    status="new",
    status_at=CREATED,
    revenue=Decimal("1395.16"),
    created_at=CREATED,
    currency="RUB",
    manager="Петрова Мария",
    contact=PETER,
    search=Search((NUMBER,), (EMAIL,), CREATED, YEAR),
)


def sent(fake: CalltouchFake, operation: str) -> list[dict[str, Any]]:
    return [json.loads(it.data["body"]) for it in fake.history.find("calltouch", "request", operation=operation)]


async def test_t_30_a_new_order_is_told_with_the_whole_mapping(fake: CalltouchFake, tracker: Tracker) -> None:
    assert await tracker.make_deals([DEAL]) == [Told("7141")]
    [body] = sent(fake, "create")
    reach = {"date": "05-03-2026 10:55:00", "searchDepth": 525600}
    assert body == {
        "crm": "RetailCRM",
        "orders": [
            {
                "matching": [
                    {
                        "type": "callContact",
                        "callContactParams": {"phones": [NUMBER], "callTypeToMatch": "nearest", **reach},
                    },
                    {
                        "type": "requestContact",
                        "requestContactParams": {
                            "phones": [NUMBER],
                            "emails": [EMAIL],
                            "requestTypeToMatch": "nearest",
                            **reach,
                        },
                    },
                    {
                        "type": "customSources",
                        "customSourceParams": {
                            "source": "Лид не найден",
                            "medium": "Лид не найден",
                            "campaign": "Лид не найден",
                        },
                    },
                ],
                "orderNumber": "7141",
                "orderName": "7141C",
                "funnel": "main",
                "status": "new",
                "statusDate": "05-03-2026 10:55:00",
                "orderDate": "05-03-2026 10:55:00",
                "currency": "rub",
                "revenue": "1395.16",
                "manager": "Петрова Мария",
                "orderContacts": {"mainContacts": {"fio": "Петров Пётр", "phoneNumber": NUMBER, "email": EMAIL}},
            }
        ],
    }
    (request,) = fake.history.find("calltouch", "request")
    assert "TOKEN" not in request.data["path"]


async def test_t_31_a_call_beats_a_request(fake: CalltouchFake, tracker: Tracker) -> None:
    fake.send_form(phone=NUMBER, at=CREATED - timedelta(minutes=1))
    call = fake.ring(NUMBER, at=CREATED - timedelta(days=30))
    await tracker.make_deals([DEAL])
    assert fake.deal("7141").binding == Binding("CALL", call.id)


async def test_t_32_a_request_with_the_e_mail_alone_is_found(fake: CalltouchFake, tracker: Tracker) -> None:
    form = fake.send_form(email="A@Example.com", at=CREATED - timedelta(minutes=1))
    await tracker.make_deals([DEAL])
    assert fake.deal("7141").binding == Binding("REQUEST", form.id)


async def test_a_18_of_several_calls_the_nearest_before_the_order_is_taken(
    fake: CalltouchFake, tracker: Tracker
) -> None:
    calls = [fake.ring(NUMBER, at=CREATED + timedelta(minutes=minutes)) for minutes in (-90, -5, 5)]
    await tracker.make_deals([DEAL])
    assert fake.deal("7141").binding == Binding("CALL", calls[1].id)


async def test_a_19_a_chat_is_no_candidate(fake: CalltouchFake, tracker: Tracker) -> None:
    fake.chat(phone=NUMBER, at=CREATED)
    await tracker.make_deals([DEAL])
    assert fake.deal("7141").binding == NOBODY


async def test_t_33_nobody_found_reads_so_in_source_medium_and_campaign(fake: CalltouchFake, tracker: Tracker) -> None:
    fake.ring("79990000000", at=CREATED)
    await tracker.make_deals([DEAL])
    assert fake.deal("7141").binding == NOBODY


@pytest.mark.parametrize(("months", "kind"), [(11, "CALL"), (13, "CUSTOM")])
async def test_t_34_a_call_of_more_than_twelve_months_ago_is_not_found(
    fake: CalltouchFake, tracker: Tracker, months: int, kind: str
) -> None:
    fake.ring(NUMBER, at=CREATED - timedelta(days=months * 30.4))
    await tracker.make_deals([DEAL])
    assert fake.deal("7141").binding.kind == kind


@pytest.mark.parametrize("search", [None, Search((), (), CREATED, YEAR)])
async def test_t_35_without_contacts_nobody_is_looked_for(
    fake: CalltouchFake, tracker: Tracker, search: Search | None
) -> None:
    await tracker.make_deals([replace(DEAL, search=search, contact=None)])
    [order] = sent(fake, "create")[0]["orders"]
    assert [row["type"] for row in order["matching"]] == ["customSources"]
    assert "orderContacts" not in order and fake.deal("7141").binding == NOBODY


async def test_cr_64_with_an_e_mail_alone_no_call_is_looked_for(fake: CalltouchFake, tracker: Tracker) -> None:
    await tracker.make_deals([replace(DEAL, search=Search((), (EMAIL,), CREATED, YEAR))])
    [order] = sent(fake, "create")[0]["orders"]
    assert [row["type"] for row in order["matching"]] == ["requestContact", "customSources"]
    assert "phones" not in order["matching"][0]["requestContactParams"]


async def test_t_36_t_37_an_update_carries_revenue_and_the_moment_of_the_status(
    fake: CalltouchFake, tracker: Tracker
) -> None:
    await tracker.make_deals([DEAL])
    noon = datetime(2026, 3, 5, 9, 0, tzinfo=UTC)
    changed = replace(DEAL, status="client-confirmed", status_at=noon, revenue=Decimal(2000))
    assert await tracker.update_deals([changed]) == [Told("7141")]
    [body] = sent(fake, "update")
    assert body == {
        "orders": [
            {
                "orderNumber": "7141",
                "orderName": "7141C",
                "funnel": "main",
                "status": "client-confirmed",
                "statusDate": "05-03-2026 12:00:00",
                "updateDate": "05-03-2026 12:00:00",
                "currency": "rub",
                "revenue": "2000.00",
                "manager": "Петрова Мария",
            }
        ]
    }


async def test_t_39_s1_56_a_later_call_does_not_bind_the_deal_anew(fake: CalltouchFake, tracker: Tracker) -> None:
    await tracker.make_deals([DEAL])
    fake.ring(NUMBER, at=CREATED)
    await tracker.update_deals([replace(DEAL, status="complete")])
    assert fake.deal("7141").binding == NOBODY
    assert fake.deal("7141").fields["status"] == "complete"
    assert "atching" not in json.dumps(sent(fake, "update"))


async def test_t_43_without_a_manager_the_key_is_left_out(fake: CalltouchFake, tracker: Tracker) -> None:
    bare = replace(DEAL, manager="", currency="", title="")
    await tracker.make_deals([bare])
    await tracker.update_deals([bare])
    for body in (*sent(fake, "create"), *sent(fake, "update")):
        assert {"manager", "currency", "orderName"} & body["orders"][0].keys() == set()


@pytest.mark.parametrize(("days", "kind"), [(39, "CALL"), (41, "CUSTOM")])
async def test_cr_67_a_cabinet_that_does_not_look_so_far_back_is_told_the_lead_itself(
    fake: CalltouchFake, tracker: Tracker, world: WorldClock, days: int, kind: str
) -> None:
    """A shorter depth would be taken, and would not be the one that was asked for."""
    fake.deepest = 20 * 24 * 60
    fake.ring(NUMBER, at=CREATED - timedelta(days=days))
    deal = replace(DEAL, search=Search((NUMBER,), (EMAIL,), CREATED, timedelta(days=40)))
    assert await tracker.make_deals([deal]) == [Told("7141")]
    assert fake.deal("7141").binding.kind == kind
    before = len(fake.history.find("calltouch", "request"))
    await tracker.make_deals([replace(deal, ref="2"), replace(deal, ref="3", search=None)])
    assert len(fake.history.find("calltouch", "request")) == before + 1, "days that are over are asked for once"
    assert fake.deal("2").binding == fake.deal("7141").binding and fake.deal("3").binding == NOBODY


async def test_cr_63_the_desk_looks_for_calls_first_and_for_the_nearest_too(
    fake: CalltouchFake, tracker: Tracker
) -> None:
    fake.deepest = 60
    requests = [fake.send_form(email=EMAIL, at=CREATED - timedelta(days=days)) for days in (3, 2)]
    calls = [fake.ring(NUMBER, at=CREATED - timedelta(days=days, hours=hour)) for days, hour in ((5, 2), (5, 1))]
    fake.send_form(email=EMAIL, at=CREATED + timedelta(minutes=1))
    month = timedelta(days=30)
    both = replace(DEAL, search=Search((NUMBER,), (EMAIL,), CREATED, month))
    email = replace(DEAL, ref="2", search=Search((), (EMAIL,), CREATED, month))
    await tracker.make_deals([both, email])
    assert fake.deal("7141").binding == Binding("CALL", calls[1].id)
    assert fake.deal("2").binding == Binding("REQUEST", requests[1].id)


async def test_moments_are_written_in_the_cabinets_zone(fake: CalltouchFake, build: Callable[..., Offer]) -> None:
    tracker = build(timezone="Asia/Omsk").tracker
    assert tracker is not None
    await tracker.make_deals([DEAL])
    assert fake.deal("7141").fields["orderDate"] == "05-03-2026 13:55:00"


async def test_long_texts_are_cut_and_long_ids_are_not(fake: CalltouchFake, tracker: Tracker) -> None:
    long = replace(DEAL, ref="7" * 200, title="т" * 200, manager=f"{'м' * 125} Мария")
    await tracker.make_deals([long])
    fields = fake.deal("7" * 200).fields
    assert fields["orderName"] == "т" * 126 and fields["manager"] == "м" * 125


@pytest.mark.parametrize(("revenue", "told"), [("0", "0.00"), ("10.005", "10.01"), ("1E+3", "1000.00")])
async def test_cr_62f_revenue_is_a_text_with_two_decimals(
    fake: CalltouchFake, tracker: Tracker, revenue: str, told: str
) -> None:
    await tracker.make_deals([replace(DEAL, revenue=Decimal(revenue))])
    assert fake.deal("7141").fields["revenue"] == told


async def test_many_deals_go_fifty_at_a_time_and_each_is_answered(fake: CalltouchFake, tracker: Tracker) -> None:
    many = [replace(DEAL, ref=str(number)) for number in range(120)]
    assert await tracker.make_deals(many) == [Told(it.ref) for it in many]
    assert len(fake.history.find("calltouch", "request", operation="create")) == 3
    assert list(fake.cabinet.deals) == [it.ref for it in many]
    assert await tracker.make_deals([]) == []


async def test_a_deal_that_is_there_and_one_that_is_not_are_told_apart(fake: CalltouchFake, tracker: Tracker) -> None:
    await tracker.make_deals([DEAL])
    other = replace(DEAL, ref="7142")
    again, fresh = await tracker.make_deals([DEAL, other])
    assert (again.there, again.unknown, bool(again.error)) == (True, False, True) and fresh == Told("7142")
    known, missing = await tracker.update_deals([DEAL, replace(DEAL, ref="1")])
    assert known == Told("7141")
    assert (missing.unknown, missing.there, bool(missing.error)) == (True, False, True)


@pytest.mark.parametrize(
    ("error", "there", "unknown"),
    [
        ("Сделка с таким номером уже существует", True, False),
        ("Дублирование внешнего ID", True, False),
        ({"code": 7, "message": "order already exists"}, True, False),
        ("Сделка не найдена", False, True),
        ("Сделка не существует", False, True),
        (["order not found"], False, True),
        ("Неверная дата", False, False),
        (True, False, False),
    ],
)
async def test_the_wording_of_a_refusal_is_understood_in_both_languages(
    fake: CalltouchFake, tracker: Tracker, error: Any, there: bool, unknown: bool
) -> None:
    answer(fake, [{"orderNumber": "7141", "error": error}])
    [told] = await tracker.make_deals([DEAL])
    assert (told.there, told.unknown, bool(told.error)) == (there, unknown, True)


async def test_answers_are_matched_by_number_and_else_by_place(fake: CalltouchFake, tracker: Tracker) -> None:
    deals = [replace(DEAL, ref=ref) for ref in ("1", "2", "3")]
    answer(fake, [{"orderNumber": "3", "error": "bad"}, {"orderNumber": 2, "error": None}, {"orderNumber": "1"}])
    assert await tracker.make_deals(deals) == [Told("1"), Told("2"), Told("3", "bad")]
    answer(fake, [{"calltouchOrderId": 5, "error": None}, {"error": "bad"}, {"calltouchOrderId": 6}])
    assert await tracker.make_deals(deals) == [Told("1"), Told("2", "bad"), Told("3")]


@pytest.mark.parametrize("rows", [[], None, [None], [{"orderNumber": "9"}], {"orders": 1}])
async def test_an_answer_that_is_silent_about_a_deal_is_asked_for_again_later(
    fake: CalltouchFake, tracker: Tracker, rows: Any
) -> None:
    answer(fake, rows)
    with pytest.raises(Temporary):
        await tracker.make_deals([DEAL])


async def test_one_bad_deal_does_not_hold_up_the_others(fake: CalltouchFake, tracker: Tracker) -> None:
    """A body with a mistake is refused as a whole, so it is halved until the culprit stands alone."""
    deals = [replace(DEAL, ref=str(number), currency="руб" if number == 5 else "RUB") for number in range(1, 9)]
    told = await tracker.make_deals(deals)
    assert [it.ref for it in told if it.error] == ["5"] and len(told) == 8
    assert "currency" in told[4].error
    assert sorted(fake.cabinet.deals) == ["1", "2", "3", "4", "6", "7", "8"]


async def test_a_refusal_of_the_address_is_not_one_of_the_deals(fake: CalltouchFake, tracker: Tracker) -> None:
    fake.faults.add(Fault("status", "create", None, status=404, body="<html>"))
    with pytest.raises(Rejected):
        await tracker.make_deals([DEAL, replace(DEAL, ref="2")])
    assert len(sent(fake, "create")) == 1


@pytest.mark.parametrize("kind", ["lost", "lost_html", "cut"])
async def test_a_lost_answer_is_asked_again_and_makes_no_second_deal(
    fake: CalltouchFake, tracker: Tracker, world: WorldClock, kind: str
) -> None:
    world.set_speed(200)
    call = fake.ring(NUMBER, at=CREATED)
    fake.break_down(kind, "create", times=1)
    [told] = await tracker.make_deals([DEAL])
    assert told.there
    fake.ring(NUMBER, at=CREATED)
    assert list(fake.cabinet.deals) == ["7141"]
    assert fake.deal("7141").binding == Binding("CALL", call.id)


async def test_a_wrong_token_is_for_a_person_to_mend(build: Callable[..., Offer], fake: CalltouchFake) -> None:
    for wrong in ({"token": "WRONG"}, {"site_id": 5}):
        tracker = build(**wrong).tracker
        assert tracker is not None
        with pytest.raises(Unauthorised):
            await tracker.update_deals([DEAL])
    assert len(sent(fake, "update")) == 2


def answer(fake: CalltouchFake, rows: Any) -> None:
    body = json.dumps({"data": {"orders": rows}})
    fake.faults.add(Fault("status", "create", status=200, body=body, content_type="application/json"))
