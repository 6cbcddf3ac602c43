"""Lives that hypothesis makes up: how many there were, and what went wrong in the shortest that fails."""

import hypothesis
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

from tests.faults.line import Line


def counted(machine: type[RuleBasedStateMachine]) -> type[RuleBasedStateMachine]:
    """With the number of its ``lives``."""

    class Life(machine):  # type: ignore[misc,valid-type]
        lives = 0

        def teardown(self) -> None:
            type(self).lives += 1
            super().teardown()

    return Life


def play(line: Line, life: type[RuleBasedStateMachine], seed: int, sequences: int, steps: int) -> None:
    chosen = settings(
        max_examples=sequences,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    try:
        run_state_machine_as_test(hypothesis.seed(seed)(life), settings=chosen)
    except AssertionError as error:
        line.violate(f"{error}\n" + "\n".join(getattr(error, "__notes__", ())))
