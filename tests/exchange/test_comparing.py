"""Store, CRM and desk side by side: every drift is found, none is invented, and what can be put right is (N-12)."""

from collections import Counter

from desk.exchange.comparison import Fault, Report
from desk.exchange.facts import Refused
from desk.exchange.pair import Duty
from scheduler.comparison import Comparison
from scheduler.repair import Repair
from tests.exchange.conftest import Room
from tests.exchange.orders import make_order
from tests.exchange.world import PAID, SENT, WORK, DealRecord, OrderRecord

EACH = 6  # of a kind
HOUR = 3600.0


def side_by_side(room: Room) -> Comparison:
    return Comparison(room.store, room.service, room.clock, room.crm, room.shop)


async def compare(room: Room) -> Report:
    room.clock.turn(HOUR)
    return await side_by_side(room).run()


async def trade(room: Room) -> list[tuple[OrderRecord, DealRecord]]:
    """As many good pairs as there are kinds of drift, and as many that stay good."""
    await side_by_side(room).run()  # from now on
    return [await room.made(f"{1000 + turn}") for turn in range(5 * EACH)]


async def drift(room: Room) -> Counter[Fault]:
    pairs = await trade(room)
    some = [pairs[start : start + EACH] for start in range(0, len(pairs), EACH)]
    for _order, deal in some[0]:
        room.crm.delete(deal)
    for _order, deal in some[1]:
        room.crm.carry_out(deal.first)
    for turn, (_order, deal) in enumerate(some[2]):
        room.crm.drag(deal, (WORK, PAID, SENT)[turn % 3])
    for turn, (order, _deal) in enumerate(some[3]):
        await room.store.write(lambda books, number=3 * EACH + turn + 1: _refuse(room, books, number))
        assert order
    for turn in range(EACH):
        room.shop.place(make_order(f"{9000 + turn}"))
    room.shop.outbox.clear()
    room.crm.outbox.clear()
    return Counter(
        dict.fromkeys((Fault.MISSING_DEAL, Fault.DOUBLED, Fault.DIVERGING, Fault.STUCK, Fault.MISSING_HERE), EACH)
    )


def _refuse(room: Room, books: object, number: int) -> None:
    room.service.tell(books, number, Refused(Duty.STATUS, "no"), room.clock.now())  # type: ignore[arg-type]


def found(report: Report) -> Counter[Fault]:
    return Counter(it.fault for it in report.findings)


async def test_n_12_ex_41_every_drift_is_found_and_none_is_invented(room: Room) -> None:
    seeded = await drift(room)
    report = await compare(room)
    assert found(report) == seeded
    assert len({(it.fault, it.ref) for it in report.findings}) == seeded.total()


async def test_n_12_ex_41_where_all_is_in_step_nothing_is_found(room: Room) -> None:
    await trade(room)
    report = await compare(room)
    assert (report.findings, report.compared >= 5 * EACH) == ((), True)


async def test_n_12_ex_42_what_was_put_right_is_not_found_again(room: Room) -> None:
    await drift(room)
    report = await compare(room)
    mended = await Repair(room.store, room.service, room.clock, room.shop).run(report.findings, "Анна")
    assert mended == 4 * EACH
    await room.work()
    assert found(await compare(room)) == Counter({Fault.DOUBLED: EACH})


async def test_ex_42_what_has_become_different_since_is_left_alone(room: Room) -> None:
    await drift(room)
    report = await compare(room)
    for it in report.findings:
        if it.fault is Fault.MISSING_HERE:
            room.shop.records[it.ref].gone = True
    mended = await Repair(room.store, room.service, room.clock, room.shop).run(report.findings, "Анна")
    assert mended == 3 * EACH
