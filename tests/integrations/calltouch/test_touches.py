"""Calls and requests from the lists, through the real adapter."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from desk.errors import Rejected, Temporary, Unauthorised
from desk.ports import Health
from desk.tracking.model import Kind, Touch, Utm
from desk.tracking.ports import Tracker
from integrations.neighbour import Offer
from sandbox.calltouch.cabinet import Visit
from sandbox.calltouch.fake import CalltouchFake
from sandbox.kit.clock import WorldClock
from sandbox.kit.faults import Fault
from tests.integrations.calltouch.conftest import AT
from tests.integrations.conftest import START

HOUR = timedelta(hours=1)
UTM = Utm("yandex", "cpc", "brand", "ad1", "купить часы")


def asked(fake: CalltouchFake, operation: str) -> int:
    return len(fake.history.find("calltouch", "request", operation=operation))


def say(fake: CalltouchFake, operation: str, body: object, times: int | None = 1) -> None:
    text = body if isinstance(body, str) else json.dumps(body)
    fake.faults.add(Fault("status", operation, times, status=200, body=text, content_type="application/json"))


async def test_s1_02_calls_and_requests_come_together_the_oldest_first(fake: CalltouchFake, tracker: Tracker) -> None:
    form = fake.send_form("Обратный звонок", "Пётр", "79001234567", "A@example.com", at=AT + timedelta(seconds=30))
    call = fake.ring("79001234567", at=AT)
    assert list(await tracker.touches(START - HOUR, START)) == [
        Touch(Kind.CALL, str(call.id), "12345", AT, phone="79001234567", utm=UTM, source="yandex", medium="cpc"),
        Touch(
            Kind.REQUEST,
            str(form.id),
            "12345",
            AT + timedelta(seconds=30),
            phone="79001234567",
            email="a@example.com",
            name="Пётр",
            subject="Обратный звонок",
            utm=UTM,
            source="yandex",
            medium="cpc",
        ),
    ]


async def test_cr_47_placeholders_of_the_lists_are_empty(fake: CalltouchFake, tracker: Tracker) -> None:
    fake.ring("79001234567", visit=Visit(utm_source="", utm_medium="", utm_campaign="", utm_content="", utm_term=""))
    (touch,) = await tracker.touches(START - HOUR, START)
    assert touch.utm == Utm() and (touch.source, touch.medium) == ("yandex", "cpc")


async def test_cr_18_a_hidden_number_is_a_touch_without_a_phone(fake: CalltouchFake, tracker: Tracker) -> None:
    fake.ring("")
    fake.send_form(imported=True, email="b@example.com")
    call, form = await tracker.touches(START - HOUR, START)
    assert (call.phone, form.phone, form.email) == ("", "", "b@example.com")
    assert form.utm == Utm() and form.source == ""


async def test_both_names_of_a_contact_are_read(fake: CalltouchFake, tracker: Tracker) -> None:
    for number in range(2):
        fake.send_form(email=f"b{number}@example.com")
    assert [it.email for it in await tracker.touches(START - HOUR, START)] == ["b0@example.com", "b1@example.com"]


async def test_a_17_lost_calls_count_and_one_under_way_waits_for_its_end(
    fake: CalltouchFake, tracker: Tracker, world: WorldClock
) -> None:
    lost = fake.ring("79001234567", duration=0)
    call = fake.begin_call("79007654321")
    assert [it.id for it in await tracker.touches(START - HOUR, START)] == [str(lost.id)]
    fake.end_call(call)
    assert len(await tracker.touches(START - HOUR, START)) == 2


async def test_a_call_that_nobody_ended_is_not_waited_for_for_ever(
    fake: CalltouchFake, tracker: Tracker, world: WorldClock
) -> None:
    fake.begin_call("79001234567")
    assert await tracker.touches(START - HOUR, START) == []
    world.jump(2 * 3600 + 1)
    assert len(await tracker.touches(START - HOUR, START)) == 1


async def test_each_day_is_asked_for_by_itself_in_its_own_format(fake: CalltouchFake, tracker: Tracker) -> None:
    """Of the requests a day beyond the twelfth tells the month from the day."""
    moments = [datetime(2026, 5, day, 9, tzinfo=UTC) for day in (30, 31)] + [datetime(2026, 6, 1, 9, tzinfo=UTC)]
    for moment in moments:
        fake.ring("79001234567", at=moment)
        fake.send_form(phone="79001234567", at=moment)
    found = await tracker.touches(moments[0], moments[-1])
    assert [it.at for it in found] == [moment for moment in moments for _ in range(2)]
    assert asked(fake, "calls") == asked(fake, "requests") == 3
    paths = [it.data["path"] for it in fake.history.find("calltouch", "request")]
    assert "dateFrom=30/05/2026" in paths[0].replace("%2F", "/")
    assert "dateFrom=05/30/2026" in paths[1].replace("%2F", "/")


async def test_a_day_that_the_zone_cuts_differently_is_not_missed(
    fake: CalltouchFake, build: Callable[..., Offer]
) -> None:
    """Half past midnight in Moscow is still yesterday in UTC."""
    at = datetime(2026, 8, 3, 21, 30, tzinfo=UTC)
    fake.ring("79001234567", at=at)
    tracker = build().tracker
    assert tracker is not None
    assert len(await tracker.touches(at, at + timedelta(minutes=1))) == 1
    assert await tracker.touches(at + timedelta(minutes=1), at + HOUR) == []


async def test_all_pages_of_a_busy_day_are_read_and_nothing_counts_twice(fake: CalltouchFake, tracker: Tracker) -> None:
    for number in range(2001):
        fake.ring(f"7900{number:07}", at=AT)
    found = await tracker.touches(AT, AT)
    assert len({it.key for it in found}) == len(found) == 2001
    assert asked(fake, "calls") == 3


async def test_a_call_that_slid_to_the_next_page_counts_once(fake: CalltouchFake, tracker: Tracker) -> None:
    row = {"callId": 1, "timestamp": int(AT.timestamp()), "callerNumber": "79001234567"}
    for page in (1, 2):
        say(fake, "calls", {"page": page, "pageTotal": 2, "records": [row]})
    assert len(await tracker.touches(AT, AT)) == 1


@pytest.mark.parametrize(("pages", "asks"), [({"pageTotal": "2"}, 2), ({}, 1), ({"pageTotal": None}, 1)])
async def test_a_number_of_pages_may_be_a_text_or_missing(
    fake: CalltouchFake, tracker: Tracker, pages: dict[str, object], asks: int
) -> None:
    row = {"callId": 1, "timestamp": int(AT.timestamp())}
    say(fake, "calls", {"page": 1, "records": [row], **pages}, times=2)
    assert len(await tracker.touches(AT, AT)) == 1
    assert asked(fake, "calls") == asks


async def test_an_empty_time_asks_for_nothing(fake: CalltouchFake, tracker: Tracker) -> None:
    assert await tracker.touches(START, START - 24 * HOUR) == []
    assert asked(fake, "calls") == 0


async def test_the_published_lists_are_read(
    fake: CalltouchFake, tracker: Tracker, fixture: Callable[[str], bytes]
) -> None:
    day = datetime(2026, 3, 5, tzinfo=UTC)
    say(fake, "calls", fixture("calls__page.json").decode())
    say(fake, "requests", fixture("requests__day.json").decode())
    found = await tracker.touches(day, day + 12 * HOUR)
    assert [(it.kind, it.id, it.phone, it.email) for it in found] == [
        ("call", "123456789", "79001234567", ""),
        ("request", "222333", "79001234567", "a@example.com"),
        ("request", "222335", "", ""),
        ("call", "123456790", "", ""),
        ("request", "222334", "", "b@example.com"),
    ]
    assert found[0].at == datetime.fromtimestamp(1772697181, UTC)  # the Unix value beats the written one
    assert found[3].utm == Utm() and (found[3].source, found[4].name, found[4].subject) == ("", "", "")


@pytest.mark.parametrize("told", ['{"records": null}', "[]", "null", '{"errorCode": 5}', "{"])
async def test_an_answer_that_is_no_page_is_not_a_day_without_calls(
    fake: CalltouchFake, tracker: Tracker, told: str
) -> None:
    say(fake, "calls", told)
    with pytest.raises(Temporary):
        await tracker.touches(AT, AT)


@pytest.mark.parametrize("told", ["{}", "null", '{"records": []}'])
async def test_an_answer_that_is_no_list_is_not_a_day_without_requests(
    fake: CalltouchFake, tracker: Tracker, told: str
) -> None:
    say(fake, "requests", told)
    with pytest.raises(Temporary):
        await tracker.touches(AT, AT)


@pytest.mark.parametrize(
    "row",
    [{}, {"callId": None}, {"callId": [1], "timestamp": 1}, {"callId": 5}, {"callId": True, "date": "x"}, "row", 7],
)
async def test_a_broken_row_does_not_hide_the_others(fake: CalltouchFake, tracker: Tracker, row: object) -> None:
    good = {"callId": 1, "timestamp": int(AT.timestamp()), "callerNumber": 79001234567, "utmSource": {"a": 1}}
    say(fake, "calls", {"page": 1, "pageTotal": 1, "records": [row, good]})
    (touch,) = await tracker.touches(AT, AT)
    assert (touch.phone, touch.utm.source) == ("79001234567", "")


async def test_the_check_asks_for_one_call_of_today(fake: CalltouchFake, tracker: Tracker) -> None:
    fake.ring("79001234567")
    assert await tracker.check() == Health(True, "cabinet 12345, calls today: 1")
    (request,) = fake.history.find("calltouch", "request")
    assert "page=1&limit=1" in request.data["path"]


@pytest.mark.parametrize("wrong", [{"token": "wrong"}, {"site_id": 999}])
async def test_a_wrong_token_or_cabinet_is_for_a_person_to_mend(
    build: Callable[..., Offer], wrong: dict[str, object]
) -> None:
    tracker = build(**wrong).tracker
    assert tracker is not None
    with pytest.raises(Unauthorised) as refused:
        await tracker.check()
    assert "site_id" in refused.value.reason and "wrong" not in refused.value.reason
    with pytest.raises(Unauthorised):
        await tracker.touches(AT, AT)


async def test_a_wrong_address_is_named_as_such(build: Callable[..., Offer], fake: CalltouchFake) -> None:
    tracker = build(api_url=f"{fake.url}/elsewhere").tracker
    assert tracker is not None
    with pytest.raises(Temporary, match="is api_url right"):
        await tracker.check()
    assert asked(fake, "calls") == 1  # once more would say the same


async def test_another_refusal_is_not_asked_again(fake: CalltouchFake, tracker: Tracker) -> None:
    fake.faults.add(Fault("status", "calls", None, status=404, body="<html>79001234567</html>"))
    with pytest.raises(Rejected) as refused:
        await tracker.touches(AT, AT)
    assert asked(fake, "calls") == 1
    assert "<" not in refused.value.reason and "79001234567" not in refused.value.reason
