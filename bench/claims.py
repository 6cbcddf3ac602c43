"""So many jobs due in one instant: taken and struck off by the worker, and by plain sqlite3 from the same table."""

import asyncio
import sqlite3
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import uvloop
from prometheus_client import CollectorRegistry

from bot.app.clock import SystemClock
from bot.app.composition import LANES
from desk.leads.books import Lane, NewJob
from desk.leads.effects.outcome import Done, Outcome
from scheduler.handlers import Handler
from scheduler.retry import RetryPolicy
from scheduler.watch import Watch
from scheduler.worker import Worker
from storage.books import Books, Store
from storage.database import Database
from storage.jobs import Job

KIND = "bench.nothing"
BATCH = 64
LONGEST = 120.0  # seconds
TAKE = """
UPDATE job SET status = 'taken', leased_until = ? WHERE id IN (
    SELECT id FROM job WHERE status = 'waiting' AND lane = 'desk' AND priority = 0 AND run_at <= ?
    ORDER BY run_at LIMIT ?)
RETURNING id"""


def measure_claims(file: Path, count: int) -> dict[str, float]:
    ours = uvloop.run(_claim(file, count))
    _fill_plain(file, count)
    return {"desk_s": ours, "plain_s": _claim_plain(file)}


async def _claim(file: Path, count: int) -> float:
    """Seconds until the last was begun."""
    clock, begun = SystemClock(), 0
    over = asyncio.Event()

    async def nothing(_job: Job) -> Outcome:
        nonlocal begun
        begun += 1
        if begun == count:
            over.set()
        return Done()

    store = Store(Database(f"sqlite+aiosqlite:///{file}"))
    policy = RetryPolicy(timedelta(seconds=10), timedelta(minutes=5), attempts=3)
    lanes = {Lane.DESK.value: LANES[Lane.DESK]}  # what the desk before still owed elsewhere is nobody's here
    watch = Watch(store, clock, CollectorRegistry())
    worker = Worker(store, clock, {KIND: Handler(nothing)}, lanes, policy, watch)
    await store.write(lambda books: _fill(books, count))
    began = time.perf_counter()
    running = asyncio.create_task(worker.run())
    await asyncio.wait_for(over.wait(), LONGEST)
    took = time.perf_counter() - began
    await worker.stop()
    await running
    await store.database.close()
    return took


def _fill(books: Books, count: int) -> None:
    due = datetime.now(UTC) - timedelta(milliseconds=1)
    for number in range(count):
        books.jobs.put(NewJob(KIND, Lane.DESK, f"{KIND}:{number}", due, "due at once"))


def _fill_plain(file: Path, count: int) -> None:
    rows = [(f"{KIND}:{number}",) for number in range(count)]
    with sqlite3.connect(file) as connection:
        connection.executemany(
            "INSERT INTO job (kind, lane, key, data, status, run_at, created_at)"
            " VALUES ('bench.nothing', 'desk', ?, x'7b7d', 'waiting', 1, 1)",
            rows,
        )


def _claim_plain(file: Path) -> float:
    connection = sqlite3.connect(file, isolation_level=None)
    connection.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL")
    began = time.perf_counter()
    taken: list[tuple[int]] = []
    while True:
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany("DELETE FROM job WHERE id = ?", taken)
        taken = connection.execute(TAKE, (2, 2, BATCH)).fetchall()
        connection.execute("COMMIT")
        if not taken:
            break
    took = time.perf_counter() - began
    connection.close()
    return took
