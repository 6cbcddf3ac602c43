"""The history of orders, followed by id."""

from dataclasses import replace
from datetime import timedelta

import pytest

from desk.errors import Rejected, Temporary
from desk.tracking.ports import Change
from integrations.retailcrm import NEIGHBOUR
from sandbox.kit.clock import WorldClock
from sandbox.kit.faults import Fault
from tests.clocks import TurnedClock
from tests.integrations.conftest import FIXTURES
from tests.integrations.retailcrm.conftest import NOON


async def test_cr_77_it_begins_now_and_tells_what_came_after(fake, tracking, world) -> None:
    fake.place()
    world.jump(60)
    begun = await tracking.history("", world.now())
    assert (begun.changes, begun.more) == ((), False)
    still = await tracking.history(begun.cursor, NOON)
    assert still == begun, "while nothing happens the place stays"
    world.jump(60)
    number = str(fake.place())
    now = await tracking.history(begun.cursor, NOON)
    assert now.changes == (Change(number, NOON + timedelta(minutes=2), created=True),)
    assert (await tracking.history(now.cursor, NOON)).changes == ()


@pytest.mark.parametrize("ahead", [timedelta(minutes=7), timedelta(minutes=-7), timedelta()])
async def test_cr_77_it_begins_when_the_connection_was_made_however_late_the_crm_can_be_asked(
    fake, section, around, world, ahead: timedelta
) -> None:
    """Nothing of before, and all of since then, though the CRM's clock is ``ahead`` of ours."""
    desk = TurnedClock(NOON - ahead)
    tracking = NEIGHBOUR.build(section(), replace(around, clock=desk)).tracking
    fake.place()
    turn(world, desk, 60)
    begun = desk.now()
    number = str(fake.place())
    turn(world, desk, 3600)
    later = str(fake.place())
    place = await tracking.history("", begun)
    turn(world, desk, 60)
    assert [it.order_id for it in (await tracking.history(place.cursor, begun)).changes] == [number, later]


def turn(world: WorldClock, desk: TurnedClock, seconds: float) -> None:
    world.jump(seconds)
    desk.turn(seconds)


async def test_cr_70_a_new_order_and_a_new_status_are_told_and_nothing_else(fake, tracking, world) -> None:
    """CR-71, CR-76, T-36, T-41: neither goods nor managers nor our own fields."""
    fake.make_field("calltouch_site_id")
    begun = await tracking.history("", NOON)
    number = fake.place(site="outlet")
    fake.set_items(number, ("Часы", 2000, 1))
    fake.edit(number, managerId=28, managerComment="x")
    fake.mark(number, "calltouch_site_id", "12345")
    world.jump(60)
    fake.set_status(number, "client-confirmed")
    found = await tracking.history(begun.cursor, NOON)
    assert found.changes == (
        Change(str(number), NOON, created=True),
        Change(str(number), NOON + timedelta(minutes=1)),
    )


async def test_cr_60_an_order_that_we_made_is_told_too(fake, tracking, world, leads, draft) -> None:
    """T-40: whoever made it, it becomes a deal."""
    begun = await tracking.history("", NOON)
    number = await leads.add_lead(draft)
    assert [it.order_id for it in (await tracking.history(begun.cursor, NOON)).changes if it.created] == [number]


async def test_the_pages_follow_each_other_without_a_gap(fake, tracking) -> None:
    begun = await tracking.history("", NOON)
    numbers = [str(fake.place()) for _ in range(250)]
    seen: list[str] = []
    cursor, pages = begun.cursor, 0
    while True:
        page = await tracking.history(cursor, NOON)
        seen += [it.order_id for it in page.changes]
        cursor, pages = page.cursor, pages + 1
        if not page.more:
            break
    assert seen == numbers
    assert pages == 3


async def test_the_zone_of_the_account_counts_for_the_beginning_too(fake, tracking, world) -> None:
    fake.account.timezone = "Asia/Vladivostok"
    fake.place()
    world.jump(60)
    begun = await tracking.history("", world.now())
    world.jump(60)
    number = str(fake.place())
    found = await tracking.history(begun.cursor, NOON)
    assert found.changes == (Change(number, NOON + timedelta(minutes=2), created=True),)


async def test_rows_are_told_by_their_ids_whatever_the_order_of_the_answer(fake, tracking) -> None:
    """CR-78: what was deleted or merged is told as gone."""
    body = (FIXTURES / "retailcrm" / "history__page.json").read_text("utf-8")
    fake.faults.add(Fault("status", "orders/history", 1, status=200, body=body, content_type="application/json"))
    found = await tracking.history("7000", NOON)
    told = [(it.order_id, it.created, it.deleted) for it in found.changes]
    assert told == [("2034", True, False), ("2034", False, False), ("2035", False, True), ("2036", False, True)]
    assert (found.cursor, found.more) == ("7056", False)


async def test_a_place_that_is_none_is_refused(tracking) -> None:
    with pytest.raises(Rejected):
        await tracking.history("yesterday", NOON)


async def test_half_a_page_is_asked_for_again(fake, tracking) -> None:
    begun = await tracking.history("", NOON)
    fake.place()
    fake.break_down("cut", "orders/history", times=1)
    with pytest.raises(Temporary):
        await tracking.history(begun.cursor, NOON)
    assert len((await tracking.history(begun.cursor, NOON)).changes) == 1
