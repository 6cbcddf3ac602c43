"""What people pause stays paused, also over a restart."""

import pytest

from desk.leads.model import Person
from scheduler.switches import Switches
from storage.books import Store
from tests.clocks import TurnedClock

ANNA, BORIS = Person(1, "Анна"), Person(2, "Борис")


@pytest.fixture
def switches(store: Store, clock: TurnedClock) -> Switches:
    return Switches(store, clock)


@pytest.mark.parametrize(("name", "lanes"), [("calls", {"calls"}), ("sms", {"sms"}), ("all", {"calls", "sms", "crm"})])
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
