"""Deals are told in batches, whatever the tracker thinks of one of them, and no telling is lost."""

from collections.abc import Sequence

import pytest

from desk.errors import Temporary
from desk.ports import Clock
from desk.tracking.effects.history import CURSOR
from desk.tracking.ports import Told, TrackerDeal
from desk.tracking.work import look_around
from tests.exchange.world import DOWN, LOST
from tests.tracking.paper_tracker import DealRecord, PaperTracker
from tests.tracking.scene import MINUTE, Scene
from tests.tracking.world import OrderRecord

HALF_AN_HOUR = 30 * MINUTE


@pytest.fixture
async def begun(scene: Scene) -> Scene:
    await scene.begin()
    return scene


class Forgetful(PaperTracker):
    """It knows no deal that is to be updated, and all that are to be made."""

    def __init__(self, clock: Clock, records: dict[str, DealRecord]) -> None:
        super().__init__(clock)
        self.records = records

    async def update_deals(self, deals: Sequence[TrackerDeal]) -> Sequence[Told]:
        return [Told(it.ref, "there is no such deal", unknown=True) for it in deals]


def add_orders(scene: Scene, count: int) -> list[OrderRecord]:
    customer = scene.customer()
    return [scene.crm.add_order(customer) for _ in range(count)]


def whats(scene: Scene) -> list[str]:
    return [it.what for it in scene.tracker.tellings]


async def test_cr_61_many_orders_are_told_of_fifty_at_once(begun: Scene) -> None:
    add_orders(begun, 120)
    await begun.look()
    assert begun.tracker.asked == ["make"] * 3
    assert begun.crm.asked.count("R orders/{id}") == 3
    assert len(begun.tracker.records) == 120


async def test_cr_82_what_the_tracker_would_not_take_holds_up_no_other(begun: Scene) -> None:
    """Refused by itself, or with the whole request: people hear of it, once, and may have it tried again."""
    orders = add_orders(begun, 7)
    refused, poison = orders[2].order.id, orders[5].order.id
    begun.tracker.refused, begun.tracker.poison = {refused: "wrong date"}, {poison}
    await begun.look()
    assert set(begun.tracker.records) == {it.order.id for it in orders} - {refused, poison}
    assert len(await begun.told()) == 2
    begun.tracker.refused, begun.tracker.poison = {}, set()
    begun.clock.turn(MINUTE)
    await begun.look()
    assert len(begun.tracker.records) == 5, "nobody has looked yet"
    export = await begun.export(refused)
    assert export
    now = begun.clock.now()
    await begun.store.write(lambda books: begun.service.retry_export(books, export.id, "Анна", now))
    await begun.work()
    assert refused in begun.tracker.records


async def test_cr_82_another_status_may_be_taken_where_the_last_was_refused(begun: Scene) -> None:
    record = add_orders(begun, 1)[0]
    begun.tracker.refused = {record.order.id: "wrong status"}
    await begun.look()
    begun.tracker.refused = {}
    begun.crm.move(record, "assembling")
    await begun.look()
    assert whats(begun) == ["make"]


async def test_cr_81_a_tracker_that_is_down_is_not_asked_again_at_once(begun: Scene) -> None:
    """Not even while pages of the history are read in which nothing happened."""
    add_orders(begun, 1)
    begun.tracker.moods.coming.extend([DOWN] * 3)
    await begun.turn_history()
    await begun.work()
    await begun.look()
    assert begun.tracker.asked == ["make"]


@pytest.mark.parametrize("mood", [DOWN, LOST])
async def test_cr_81_a_telling_without_an_answer_is_repeated(begun: Scene, mood: str) -> None:
    """The tracker may have it already; what changed between the two tellings is told."""
    record = add_orders(begun, 1)[0]
    begun.tracker.moods.coming.append(mood)
    await begun.turn_history()
    assert [type(it) for it in await begun.work()] == [Temporary]
    begun.clock.turn(MINUTE)
    begun.crm.move(record, "assembling")
    await begun.look()
    assert await begun.told() == []
    begun.clock.turn(HALF_AN_HOUR)
    await begun.look()
    assert begun.tracker.records[record.order.id].deal.status == "assembling"
    assert whats(begun) == (["make"] if mood == DOWN else ["make", "update"])


async def test_cr_75_a_deal_that_the_tracker_has_lost_is_made_first(begun: Scene) -> None:
    record = add_orders(begun, 1)[0]
    await begun.look()
    begun.tracker.records.clear()
    begun.clock.turn(MINUTE)
    begun.crm.move(record, "assembling")
    await begun.look()
    begun.clock.turn(HALF_AN_HOUR)
    await begun.look()
    assert (whats(begun), begun.tracker.tellings[-1].deal.status) == (["make", "make"], "assembling")


async def test_cr_82_a_tracker_that_contradicts_itself_is_not_asked_for_ever(begun: Scene) -> None:
    """It has the deal when it is to be made, and has it not when it is to be updated."""
    record = add_orders(begun, 1)[0]
    await begun.look()
    begun.tracker = Forgetful(begun.clock, begun.tracker.records)
    begun.restart()
    begun.crm.move(record, "assembling")
    begun.clock.turn(HALF_AN_HOUR)
    await begun.look()
    assert len(await begun.told()) == 1


async def test_cr_74_a_change_while_the_tracker_is_told_waits_for_its_own_half_hour(begun: Scene) -> None:
    record = add_orders(begun, 1)[0]
    await begun.look()
    begun.clock.turn(MINUTE)
    begun.crm.move(record, "assembling")
    await begun.look()
    begun.clock.turn(HALF_AN_HOUR)

    async def meanwhile() -> None:
        """The request is under way: the order moves on, and the history tells of it."""
        begun.tracker.moods.gate = type(begun.tracker.moods)().gate
        begun.crm.move(record, "complete")
        await begun.turn_history()

    begun.tracker.moods.gate = meanwhile
    await begun.work()
    assert [it.deal.status for it in begun.tracker.tellings] == ["new", "assembling"]
    begun.clock.turn(HALF_AN_HOUR - 1)
    await begun.work()
    assert len(begun.tracker.tellings) == 2
    begun.clock.turn(1)
    await begun.work()
    assert [it.deal.status for it in begun.tracker.tellings] == ["new", "assembling", "complete"]


async def test_cr_60_the_cursor_moves_with_what_its_page_owes(begun: Scene) -> None:
    """Down after the first page: the second is read later, and nothing twice."""
    add_orders(begun, 8)
    begun.crm.moods.coming.extend(["fine", DOWN])
    with pytest.raises(Temporary):
        await begun.turn_history()
    kept = await begun.store.read(lambda books: books.vault.load(CURSOR)) or {}
    assert (kept["cursor"], len(await begun.store.read(lambda books: books.tracker_deals.latest(9)))) == ("3", 3)
    await begun.look()
    assert len(begun.tracker.records) == 8


async def test_cr_60_the_history_of_a_busy_hour_is_read_to_its_end(begun: Scene) -> None:
    add_orders(begun, 130)
    await begun.store.write(lambda books: books.jobs.put(*look_around(begun.clock.now())))
    await begun.work()
    assert len(begun.tracker.records) == 130
