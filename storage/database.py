"""One door for commits, and the readers beside it.

A transaction is a function handed to the one writer thread, run whole on a synchronous connection and answered after
the commit (on SQLite: after the fsync, ``synchronous=FULL``). Reads are run whole too, on connections of their own.
"""

import asyncio
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, ExceptionContext, make_url
from sqlalchemy.pool import StaticPool

from desk.errors import Temporary
from storage.anchor import Anchor
from storage.readers import THREADS, Readers
from storage.soundness import address
from storage.writer import BEFORE, Gate, Task, Writer

T = TypeVar("T")
BUSY_SECONDS = 6.0  # another process may hold the file for five seconds, and nobody up here notices


def open_gate(_point: str) -> None:
    """What stands at the door in production: nothing."""


class Database:
    """``url`` as in the configuration: ``sqlite+aiosqlite:///…`` or ``postgresql+psycopg://…``.

    The file must be there. ``trouble`` is what it last failed with; whoever sees that it is over takes it away.
    """

    def __init__(self, url: str, gate: Gate = open_gate) -> None:
        self.url = make_url(url)
        self.trouble: Temporary | None = None
        if self.url.get_backend_name() == "sqlite":
            anchor = Anchor(Path(self.url.database or ""))
            self._engine, gate = _writing_engine(self.url, anchor), _steady(gate, anchor)
        else:
            self._engine = create_engine(self.url)
        self._writer = Writer(self._engine, gate, self._note)
        self._readers = Readers(_reading_engine(self.url), self._note)
        self._closed = False

    async def write(self, work: Callable[[Connection], T]) -> T:
        """Run ``work`` in a transaction and return its answer once it is on disk.

        What ``work`` raises comes back after its own changes were undone; it may be run twice. Raises Temporary
        when the database stays locked, is full or damaged, or is not there: then nothing was kept. Whoever is cancelled
        while waiting took back what had not begun; what had begun is kept all the same.
        """
        if self._closed:
            raise Temporary("the database is closed")
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[T] = loop.create_future()
        self._writer.put(Task(work, answer, loop))
        return await answer

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Run ``work`` on a reader's connection, on one snapshot; what it writes is lost. Raises Temporary."""
        if self._closed:
            raise Temporary("the database is closed")
        return await self._readers.read(work)

    async def close(self) -> None:
        """Commit what is waiting, then close."""
        self._closed = True
        await asyncio.to_thread(self._writer.stop)
        await asyncio.to_thread(self._readers.close)
        self._engine.dispose()

    def _note(self, trouble: Temporary) -> None:
        self.trouble = trouble


def _writing_engine(url: URL, anchor: Anchor) -> Engine:
    return _prepare(create_engine(_plain(url), creator=_opener(url), poolclass=StaticPool), anchor)


def _reading_engine(url: URL) -> Engine:
    if url.get_backend_name() != "sqlite":
        return create_engine(url, pool_size=THREADS)
    return _prepare(create_engine(_plain(url), creator=_opener(url), pool_size=THREADS))


def _plain(url: URL) -> URL:
    """The file, by the driver that runs in our own threads."""
    return url.set(drivername="sqlite+pysqlite")


def _opener(url: URL) -> Callable[[], sqlite3.Connection]:
    """An empty new file in the place of one that was taken away would make matters worse."""
    file = address(Path(url.database or ""), "rw")
    return lambda: sqlite3.connect(file, uri=True, timeout=BUSY_SECONDS, check_same_thread=False)


def _steady(gate: Gate, anchor: Anchor) -> Gate:
    """The gate, and the question whether we still stand on the right file."""

    def pass_by(point: str) -> None:
        if point == BEFORE:
            anchor.check()
        gate(point)

    return pass_by


def _prepare(engine: Engine, anchor: Anchor | None = None) -> Engine:
    """The pragmas, and explicit transactions: pysqlite's own begin is deferred, and a deferred read that
    turns into a write fails at once with *database is locked*, whatever the busy timeout says.

    The same goes for two connections that turn a fresh file to write-ahead logging at once, so only the writer does.
    """

    @event.listens_for(engine, "connect")
    def _configure(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        if anchor:
            cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.close()

    @event.listens_for(engine, "handle_error")
    def _judge(context: ExceptionContext) -> None:
        """A connection that was refused writing once stays so, though the file may be well again: a new one asks anew.

        https://www.sqlite.org/rescode.html#readonly
        """
        code = getattr(context.original_exception, "sqlite_errorcode", 0)
        if code & 0xFF == sqlite3.SQLITE_READONLY:
            context.is_disconnect = True

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if anchor else "BEGIN")
        if anchor:
            anchor.hold()

    return engine
