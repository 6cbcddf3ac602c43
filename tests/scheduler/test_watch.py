"""S0-05, X-09: a neighbour that is down makes one living incident."""

from datetime import timedelta

import pytest
from prometheus_client import CollectorRegistry

from desk.errors import OUT_OF_ORDER, DeskError, Rejected, Temporary, Unauthorised, Unknown
from desk.leads.books import Lane, NewJob
from desk.leads.work import ALARM_ADMINS
from scheduler.watch import IN_A_ROW, REFRESH, SHOW_INCIDENT, Watch
from storage.books import Books, Store
from storage.incidents import Incident
from storage.jobs import Job
from tests.clocks import TurnedClock


class Ward:
    """A watch, the incidents it keeps, and the cards it owes."""

    def __init__(self, store: Store, clock: TurnedClock) -> None:
        self.store, self.clock = store, clock
        self.registry = CollectorRegistry()
        self.watch = Watch(store, clock, self.registry)

    async def fail(self, error: DeskError, lane: str = "crm", times: int = 1) -> None:
        for _ in range(times):
            await self.watch.failed(self.job(lane), error)

    async def succeed(self, lane: str = "crm") -> None:
        await self.watch.succeeded(self.job(lane))

    async def open(self) -> list[Incident]:
        return await self.store.read(lambda books: books.incidents.open())

    async def cards(self) -> list[Job]:
        return [it for it in await self.store.read(lambda books: books.jobs.listed()) if it.kind == SHOW_INCIDENT]

    async def alarms(self) -> list[dict[str, str]]:
        return [it.data for it in await self.store.read(lambda books: books.jobs.listed()) if it.kind == ALARM_ADMINS]

    async def draw_cards(self) -> None:
        drawn = [it.id for it in await self.cards()]
        await self.store.write(lambda books: list(map(books.jobs.finish, drawn)))

    def job(self, lane: str) -> Job:
        return Job(1, "kind", lane, "key", None, {}, self.clock.now(), 0, "")


@pytest.fixture
def ward(store: Store, clock: TurnedClock) -> Ward:
    return Ward(store, clock)


async def test_s0_05_a_few_failures_in_a_row_open_one_incident(ward: Ward) -> None:
    await ward.fail(Temporary("503"), times=IN_A_ROW - 1)
    assert await ward.open() == []
    await ward.fail(Temporary("503"))
    (incident,) = await ward.open()
    assert (incident.cause, incident.sample, incident.opened_at) == ("crm", "503", ward.clock.now())
    assert [it.data for it in await ward.cards()] == [{"cause": "crm"}]


async def test_s0_05_a_neighbour_that_is_not_asked_any_more_is_an_outage_and_one_that_asked_for_a_pause_is_none(
    ward: Ward,
) -> None:
    await ward.fail(Temporary("wait", blameless=True), times=IN_A_ROW)
    assert await ward.open() == []
    await ward.fail(Temporary("503"))
    await ward.fail(Temporary("not asked", code=OUT_OF_ORDER, blameless=True), times=IN_A_ROW - 1)
    assert [it.sample for it in await ward.open()] == ["503"]


async def test_failures_with_a_success_between_them_are_no_incident(ward: Ward) -> None:
    for _ in range(5):
        await ward.fail(Temporary("503"), times=IN_A_ROW - 1)
        await ward.succeed()
    assert await ward.open() == []


async def test_s0_56_refused_credentials_open_an_incident_at_once(ward: Ward) -> None:
    await ward.fail(Unauthorised("invalid_grant"))
    assert [it.sample for it in await ward.open()] == ["invalid_grant"]


@pytest.mark.parametrize("lane", ["crm", "calls", "sms"])
async def test_s0_56_the_admins_hear_of_refused_credentials_even_in_the_midst_of_an_outage(
    ward: Ward, lane: str
) -> None:
    await ward.fail(Temporary("503"), lane, times=IN_A_ROW)
    assert await ward.alarms() == []
    await ward.fail(Unauthorised("invalid_grant"), lane, times=2)
    assert await ward.alarms() == [{"cause": f"{lane}_key", "text": "invalid_grant"}]


async def test_x_09_n_11_a_hundred_failures_are_one_incident_and_one_card(ward: Ward) -> None:
    await ward.fail(Temporary("503"), times=100)
    (incident,) = await ward.open()
    assert incident.count == 100 - IN_A_ROW + 1
    assert len(await ward.cards()) == 1


async def test_n_11_an_open_incident_counts_up_on_its_card_but_not_with_every_failure(ward: Ward) -> None:
    await ward.fail(Temporary("503"), times=IN_A_ROW)
    await ward.draw_cards()
    await ward.fail(Temporary("503"), times=10)
    assert [it.run_at for it in await ward.cards()] == [ward.clock.now() + REFRESH]


async def test_the_first_success_closes_it_and_tells_the_card(ward: Ward) -> None:
    await ward.fail(Temporary("503"), times=IN_A_ROW)
    await ward.draw_cards()
    ward.clock.turn(60)
    await ward.succeed()
    assert await ward.open() == []
    assert [it.run_at for it in await ward.cards()] == [ward.clock.now()]


async def test_x_08_what_waits_for_its_next_try_need_not_wait_after_the_end(ward: Ward) -> None:
    later = ward.clock.now() + timedelta(minutes=15)

    def work(books: Books) -> None:
        for key, lane in (("failed", Lane.CRM), ("planned", Lane.CRM), ("elsewhere", Lane.SMS)):
            books.jobs.put(NewJob("kind", lane, key, ward.clock.now(), "why"))
        for taken in [*books.jobs.take("crm", later, 9, REFRESH), *books.jobs.take("sms", later, 9, REFRESH)]:
            books.jobs.again(taken, later, tries=1, error="" if taken.key == "planned" else "503")

    await ward.store.write(work)
    await ward.fail(Temporary("503"), times=IN_A_ROW)
    await ward.succeed()
    jobs = await ward.store.read(lambda books: books.jobs.listed())
    assert [it.key for it in jobs if it.run_at == ward.clock.now() and it.kind == "kind"] == ["failed"]


async def test_a_closed_incident_opens_anew_after_as_many_failures(ward: Ward) -> None:
    await ward.fail(Temporary("503"), times=IN_A_ROW)
    await ward.succeed()
    await ward.fail(Temporary("504"), times=IN_A_ROW - 1)
    assert await ward.open() == []
    ward.clock.turn(180)
    await ward.fail(Temporary("504"))
    assert [(it.count, it.opened_at) for it in await ward.open()] == [(1, ward.clock.now())]


async def test_the_former_incident_has_the_last_word_on_its_card(ward: Ward) -> None:
    """Its row stands for the new one by now."""
    began = ward.clock.now()
    await ward.fail(Temporary("503"), times=IN_A_ROW)
    await ward.succeed()
    ward.clock.turn(180)
    await ward.fail(Temporary("504"), times=IN_A_ROW)
    (former,) = [it.data["former"] for it in await ward.cards() if "former" in it.data]
    assert (former["opened_at"], former["closed_at"]) == (began.isoformat(), began.isoformat())


async def test_what_comes_back_at_once_is_the_same_incident(ward: Ward) -> None:
    began = ward.clock.now()
    await ward.fail(Temporary("503"), times=IN_A_ROW)
    await ward.succeed()
    ward.clock.turn(20)
    await ward.fail(Temporary("503"), times=IN_A_ROW)
    assert [(it.count, it.opened_at) for it in await ward.open()] == [(2, began)]


async def test_lanes_have_incidents_of_their_own(ward: Ward) -> None:
    await ward.fail(Temporary("503"), "crm", IN_A_ROW)
    await ward.fail(Temporary("timeout"), "sms", IN_A_ROW)
    await ward.succeed("sms")
    assert [it.cause for it in await ward.open()] == ["crm"]


@pytest.mark.parametrize(
    ("error", "lane"),
    [
        (Rejected("no such field"), "crm"),
        (Unknown("lost"), "sms"),
        (Temporary("429"), "chat"),
        (Temporary("x"), "desk"),
    ],
)
async def test_what_is_no_outage_opens_nothing(ward: Ward, error: DeskError, lane: str) -> None:
    await ward.fail(error, lane, 10)
    assert await ward.open() == []


async def test_x_02_what_was_broken_before_a_restart_is_closed_by_the_next_success(ward: Ward) -> None:
    await ward.fail(Unauthorised("expired"))
    later = Watch(ward.store, ward.clock, CollectorRegistry())
    await later.load()
    await later.succeeded(ward.job("crm"))
    assert await ward.open() == []


async def test_the_ends_of_jobs_are_counted_by_lane(ward: Ward) -> None:
    ward.watch.done(ward.job("crm"), timedelta(seconds=2))
    ward.watch.done(ward.job("crm"), timedelta(seconds=-1))
    await ward.fail(Temporary("503"), "sms")
    assert ward.registry.get_sample_value("ringdesk_jobs_total", {"lane": "crm", "outcome": "done"}) == 2
    assert ward.registry.get_sample_value("ringdesk_jobs_total", {"lane": "sms", "outcome": "failed"}) == 1
    assert ward.registry.get_sample_value("ringdesk_job_lateness_seconds_sum", {"lane": "crm"}) == 2
