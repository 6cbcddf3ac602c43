"""S0-56: leads parked for a dead token go on by themselves, once, when the CRM is well again."""

from dataclasses import dataclass, field

import pytest
from prometheus_client import CollectorRegistry

from desk.crm import CrmPicture, LeadDraft
from desk.errors import DeskError, Temporary, Unauthorised
from desk.leads import events
from desk.leads.model import Action, Lead, LeadStatus
from desk.leads.work import REGISTER
from desk.model import Partner
from desk.ports import Health
from scheduler.mending import Mending
from scheduler.watch import Watch
from storage.books import Books, Store
from storage.jobs import Job
from tests.clocks import TurnedClock
from tests.desk.leads.conftest import ANNA
from tests.desk.leads.conftest import make_order as order
from tests.scheduler.conftest import make_service

WELL = Health(ok=True)


@dataclass
class AskedCrm:
    """Only says how it is."""

    health: Health | DeskError = WELL
    asked: int = 0
    name: str = "crm"
    used: list[str] = field(default_factory=list)

    async def check(self) -> Health:
        self.asked += 1
        if isinstance(self.health, DeskError):
            raise self.health
        return self.health

    async def find_partner(self, code: str) -> Partner | None:
        raise AssertionError(code)

    async def find_lead(self, origin: str) -> str | None:
        raise AssertionError(origin)

    async def add_lead(self, draft: LeadDraft) -> str:
        raise AssertionError(draft)

    async def show(self, lead_id: str, picture: CrmPicture) -> None:
        raise AssertionError(lead_id, picture)

    def lead_url(self, lead_id: str) -> str:
        return lead_id


class Ward:
    def __init__(self, store: Store, clock: TurnedClock) -> None:
        self.store, self.clock, self.crm = store, clock, AskedCrm()
        self.service = make_service()
        self.watch = Watch(store, clock, CollectorRegistry())
        self.mending = Mending(store, self.service, clock, self.crm, self.watch)

    async def park(self, ref: str, *more: events.Event) -> int:
        now = self.clock.now()

        def work(books: Books) -> int:
            fresh = order(name=ref)
            lead_id = self.service.receive(books, type(fresh)(ref, ref, fresh.customer), now).lead_id
            for fact in (events.RegistrationFailed("invalid_grant", unauthorised=True), *more):
                self.service.tell(books, lead_id, fact, now)
            books.jobs.cancel(f"{REGISTER}:{lead_id}")
            return lead_id

        return await self.store.write(work)

    async def lead(self, lead_id: int) -> Lead:
        return await self.store.read(lambda books: books.leads.load(lead_id))

    async def owed(self) -> list[str]:
        return [it.key for it in await self.store.read(lambda books: books.jobs.listed()) if it.kind == REGISTER]


@pytest.fixture
def ward(store: Store, clock: TurnedClock) -> Ward:
    return Ward(store, clock)


async def test_s0_56_parked_leads_go_on_once(ward: Ward) -> None:
    first, second = await ward.park("a"), await ward.park("b")
    assert await ward.mending.run() == 2
    assert [(await ward.lead(it)).status for it in (first, second)] == [LeadStatus.NEW, LeadStatus.NEW]
    assert await ward.owed() == [f"{REGISTER}:{first}", f"{REGISTER}:{second}"]
    assert await ward.mending.run() == 0


async def test_s0_56_the_incident_is_over(ward: Ward) -> None:
    await ward.park("a")
    await ward.watch.failed(Job(1, "k", "crm", "k", None, {}, ward.clock.now(), 0, ""), Unauthorised("x"))
    await ward.mending.run()
    assert await ward.store.read(lambda books: books.incidents.open()) == []


async def test_x_09_an_outage_that_nobody_notices_the_end_of_is_asked_about(ward: Ward) -> None:
    """No lead is parked, and no job would show that the CRM is back: the question does."""
    for _ in range(3):
        await ward.watch.failed(Job(1, "k", "crm", "k", None, {}, ward.clock.now(), 0, ""), Temporary("503"))
    assert await ward.mending.run() == 0
    assert await ward.store.read(lambda books: books.incidents.open()) == []


async def test_the_crm_is_left_alone_while_nobody_waits_for_it(ward: Ward) -> None:
    assert await ward.mending.run() == 0
    assert ward.crm.asked == 0


@pytest.mark.parametrize("health", [Unauthorised("still"), Temporary("503")])
async def test_while_it_is_not_well_everything_stays(ward: Ward, health: DeskError) -> None:
    lead_id = await ward.park("a")
    ward.crm.health = health
    assert await ward.mending.run() == 0
    assert (await ward.lead(lead_id)).status is LeadStatus.MANUAL


async def test_a_lead_that_a_person_has_is_left_to_them(ward: Ward) -> None:
    mine, parked = await ward.park("a", events.Claimed(ANNA)), await ward.park("b")
    assert await ward.mending.run() == 1
    assert (await ward.lead(mine)).status is LeadStatus.MANUAL
    assert (await ward.lead(parked)).status is LeadStatus.NEW


async def test_s0_30_a_lead_that_got_into_the_crm_meanwhile_is_dialled(ward: Ward) -> None:
    """The job's own next try may come before the mending; then there is nothing left to register."""
    lead_id = await ward.park("a", events.Registered("bitrix24", "7"))
    assert await ward.mending.run() == 1
    lead = await ward.lead(lead_id)
    assert (lead.status, lead.next.action) == (LeadStatus.CALLING, Action.CALL)
    assert await ward.owed() == []
