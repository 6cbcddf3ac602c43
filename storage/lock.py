"""One desk a database file: two of them would take each other's jobs for those of a dead one."""

import fcntl
import os
from pathlib import Path
from types import TracebackType

from desk.errors import Rejected


class ProcessLock:
    """Held by a running desk for as long as it lives; the operating system lets go of it when the process dies."""

    def __init__(self, database: Path) -> None:
        self._path = database.with_name(f"{database.name}.lock")
        self._handle: int | None = None

    def __enter__(self) -> "ProcessLock":
        """Raises Rejected when another process holds it."""
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(handle)
            raise Rejected(f"another desk works on {self._path.name.removesuffix('.lock')}") from error
        self._handle = handle
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None
