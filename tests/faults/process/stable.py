"""Desks in processes of their own that start in a fraction of a second, and can be killed at any point."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from tests.faults.process.orders import DeskOrder

SADDLED_WITHIN = 240.0  # real seconds; aiogram alone is imported for four
READY_WITHIN = 60.0
GONE_WITHIN = 20.0
LOOK_EVERY = 0.01
KILLED = -signal.SIGKILL
NEVER = 10**9  # points
HELLO = b"GET /healthz HTTP/1.0\r\n\r\n"


class Stable:
    """The process that forks desks. ``statuses`` are the exit codes of those that are gone, by process."""

    def __init__(self) -> None:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("RINGDESK_")}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.process.box"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
            cwd=Path(__file__).parents[3],
        )
        assert self._process.stdout
        os.set_blocking(self._process.stdout.fileno(), False)
        self._heard = b""
        self._ready = False
        self._ordered = 0
        self._born: dict[int, int] = {}  # number of the order -> process
        self.statuses: dict[int, int] = {}

    async def let_out(self, order: DeskOrder) -> int:
        """Fork a desk and return its process id."""
        await self._until(lambda: self._ready, SADDLED_WITHIN)
        assert self._process.stdin
        self._ordered += 1
        number = self._ordered
        self._process.stdin.write(replace(order, number=number).line().encode())
        self._process.stdin.flush()
        await self._until(lambda: number in self._born, READY_WITHIN)
        return self._born.pop(number)

    def hear(self) -> None:
        """Take in what was said since."""
        assert self._process.stdout
        self._heard += self._process.stdout.read() or b""
        *lines, self._heard = self._heard.split(b"\n")
        for line in lines:
            self._understand(json.loads(line))

    def close(self) -> None:
        """What still runs is killed."""
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait(GONE_WITHIN)
        assert self._process.stdout
        self._process.stdout.close()

    def _understand(self, said: dict[str, int]) -> None:
        if "ended" in said:
            self.statuses[said["pid"]] = said["ended"]
        elif "pid" in said:
            self.statuses.pop(said["pid"], None)  # the number may have been another's, who is gone
            self._born[said["number"]] = said["pid"]
        else:
            self._ready = True

    async def _until(self, seen: Callable[[], bool], seconds: float) -> None:
        async with asyncio.timeout(seconds):
            while not seen():
                if self._process.poll() is not None:
                    raise RuntimeError("the stable has fallen down")
                self.hear()
                await asyncio.sleep(LOOK_EVERY / 4)


class ForkedDesk:
    """``kill_at`` holds for the next start only; ``lay_trap`` counts from now on in the desk that runs."""

    def __init__(self, stable: Stable, url: str, order: DeskOrder) -> None:
        self.url = url
        self.kill_at = 0
        self.log = Path(order.log)
        self._points = Path(order.points_file)
        self._stable = stable
        self._order = order
        self.pid = 0
        self._doomed = False

    async def start(self) -> None:
        """Returns when it answers, or when it died by our hand. Raises RuntimeError when it ended otherwise."""
        self._take_trap_away()
        self._doomed = False
        order, self.kill_at = replace(self._order, kill_at=self.kill_at), 0
        self.pid = await self._stable.let_out(order)
        until = time.monotonic() + READY_WITHIN
        while self.ended() is None and not await self._answers():
            if time.monotonic() > until:
                raise RuntimeError(f"the desk did not start:\n{self.last_words()}")
            await asyncio.sleep(LOOK_EVERY)
        if self.ended() not in (None, KILLED if order.kill_at or self._doomed else None):
            raise RuntimeError(f"the desk ended with {self.ended()}:\n{self.last_words()}")

    async def stop(self) -> None:
        await self._end(signal.SIGTERM)

    async def kill(self) -> None:
        """As if somebody pulled the plug. It may be in the midst of its start."""
        self._doomed = True
        await self._end(signal.SIGKILL)

    def ended(self) -> int | None:
        """The exit code, negative for a signal; None while it runs, or before its first start."""
        self._stable.hear()
        return self._stable.statuses.get(self.pid)

    def lay_trap(self, point: int | str) -> None:
        """Die at the n-th point from now on, or at the next of this name."""
        fresh = Path(f"{self._order.trap}.new")
        fresh.write_text(str(point), "ascii")
        fresh.replace(self._order.trap)
        self._doomed = True  # even if it is just being started

    def clear_trap(self) -> None:
        """The rest of its life is undisturbed, also by a trap that it has seen already."""
        if Path(self._order.trap).exists() or self.ended() is None:
            self.lay_trap(NEVER)

    def _take_trap_away(self) -> None:
        Path(self._order.trap).unlink(missing_ok=True)

    def points(self) -> list[str]:
        """What was passed, in all its lives."""
        return self._points.read_text("utf-8").splitlines() if self._points.exists() else []

    async def _end(self, number: signal.Signals) -> None:
        if not self.pid or self.ended() is not None:
            return
        os.kill(self.pid, number)
        until = time.monotonic() + GONE_WITHIN
        while self.ended() is None:
            if time.monotonic() > until:
                os.kill(self.pid, signal.SIGKILL)
            await asyncio.sleep(LOOK_EVERY)

    async def _answers(self) -> bool:
        """``/readyz`` would write into the database, and be one of the points itself."""
        host, port = self.url.rpartition("/")[2].split(":")
        try:
            reader, writer = await asyncio.open_connection(host, int(port))
        except OSError:
            return False
        try:
            writer.write(HELLO)
            return b" 200 " in await reader.readline()
        except OSError:
            return False
        finally:
            writer.close()

    def last_words(self) -> str:
        return self.log.read_text("utf-8", "replace")[-3000:] if self.log.exists() else ""
