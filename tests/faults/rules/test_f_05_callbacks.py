"""F-05: telephony callbacks doubled, swapped, late, of a stranger, after a hand-over, before the start was answered."""

import itertools
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.line import FULL, Line
from tests.faults.rules.callbacks import ring
from tests.faults.rules.expected_call import CORE, MORE, PUSH_BACK, REST
from tests.faults.rules.memory import MemoryFile

ALL = (*CORE, *REST, *MORE, PUSH_BACK)


@pytest.fixture(scope="module")
def file(empty_database: Path) -> Iterator[MemoryFile]:
    file = MemoryFile(empty_database)
    yield file
    file.close()


def orders() -> Iterator[tuple[str, ...]]:
    """All orders of up to four events; in the quick size of up to two, and of three of the most telling."""
    if FULL:
        for length in range(1, 5):
            yield from itertools.permutations((*CORE, *REST), length)
        return
    for length in (1, 2):
        yield from itertools.permutations((*CORE, *REST), length)
    yield from itertools.permutations(("answered", "no answer", "plan", "started", "claim"), 3)


def test_f_05_every_order_of_up_to_four_events(line: Line, file: MemoryFile) -> None:
    """The state never goes back, one SMS at most, one dial a call; what is late is written down and starts nothing."""
    for number, order in enumerate(orders()):
        call = ring(file)
        for event in order:
            call.meet(event)
        call.end(crash=number % 3 == 0)
        line.case()
        line.violations += call.faults[:1]


def test_f_05_random_sequences(line: Line, file: MemoryFile, seed: int) -> None:
    """Longer lives, with every outcome, given back leads, and a provider that contradicts itself."""
    dice = random.Random(seed)
    for _ in range(line.pick(30, 10_000)):
        call = ring(file)
        for event in dice.choices(ALL, k=dice.randint(4, 9)):
            call.meet(event)
        call.end(crash=dice.random() < 0.3)
        line.case()
        line.violations += call.faults[:1]
