"""One door for commits, and the readers beside it.

A transaction is a function handed to one writer thread, run whole on a synchronous connection. Functions
that wait together are committed together; each has its own savepoint and its own answer, given after the
commit (on SQLite: after the fsync, ``synchronous=FULL``). Readers run on their own connections (aiosqlite).
"""

import asyncio
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import StaticPool

from desk.errors import Temporary

T = TypeVar("T")
Gate = Callable[[str], None]
BIGGEST_GROUP = 256
BUSY_SECONDS = 5.0


def open_gate(_point: str) -> None:
    """What stands at the door in production: nothing."""


@dataclass(slots=True)
class _Task:
    work: Callable[[Connection], Any]
    answer: "Future[Any]"


class Database:
    """``url`` as in the configuration: ``sqlite+aiosqlite:///…`` or ``postgresql+psycopg://…``."""

    def __init__(self, url: str, gate: Gate = open_gate) -> None:
        self.url = make_url(url)
        self._gate = gate
        self._tasks: queue.SimpleQueue[_Task | None] = queue.SimpleQueue()
        self._writer = _writing_engine(self.url)
        self._readers = _reading_engine(self.url)
        self._thread = threading.Thread(target=self._serve, name="writer", daemon=True)
        self._closed = False
        self._thread.start()

    async def write(self, work: Callable[[Connection], T]) -> T:
        """Run ``work`` in a transaction and return its answer once it is on disk.

        What ``work`` raises comes back after its own changes were undone. Raises Temporary when the
        database stays locked, is full, or cannot be reached: then nothing was kept. Whoever is cancelled
        while waiting took back what had not begun; what had begun is kept all the same.
        """
        if self._closed:
            raise Temporary("the database is closed")
        answer: Future[T] = Future()
        self._tasks.put(_Task(work, answer))
        return await asyncio.wrap_future(answer)

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Run ``work`` on a reader's connection; what it writes is lost."""
        try:
            async with self._readers.connect() as connection:
                return await connection.run_sync(work)
        except OperationalError as error:
            raise _unavailable(error) from error

    async def close(self) -> None:
        """Commit what is waiting, then close."""
        self._closed = True
        self._tasks.put(None)
        await asyncio.to_thread(self._thread.join)
        await self._readers.dispose()
        self._writer.dispose()

    def _serve(self) -> None:
        while True:
            first = self._tasks.get()
            group, last = self._gather(first)
            if group:
                self._commit(group)
            if last:
                return

    def _gather(self, first: _Task | None) -> tuple[list[_Task], bool]:
        group: list[_Task] = []
        task = first
        while task is not None:
            group.append(task)
            if len(group) >= BIGGEST_GROUP:
                return group, False
            try:
                task = self._tasks.get_nowait()
            except queue.Empty:
                return group, False
        return group, True

    def _commit(self, group: list[_Task]) -> None:
        """All or nothing for the group as a whole; each function may fail alone inside it."""
        group = [task for task in group if task.answer.set_running_or_notify_cancel()]
        try:
            with self._writer.connect() as connection, connection.begin() as whole:
                answers = [self._run(connection, task) for task in group]
                self._gate("before commit")
                whole.commit()
        except SQLAlchemyError as error:
            for task in group:
                task.answer.set_exception(_unavailable(error))
            return
        self._gate("after commit")
        for task, (value, error_) in zip(group, answers, strict=True):
            if error_ is None:
                task.answer.set_result(value)
            else:
                task.answer.set_exception(error_)

    @staticmethod
    def _run(connection: Connection, task: _Task) -> tuple[Any, BaseException | None]:
        savepoint = connection.begin_nested()
        try:
            value = task.work(connection)
        except OperationalError:
            raise  # locked, full, gone: that is everybody's trouble
        except BaseException as error:  # noqa: BLE001 - handed to the one who asked, undone here
            savepoint.rollback()
            return None, error
        savepoint.commit()
        return value, None


def _unavailable(error: SQLAlchemyError) -> Temporary:
    reason = str(error.orig) if isinstance(error, DBAPIError) else type(error).__name__
    return Temporary(f"the database cannot do it now: {reason}", code="database", retry_after=1)


def _writing_engine(url: URL) -> Engine:
    if url.get_backend_name() != "sqlite":
        return create_engine(url)
    engine = create_engine(
        url.set(drivername="sqlite+pysqlite"),
        connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
        poolclass=StaticPool,
    )
    _prepare(engine)
    return engine


def _reading_engine(url: URL) -> AsyncEngine:
    if url.get_backend_name() != "sqlite":
        return create_async_engine(url)
    engine = create_async_engine(
        url.set(drivername="sqlite+aiosqlite"), connect_args={"timeout": BUSY_SECONDS}, pool_size=4
    )
    _prepare(engine.sync_engine, reading=True)
    return engine


def _prepare(engine: Engine, *, reading: bool = False) -> None:
    """The pragmas, and explicit transactions: pysqlite's own begin is deferred, and a deferred read that
    turns into a write fails at once with *database is locked*, whatever the busy timeout says."""

    @event.listens_for(engine, "connect")
    def _configure(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
