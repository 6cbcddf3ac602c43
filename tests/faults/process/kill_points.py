"""Points at which a desk can be made to die: before and after every commit and every outgoing request."""

import os
import signal
import threading
from pathlib import Path

from bot.app.gates import Gates


class KillPoints:
    """Counts what passes and writes each point's name into a file, a line each; dies by SIGKILL at the n-th.

    ``kill_at`` counts from 1; with 0 nobody dies. A number written into ``trap`` later means the n-th from then on,
    a name the next point that is called so.
    A commit that changed nothing is called empty: ``wal``, the database's log of changes, did not grow by it.
    """

    def __init__(self, kill_at: int, points_file: Path, trap: Path, wal: Path) -> None:
        self._kill_at = kill_at
        self._trap = trap
        self._wal = wal
        self._written = (0, 0)
        self._kill_by = ""
        self._passed = 0
        self._turn = threading.Lock()  # commits pass in the writer's thread, requests in the loop's
        self._file = os.open(points_file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    @property
    def gates(self) -> Gates:
        return Gates(self.commit, self.pass_by)

    def commit(self, point: str) -> None:
        if point.startswith("after"):
            before, self._written = self._written, look_at(self._wal)
            point = point if self._written != before else "after empty commit"
        self.go_by(point)

    async def pass_by(self, point: str) -> None:
        self.go_by(point)

    def go_by(self, point: str) -> None:
        with self._turn:
            self._look_at_trap()
            self._passed += 1
            os.write(self._file, f"{point}\n".encode())
            if self._passed == self._kill_at or point == self._kill_by:
                os.kill(os.getpid(), signal.SIGKILL)

    def _look_at_trap(self) -> None:
        if self._trap.exists():
            told = self._trap.read_text("ascii")
            if told.isdecimal():
                self._kill_at, self._kill_by = self._passed + int(told), ""
            else:
                self._kill_by = told
            self._trap.unlink()


def look_at(file: Path) -> tuple[int, int]:
    """Size and moment of the last change."""
    if not file.exists():
        return 0, 0
    seen = file.stat()
    return seen.st_size, seen.st_mtime_ns
