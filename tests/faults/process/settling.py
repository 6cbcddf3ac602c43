"""The end of a run: neighbours are well again, and the clock is turned until nothing is left to do."""

import asyncio
import sqlite3
import time
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sandbox.kit.fake import Fake
from tests.faults.checker.evidence import EPOCH, FINAL, moment
from tests.flows.scene import Scene

LOOK_EVERY = 0.1  # real seconds
AT_ONCE = 40  # jobs that one turn of the clock may make due
STEP = timedelta(seconds=30)  # shorter than any patience with a call
QUIET_WITHIN = 0.3  # real seconds
BESIDE = "lane != 'chat'"  # cards are held up by Telegram's limits for as long as there are leads
LOOK = f"""
    SELECT (SELECT count(*) FROM job WHERE {BESIDE} AND status IN ('waiting', 'taken') AND run_at <= :now),
           (SELECT count(*) FROM inbox WHERE handled_at IS NULL AND source != 'telegram'),
           (SELECT count(*) FROM lead WHERE status NOT IN ('manual', {", ".join(repr(it) for it in sorted(FINAL))}))
"""
COMING = f"SELECT run_at FROM job WHERE {BESIDE} AND status = 'waiting' ORDER BY run_at LIMIT {AT_ONCE}"


@dataclass(frozen=True, slots=True)
class Work:
    """``due`` jobs, ``unread`` requests, ``open`` leads, and the moment at which the next jobs are due."""

    due: int
    unread: int
    open: int
    coming: datetime | None

    @property
    def at_hand(self) -> bool:
        return bool(self.due or self.unread)


async def settle(scene: Scene, within: float) -> bool:
    """Turn the clock from one due moment to the next. False when something is still open after real seconds."""
    until = time.monotonic() + within
    while time.monotonic() < until:
        work = look(scene.database, scene.world.clock.now())
        if not work.at_hand and not work.open and work.coming is None:
            return True
        if not work.at_hand and work.coming:
            await _turn(scene, work.coming)
        await asyncio.sleep(LOOK_EVERY)
    return False


def look(database: Path, now: datetime) -> Work:
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=10)) as file:
        due, unread, still_open = file.execute(LOOK, {"now": (now - EPOCH) // timedelta(microseconds=1)}).fetchone()
        coming = [moment(row[0]) for row in file.execute(COMING)]
    return Work(due, unread, still_open, coming[-1] if coming else None)


async def _turn(scene: Scene, coming: datetime) -> None:
    """To the coming moment; in small steps while somebody is on the phone, or an SMS is on its way.

    The history is told before and after, so that the moments on both sides of the leap are known exactly.
    """
    step = scene.world.clock.now() + STEP
    at = coming if await _is_quiet(scene) else min(coming, step)
    scene.world.note("tick")
    scene.jump_to(at, beyond=0.5)
    scene.world.note("tick")


async def _is_quiet(scene: Scene) -> bool:
    fakes: tuple[Fake, ...] = (scene.world.voximplant, scene.world.smsc)
    try:
        async with asyncio.timeout(QUIET_WITHIN):
            for fake in fakes:
                await fake.settle()
    except TimeoutError:
        return False
    return True
