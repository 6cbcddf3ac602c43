"""F-03: killed before and after every commit and every request of every kind of lead, and again while recovering."""

import asyncio
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.faults.line import FULL, Line
from tests.faults.process.choosing import opened, spread, worth_dying_at
from tests.faults.process.deaths import Played, judge, perform
from tests.faults.process.scripts import SCRIPTS, Script
from tests.faults.process.stage import Stage

AT_ONCE = 4  # plays side by side: most of a play is waiting
RECOVERY = 90  # points that a desk passes from its start until everything is mended
QUICK = ("reached",)


@dataclass(frozen=True, slots=True)
class Case:
    """``kills``: the point of the play, then of the life after it, counted from 1."""

    script: Script
    whole: Played
    kills: tuple[int, ...]


@pytest.mark.parametrize("name", SCRIPTS if FULL else QUICK)
async def test_f_03_every_point(line: Line, stage: Stage, tmp_path: Path, name: str) -> None:
    """Of the scripts that begin alike the beginning is gone through once."""
    script = SCRIPTS[name]
    whole = await play_through(line, stage, tmp_path, script)
    numbers = worth_dying_at(whole.points, script.since)
    chosen = numbers if FULL else spread(numbers, 4)
    unsure = await kill_in_each(line, stage, tmp_path, [Case(script, whole, (n,)) for n in chosen])
    line.note(f"'{name}'", f"{len(chosen)} points, {unsure} ended unknown")


@pytest.mark.parametrize("name", SCRIPTS if FULL else QUICK)
async def test_f_03_killed_again_while_recovering(
    line: Line, seed: int, stage: Stage, tmp_path: Path, name: str
) -> None:
    dice, script = random.Random(f"{seed} {name}"), SCRIPTS[name]
    whole = await play_through(line, stage, tmp_path, script)
    pairs = [(dice.randint(1, len(whole.points)), dice.randint(1, RECOVERY)) for _ in range(line.pick(3, 55))]
    unsure = await kill_in_each(line, stage, tmp_path, [Case(script, whole, pair) for pair in pairs])
    line.note(f"pairs in '{name}'", f"{len(pairs)}, {unsure} ended unknown")


async def play_through(line: Line, stage: Stage, folder: Path, script: Script) -> Played:
    """Undisturbed: the end that all others are compared with."""
    played = await one_play(stage, folder / "whole", script)
    line.expect(not played.faults, f"undisturbed: {played.faults}")
    line.expect((played.ending.status, played.ending.trouble) == script.end, f"undisturbed: {played.ending}")
    return played


async def kill_in_each(line: Line, stage: Stage, folder: Path, cases: Sequence[Case]) -> int:
    """How many ended with something that nobody knows."""
    free = asyncio.Semaphore(AT_ONCE)

    async def run(number: int, case: Case) -> bool:
        async with free:
            return await kill_in(line, stage, folder / f"case-{number}", case)

    return sum(await asyncio.gather(*(run(number, case) for number, case in enumerate(cases))))


async def kill_in(line: Line, stage: Stage, folder: Path, case: Case) -> bool:
    try:
        played = await one_play(stage, folder, case.script, *case.kills)
    except (AssertionError, TimeoutError, RuntimeError) as error:
        line.violate(f"killed at {case.kills}: {error!r}")
        return False
    line.case(len(played.deaths) == len(case.kills))
    for violation in judge(played, case.script, case.whole.ending):
        line.violate(violation)
    return played.unsure


async def one_play(stage: Stage, folder: Path, script: Script, *kills: int) -> Played:
    with opened(folder):
        return await perform(stage, folder, script, *kills)
