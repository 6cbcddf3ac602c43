"""One desk a database file: two of them would take each other's jobs for those of a dead one."""

import contextlib
import fcntl
import os
from pathlib import Path
from types import TracebackType

from desk.errors import Rejected

MARK = b"a desk has worked here\n"


class ProcessLock:
    """Held by a running desk for as long as it lives; the operating system lets go of it when the process dies."""

    def __init__(self, database: Path) -> None:
        self._path = lock_file(database)
        self._handle: int | None = None

    def __enter__(self) -> "ProcessLock":
        """Raises Rejected when another process holds it, and when this one may not work here."""
        try:
            handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise Rejected(f"{self._path} cannot be opened: {error.strerror}") from error
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(handle)
            raise Rejected(f"another desk works on {self._path.name.removesuffix('.lock')}") from error
        self._handle = handle
        return self

    def sign(self) -> None:
        """From now on a database that is not there is lost, and this is no first start. Costs nothing if it fails."""
        if self._handle is not None and not has_content(self._path):
            with contextlib.suppress(OSError):  # the disk may be full
                os.write(self._handle, MARK)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


def lock_file(database: Path) -> Path:
    return database.with_name(f"{database.name}.lock")


def has_worked(database: Path) -> bool:
    return has_content(lock_file(database))


def has_content(file: Path) -> bool:
    return file.exists() and file.stat().st_size > 0
