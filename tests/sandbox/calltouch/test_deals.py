"""Deals of the fake: rows are really searched, and every mistake is named."""

from datetime import timedelta
from typing import Any

import pytest

from sandbox.calltouch.cabinet import Binding
from sandbox.calltouch.fake import CalltouchFake
from tests.sandbox.calltouch.conftest import Ask
from tests.sandbox.conftest import START

PHONE, EMAIL = "79001234567", "a@example.com"
REACH = {"date": "14-05-2026 12:00:00", "searchDepth": 60}
BY_CALL = {"type": "callContact", "callContactParams": {"phones": [PHONE], "callTypeToMatch": "nearest", **REACH}}
BY_REQUEST = {
    "type": "requestContact",
    "requestContactParams": {"phones": [PHONE], "emails": [EMAIL], "requestTypeToMatch": "nearest", **REACH},
}
CUSTOM = {"type": "customSources", "customSourceParams": {"source": "s", "medium": "m"}}
MISSING = Binding("CUSTOM", words=(("source", "s"), ("medium", "m")))
MINUTE = timedelta(minutes=1)


def deal(number: str = "1", *matching: Any, **fields: Any) -> dict[str, Any]:
    return {"orderNumber": number, "matching": list(matching or (BY_CALL, BY_REQUEST, CUSTOM)), **fields}


async def test_rows_are_tried_from_the_first_to_the_last(fake: CalltouchFake, tell: Ask) -> None:
    form = fake.send_form(email=EMAIL)
    await tell("create", {"orders": [deal("1")]})
    call = fake.ring(PHONE)
    await tell("create", {"orders": [deal("2"), deal("3", BY_REQUEST, BY_CALL), deal("4", {"type": "withoutSource"})]})
    bound = [fake.deal(number).binding for number in "1234"]
    assert bound == [
        Binding("REQUEST", form.id), Binding("CALL", call.id), Binding("REQUEST", form.id), Binding("NONE"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("minutes", "found"), [(-61, False), (-60, True), (-1, True), (0, True), (1, False), (60, False)]
)
async def test_a_search_looks_back_for_so_many_minutes(
    fake: CalltouchFake, tell: Ask, minutes: int, found: bool
) -> None:
    fake.ring(PHONE, at=START + minutes * MINUTE)
    await tell("create", {"orders": [deal("1", BY_CALL, CUSTOM)]})
    assert (fake.deal("1").binding != MISSING) is found


async def test_the_nearest_is_the_last_and_any_mask_is_taken(fake: CalltouchFake, tell: Ask) -> None:
    calls = [fake.ring(PHONE, at=START - minutes * MINUTE) for minutes in (30, 5, 40)]
    params = {"phones": ["+7 (900) 123-45-67"], "callTypeToMatch": "nearest", **REACH}
    await tell("create", {"orders": [deal("1", {"type": "callContact", "callContactParams": params})]})
    assert fake.deal("1").binding == Binding("CALL", calls[1].id)


async def test_a_hidden_caller_and_an_empty_mailbox_fit_nobody(fake: CalltouchFake, tell: Ask) -> None:
    fake.ring("")
    fake.send_form()
    await tell("create", {"orders": [deal()]})
    assert fake.deal("1").binding == MISSING


async def test_single_deals_are_refused_inside_an_answer_of_200(fake: CalltouchFake, tell: Ask) -> None:
    await tell("create", {"orders": [deal()]})
    status, told = await tell("create", {"orders": [deal("1"), deal("2")]})
    first, second = told["data"]["orders"]
    assert status == 200 and "already exists" in first["error"] and second["error"] is None
    _, told = await tell("update", {"orders": [{"orderNumber": "9"}, {"orderNumber": "2", "status": "complete"}]})
    assert ["does not exist" in str(it["error"]) for it in told["data"]["orders"]] == [True, False]
    assert fake.deal("2").fields["status"] == "complete" and len(fake.deal("2").told) == 2


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("orders[0].orderNumber", {"orderNumber": 1}),
        ("orders[0].orderDate", {"orderDate": "2026-05-14 12:00:00"}),
        ("orders[0].statusDate", {"statusDate": "14/05/2026 12:00:00"}),
        ("orders[0].currency", {"currency": "RUB"}),
        ("orders[0].revenue", {"revenue": "1 395,16"}),
        ("orders[0].manager", {"manager": ""}),
        ("orders[0].ordernumber", {"ordernumber": "1"}),
        ("orders[0].updateDate", {"updateDate": "14-05-2026 12:00:00"}),
        ("orders[0].matching", {"matching": []}),
        ("orders[0].matching[0].type", {"matching": [{"type": "magic"}]}),
        ("orders[0].orderContacts", {"orderContacts": {"mainContacts": {"fio": ""}}}),
    ],
)
async def test_a_mistake_is_named_and_nothing_is_made(
    fake: CalltouchFake, tell: Ask, field: str, wrong: dict[str, Any]
) -> None:
    status, told = await tell("create", {"orders": [deal() | wrong, deal("2")]})
    assert status == 400 and field in [it["field"] for it in told["data"]["validationErrorData"]]
    assert fake.cabinet.deals == {}


@pytest.mark.parametrize(
    "wrong",
    [{"phones": []}, {"phones": [""]}, {"emails": [EMAIL]}, {"date": "14/05/2026"}, {"searchDepth": "60"},
     {"searchDepth": 0}, {"searchDepth": 262801}, {"callTypeToMatch": "any"}],
)  # fmt: skip
async def test_the_words_of_a_search_are_looked_at(fake: CalltouchFake, tell: Ask, wrong: dict[str, Any]) -> None:
    fake.deepest = 262800
    row = {"type": "callContact", "callContactParams": BY_CALL["callContactParams"] | wrong}  # type: ignore[operator]
    assert (await tell("create", {"orders": [deal("1", row)]}))[0] == 400


async def test_nobody_binds_a_deal_anew(fake: CalltouchFake, tell: Ask) -> None:
    await tell("create", {"orders": [deal()]})
    status, told = await tell("update", {"orders": [{"orderNumber": "1", "reMatching": [BY_CALL]}]})
    assert status == 400 and "reMatching" in str(told)


async def test_both_headers_are_needed(tell: Ask) -> None:
    assert (await tell("create", {"orders": [deal()]}, Access_Token="wrong"))[0] == 403
    assert (await tell("create", {"orders": [deal()]}, Access_Token=""))[0] == 401
    assert (await tell("create", {"orders": [deal()]}, SiteId="999"))[0] == 403
    assert (await tell("create", {"orders": []}))[0] == 400
    assert (await tell("create", []))[0] == 400
