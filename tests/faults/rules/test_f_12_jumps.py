"""F-12: the machine's clock is set, goes wrong slowly, or the machine sleeps; the engine goes by what really passed."""

import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.line import Line
from tests.faults.rules.jumps import JUMPS, Case
from tests.faults.rules.memory import MemoryFile


@pytest.fixture
def file(empty_database: Path) -> Iterator[MemoryFile]:
    file = MemoryFile(empty_database)
    yield file
    file.close()


def test_f_12_nothing_is_early_late_or_twice_when_the_clock_jumps(line: Line, file: MemoryFile, seed: int) -> None:
    """Pauses and deadlines last as long as they should, hours count by the new time, and everybody is told."""
    dice, tried = random.Random(seed), Counter[str]()
    for number in range(line.pick(len(JUMPS), 1000)):
        jump = JUMPS[number % len(JUMPS)]
        case = Case(file, random.Random(dice.random()), jump)
        case.play()
        line.case()
        tried[jump] += 1
        for wrong in case.wrong[:3]:
            line.violate(f"{jump} at {case.machine.wall_at(case.machine.pace)}: {wrong}")
    for jump, count in tried.items():
        line.note(jump, count)
