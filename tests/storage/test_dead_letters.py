"""X-08: given-up jobs are tried again without a rush, each once, whatever waits already."""

from datetime import timedelta

import pytest

from desk.leads.books import Lane, NewJob
from desk.leads.model import Person
from desk.leads.work import PLACE_CALL, REGISTER, RETRY_LEAD, SEND_SMS
from storage.books import Books, Store
from storage.jobs import FAILED, WAITING, Job
from tests.clocks import MONDAY_NOON

OLGA = Person(904, "Ольга")
PACE = timedelta(seconds=2)


async def fail(store: Store, *jobs: NewJob) -> None:
    """Put and give up one after the other, so that equal keys are given up more than once."""

    def work(books: Books) -> None:
        for new in jobs:
            books.jobs.put(new)
            (waiting,) = [it for it in books.jobs.listed((WAITING,), 1000) if it.key == new.key]
            books.jobs.fail(waiting.id, "no answer", 12)

    await store.write(work)


def sms(number: int) -> NewJob:
    return NewJob(SEND_SMS, Lane.SMS, f"sms:{number}", MONDAY_NOON, "owed", lead_id=number)


def crm(number: int) -> NewJob:
    return NewJob("lead.show_crm", Lane.CRM, f"crm:{number}", MONDAY_NOON, "owed", line="crm", lead_id=number)


async def waiting(store: Store) -> list[Job]:
    return await store.read(lambda books: books.jobs.listed((WAITING,), 5000))


async def test_x_08_each_lane_goes_on_one_by_one_from_now(store: Store) -> None:
    await fail(store, *(sms(number) for number in range(5)), *(crm(number) for number in range(3)))
    later = MONDAY_NOON + timedelta(hours=3)
    assert await store.write(lambda books: books.dead.revive(OLGA, later, PACE)) == {"sms": 5, "crm": 3}
    planned = {it.key: it.run_at - later for it in await waiting(store)}
    assert [planned[f"sms:{n}"] for n in range(5)] == [PACE * n for n in range(5)]
    assert [planned[f"crm:{n}"] for n in range(3)] == [PACE * n for n in range(3)]
    assert await store.read(lambda books: books.dead.count()) == 0


async def test_x_08_a_neighbour_that_is_well_again_does_not_get_them_all_at_once(store: Store) -> None:
    """Whatever waits after a failure is hastened when an outage is over; these are not to be."""
    await fail(store, *(sms(number) for number in range(5)))
    await store.write(lambda books: books.dead.revive(OLGA, MONDAY_NOON, PACE))
    await store.write(lambda books: books.jobs.hasten(Lane.SMS.value, MONDAY_NOON))
    assert len({it.run_at for it in await waiting(store)}) == 5


async def test_x_08_of_equal_ones_a_single_one_is_tried(store: Store) -> None:
    await fail(store, sms(1), sms(1), sms(2))
    await store.write(lambda books: books.jobs.put(sms(2)))
    assert await store.write(lambda books: books.dead.revive(OLGA, MONDAY_NOON, PACE)) == {"sms": 1}
    assert sorted(it.key for it in await waiting(store)) == ["sms:1", "sms:2"]


async def test_x_08_one_alone_is_tried_at_once_and_the_others_stay(store: Store) -> None:
    await fail(store, sms(1), sms(2))
    first, second = (it.id for it in (await store.read(lambda books: books.dead.newest(9)))[::-1])
    await store.write(lambda books: books.dead.revive(OLGA, MONDAY_NOON, timedelta(0), first))
    assert [(it.id, it.run_at, it.tries) for it in await waiting(store)] == [(first, MONDAY_NOON, 0)]
    assert [it.id for it in await store.read(lambda books: books.jobs.listed((FAILED,)))] == [second]


async def test_x_08_the_stamp_is_that_of_one_list(store: Store) -> None:
    await fail(store, sms(1))
    before = await store.read(lambda books: books.dead.stamp())
    await fail(store, sms(2))
    after = await store.read(lambda books: books.dead.stamp())
    assert before != after
    assert await store.write(lambda books: books.dead.drop_all()) == 2
    assert await waiting(store) == []


@pytest.mark.parametrize("kind", [REGISTER, PLACE_CALL])
async def test_x_06_a_job_of_no_lead_that_waits_for_people_stays_what_it_is(store: Store, kind: str) -> None:
    await fail(store, NewJob(kind, Lane.CALLS, f"{kind}:77", MONDAY_NOON, "owed", lead_id=77))
    await store.write(lambda books: books.dead.revive(OLGA, MONDAY_NOON, PACE))
    assert [it.kind for it in await waiting(store)] == [kind] != [RETRY_LEAD]
