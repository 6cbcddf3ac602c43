"""F-31: the shop's rules hold in every life of a desk (hypothesis)."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.line import Line
from tests.faults.lives import counted, play
from tests.faults.rules.foreman import Foreman
from tests.faults.rules.holds import Holds
from tests.faults.rules.memory import MemoryFile
from tests.faults.rules.undo_life import UndoLife

STEPS = 14


@pytest.fixture
def file(empty_database: Path) -> Iterator[MemoryFile]:
    file = MemoryFile(empty_database)
    yield file
    file.close()


def test_f_31_the_rules_hold_whatever_happens(line: Line, file: MemoryFile, seed: int) -> None:
    """Night SMS once, nothing outside the hours, calls limited, one owner, ends that stay, always a way onward.

    What was taken back in time has no effect, what was not has one.
    """
    life = counted(UndoLife)
    life.file = file
    play(line, life, seed, line.pick(40, 15_000), STEPS)
    line.case(life.lives)
    line.note("acts", life.acts)
    for what in ("given", "reminded", "taken_back", "answer_overdue", "postponed_over"):
        line.note(what.replace("_", " "), Foreman.judged[what])
    for what in ("held", "undone", "hold_dropped"):
        line.note(what.replace("_", " "), Holds.judged[what])
