"""F-36: orders and deals agree in the end, whatever happens between."""

import random
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from tests.faults.exchange.life import ACTS, OPENING, ExchangeLife, Options
from tests.faults.line import Line
from tests.faults.lives import counted, play

STEPS = 18
AT_ONCE = 2_500  # sequences of one run of hypothesis: it remembers them all


def test_f_36_orders_and_deals_agree_in_the_end(line: Line, seed: int) -> None:
    """One deal an order, or none where it had ended; words and content of both sides alike, no write without a cause
    (EX-03, EX-04, EX-12, EX-23, EX-27)."""
    left, part = line.pick(30, 10_000), 0

    life = counted(_machine())
    while left > 0 and not line.violations:
        play(line, life, seed + part, min(left, AT_ONCE), STEPS)
        left, part = left - AT_ONCE, part + 1
    line.case(life.lives)


def test_f_36_orders_and_deals_agree_however_the_dice_fall(line: Line, seed: int) -> None:
    """The same lives, longer and without a search for the shortest that fails: more of them in the time (EX-26)."""
    conflicts = closings = 0
    for number in range(line.pick(120, 50_000)):
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
        conflicts, closings = conflicts + life.conflicts, closings + life.closings
    line.note("conflicts", conflicts)
    line.note("deals that had ended", closings)


def _choose(dice: random.Random, options: Options) -> dict[str, Any]:
    return {name: dice.choice(known) for name, known in options.items()}


def _machine() -> type[RuleBasedStateMachine]:
    """The table of what may happen, as rules."""
    rules = {name: rule(**_drawn(options))(getattr(ExchangeLife, name)) for name, options in ACTS.items()}
    opening = initialize(**_drawn(OPENING))(ExchangeLife.open)
    return type("Machine", (ExchangeLife, RuleBasedStateMachine), {"open": opening, **rules})


def _drawn(options: Options) -> dict[str, st.SearchStrategy[Any]]:
    return {name: st.sampled_from(known) for name, known in options.items()}
