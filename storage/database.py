"""One door for commits, and the readers beside it.

A transaction is a function handed to the one writer thread, run whole on a synchronous connection and answered after
the commit (on SQLite: after the fsync, ``synchronous=FULL``). Readers run on their own connections (aiosqlite).
"""

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import StaticPool

from desk.errors import Temporary
from storage.writer import Gate, Task, Writer, unavailable

T = TypeVar("T")
BUSY_SECONDS = 5.0


def open_gate(_point: str) -> None:
    """What stands at the door in production: nothing."""


class Database:
    """``url`` as in the configuration: ``sqlite+aiosqlite:///…`` or ``postgresql+psycopg://…``."""

    def __init__(self, url: str, gate: Gate = open_gate) -> None:
        self.url = make_url(url)
        self._engine = _writing_engine(self.url)
        self._writer = Writer(self._engine, gate)
        self._readers = _reading_engine(self.url)
        self._closed = False

    async def write(self, work: Callable[[Connection], T]) -> T:
        """Run ``work`` in a transaction and return its answer once it is on disk.

        What ``work`` raises comes back after its own changes were undone. Raises Temporary when the
        database stays locked, is full, or cannot be reached: then nothing was kept. Whoever is cancelled
        while waiting took back what had not begun; what had begun is kept all the same.
        """
        if self._closed:
            raise Temporary("the database is closed")
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[T] = loop.create_future()
        self._writer.put(Task(work, answer, loop))
        return await answer

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Run ``work`` on a reader's connection; what it writes is lost."""
        try:
            async with self._readers.connect() as connection:
                return await connection.run_sync(work)
        except OperationalError as error:
            raise unavailable(error) from error

    async def close(self) -> None:
        """Commit what is waiting, then close."""
        self._closed = True
        await asyncio.to_thread(self._writer.stop)
        await self._readers.dispose()
        self._engine.dispose()


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
