"""The lists of the fake: as strict about dates, pages and tokens as the service."""

from datetime import timedelta

import aiohttp
import pytest

from sandbox.calltouch.fake import CalltouchFake
from sandbox.kit.clock import WorldClock
from tests.sandbox.calltouch.conftest import Ask
from tests.sandbox.conftest import START

CALLS, DEALS = "12345/calls-diary/calls", "12345/orders-diary/orders"
TODAY = {"dateFrom": "14/05/2026", "dateTo": "14/05/2026"}


async def test_calls_are_a_bare_array_and_pages_with_page_or_limit(fake: CalltouchFake, read: Ask) -> None:
    for number in range(3):
        fake.ring(f"7900000000{number}")
    status, bare = await read(CALLS, **TODAY)
    assert status == 200 and [it["callerNumber"] for it in bare] == ["79000000000", "79000000001", "79000000002"]
    _, page = await read(CALLS, **TODAY, page="2", limit="2")
    assert (page["page"], page["pageTotal"], page["recordsTotal"]) == (2, 2, 3)
    assert [it["callerNumber"] for it in page["records"]] == ["79000000002"]


async def test_a_row_tells_the_time_twice_and_nothing_with_a_placeholder(fake: CalltouchFake, read: Ask) -> None:
    call = fake.ring("79001234567")
    call.visit.utm_source = ""
    _, [row] = await read(CALLS, **TODAY)
    assert (row["date"], row["timestamp"]) == ("14/05/2026 12:00:00", int(START.timestamp()))
    assert (row["utmSource"], row["callphase"], row["siteId"]) == ("<не указано>", "callcompleted", 12345)


async def test_a_day_is_one_of_the_cabinets_zone(fake: CalltouchFake, read: Ask) -> None:
    fake.ring("79001234567", at=START + timedelta(hours=12))  # after midnight in Moscow
    assert await read(CALLS, **TODAY) == (200, [])
    assert len((await read(CALLS, dateFrom="15/05/2026", dateTo="15/05/2026"))[1]) == 1


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"dateFrom": "14/05/2026"},
        {"dateFrom": "05/14/2026", "dateTo": "05/14/2026"},
        {"dateFrom": "2026-05-14", "dateTo": "2026-05-14"},
        {"dateFrom": "14/5/2026", "dateTo": "14/5/2026"},
        {"dateFrom": "15/05/2026", "dateTo": "14/05/2026"},
        {"dateFrom": "01/01/2026", "dateTo": "14/05/2026"},
        {"dateFrom": "13/05/2026", "dateTo": "14/05/2026", "page": "1"},
        TODAY | {"page": "0"},
        TODAY | {"limit": "1001"},
        TODAY | {"datefrom": "x"},
    ],
)
async def test_what_is_asked_wrongly_is_refused(read: Ask, query: dict[str, str]) -> None:
    assert (await read(CALLS, **query))[0] == 400


async def test_requests_have_the_month_first_and_no_pages(fake: CalltouchFake, read: Ask) -> None:
    form = fake.send_form("Заявка", "Пётр", "79001234567", "a@example.com")
    day = {"dateFrom": "05/14/2026", "dateTo": "05/14/2026", "siteId": "12345"}
    status, [row] = await read("requests", **day, page="1", limit="1", withRequestTags="true")
    assert (status, row["requestId"], row["date"]) == (200, form.id, int(START.timestamp() * 1000))
    assert row["client"]["phones"] == [{"phoneNumber": "79001234567", "phoneType": "MOBILE"}]
    assert row["RequestTags"] == []
    assert (await read("requests", **TODAY, siteId="12345"))[0] == 400
    misread = {"dateFrom": "05/06/2026", "dateTo": "05/06/2026", "siteId": "12345"}
    fake.send_form(at=START.replace(month=6, day=5))
    assert await read("requests", **misread) == (200, [])  # the fifth of June was meant, the sixth of May is read


async def test_an_imported_request_has_no_session_and_contacts_have_two_names(fake: CalltouchFake, read: Ask) -> None:
    for number in range(2):
        fake.send_form(email=f"{number}@example.com", imported=True)
    _, rows = await read("requests", dateFrom="05/14/2026", dateTo="05/14/2026", siteId="12345")
    assert [it["session"] for it in rows] == [None, None]
    assert {key for it in rows for key in it["client"]["contacts"][0]} == {
        "contactType", "contactValue", "type", "value",
    }  # fmt: skip


@pytest.mark.parametrize(("token", "status"), [("", 401), ("wrong", 403)])
async def test_a_wrong_token_is_refused(read: Ask, token: str, status: int) -> None:
    assert (await read(CALLS, **TODAY, clientApiId=token))[0] == status


async def test_another_cabinet_is_refused(read: Ask) -> None:
    assert (await read("999/calls-diary/calls", **TODAY))[0] == 403
    day = {"dateFrom": "05/14/2026", "dateTo": "05/14/2026"}
    assert (await read("requests", **day, siteId="999"))[0] == 403


async def test_a_wrong_path_is_a_page_of_help(read: Ask, fake: CalltouchFake, http: aiohttp.ClientSession) -> None:
    status, page = await read("12345/calls")
    assert status == 200 and page.startswith("<!DOCTYPE html>")
    async with http.get(f"{fake.url}/lead-service/v1/api/client-order/create") as answer:
        assert answer.content_type == "text/html"


async def test_more_than_five_requests_in_a_second_are_refused_and_counted(
    fake: CalltouchFake, read: Ask, clock: WorldClock
) -> None:
    fake.limits_enabled = True
    assert [(await read(CALLS, **TODAY))[0] for _ in range(7)] == [200] * 5 + [429] * 2
    assert (fake.limit.refused, fake.limit.busiest) == (2, 7)
    clock.jump(1)
    assert (await read(CALLS, **TODAY))[0] == 200


async def test_deals_are_listed_by_the_day_they_were_made(fake: CalltouchFake, read: Ask, tell: Ask) -> None:
    call = fake.ring("79001234567")
    await tell("create", {"orders": [{"orderNumber": "7141", "matching": [
        {"type": "call", "callParams": {"callId": call.id}}]}]})  # fmt: skip
    span = {"dateFrom": "14/05/2026", "dateTo": "15/05/2026"}
    _, page = await read(DEALS, **span)
    assert [(it["orderNumber"], it["orderSource"]["callId"]) for it in page["records"]] == [("7141", call.id)]
    assert (await read(DEALS, **span, orderSource="CHAT"))[1]["records"] == []
    assert (await read(DEALS, **TODAY))[0] == 400  # from must be before to
