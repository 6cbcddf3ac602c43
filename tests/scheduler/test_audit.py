"""The auditor: a lost hint is a delay, never a loss; and nothing is invented."""

import itertools
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from desk.leads import events
from desk.leads.model import Action, LeadStatus
from desk.leads.policy import StaffRules
from desk.leads.wishes import Deed
from desk.leads.work import CARRY_OUT, PLACE_CALL, REGISTER, WAKE
from desk.ports import CallReport, Disposition, StartedCall
from scheduler.audit import Audit
from scheduler.switches import Switches
from storage.books import Books, Store
from storage.tables import job
from tests.clocks import TurnedClock
from tests.desk.leads.conftest import ANNA, make_order, make_rules
from tests.scheduler.conftest import make_service

REFS = itertools.count(1)
Tell = Callable[[events.Event], None]


class Shop:
    """A lead brought somewhere in its life, with all the jobs it owes."""

    def __init__(self, store: Store, clock: TurnedClock) -> None:
        self.store, self.clock = store, clock
        self.running: frozenset[int] = frozenset()
        self.service = make_service(make_rules(recheck=timedelta(hours=2)))
        self.audit = Audit(store, self.service, clock, lambda: self.running)

    async def open(self, stage: str) -> int:
        if stage == "asleep":
            self.clock.turn(12 * 3600)
        now = self.clock.now()

        def work(books: Books) -> int:
            lead_id = self.service.receive(books, make_order(), now).lead_id
            for fact in STAGES[stage]:
                self.service.tell(books, lead_id, fact, now)
            return lead_id

        return await self.store.write(work)

    async def lose(self) -> None:
        await self.store.database.write(lambda connection: connection.execute(job.delete()))

    async def kinds(self) -> list[str]:
        return [it.kind for it in await self.store.read(lambda books: books.jobs.listed())]


def ended(result: Disposition) -> events.CallEnded:
    return events.CallEnded(1, CallReport("", "s1", result, result.value))


REGISTERED = events.Registered("bitrix24", "5")
RINGING = (REGISTERED, events.CallAsked(1), events.CallStarted(1, StartedCall("s1")))
STAGES: dict[str, tuple[events.Event, ...]] = {
    "new": (),
    "crm down": (events.RegistrationPostponed("503"),),
    "line down": (REGISTERED, events.CallAsked(1), events.CallPostponed(1, "503")),
    "planned": (REGISTERED,),
    "ringing": RINGING,
    "pausing": (*RINGING, ended(Disposition.BUSY)),
    "asleep": (REGISTERED,),
    "reached": (*RINGING, ended(Disposition.ANSWERED)),
    "claimed": (REGISTERED, events.Claimed(ANNA)),
}
OWED = {
    "new": REGISTER,
    "crm down": REGISTER,
    "planned": PLACE_CALL,
    "line down": PLACE_CALL,
    "ringing": WAKE,
    "pausing": WAKE,
    "asleep": WAKE,
}


@pytest.fixture
def shop(store: Store, clock: TurnedClock) -> Shop:
    return Shop(store, clock)


@pytest.mark.parametrize("stage", OWED)
async def test_x_02_a_lost_hint_is_put_back_and_counted(shop: Shop, stage: str) -> None:
    await shop.open(stage)
    await shop.lose()
    shop.clock.turn(86400)
    assert await shop.audit.run() == 1
    assert await shop.kinds() == [OWED[stage]]
    assert await shop.audit.run() == 0
    assert shop.audit.found == 1


async def test_n_08_a_wish_whose_timer_was_lost_is_carried_out_all_the_same(shop: Shop) -> None:
    """Also on a lead that ended, on which nothing else waits for any moment."""
    rules = replace(shop.service.rules(), staff=StaffRules(undo=timedelta(seconds=5)))
    holding, lead_id, now = replace(shop.service, rules=lambda: rules), await shop.open("reached"), shop.clock.now()
    await shop.store.write(lambda books: holding.tell(books, lead_id, events.WishHeld(ANNA, Deed.WON), now))
    await shop.lose()
    shop.clock.turn(86400)
    assert await shop.audit.run() == 1
    assert await shop.kinds() == [CARRY_OUT]
    assert await shop.audit.run() == 0


@pytest.mark.parametrize("stage", STAGES)
async def test_nothing_is_invented_while_the_jobs_are_there(shop: Shop, stage: str) -> None:
    await shop.open(stage)
    before = await shop.kinds()
    shop.clock.turn(86400)
    assert await shop.audit.run() == 0
    assert await shop.kinds() == before


@pytest.mark.parametrize("stage", ["reached", "claimed"])
async def test_a_lead_that_no_machine_moves_is_owed_nothing(shop: Shop, stage: str) -> None:
    await shop.open(stage)
    await shop.lose()
    shop.clock.turn(86400)
    assert await shop.audit.run() == 0
    assert await shop.kinds() == []


async def test_a_moment_that_is_just_past_is_left_to_the_worker(shop: Shop) -> None:
    await shop.open("planned")
    await shop.lose()
    shop.clock.turn(60)
    assert await shop.audit.run() == 0


async def test_x_08_what_was_given_up_is_a_persons_and_not_put_back(shop: Shop, store: Store) -> None:
    await shop.open("new")

    def give_up(books: Books) -> None:
        for it in books.jobs.listed():
            books.jobs.fail(it.id, "no", 12)

    await store.write(give_up)
    shop.clock.turn(86400)
    assert await shop.audit.run() == 0


async def test_a_job_whose_lease_ran_out_is_given_back(shop: Shop, store: Store) -> None:
    await shop.open("new")
    await store.write(lambda books: books.jobs.take("crm", shop.clock.now(), 1, timedelta(minutes=5)))
    shop.clock.turn(299)
    await shop.audit.run()
    assert [it.status for it in await store.read(lambda books: books.jobs.listed(["taken"]))] == ["taken"]
    shop.clock.turn(2)
    await shop.audit.run()
    assert await store.read(lambda books: books.jobs.listed(["taken"])) == []


async def test_a_job_under_way_is_not_given_to_a_second_hand(shop: Shop, store: Store) -> None:
    await shop.open("new")
    taken = await store.write(lambda books: books.jobs.take("crm", shop.clock.now(), 1, timedelta(minutes=5)))
    shop.running = frozenset(job.id for job in taken)
    shop.clock.turn(3600)
    await shop.audit.run()
    assert [it.id for it in await store.read(lambda books: books.jobs.listed(["taken"]))] == [taken[0].id]


async def test_x_02_the_job_put_back_does_what_was_announced(shop: Shop, store: Store) -> None:
    lead_id = await shop.open("pausing")
    await shop.lose()
    lead = await store.read(lambda books: books.leads.load(lead_id))
    assert (lead.status, lead.next.action) == (LeadStatus.WAITING_RETRY, Action.CALL)
    shop.clock.turn(3600)
    await shop.audit.run()
    (hint,) = await store.read(lambda books: books.jobs.listed())
    assert (hint.lead_id, hint.run_at) == (lead_id, lead.next.at)


async def test_a_paused_lane_keeps_its_jobs_and_nothing_is_doubled(shop: Shop, store: Store) -> None:
    switches = Switches(store, shop.clock)
    await switches.turn("all", on=False, by=ANNA)
    await shop.open("new")
    shop.clock.turn(86400)
    assert await shop.audit.run() == 0
