"""F-31: the shop's rules hold in every life of a desk (hypothesis)."""

from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.faults.line import Line
from tests.faults.rules.desk_life import DeskLife
from tests.faults.rules.foreman import Foreman
from tests.faults.rules.memory import MemoryFile

STEPS = 14


@pytest.fixture
def file(empty_database: Path) -> Iterator[MemoryFile]:
    file = MemoryFile(empty_database)
    yield file
    file.close()


def test_f_31_the_rules_hold_whatever_happens(line: Line, file: MemoryFile, seed: int) -> None:
    """Night SMS once, nothing outside the hours, calls limited, one owner, ends that stay, always a way onward."""
    sequences = line.pick(50, 15_000)

    class Life(DeskLife):
        lives = 0

        def teardown(self) -> None:
            type(self).lives += 1
            super().teardown()

    Life.file = file
    chosen = settings(
        max_examples=sequences,
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    try:
        run_state_machine_as_test(hypothesis.seed(seed)(Life), settings=chosen)
    except AssertionError as error:
        line.violate(f"{error}\n" + "\n".join(getattr(error, "__notes__", ())))
    line.case(Life.lives)
    line.note("acts", Life.acts)
    for what in ("given", "reminded", "taken_back", "answer_overdue", "postponed_over"):
        line.note(what.replace("_", " "), Foreman.judged[what])
