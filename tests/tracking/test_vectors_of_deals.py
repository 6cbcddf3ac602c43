"""The vectors of the rules, as far as they are about orders that become deals: T-30 to T-48."""

from datetime import timedelta
from decimal import Decimal

import pytest

from desk.errors import Temporary
from desk.tracking.model import CrmOrder, Kind
from desk.tracking.ports import TrackerDeal
from desk.values import replace
from tests.exchange.world import DOWN
from tests.tracking.paper_tracker import NOT_FOUND
from tests.tracking.scene import EMAIL, MINUTE, PHONE, Scene
from tests.tracking.world import MARKER, OrderRecord

MONTH = timedelta(days=30)


@pytest.fixture
async def begun(scene: Scene) -> Scene:
    await scene.begin()
    return scene


async def order_7141(scene: Scene, **changes: object) -> OrderRecord:
    """A new order of a customer with a phone and an e-mail, and the history read."""
    record = scene.crm.add_order(scene.customer(email=EMAIL))
    scene.crm.edit(record, **changes)
    await scene.look()
    return record


def last(scene: Scene) -> TrackerDeal:
    return scene.tracker.tellings[-1].deal


def whats(scene: Scene) -> list[str]:
    return [it.what for it in scene.tracker.tellings]


async def test_t_30_a_new_order_becomes_a_deal(begun: Scene) -> None:
    """T-30 (CR-60, CR-61, CR-62, CR-63, CR-65, CR-67; S1-42, S1-44, S1-45, S1-46, S1-47, S1-48, S1-50)."""
    record = await order_7141(begun, number="7141C", manager="Петрова Мария", phones=("79000000001",))
    order: CrmOrder = record.order
    assert whats(begun) == ["make"]
    deal = last(begun)
    assert (deal.ref, deal.title, deal.manager) == (order.id, "7141C", "Петрова Мария")
    assert (deal.funnel, deal.status, deal.revenue) == ("main", "new", Decimal("1395.16"))
    assert (deal.created_at, deal.status_at, deal.currency) == (order.created_at, order.created_at, "RUB")
    search = deal.search
    assert search
    assert (search.phones, search.emails) == ((PHONE, "79000000001"), (EMAIL,))
    assert (search.before, search.depth) == (order.created_at, timedelta(minutes=525600))


@pytest.mark.parametrize(
    ("leads", "bound"),
    [
        ([(Kind.CALL, PHONE, ""), (Kind.REQUEST, PHONE, "")], "call:12345:0"),
        ([(Kind.REQUEST, PHONE, ""), (Kind.CALL, PHONE, "")], "call:12345:1"),
        ([(Kind.REQUEST, "", EMAIL)], "request:12345:0"),
        ([(Kind.CALL, "79990000000", "")], NOT_FOUND),
        ([(Kind.CHAT, PHONE, "")], NOT_FOUND),
        ([], NOT_FOUND),
    ],
)
async def test_t_31_to_t_33_a_call_counts_before_a_request(
    begun: Scene, leads: list[tuple[Kind, str, str]], bound: str
) -> None:
    """T-31, T-32, T-33 (CR-63, CR-64, CR-66; S1-52, S1-53, S1-54)."""
    for number, (kind, phone, email) in enumerate(leads):
        begun.tracker.leads.append(begun.touch(kind, str(number), phone=phone, email=email))
    record = await order_7141(begun)
    assert begun.tracker.records[record.order.id].lead == bound


@pytest.mark.parametrize(("months", "bound"), [(13, NOT_FOUND), (11, "call:12345:1")])
async def test_t_34_a_lead_of_more_than_a_year_ago_is_not_found(begun: Scene, months: int, bound: str) -> None:
    """T-34 (CR-67; S1-55)."""
    call = begun.touch()
    begun.tracker.leads.append(replace(call, at=call.at - months * MONTH))
    record = await order_7141(begun)
    assert begun.tracker.records[record.order.id].lead == bound


async def test_t_35_without_contacts_nobody_is_looked_for(begun: Scene) -> None:
    """T-35 (CR-69; S1-57)."""
    record = begun.crm.add_order("nobody")
    await begun.look()
    search = last(begun).search
    assert search
    assert (search.phones, search.emails) == ((), ())
    assert begun.tracker.records[record.order.id].lead == NOT_FOUND


async def test_t_36_another_sum_alone_tells_nothing(begun: Scene) -> None:
    """T-36 (CR-71; S1-43)."""
    record = await order_7141(begun)
    begun.crm.edit(record, total=Decimal(2000), manager="Иванов Иван")
    begun.clock.turn(120 * MINUTE)
    await begun.look()
    assert whats(begun) == ["make"]


async def test_t_37_a_status_change_is_told_after_half_an_hour(begun: Scene) -> None:
    """T-37 (CR-70, CR-72, CR-73; S1-03, S1-51, S1-58)."""
    record = await order_7141(begun)
    begun.clock.turn(MINUTE)
    begun.crm.edit(record, total=Decimal(2000), manager="Иванов Иван")
    begun.crm.move(record, "client-confirmed")
    moved = record.order.status_at
    await begun.look()
    begun.clock.turn(29 * MINUTE + 59)
    await begun.look()
    assert whats(begun) == ["make"]
    begun.clock.turn(1)
    await begun.work()
    assert whats(begun) == ["make", "update"]
    deal = last(begun)
    assert (deal.status, deal.status_at, deal.revenue) == ("client-confirmed", moved, Decimal("2000.00"))
    assert (deal.manager, deal.search) == ("Иванов Иван", None)


async def test_t_38_two_changes_are_one_update(begun: Scene) -> None:
    """T-38 (CR-74): a further change does not start the clock anew."""
    record = await order_7141(begun)
    begun.clock.turn(MINUTE)
    begun.crm.move(record, "assembling")
    await begun.look()
    begun.clock.turn(20 * MINUTE)
    begun.crm.move(record, "client-confirmed")
    await begun.look()
    begun.clock.turn(10 * MINUTE)
    await begun.work()
    assert (whats(begun), last(begun).status) == (["make", "update"], "client-confirmed")
    begun.clock.turn(120 * MINUTE)
    await begun.look()
    assert whats(begun) == ["make", "update"]


async def test_t_39_a_lead_that_comes_later_changes_nothing(begun: Scene) -> None:
    """T-39 (CR-68; S1-56)."""
    record = await order_7141(begun)
    begun.clock.turn(MINUTE)
    begun.tracker.leads.append(begun.touch())
    begun.crm.move(record, "assembling")
    await begun.look()
    begun.clock.turn(30 * MINUTE)
    await begun.work()
    assert (whats(begun), begun.tracker.records[record.order.id].lead) == (["make", "update"], NOT_FOUND)


async def test_t_40_t_41_our_own_order_becomes_a_deal_and_our_fields_tell_nothing(begun: Scene) -> None:
    """T-40, T-41 (CR-60, CR-76)."""
    touch = begun.touch()
    await begun.handled(touch)
    await begun.look()
    assert whats(begun) == ["make"]
    record = next(iter(begun.crm.records.values()))
    record.fields.pop(MARKER)
    await begun.handled(begun.touch(number="2"))
    begun.clock.turn(60 * MINUTE)
    await begun.look()
    assert whats(begun) == ["make"]


async def test_t_42_orders_of_every_store_are_told_of(begun: Scene) -> None:
    """T-42 (CR-60; S1-41, S1-47)."""
    begun.crm.add_order(begun.customer(), site="outlet")
    await begun.look()
    assert last(begun).funnel == "outlet"


async def test_t_43_an_order_that_is_nobody_s_has_no_manager(begun: Scene) -> None:
    """T-43 (CR-62c)."""
    await order_7141(begun)
    assert last(begun).manager == ""


async def test_cr_75_a_change_before_the_deal_is_made_needs_no_update_of_its_own(begun: Scene) -> None:
    record = begun.crm.add_order(begun.customer())
    begun.clock.turn(MINUTE)
    begun.crm.move(record, "assembling")
    await begun.look()
    assert (whats(begun), last(begun).status) == (["make"], "assembling")
    begun.clock.turn(120 * MINUTE)
    await begun.look()
    assert whats(begun) == ["make"]


async def test_cr_75_a_change_that_was_told_before_the_history_named_it_is_not_told_again(begun: Scene) -> None:
    """It came between the page of the history and the reading of the order."""
    record = begun.crm.add_order(begun.customer())
    await begun.turn_history()
    begun.clock.turn(MINUTE)
    begun.crm.move(record, "assembling")
    await begun.work()
    assert last(begun).status == "assembling"
    begun.clock.turn(60 * MINUTE)
    await begun.look()
    assert whats(begun) == ["make"]
    found = await begun.export(record.order.id)
    assert found
    assert found.pending == ()


async def test_cr_75_a_change_since_the_deal_was_made_is_told(begun: Scene) -> None:
    """Also one that comes back to the same status: it has changed since."""
    record = begun.crm.add_order(begun.customer())
    begun.crm.move(record, "assembling")
    await begun.look()
    begun.clock.turn(MINUTE)
    begun.crm.move(record, "new")
    begun.crm.move(record, "assembling")
    begun.clock.turn(40 * MINUTE)
    await begun.look()
    assert (whats(begun), last(begun).status) == (["make", "update"], "assembling")


async def test_cr_77_what_is_older_than_the_connection_is_told_of_when_it_moves(scene: Scene) -> None:
    older, resting = scene.crm.add_order(scene.customer()), scene.crm.add_order(scene.customer())
    scene.clock.turn(MINUTE)
    await scene.begin()
    scene.clock.turn(MINUTE)
    scene.crm.edit(resting, total=Decimal(7))
    scene.crm.move(older, "assembling")
    await scene.look()
    assert [(it.what, it.deal.ref, it.deal.status) for it in scene.tracker.tellings] == [
        ("make", older.order.id, "assembling")
    ]
    scene.clock.turn(120 * MINUTE)
    await scene.look()
    assert len(scene.tracker.tellings) == 1, "its one change is in its deal"


async def test_cr_77_what_comes_before_the_first_look_succeeds_is_younger_than_the_connection(scene: Scene) -> None:
    """The CRM is down when the connection is made; another process may find it up."""
    older = scene.crm.add_order(scene.customer())
    scene.clock.turn(MINUTE)
    scene.crm.moods.coming.append(DOWN)
    with pytest.raises(Temporary):
        await scene.turn_history()
    scene.clock.turn(MINUTE)
    younger = scene.crm.add_order(scene.customer())
    scene.restart()
    scene.clock.turn(MINUTE)
    await scene.look()
    await scene.look()
    assert [it.deal.ref for it in scene.tracker.tellings] == [younger.order.id] != [older.order.id]


async def test_cr_78_a_deleted_order_tells_nothing(begun: Scene) -> None:
    """Neither one that has a deal, nor one that has none yet, nor one that is older than the connection."""
    record = await order_7141(begun)
    begun.clock.turn(MINUTE)
    begun.crm.move(record, "cancel-other")
    begun.crm.delete(record)
    short = begun.crm.add_order(begun.customer())
    begun.crm.delete(short)
    begun.clock.turn(60 * MINUTE)
    await begun.look()
    assert whats(begun) == ["make"]
    found = await begun.export(short.order.id)
    assert found
    assert found.gone


async def test_cr_62_h_without_a_moment_of_the_status_the_order_s_own_counts(begun: Scene) -> None:
    """CR-62h; the revenue has two decimals (CR-62f)."""
    record = await order_7141(begun, status_at=None, total=Decimal("10.005"))
    assert (last(begun).status_at, str(last(begun).revenue)) == (record.order.created_at, "10.01")
