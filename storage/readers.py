"""Readers beside the writer: a function is run whole on a connection of its own, in one of a few threads.

Statement by statement through an asynchronous driver one small read costs some twenty-five hops between threads
(``docs/decisions/0010-whole-reads.md``).
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DatabaseError

from storage.trouble import Note, is_everybodys, unavailable

T = TypeVar("T")
THREADS = 3


class Readers:
    """``note`` hears, in a reader's thread, of what is everybody's trouble."""

    def __init__(self, engine: Engine, note: Note) -> None:
        self._engine = engine
        self._note = note
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="reader")

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Raises Temporary when the database cannot be reached."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, self._run, work)

    def close(self) -> None:
        """Let what runs end. Blocks."""
        self._pool.shutdown()
        self._engine.dispose()

    def _run(self, work: Callable[[Connection], T]) -> T:
        """The transaction is begun by hand: statements run by the driver itself begin none, and would each see
        the database as it is by then."""
        try:
            with self._engine.connect() as connection:
                connection.begin()
                return work(connection)
        except (DatabaseError, MemoryError) as error:
            if not is_everybodys(error):
                raise
            trouble = unavailable(error)
            self._note(trouble)
            raise trouble from error
