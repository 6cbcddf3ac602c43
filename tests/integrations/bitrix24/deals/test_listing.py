"""Changed deals are told page by page, and none is left out."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from desk.errors import Rejected
from integrations.bitrix24 import Bitrix24Deals
from sandbox.bitrix24.fake import Bitrix24Fake
from sandbox.kit.clock import WorldClock

Hits = Callable[[], int]


@pytest.fixture
def still(world: WorldClock) -> WorldClock:
    world.set_speed(0)
    return world


def seed(fake: Bitrix24Fake, origin: str, **fields: object) -> int:
    given = {"TITLE": origin, "CATEGORY_ID": 5, "ORIGINATOR_ID": "ringdesk", "ORIGIN_ID": origin}
    return fake.seed("deal", **(given | fields))


async def read_all(deals: Bitrix24Deals, cursor: str) -> tuple[list[str], str]:
    ids: list[str] = []
    more = True
    while more:
        page = await deals.changed_since(cursor)
        ids += [one.deal.id for one in page.deals]
        cursor, more = page.cursor, page.more
    return ids, cursor


async def test_ex_22_an_empty_cursor_begins_now(
    fake: Bitrix24Fake, deals: Bitrix24Deals, still: WorldClock, hits: Hits
) -> None:
    seed(fake, "shop:old")
    still.jump(60)
    page = await deals.changed_since("")
    assert (page.deals, page.more, hits()) == ((), False, 1)
    still.jump(1)
    fresh = seed(fake, "shop:new")
    assert [one.deal.id for one in (await deals.changed_since(page.cursor)).deals] == [str(fresh)]


async def test_ex_40_an_empty_cursor_begins_where_looking_began(
    fake: Bitrix24Fake, deals: Bitrix24Deals, still: WorldClock
) -> None:
    seed(fake, "shop:old")
    still.jump(60)
    begun = still.now()
    still.jump(600)
    missed = seed(fake, "shop:missed")
    still.jump(600)
    page = await deals.changed_since((await deals.changed_since("", begun)).cursor)
    assert [one.deal.id for one in page.deals] == [str(missed)]


async def test_s2_15_five_hundred_deals_of_one_second_come_whole_in_pages(
    fake: Bitrix24Fake, deals: Bitrix24Deals, still: WorldClock, hits: Hits
) -> None:
    start = (await deals.changed_since("")).cursor
    still.jump(100)
    numbers = [seed(fake, f"shop:{n}") for n in range(500)]
    still.jump(100)
    before = hits()
    ids, cursor = await read_all(deals, start)
    assert ids == [str(number) for number in numbers]
    assert hits() - before == 11
    assert await read_all(deals, cursor) == ([], cursor)


async def test_deals_changed_while_pages_are_read_are_told_too(
    fake: Bitrix24Fake, deals: Bitrix24Deals, still: WorldClock
) -> None:
    start = (await deals.changed_since("")).cursor
    numbers = []
    for n in range(120):
        still.jump(1)
        numbers.append(seed(fake, f"shop:{n}"))
    first = await deals.changed_since(start)
    still.jump(1)
    for number in numbers[:60]:
        fake.edit("deal", number, TITLE="moved to the end")
    rest, _ = await read_all(deals, first.cursor)
    assert first.more
    assert {*(one.deal.id for one in first.deals), *rest} == {str(number) for number in numbers}


async def test_change_within_the_second_already_told_is_not_lost(
    fake: Bitrix24Fake, deals: Bitrix24Deals, still: WorldClock
) -> None:
    start = (await deals.changed_since("")).cursor
    still.jump(5)
    low, high = seed(fake, "shop:1"), seed(fake, "shop:2")
    page = await deals.changed_since(start)
    assert [one.deal.id for one in page.deals] == [str(low), str(high)]
    fake.edit("deal", low, STAGE_ID="C5:WON")  # the same second, a smaller number
    still.jump(60)
    again, cursor = await read_all(deals, page.cursor)
    assert str(low) in again
    assert await read_all(deals, cursor) == ([], cursor)


async def test_only_deals_of_ours_in_our_pipeline_are_told(
    fake: Bitrix24Fake, deals: Bitrix24Deals, still: WorldClock
) -> None:
    start = (await deals.changed_since("")).cursor
    still.jump(5)
    ours = seed(fake, "shop:1")
    seed(fake, "shop:2", CATEGORY_ID=0)
    seed(fake, "shop:3", ORIGINATOR_ID="other")
    fake.seed("deal", TITLE="by hand", CATEGORY_ID=5)
    page = await deals.changed_since(start)
    assert [(one.origin, one.deal.id) for one in page.deals] == [("shop:1", str(ours))]


async def test_a_page_is_one_request_once_the_portal_is_known(
    fake: Bitrix24Fake, deals: Bitrix24Deals, still: WorldClock, hits: Hits
) -> None:
    start = (await deals.changed_since("")).cursor
    before = hits()
    for minutes in (10, 90):
        still.jump(timedelta(minutes=minutes).total_seconds())
        await deals.changed_since(start)
    assert hits() - before == 2


@pytest.mark.parametrize("cursor", ["yesterday", "#5", "2026-05-14T09:00:00+00:00#x"])
async def test_strange_cursor_is_refused(cursor: str, deals: Bitrix24Deals) -> None:
    with pytest.raises(Rejected):
        await deals.changed_since(cursor)
