"""Changed orders, found page by page: none is left out, whatever happens meanwhile."""

import random
from collections.abc import Callable

import pytest

from desk.errors import Temporary
from desk.exchange.ports import OrderPage
from integrations.bitrix_site import NEIGHBOUR, BitrixSite, BitrixSiteStore
from integrations.http import HttpFactory
from integrations.neighbour import Surroundings
from sandbox.bitrix_site.fake import BitrixSiteFake
from sandbox.kit.clock import WorldClock
from tests.integrations.conftest import DeskClock
from tests.vaults import EmptyVault


async def follow(store: BitrixSiteStore, cursor: str) -> tuple[list[str], str]:
    """Every page until there is no more."""
    refs: list[str] = []
    for _ in range(20):
        page = await store.changed_since(cursor)
        refs += [order.ref for order in page.orders]
        cursor = page.cursor
        if not page.more:
            return refs, cursor
    raise AssertionError("there is no end")


async def test_an_empty_cursor_begins_now(store: BitrixSiteStore, fake: BitrixSiteFake, world: WorldClock) -> None:
    fake.place()
    page = await store.changed_since("")
    assert (page.orders, page.more) == ((), False)
    assert (await follow(store, page.cursor))[0] == []
    world.jump(1)
    later = fake.place()
    assert str(later) in (await follow(store, page.cursor))[0]


async def test_ex_40_a_site_that_was_down_when_looking_began_shows_what_changed_meanwhile(
    store: BitrixSiteStore, fake: BitrixSiteFake, world: WorldClock
) -> None:
    fake.place()
    world.jump(3600)
    begun = world.now()
    world.jump(600)
    number = fake.place()
    world.jump(600)
    cursor = (await store.changed_since("", begun)).cursor
    assert (await follow(store, cursor))[0] == [str(number)]


async def test_a_site_without_orders_begins_too(store: BitrixSiteStore, fake: BitrixSiteFake) -> None:
    cursor = (await store.changed_since("")).cursor
    number = fake.place()
    assert (await follow(store, cursor))[0] == [str(number)]


async def test_s2_15_a_missed_change_is_found_whole(
    store: BitrixSiteStore, fake: BitrixSiteFake, world: WorldClock
) -> None:
    number = fake.place()
    cursor = (await store.changed_since("")).cursor
    world.jump(600)
    fake.set_status(number, "S")
    page = await store.changed_since(cursor)
    assert [(order.ref, order.status, len(order.lines)) for order in page.orders] == [(str(number), "S", 2)]


async def test_the_last_minute_is_looked_at_twice(
    store: BitrixSiteStore, fake: BitrixSiteFake, world: WorldClock
) -> None:
    """What was being saved while we looked carries an earlier moment than what we saw."""
    cursor = (await store.changed_since("")).cursor
    first = fake.place()
    late = fake.place()
    moment = fake.site.orders[late]["dateUpdate"]
    hidden = fake.site.orders.pop(late)
    world.jump(30)
    fake.set_status(first, "P")
    refs, cursor = await follow(store, cursor)
    assert refs == [str(first)]
    fake.site.orders[late] = hidden | {"dateUpdate": moment}
    assert str(late) in (await follow(store, cursor))[0]


async def test_hundreds_that_changed_in_one_second_are_all_found(store: BitrixSiteStore, fake: BitrixSiteFake) -> None:
    cursor = (await store.changed_since("")).cursor
    numbers = [fake.place(goods=(0,)) for _ in range(120)]
    refs, cursor = await follow(store, cursor)
    assert refs == [str(number) for number in numbers]
    again, _ = await follow(store, cursor)
    assert set(again) == set(refs)  # the same minute


@pytest.mark.parametrize("spread", [0, 1])
async def test_a_change_between_two_pages_leaves_nobody_out(
    store: BitrixSiteStore, fake: BitrixSiteFake, world: WorldClock, spread: int
) -> None:
    """With an offset the order after the first page would move into it, unseen."""
    cursor = (await store.changed_since("")).cursor
    numbers = []
    for _ in range(110):
        world.jump(spread)
        numbers.append(fake.place(goods=(0,)))
    page = await store.changed_since(cursor)
    assert (len(page.orders), page.more) == (50, True)
    world.jump(1)
    fake.set_status(numbers[0], "P")
    rest, _ = await follow(store, page.cursor)
    seen = {order.ref for order in page.orders} | set(rest)
    assert seen == {str(number) for number in numbers}
    assert rest[-1] == str(numbers[0])


@pytest.mark.parametrize("seed", range(4))
async def test_s2_15_whatever_changes_between_pages_its_last_state_is_seen(
    store: BitrixSiteStore, fake: BitrixSiteFake, world: WorldClock, seed: int
) -> None:
    dice = random.Random(seed)
    cursor = (await store.changed_since("")).cursor
    numbers = [fake.place(goods=(0,)) for _ in range(130)]
    seen: dict[str, str] = {}
    for turn in range(30):
        for number in dice.sample(numbers, dice.randrange(4)) if turn < 6 else ():
            world.jump(dice.choice((0, 0, 1, 90)))
            fake.set_status(number, dice.choice("NPS"))
        page = await store.changed_since(cursor)
        seen |= {order.ref: order.status for order in page.orders}
        cursor = page.cursor
        if turn > 6 and not page.more:
            break
    assert seen == {str(order["id"]): order["statusId"] for order in fake.orders()}


async def test_exactly_one_page_ends(store: BitrixSiteStore, fake: BitrixSiteFake) -> None:
    cursor = (await store.changed_since("")).cursor
    numbers = [fake.place(goods=(0,)) for _ in range(50)]
    refs, cursor = await follow(store, cursor)
    assert refs == [str(number) for number in numbers]


async def test_what_was_deleted_meanwhile_is_left_out(fake: BitrixSiteFake, world: WorldClock) -> None:
    doomed: list[int] = []

    async def delete_after_the_list(point: str) -> None:
        if doomed and point == "after bitrix_site batch sale.order.list":
            fake.delete(doomed.pop())

    factory = HttpFactory(DeskClock(world), delete_after_the_list)
    around = Surroundings(factory, DeskClock(world), EmptyVault(), "")
    store = NEIGHBOUR.build(BitrixSite.model_validate({"webhook_url": fake.webhook_url}), around).store
    assert isinstance(store, BitrixSiteStore)
    cursor = (await store.changed_since("")).cursor
    kept, gone = fake.place(), fake.place()
    doomed.append(gone)
    page = await store.changed_since(cursor)
    await factory.close()
    assert ([order.ref for order in page.orders], doomed) == ([str(kept)], [])


async def test_a_page_of_fifty_costs_two_requests(
    store: BitrixSiteStore, fake: BitrixSiteFake, hits: Callable[[], int]
) -> None:
    await store.statuses()
    cursor = (await store.changed_since("")).cursor
    for _ in range(50):
        fake.place(goods=(0,))
    before = hits()
    await store.changed_since(cursor)
    assert hits() - before == 2


async def test_nothing_new_costs_one_request(
    store: BitrixSiteStore, fake: BitrixSiteFake, world: WorldClock, hits: Callable[[], int]
) -> None:
    cursor = (await store.changed_since("")).cursor
    before = hits()
    assert await store.changed_since(cursor) == OrderPage((), cursor)
    assert hits() - before == 1


@pytest.mark.parametrize("cursor", ["nonsense", "2026-13-01 5", " 7"])
async def test_a_broken_cursor_is_no_beginning(store: BitrixSiteStore, cursor: str) -> None:
    with pytest.raises(Temporary):
        await store.changed_since(cursor)


async def test_half_a_list_is_not_taken_for_no_orders(store: BitrixSiteStore, fake: BitrixSiteFake) -> None:
    cursor = (await store.changed_since("")).cursor
    fake.place()
    for kind in ("cut", "html", "internal"):
        fake.break_down(kind, "batch", times=1)
        with pytest.raises(Temporary):
            await store.changed_since(cursor)
