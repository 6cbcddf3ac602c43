"""What people pause stays paused, also over a restart."""

from datetime import timedelta

import pytest

from desk.leads.books import Lane, NewJob
from desk.leads.model import Person
from desk.leads.work import PLACE_CALL, SHOW_CARD
from desk.model import Customer, Order
from scheduler.switches import LIFT, SHOW_PAUSES, Switches
from storage.books import Books, Store
from storage.jobs import Job
from tests.clocks import TurnedClock
from tests.desk.leads.conftest import make_rules
from tests.scheduler.conftest import make_service

ANNA, BORIS = Person(1, "Анна"), Person(2, "Борис")
HOUR = timedelta(hours=1)


@pytest.fixture
def switches(store: Store, clock: TurnedClock) -> Switches:
    return Switches(store, clock)


@pytest.mark.parametrize(
    ("name", "lanes"),
    [
        ("calls", {"calls"}),
        ("sms", {"sms"}),
        ("all", {"calls", "sms", "crm", "store", "tracker", "tracked_crm"}),
    ],
)
async def test_a_switch_stops_its_lanes_and_no_others(switches: Switches, name: str, lanes: set[str]) -> None:
    assert await switches.turn(name, on=False, by=ANNA)
    assert (set(switches.paused_lanes()), switches.off) == (lanes, {name: "Анна"})
    assert await switches.turn(name, on=True, by=BORIS)
    assert not switches.paused_lanes() | switches.off.keys()


async def test_x_02_a_pause_survives_a_restart(switches: Switches, store: Store, clock: TurnedClock) -> None:
    await switches.turn("calls", on=False, by=ANNA)
    later = Switches(store, clock)
    await later.load()
    assert later.off == {"calls": "Анна"}


async def test_pausing_twice_changes_nothing_and_names_the_first(switches: Switches) -> None:
    assert await switches.turn("sms", on=False, by=ANNA)
    assert not await switches.turn("sms", on=False, by=BORIS)
    assert switches.off == {"sms": "Анна"}


async def test_resuming_what_runs_changes_nothing(switches: Switches) -> None:
    assert not await switches.turn("sms", on=True, by=ANNA)


async def test_resuming_everything_resumes_each(switches: Switches) -> None:
    await switches.turn("calls", on=False, by=ANNA)
    await switches.turn("sms", on=False, by=ANNA)
    assert await switches.turn("all", on=True, by=BORIS)
    assert switches.paused_lanes() == frozenset()


async def test_intake_and_chat_are_never_paused(switches: Switches) -> None:
    await switches.turn("all", on=False, by=ANNA)
    assert not switches.paused_lanes() & {"chat", "desk"}


async def test_an_unknown_switch_is_refused(switches: Switches) -> None:
    with pytest.raises(KeyError):
        await switches.turn("cards", on=False, by=ANNA)


async def test_x_39_a_switch_that_was_turned_is_an_act_and_one_that_stood_so_is_none(
    switches: Switches, store: Store
) -> None:
    await switches.turn("sms", on=False, by=ANNA)
    await switches.turn("sms", on=False, by=BORIS)
    await switches.turn("sms", on=True, by=BORIS)
    acts = await store.read(lambda books: books.acts.latest(9))
    assert [(it.who, it.what, it.subject) for it in acts] == [("Борис", "resume", "sms"), ("Анна", "pause", "sms")]


async def jobs_of(store: Store, kind: str) -> list[Job]:
    return [it for it in await store.read(lambda books: books.jobs.listed()) if it.kind == kind]


async def hold_calls(store: Store, switches: Switches, clock: TurnedClock, source: str, count: int) -> list[int]:
    """Leads of a source, each with a call that looks again when the switches say so."""
    service, now = make_service(make_rules(hours="24/7", crm=False)), clock.now()

    def work(books: Books) -> list[int]:
        leads = [
            service.receive(books, Order(source, f"{source}-{number}", Customer("М", "89161234567")), now).lead_id
            for number in range(count)
        ]
        for lead_id in leads:
            at = switches.held(source, lead_id, now) or now
            books.jobs.put(NewJob(PLACE_CALL, Lane.CALLS, f"held:{lead_id}", at, "a call", lead_id=lead_id))
        return leads

    return await store.write(work)


async def test_x_02_a_timed_pause_ends_by_itself_also_while_the_desk_is_down(
    switches: Switches, store: Store, clock: TurnedClock
) -> None:
    await switches.turn("calls", on=False, by=ANNA, until=clock.now() + HOUR)
    assert switches.paused_lanes() == {"calls"}
    clock.turn(3600)
    later = Switches(store, clock)
    await later.load()
    assert later.paused_lanes() == switches.paused_lanes() == frozenset()


async def test_x_02_a_paused_source_holds_its_own_calls_and_no_lane(switches: Switches, clock: TurnedClock) -> None:
    await switches.turn("source:site", on=False, by=ANNA)
    assert switches.paused_lanes() == frozenset()
    assert switches.held("site", 1, clock.now())
    assert switches.held("landing", 1, clock.now()) is None


async def test_x_02_what_waited_for_a_source_goes_on_gently_and_the_others_stay(
    switches: Switches, store: Store, clock: TurnedClock
) -> None:
    await switches.turn("source:site", on=False, by=ANNA)
    await switches.turn("source:landing", on=False, by=ANNA)
    mine = await hold_calls(store, switches, clock, "site", 3)
    others = await hold_calls(store, switches, clock, "landing", 1)
    await switches.turn("source:site", on=True, by=BORIS)
    now = clock.now()
    moments = {it.lead_id: it.run_at - now for it in await jobs_of(store, PLACE_CALL) if it.key.startswith("held")}
    assert sorted(moments[it] for it in mine) == [timedelta(seconds=pause) for pause in (0, 2, 4)]
    assert all(moments[it] >= HOUR for it in others)
    assert {it.lead_id for it in await jobs_of(store, SHOW_CARD)} >= set(mine)


async def test_x_02_the_end_of_a_pause_hastens_what_waited_and_is_no_act(
    switches: Switches, store: Store, clock: TurnedClock
) -> None:
    await switches.turn("source:site", on=False, by=ANNA, until=clock.now() + HOUR)
    (lift,) = await jobs_of(store, LIFT)
    assert lift.run_at == clock.now() + HOUR
    await hold_calls(store, switches, clock, "site", 2)
    clock.turn(3600)
    await switches.lift(lift)
    held = [it.run_at - clock.now() for it in await jobs_of(store, PLACE_CALL) if it.key.startswith("held")]
    assert sorted(held) == [timedelta(0), timedelta(seconds=2)]
    assert await store.read(lambda books: books.vault.load("switches")) == {}
    assert [it.what for it in await store.read(lambda books: books.acts.latest(9))] == ["pause"]


async def test_another_end_is_a_change_and_moves_the_end(switches: Switches, store: Store, clock: TurnedClock) -> None:
    await switches.turn("sms", on=False, by=ANNA, until=clock.now() + HOUR)
    assert await switches.turn("sms", on=False, by=BORIS, until=clock.now() + 2 * HOUR)
    assert (switches.pauses["sms"].by, switches.pauses["sms"].until) == ("Анна", clock.now() + 2 * HOUR)
    assert [it.run_at for it in await jobs_of(store, LIFT)] == [clock.now() + 2 * HOUR]
    assert len(await jobs_of(store, SHOW_PAUSES)) == 1


async def test_a_wish_that_comes_again_is_one_act(switches: Switches, store: Store) -> None:
    await switches.turn("sms", on=False, by=ANNA, key="telegram:5")
    await switches.turn("sms", on=True, by=BORIS, key="telegram:6")
    assert await switches.turn("sms", on=False, by=ANNA, key="telegram:5"), "it was granted then"
    assert switches.off == {}


async def test_what_an_older_desk_kept_is_still_paused(switches: Switches, store: Store, clock: TurnedClock) -> None:
    await store.write(lambda books: books.vault.keep("switches", {"calls": "Анна"}, clock.now()))
    await switches.load()
    assert switches.off == {"calls": "Анна"}
