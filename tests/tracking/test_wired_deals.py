"""The vectors of orders that become deals, T-30 to T-43, over HTTP: what the cabinet was told and whom it has bound."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from sandbox.calltouch.cabinet import Deal, Row
from tests.tracking.wired import Wired

PHONE, EMAIL = "79001234567", "a@example.com"
NOBODY = tuple(dict.fromkeys(("source", "medium", "campaign"), "Лид не найден").items())
ROWS = ["callContact", "requestContact", "customSources"]
MINUTE, MONTH = 60, timedelta(days=30)
AT = "23-11-2026 12:01:00"  # in Moscow, of both
Before = Callable[[Wired], object]


def place(wired: Wired, **fields: Any) -> int:
    """Order 7141 of section T-30, a minute after the connection was made."""
    wired.turn(MINUTE)
    customer = wired.retail.seed_customer("8 (900) 123-45-67", email=EMAIL)
    return wired.retail.place(customer, total=1395.16, **fields)


def call(wired: Wired, ago: timedelta = MONTH) -> object:
    return wired.calltouch.ring(PHONE, at=wired.now() - ago)


def request(wired: Wired, *contacts: str) -> object:
    return wired.calltouch.send_form("Заявка", "Пётр", *contacts, at=wired.now() - MONTH)


def both(wired: Wired) -> None:
    """The request is the younger one."""
    call(wired, 2 * MONTH)
    request(wired, PHONE)


@dataclass(frozen=True)
class Vector:
    """``bound``: to which kind of lead; empty: to nobody. ``shows``: fields of the deal; None: it is not there at all.
    ``rows``: of the matching."""

    id: str
    bound: str = ""
    before: Before = lambda _wired: None
    place: Callable[[Wired], int] = place
    shows: Row = field(default_factory=dict)
    rows: list[str] = field(default_factory=lambda: ROWS)


VECTORS = (
    Vector(
        "T-30",
        shows={
            "orderNumber": "7141",
            "orderName": "7141C",
            "manager": "Петрова Мария",
            "funnel": "main",
            "status": "new",
            "revenue": "1395.16",
            "orderDate": AT,
            "statusDate": AT,
        },
        place=lambda wired: place(wired, managerId=28),
    ),
    Vector("T-31", "CALL", both),
    Vector("T-32", "REQUEST", lambda wired: request(wired, "", EMAIL)),
    Vector("T-33", before=lambda wired: wired.calltouch.ring("79990000000")),
    Vector("T-34 13 months", before=lambda wired: call(wired, 13 * MONTH)),
    Vector("T-34 11 months", "CALL", lambda wired: call(wired, 11 * MONTH)),
    Vector("T-35", before=call, place=lambda wired: wired.retail.place(), rows=["customSources"]),
    Vector("T-42", place=lambda wired: place(wired, site="outlet"), shows={"funnel": "outlet"}),
    Vector("T-43", shows={"manager": None}),
    Vector("chats bind nothing (A-19)", before=lambda wired: wired.calltouch.chat("Пётр", PHONE)),
)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda it: it.id)
async def test_t_30_to_t_43_a_new_order_is_told(wired: Wired, vector: Vector) -> None:
    """CR-60 to CR-69."""
    vector.before(wired)
    number = vector.place(wired)
    assert await wired.look() == []
    deal = wired.calltouch.deal(str(number))
    assert {name: deal.fields.get(name) for name in vector.shows} == vector.shows
    assert [it["type"] for it in deal.told[0]["matching"]] == vector.rows
    assert deal.binding.kind == (vector.bound or "CUSTOM")
    assert deal.binding.words == (() if vector.bound else NOBODY)
    assert len(deal.told) == 1


async def test_t_36_t_37_a_status_alone_has_the_deal_told_again(wired: Wired) -> None:
    """CR-70 to CR-73: half an hour later, to the second, with the sum it has now."""
    number = place(wired)
    await wired.look()
    deal = wired.calltouch.deal(str(number))
    wired.retail.set_items(number, ("Часы", 2000, 1))
    wired.retail.edit(number, managerId=27, managerComment="срочно")
    wired.turn(120 * MINUTE)
    await wired.look()
    assert len(deal.told) == 1
    wired.retail.set_status(number, "client-confirmed")
    moved = "23-11-2026 14:01:00"
    await wired.look()
    wired.turn(30 * MINUTE - 1)
    await wired.look()
    assert len(deal.told) == 1
    wired.turn(1)
    await wired.work()
    [_, update] = deal.told
    shown = [update[it] for it in ("status", "revenue", "manager", "updateDate", "statusDate")]
    assert shown == ["client-confirmed", "2000.00", "Котов Борис", moved, moved]


async def test_t_38_t_39_two_changes_are_one_update_that_binds_nobody(wired: Wired) -> None:
    """CR-68, CR-74: a call that came after the deal changes nothing."""
    number = place(wired)
    await wired.look()
    deal = wired.calltouch.deal(str(number))
    wired.calltouch.ring(PHONE, at=wired.now() - timedelta(days=1))
    wired.retail.set_status(number, "assembling")
    await wired.look()
    wired.turn(20 * MINUTE)
    wired.retail.set_status(number, "delivering")
    await wired.look()
    wired.turn(10 * MINUTE)
    await wired.look()
    wired.turn(60 * MINUTE)
    await wired.look()
    [_, update] = deal.told
    assert (update["status"], "reMatching" in update, "matching" in update) == ("delivering", False, False)
    assert (deal.binding.kind, deal.binding.words) == ("CUSTOM", NOBODY)


async def test_t_40_t_41_the_order_of_a_touch_becomes_its_deal_and_our_fields_tell_nothing(wired: Wired) -> None:
    """CR-60, CR-76: the touch made one order, and filled another."""
    there = wired.retail.place(wired.retail.seed_customer("79160000001"))
    await wired.look()
    deal_of_old = wired.calltouch.deal(str(there))
    calls = [wired.calltouch.ring(phone) for phone in (PHONE, "79160000001")]
    cases = [await wired.handled(it) for it in calls]
    assert [it.result for it in cases] == ["created_order", "updated_order"]
    await wired.look()
    wired.turn(60 * MINUTE)
    await wired.look()
    deal = wired.calltouch.deal(cases[0].order_id)
    assert (deal.binding.kind, deal.binding.id) == ("CALL", calls[0].id)
    assert (len(deal.told), len(deal_of_old.told)) == (1, 1)


async def test_cr_78_an_order_that_was_deleted_at_once_tells_nothing(wired: Wired) -> None:
    deals: dict[str, Deal] = wired.calltouch.cabinet.deals
    wired.turn(MINUTE)
    wired.retail.delete(wired.retail.place())
    await wired.look()
    wired.turn(60 * MINUTE)
    assert (await wired.look(), deals) == ([], {})
