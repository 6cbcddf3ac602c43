"""Another process on the same database: ``python -m tests.faults.disk.locker FILE`` reads ``exclusive 0.5``.

It answers with the moment it began to hold, and with the moment it let go (the machine's monotonic seconds).
"""

import asyncio
import sqlite3
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

BEGIN = {"exclusive": "BEGIN EXCLUSIVE", "read": "BEGIN"}
PATIENCE = 60.0  # seconds


@dataclass(frozen=True, slots=True)
class Hold:
    """From ``began`` to ``ended`` in monotonic seconds."""

    began: float
    ended: float

    @property
    def seconds(self) -> float:
        return self.ended - self.began


class Locker:
    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def hold(self, kind: str, seconds: float, begun: asyncio.Event | None = None) -> Hold:
        """Returns when it has let go."""
        assert self._process.stdin
        self._process.stdin.write(f"{kind} {seconds}\n".encode())
        began = await self._hear()
        if begun:
            begun.set()
        return Hold(began, await self._hear())

    async def _hear(self) -> float:
        assert self._process.stdout
        return float(await asyncio.wait_for(self._process.stdout.readline(), PATIENCE))


@asynccontextmanager
async def open_locker(database: Path) -> AsyncIterator[Locker]:
    command = [sys.executable, "-m", "tests.faults.disk.locker", str(database)]
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe, cwd=Path(__file__).parents[3])
    try:
        yield Locker(process)
    finally:
        assert process.stdin
        process.stdin.close()
        await process.wait()


def main(database: str) -> None:
    file = sqlite3.connect(database, isolation_level=None, timeout=PATIENCE)
    for line in sys.stdin:
        kind, seconds = line.split()
        file.execute(BEGIN[kind])
        file.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        say(time.monotonic())
        time.sleep(float(seconds))
        last = time.monotonic()
        file.execute("ROLLBACK")
        say(last)
    file.close()


def say(moment: float) -> None:
    sys.stdout.write(f"{moment}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1])
