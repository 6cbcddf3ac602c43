"""F-01: the plug is pulled at random moments under load, and half of the time just after a gateway was asked."""

import random
from pathlib import Path
from statistics import median

import pytest

from tests.faults.line import FULL, Line
from tests.faults.process.load import besieged
from tests.faults.process.stage import Stage, desk_of

KILLS, ORDERS = (1, 40), (60, 4000)
PARTS = range(5 if FULL else 1)
READY_WITHIN = 3.0  # real seconds
IN_EARNEST = 20  # of so many starts one is ``ringdesk run`` itself, imports and all


@pytest.mark.parametrize("part", PARTS)
async def test_f_01_a_desk_that_is_killed_under_load_keeps_its_promises(
    line: Line, seed: int, part: int, stage: Stage, tmp_path: Path
) -> None:
    """S0-16, S0-30, S0-51, X-02, F-26; every other time people are hurried, N-01 and X-16."""
    dice, hurried = random.Random(f"{seed}-{part}"), (seed + part) % 2 == 0
    line.note("people's clocks", "on" if hurried else "off")
    async with besieged(line, dice, stage, tmp_path, line.pick(*ORDERS), hurried=hurried) as siege:
        forked, ready, in_earnest = desk_of(siege.scene), [], []
        for number in range(1, line.pick(*KILLS) + 1):
            await siege.wait(aimed=number % 2 == 1)
            await siege.kill()
            line.case()
            if number % IN_EARNEST:
                ready.append(await siege.start(forked))
            else:
                in_earnest.append(await siege.start(siege.in_earnest(tmp_path)))
        line.note("s to ready, median and longest", f"{median(ready):.2f} {max(ready):.2f}")
        if in_earnest:
            line.note("s of a whole start, longest", f"{max(in_earnest):.1f}")
        if FULL:  # on a machine that runs other tests beside, a time says nothing
            line.expect(median(ready) <= READY_WITHIN, f"ready again after {median(ready):.1f} s")
