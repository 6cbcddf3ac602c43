"""Whether the file that is written is still the one in its place.

SQLite goes on writing into a file that was deleted, renamed or replaced under it, and says that all is well:
https://www.sqlite.org/howtocorrupt.html#_unlinking_or_renaming_a_database_file_while_in_use
"""

from pathlib import Path

from desk.errors import Temporary
from storage.trouble import FAILING

TAILS = ("", "-wal", "-shm")
Identity = tuple[int, int]


class Anchor:
    """``hold`` within every transaction, ``check`` before every commit."""

    def __init__(self, database: Path) -> None:
        self._paths = [database.with_name(database.name + tail) for tail in TAILS]
        self._held: list[Identity] = []

    def hold(self) -> None:
        """The first counts: all three files are open by now, and stay so until the desk stops."""
        if not self._held:
            self._held = self._look()

    def check(self) -> None:
        """Raises Temporary when one of the files is not there any more, or is another one."""
        if self._look() != self._held:
            raise Temporary("the database file was taken away or replaced under the desk", code=FAILING, retry_after=1)

    def _look(self) -> list[Identity]:
        return [_identity(path) for path in self._paths]


def _identity(path: Path) -> Identity:
    """Zeros for what is not there."""
    try:
        found = path.stat()
    except OSError:
        return 0, 0
    return found.st_dev, found.st_ino
