"""F-03, widened to orders and deals: a desk that is killed around every commit and every request of the exchange."""

import asyncio
import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from tests.faults.exchange.stores import STORES
from tests.faults.exchange.trading import TROUBLES, Case, Traded, trade
from tests.faults.line import FULL, Line
from tests.faults.process.choosing import opened, worth_dying_at
from tests.faults.process.stage import Stage

AT_ONCE = 4  # plays side by side: most of a play is waiting
RECOVERY = 60  # points that a desk passes from its start until both sides are in step
ANY = tuple((store, trouble) for store in STORES for trouble in TROUBLES)
QUICK = (("site", "an answer that is lost"), ("cms", "an ordinary answer"))


@pytest.mark.parametrize(("store", "trouble"), ANY if FULL else QUICK)
async def test_f_03_one_deal_for_each_order_and_one_word_for_each_move(
    line: Line, seed: int, stage: Stage, tmp_path: Path, store: str, trouble: str
) -> None:
    """However often both are announced: 200 times the order, 50 times the move (EX-01, EX-03, EX-23, S2-14)."""
    dice, case = random.Random(f"{seed} {store} {trouble}"), Case(store, trouble, line.pick(60, 200))
    whole = await play(stage, tmp_path / "whole", case)
    line.expect(not whole.faults, f"{store}, {trouble}, undisturbed: {whole.faults}")
    numbers = worth_dying_at(whole.points)
    chosen = numbers if FULL else sorted(dice.sample(numbers, 2))
    again = [(dice.randint(1, len(whole.points)), dice.randint(1, RECOVERY)) for _ in range(line.pick(1, 20))]
    died = await kill_in_each(line, stage, tmp_path, case, [*((n,) for n in chosen), *again])
    line.note(f"'{store}, {trouble}'", f"{len(chosen)} points, {len(died)} kinds of them")


async def kill_in_each(
    line: Line, stage: Stage, folder: Path, case: Case, kills: Sequence[tuple[int, ...]]
) -> set[str]:
    """The names of the points at which it died."""
    free, died = asyncio.Semaphore(AT_ONCE), set[str]()

    async def run(number: int, kill: tuple[int, ...]) -> None:
        async with free:
            played = await kill_in(line, stage, folder / f"case-{number}", replace(case, kills=kill))
            died.update(life[-1] for life in played.deaths)

    await asyncio.gather(*(run(number, kill) for number, kill in enumerate(kills)))
    return died


async def kill_in(line: Line, stage: Stage, folder: Path, case: Case) -> Traded:
    try:
        traded = await play(stage, folder, case)
    except (AssertionError, TimeoutError, RuntimeError) as error:
        line.violate(f"{case}: {error!r}")
        return Traded([], [])
    line.case(len(traded.deaths) == len(case.kills))
    for fault in traded.faults:
        line.violate(f"{case.store}, {case.trouble}, killed at {traded.where}: {fault}")
    return traded


async def play(stage: Stage, folder: Path, case: Case) -> Traded:
    with opened(folder):
        return await trade(stage, folder, case)
