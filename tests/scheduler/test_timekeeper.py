"""The machine's clock is set, or the machine sleeps: noticed, marked, and counted from then on (S0-30, X-13)."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from bot.app.clock import SteadyClock
from desk.leads.books import Lane, NewJob
from desk.leads.events import Claimed
from desk.leads.model import Lead, Person
from desk.leads.policy import ConsentRule, StaffRules
from desk.leads.work import ALARM_ADMINS, SHOW_CARD
from scheduler.timekeeper import Timekeeper, show_step
from storage.books import Store
from storage.jobs import WAITING
from tests.clocks import MONDAY_NOON
from tests.desk.leads.conftest import make_order, make_rules
from tests.scheduler.conftest import make_service

HOUR, BETWEEN_LOOKS = timedelta(hours=1), timedelta(seconds=0.5)
HURRIED = StaffRules(lease=2 * HOUR, remind_before=HOUR)


@dataclass
class Machine:
    """``shown`` on its wall; ``passed`` seconds."""

    store: Store
    shown: datetime = MONDAY_NOON
    passed: float = 1000.0
    boot: str = "this run"
    heard: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.service = make_service(make_rules(staff=HURRIED, crm=False, consent=ConsentRule.REQUIRED))
        self.restart()

    def restart(self) -> None:
        self.clock = SteadyClock(lambda: self.shown, lambda: self.passed)
        self.timekeeper = Timekeeper(self.store, self.service, self.clock, self.boot)
        self.timekeeper.on_step = lambda: self.heard.append("step")

    def turn(self, seconds: float) -> None:
        self.passed += seconds
        self.shown += timedelta(seconds=seconds)

    async def look_twice(self) -> None:
        await self.timekeeper.look()
        self.turn(BETWEEN_LOOKS.total_seconds())
        await self.timekeeper.look()

    async def claim(self) -> int:
        """A lead that somebody has, and an hour to go until they are reminded."""
        now = self.clock.now()
        received = await self.store.write(lambda books: self.service.receive(books, make_order(), now))
        fact = Claimed(Person(1, "Анна"))
        await self.store.write(lambda books: self.service.tell(books, received.lead_id, fact, now))
        return received.lead_id

    async def lead(self, lead_id: int) -> Lead:
        return await self.store.read(lambda books: books.leads.load(lead_id))

    async def left(self, lead_id: int) -> timedelta:
        """How long until its owner is reminded."""
        patience = (await self.lead(lead_id)).patience
        assert patience
        assert patience.at
        return patience.at - self.clock.now()

    async def told(self) -> list[str]:
        jobs = await self.store.read(lambda books: books.jobs.listed((WAITING,)))
        return [str(it.data["text"]) for it in jobs if it.kind == ALARM_ADMINS]


@pytest.fixture
def machine(store: Store) -> Machine:
    return Machine(store)


@pytest.mark.parametrize("step", [HOUR, -HOUR, timedelta(days=1), -timedelta(days=1), 2 * HOUR + timedelta(seconds=7)])
async def test_whoever_has_a_lead_has_it_as_long_as_before_the_clock_was_set(machine: Machine, step: timedelta) -> None:
    lead_id = await machine.claim()
    machine.shown += step
    await machine.look_twice()
    assert machine.clock.now() == machine.shown
    assert await machine.left(lead_id) == HOUR - BETWEEN_LOOKS
    past = await machine.store.read(lambda books: books.leads.history(lead_id))
    assert past[-1].what == "clock_set"
    assert await machine.told() == [show_step(step)]
    assert machine.heard == ["step"]


async def test_in_1970_everything_goes_on(machine: Machine) -> None:
    lead_id = await machine.claim()
    machine.shown = datetime(1970, 1, 1, 12, tzinfo=UTC)
    await machine.look_twice()
    assert await machine.left(lead_id) == HOUR - BETWEEN_LOOKS


async def test_nothing_is_begun_until_it_is_settled_what_time_it_is(machine: Machine) -> None:
    assert not machine.timekeeper.doubt()
    machine.shown += HOUR
    assert machine.timekeeper.doubt()
    assert machine.clock.now() == MONDAY_NOON
    await machine.look_twice()
    assert not machine.timekeeper.doubt()


async def test_a_step_that_is_taken_back_at_once_leaves_no_trace(machine: Machine) -> None:
    await machine.claim()
    machine.shown += HOUR
    await machine.timekeeper.look()
    machine.shown -= HOUR
    await machine.look_twice()
    assert await machine.told() == []
    assert machine.heard == []


async def test_a_slow_drift_is_followed_and_time_never_goes_back(machine: Machine) -> None:
    for drift in (0.0005, -0.0005):
        for _ in range(200):
            before = machine.clock.now()
            machine.turn(0.5)
            machine.shown += timedelta(seconds=0.5 * drift)
            await machine.timekeeper.look()
            assert machine.clock.now() > before
            assert abs(machine.clock.astray()) < timedelta(seconds=0.01)
    assert await machine.told() == []


async def test_waiting_jobs_wait_as_long_as_before(machine: Machine) -> None:
    at = machine.clock.now() + HOUR
    await machine.store.write(lambda books: books.jobs.put(NewJob(SHOW_CARD, Lane.CHAT, "one", at, "a test")))
    machine.shown += 3 * HOUR
    await machine.look_twice()
    jobs = await machine.store.read(lambda books: books.jobs.listed((WAITING,)))
    assert next(it.run_at for it in jobs if it.key == "one") == at + 3 * HOUR


@pytest.mark.parametrize("step", [3 * HOUR, -3 * HOUR])
async def test_a_clock_that_is_set_while_the_desk_is_down_is_noticed_at_its_start(
    machine: Machine, step: timedelta
) -> None:
    lead_id = await machine.claim()
    await machine.timekeeper.begin()
    machine.turn(600)
    machine.shown += step
    machine.restart()
    await machine.timekeeper.begin()
    assert await machine.left(lead_id) == HOUR - timedelta(seconds=600)
    assert await machine.told() == [show_step(step)]


async def test_after_another_start_of_the_machine_only_a_clock_behind_is_known_to_be_wrong(machine: Machine) -> None:
    lead_id = await machine.claim()
    await machine.timekeeper.begin()
    machine.boot, machine.passed = "another run", 3.0
    machine.shown += timedelta(seconds=600)
    machine.restart()
    await machine.timekeeper.begin()
    assert await machine.left(lead_id) == HOUR - timedelta(seconds=600)
    machine.boot, machine.shown = "a third run", MONDAY_NOON - timedelta(days=30)
    machine.restart()
    await machine.timekeeper.begin()
    assert await machine.left(lead_id) == HOUR - timedelta(seconds=600)
    assert await machine.told() == [show_step(timedelta(days=-30, seconds=-600))]


def test_steps_are_told_in_hours() -> None:
    assert (show_step(25 * HOUR), show_step(-timedelta(seconds=61))) == ("+25:00:00", "-0:01:01")
