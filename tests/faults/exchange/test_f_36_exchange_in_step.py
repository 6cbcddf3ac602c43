"""F-36: orders and deals agree in the end, whatever happens between."""

import random
from typing import Any

import hypothesis
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from tests.faults.exchange.life import ACTS, OPENING, ExchangeLife, Options
from tests.faults.line import Line

STEPS = 18
AT_ONCE = 2_500  # sequences of one run of hypothesis: it remembers them all


def test_f_36_orders_and_deals_agree_in_the_end(line: Line, seed: int) -> None:
    """One deal an order, words and content of both sides alike, no write without a cause (EX-03, EX-23, EX-27)."""
    left, part = line.pick(60, 10_000), 0

    class Life(_machine()):  # type: ignore[misc]
        lives = 0

        def teardown(self) -> None:
            type(self).lives += 1
            super().teardown()

    while left > 0 and not line.violations:
        _play(line, Life, seed + part, min(left, AT_ONCE))
        left, part = left - AT_ONCE, part + 1
    line.case(Life.lives)


def test_f_36_orders_and_deals_agree_however_the_dice_fall(line: Line, seed: int) -> None:
    """The same lives, longer and without a search for the shortest that fails: more of them in the time (EX-26)."""
    conflicts = 0
    for number in range(line.pick(250, 50_000)):
        life, told = ExchangeLife(), []
        dice = random.Random(f"{seed} {number}")
        try:
            life.open(**_choose(dice, OPENING))
            for name in dice.choices(list(ACTS), k=dice.randint(4, 2 * STEPS)):
                chosen = _choose(dice, ACTS[name])
                told.append(f"{name}({chosen})")
                getattr(life, name)(**chosen)
            life.teardown()
        except AssertionError as error:
            line.violate(f"{number}: {error}\n" + "\n".join(told))
        line.case()
        conflicts += life.conflicts
    line.note("conflicts", conflicts)


def _choose(dice: random.Random, options: Options) -> dict[str, Any]:
    return {name: dice.choice(known) for name, known in options.items()}


def _machine() -> type[RuleBasedStateMachine]:
    """The table of what may happen, as rules."""
    rules = {name: rule(**_drawn(options))(getattr(ExchangeLife, name)) for name, options in ACTS.items()}
    opening = initialize(**_drawn(OPENING))(ExchangeLife.open)
    return type("Machine", (ExchangeLife, RuleBasedStateMachine), {"open": opening, **rules})


def _drawn(options: Options) -> dict[str, st.SearchStrategy[Any]]:
    return {name: st.sampled_from(known) for name, known in options.items()}


def _play(line: Line, life: type[RuleBasedStateMachine], seed: int, sequences: int) -> None:
    chosen = settings(
        max_examples=sequences,
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    try:
        run_state_machine_as_test(hypothesis.seed(seed)(life), settings=chosen)
    except AssertionError as error:
        line.violate(f"{error}\n" + "\n".join(getattr(error, "__notes__", ())))
