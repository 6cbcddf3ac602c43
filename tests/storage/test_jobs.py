"""The embedded job engine."""

from datetime import UTC, datetime, timedelta

from desk.leads.books import Lane, NewJob
from storage.books import Books, Store
from storage.jobs import Job

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LEASE = timedelta(minutes=5)


def job(key: str, *, at: datetime = NOW, line: str | None = None, **more: object) -> NewJob:
    return NewJob("kind", Lane.CRM, key, at, "why", line=line, **more)  # type: ignore[arg-type]


async def put(store: Store, *jobs: NewJob) -> None:
    await store.write(lambda books: [books.jobs.put(it) for it in jobs])


async def take(store: Store, now: datetime = NOW, limit: int = 10) -> list[Job]:
    return await store.write(lambda books: books.jobs.take("crm", now, limit, LEASE))


async def test_x_02_a_due_job_is_taken_once(store: Store) -> None:
    await put(store, job("a"), job("later", at=NOW + timedelta(hours=1)))
    assert [it.key for it in await take(store)] == ["a"]
    assert await take(store) == []


async def test_one_waiting_job_per_key(store: Store) -> None:
    await put(store, job("a", at=NOW + timedelta(hours=1)), job("a"), job("a", at=NOW + timedelta(hours=2)))
    assert [it.run_at for it in await take(store)] == [NOW]


async def test_a_timer_moves_to_the_newest_moment(store: Store) -> None:
    later = NOW + timedelta(hours=1)
    await put(store, job("a"), job("a", at=later, soonest=False))
    assert await take(store) == []
    assert [it.run_at for it in await take(store, later)] == [later]


async def test_a_hint_that_comes_while_its_job_runs_is_kept(store: Store) -> None:
    await put(store, job("a"))
    await take(store)
    await put(store, job("a"))
    assert [it.key for it in await take(store)] == ["a"]


async def test_jobs_of_one_line_keep_their_order(store: Store) -> None:
    await put(store, job("a", line="crm:1"), job("b", line="crm:1"), job("c", line="crm:2"))
    first = await take(store)
    assert [it.key for it in first] == ["a", "c"]
    await store.write(lambda books: books.jobs.finish(first[0].id))
    assert [it.key for it in await take(store)] == ["b"]


async def test_a_failed_try_keeps_its_place_in_the_line(store: Store) -> None:
    await put(store, job("a", line="crm:1"), job("b", line="crm:1"))
    (first,) = await take(store)
    later = NOW + timedelta(seconds=5)
    await store.write(lambda books: books.jobs.again(first, later, tries=1, error="503"))
    assert await take(store) == []
    assert [(it.key, it.tries) for it in await take(store, later)] == [("a", 1)]


async def test_again_gives_way_to_an_equal_job_that_came_meanwhile(store: Store) -> None:
    await put(store, job("a"))
    (first,) = await take(store)
    await put(store, job("a"))
    await store.write(lambda books: books.jobs.again(first, NOW, tries=1, error=""))
    assert [it.tries for it in await take(store)] == [0]


async def test_x_08_a_given_up_job_is_listed_and_may_be_revived_or_dropped(store: Store) -> None:
    await put(store, job("a"), job("b"))
    first, second = await take(store)

    def give_up(books: Books) -> None:
        books.jobs.fail(first.id, "no", 12)
        books.jobs.fail(second.id, "no", 12)

    await store.write(give_up)
    failed = await store.read(lambda books: books.jobs.listed(["failed"]))
    assert [(it.status, it.error) for it in failed] == [("failed", "no"), ("failed", "no")]
    assert await store.write(lambda books: books.jobs.revive(first.id, NOW))
    assert await store.write(lambda books: books.jobs.drop(second.id))
    assert not await store.write(lambda books: books.jobs.drop(second.id))
    assert [(it.key, it.tries) for it in await take(store)] == [("a", 0)]


async def test_what_a_dead_process_had_taken_is_given_back(store: Store) -> None:
    await put(store, job("a"))
    await take(store)
    assert await store.write(lambda books: books.jobs.release()) == 1
    assert [it.key for it in await take(store)] == ["a"]


async def test_a_lease_that_ran_out_is_given_back(store: Store) -> None:
    await put(store, job("a"))
    await take(store)
    assert await store.write(lambda books: books.jobs.release(NOW + LEASE / 2)) == 0
    assert await store.write(lambda books: books.jobs.release(NOW + LEASE * 2)) == 1


async def test_urgent_jobs_come_first(store: Store) -> None:
    await put(store, job("a"), job("b", priority=10))
    assert [it.key for it in await take(store, limit=1)] == ["b"]


async def test_next_due_looks_past_what_waits_for_its_line(store: Store) -> None:
    await put(store, job("a"), job("b", at=NOW + timedelta(hours=1)))
    assert await store.read(lambda books: books.jobs.next_due(NOW)) == NOW + timedelta(hours=1)
