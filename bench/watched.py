"""A desk with leads asleep, watched from inside: ``python -m bench.watched CONFIG FIRST_DUE UNTIL RESULT``.

Reports the seconds from the first line of building it to the first timer that fired (of a lead that is due from the
start), how late every other due lead was, the longest stall of the event loop, resident memory and idle CPU.
"""

import asyncio
import gc
import json
import sys
import time
from pathlib import Path

import uvloop

from bench.desk import read_settings
from bench.processes import resident_mib
from bot.app.clock import SystemClock
from bot.app.composition import App, build_app
from bot.app.running import Desk
from storage.books import Books

TICK = 0.002
IDLE_SECONDS = 20.0
LONGEST = 240.0  # seconds


class Stalls:
    """How long the event loop kept somebody waiting who wanted to run every two milliseconds."""

    def __init__(self) -> None:
        self.longest = 0.0
        self._task = asyncio.create_task(self._tick())

    async def _tick(self) -> None:
        while True:
            before = time.perf_counter()
            await asyncio.sleep(TICK)
            self.longest = max(self.longest, time.perf_counter() - before - TICK)

    def stop(self) -> None:
        self._task.cancel()


async def watch(config: Path, first_due: int, until: float) -> dict[str, float]:
    settings = read_settings(config)
    began = time.perf_counter()
    desk = Desk(build_app(settings, SystemClock()))
    await desk.start()
    gc.freeze()  # as ``serve`` does: a look through all that was imported takes some hundred milliseconds
    await _fired(desk.app, first_due)
    first = time.perf_counter() - began
    resident = resident_mib()
    idle = await _idle()
    ready_at = time.time()
    stalls = Stalls()
    while time.time() < until:  # noqa: ASYNC110
        await asyncio.sleep(0.05)
    await _all_fired(desk.app)
    stalls.stop()
    await desk.stop()
    return {
        "first_timer_s": first,
        "resident_mib": resident,
        "idle_percent": idle,
        "ready_at": ready_at,
        "stall_ms": stalls.longest * 1000,
    }


async def _fired(app: App, lead_id: int) -> None:
    async with asyncio.timeout(LONGEST):
        while (await app.store.read(lambda books: books.leads.load(lead_id))).next.at is not None:  # noqa: ASYNC110
            await asyncio.sleep(0.005)


async def _all_fired(app: App) -> None:
    def due(books: Books) -> bool:
        return bool(books.leads.overdue(("waiting_hours",), app.clock.now(), 1))

    async with asyncio.timeout(LONGEST):
        while await app.store.read(due):  # noqa: ASYNC110
            await asyncio.sleep(0.05)


async def _idle() -> float:
    await asyncio.sleep(1)
    before = time.process_time()
    await asyncio.sleep(IDLE_SECONDS)
    return (time.process_time() - before) / IDLE_SECONDS * 100


if __name__ == "__main__":
    config, first_due, until, result = Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]), Path(sys.argv[4])
    result.write_text(json.dumps(uvloop.run(watch(config, first_due, until))))
