"""A real database file that costs no disk, and a store whose transactions run where they are asked for."""

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, create_engine, event

from storage.books import Books
from storage.columns import metadata
from tests.desk.leads.effects.conftest import Fate

T = TypeVar("T")
MEMORY = Path("/dev/shm")  # needs no disk, where there is such a place


class MemoryFile:
    """A migrated database file that is wiped between lives; a transaction runs where it is asked for."""

    def __init__(self, empty: Path) -> None:
        self.folder = Path(tempfile.mkdtemp(dir=MEMORY if os.access(MEMORY, os.W_OK) else None))
        self.file = self.folder / "engine.db"
        shutil.copyfile(empty, self.file)
        self._engine = create_engine(f"sqlite+pysqlite:///{self.file}")
        event.listen(self._engine, "connect", _configure)
        self.connection: Connection = self._engine.connect()

    def reopen(self) -> None:
        """As a process that starts: what was not committed is gone."""
        self.connection.close()
        self._engine.dispose()
        self.connection = self._engine.connect()

    def look(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """What stands in the file, past the desk's own reading."""
        driver: Any = self.connection.connection
        rows: list[tuple[Any, ...]] = driver.execute(statement, values).fetchall()
        return rows

    def wipe(self) -> None:
        driver: Any = self.connection.connection
        for table in reversed(metadata.sorted_tables):
            driver.execute(f'DELETE FROM "{table.name}"')

    def close(self) -> None:
        self.connection.close()
        self._engine.dispose()
        shutil.rmtree(self.folder)


def _configure(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    connection.execute("PRAGMA journal_mode=MEMORY")
    connection.execute("PRAGMA synchronous=OFF")


class MemoryStore:
    """``fate`` may let the process die just before a commit or just after it."""

    def __init__(self, file: MemoryFile, fate: Fate) -> None:
        self._file = file
        self._fate = fate

    async def write(self, work: Callable[[Books], T]) -> T:
        driver: Any = self._file.connection.connection
        driver.execute("BEGIN IMMEDIATE")
        try:
            answer = work(Books(self._file.connection))
            self._fate.meet()
        except BaseException:
            driver.execute("ROLLBACK")
            raise
        driver.execute("COMMIT")
        self._fate.meet()
        return answer

    async def read(self, work: Callable[[Books], T]) -> T:
        return work(Books(self._file.connection))
