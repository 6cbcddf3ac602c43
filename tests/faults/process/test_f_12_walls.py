"""F-12: a whole desk in a process of its own whose wall clock is set, while it runs and while it is dead.

The clock is a file that it reads as its wall; its pace, and that of everybody else, are the seconds of this machine.
"""

import asyncio
import random
import sqlite3
import time
from collections.abc import Awaitable, Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sandbox.kit.clock import WorldClock
from sandbox.world.clock_file import write_clock
from sandbox.world.staff import ANNA, OLGA
from tests.faults.line import Line
from tests.faults.process.play import Play, until_heard
from tests.faults.process.stage import WEBHOOK, Stage, desk_of
from tests.flows.chat import plain
from tests.flows.conftest import NOON
from tests.flows.scene import Scene

LEASED: dict[str, dict[str, str]] = {
    "crm": {"use": ""},
    "shop": {"hours": "24/7"},
    "staff": {"lease": "4s", "remind_before": "1s"},
}
REMINDED, TAKEN_BACK = 3.0, 4.0  # real seconds after the claim
LATE = 4.0  # until a step is settled, and for a busy machine
DEAD_FOR = 0.5
GROUPS_TURN = 60  # seconds: a group is sent twenty messages a minute
HOUR = timedelta(hours=1)
JUMPS = {"+1 h": HOUR, "-1 h": -HOUR, "+1 day": 24 * HOUR, "-1 day": -24 * HOUR, "asleep for 10 h": 10 * HOUR}
TOLD = "Часы компьютера перевели"
MOMENTS = "SELECT what FROM history WHERE lead_id = ?"


class Wall:
    """The clock on the desk's machine."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.clock = WorldClock(NOON.astimezone(UTC))
        write_clock(file, self.clock)

    def set(self, shown: datetime) -> None:
        self.clock.set(shown)
        write_clock(self.file, self.clock)


async def test_f_12_a_desk_whose_clock_is_set_keeps_its_time_and_says_so(
    line: Line, seed: int, stage: Stage, tmp_path: Path
) -> None:
    dice, wall = random.Random(seed), Wall(tmp_path / "wall.json")
    kinds = [*JUMPS, "1970"]
    async with stage.open(tmp_path, speed=1.0, telegram=WEBHOOK, wall=wall.file, **LEASED) as scene:
        scene.world.telegram.control.open_private(OLGA)
        await scene.desk.start()
        play = Play(scene)
        await until_heard(play)
        for number in range(line.pick(1, 24)):
            kind = kinds[number % len(kinds)] if line.pick(0, 1) else dice.choice(kinds)
            dead = number % 2 == 1
            line.case()
            for wrong in await sit_through(play, wall, kind, number, dead=dead):
                line.violate(f"{kind}, {'dead' if dead else 'alive'}: {wrong}")
            if kind == "1970":
                wall.set(NOON.astimezone(UTC))
        said = [plain(it.text) for it in scene.chat.private(OLGA)]
        line.expect(any(TOLD in it for it in said), f"admins do not know: {said}")
        line.expect("Traceback" not in desk_of(scene).log.read_text("utf-8"), "the log shows a traceback")


async def sit_through(play: Play, wall: Wall, kind: str, number: int, *, dead: bool) -> list[str]:
    """Somebody takes a lead, the clock is set, and they sit on it: what came too early, too late or unmarked."""
    scene, down = play.scene, 0.0
    lead_id = await scene.order(f"A-{number}", consent={"calls": False})
    await play.see(lead_id, lambda it: it["status"] == "manual")
    await scene.until(lambda: scene.chat.offers(lead_id, "Взять"), "a card", seconds=GROUPS_TURN)
    began = time.monotonic()
    await play.press(ANNA, lead_id, "Взять")
    await scene.until(lambda: "claimed" in story(scene, lead_id), "a claim", seconds=GROUPS_TURN)
    shown = datetime(1970, 1, 1, 12, tzinfo=UTC) if kind == "1970" else wall.clock.now() + JUMPS[kind]
    if dead:
        down = await die_while(scene, lambda: set_soon(wall, shown))
    else:
        wall.set(shown)
    reminded = await passed_until(scene, lead_id, "reminded", began)
    taken_back = await passed_until(scene, lead_id, "taken_back", began)
    past = story(scene, lead_id)
    return [
        *find_mistimed("reminded", reminded, REMINDED, down),
        *find_mistimed("taken back", taken_back, TAKEN_BACK, down),
        *([] if "clock_set" in past else [f"nothing says that the clock was set: {past}"]),
        *([] if past.count("reminded") == past.count("taken_back") == 1 else [f"it happened twice: {past}"]),
    ]


async def set_soon(wall: Wall, shown: datetime) -> None:
    await asyncio.sleep(DEAD_FOR)
    wall.set(shown)


async def die_while(scene: Scene, deed: Callable[[], Awaitable[None]]) -> float:
    """Killed, and started again after it; seconds."""
    desk, began = desk_of(scene), time.monotonic()
    await desk.kill()
    await deed()
    await desk.start()
    return time.monotonic() - began


async def passed_until(scene: Scene, lead_id: int, what: str, began: float) -> float:
    await scene.until(lambda: what in story(scene, lead_id), what, seconds=60)
    return time.monotonic() - began


def find_mistimed(what: str, passed: float, due: float, down: float) -> list[str]:
    if passed < due:
        return [f"{what} after {passed:.1f} s, {due} are allowed"]
    return [f"{what} after {passed:.1f} s instead of {due}"] if passed > due + down + LATE else []


def story(scene: Scene, lead_id: int) -> list[str]:
    with closing(sqlite3.connect(f"file:{scene.database}?mode=ro", uri=True, timeout=10)) as file:
        return [what for (what,) in file.execute(f"{MOMENTS} ORDER BY id", (lead_id,))]
