"""F-02: killed between the arrival of a Telegram update and its handling: every tap takes effect, and once."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.faults.line import Line
from tests.faults.process.play import Play, until_heard
from tests.faults.process.stage import WEBHOOK, Stage, desk_of
from tests.faults.process.taps import ROUND, Hands

SPEED = 10.0
SIDES = ("before", "after")
MODES = {"webhook": WEBHOOK, "polling": {"mode": "polling"}}
# Two hundred kills take half a day of this world: no night falls in it, and no token has to be renewed.
ALONE: dict[str, dict[str, str]] = {"crm": {"use": ""}, "shop": {"hours": "24/7"}}
POINTS = 24  # a tap passes about so many from its arrival to its answer and its card
CUT_OFF = [f"{side} telegram {method}" for method in ("answerCallbackQuery", "getChatMember") for side in SIDES]
TOLD = "after telegram sendMessage"
MOMENTS = 0.06  # seconds in which a tap is handled


@pytest.mark.parametrize("mode", MODES)
async def test_f_02_every_tap_takes_effect_once(line: Line, seed: int, stage: Stage, tmp_path: Path, mode: str) -> None:
    async with open_hands(line, stage, tmp_path, mode) as hands:
        await tap_and_kill(line, random.Random(seed), hands.play, hands, line.pick(1, 225))
        line.note(f"kills by {mode}", len(hands.play.deaths))


async def test_f_02_a_tap_whose_answer_was_cut_off_is_told_that_it_took_effect(
    line: Line, stage: Stage, tmp_path: Path
) -> None:
    async with open_hands(line, stage, tmp_path, "webhook") as hands:
        for point in CUT_OFF[: line.pick(1, len(CUT_OFF))]:
            for name, deed in ROUND.items():
                desk_of(hands.play.scene).lay_trap(point if name != "/command" else TOLD)
                wrong = await deed(hands)
                line.expect(not wrong, f"{name}, killed {point}: {wrong}")


@asynccontextmanager
async def open_hands(line: Line, stage: Stage, folder: Path, mode: str) -> AsyncIterator[Hands]:
    async with stage.open(folder, speed=SPEED, telegram=MODES[mode], **ALONE) as scene:
        await scene.desk.start()
        play = Play(scene)
        async with play.kept_alive():
            await until_heard(play)
            hands = Hands(play)
            await hands.prepare()
            yield hands
        line.case(len(play.deaths))
        line.expect("Traceback" not in desk_of(scene).log.read_text("utf-8"), "the log shows a traceback")


async def tap_and_kill(line: Line, dice: random.Random, play: Play, hands: Hands, wanted: int) -> None:
    deeds = list(ROUND.items())
    for number in range(wanted * 3):
        name, deed = deeds[number % len(deeds)]
        killer = asyncio.create_task(aim(dice, play))
        wrong = await deed(hands)
        await killer
        await play.settle()
        line.expect(not wrong, f"{name}: {wrong}; passed last: {last_points(play)}")
        if len(play.deaths) >= wanted:
            return
    line.violate(f"only {len(play.deaths)} of {wanted} kills hit")


async def aim(dice: random.Random, play: Play) -> None:
    """Half of them at a point, half of them at any moment."""
    desk = desk_of(play.scene)
    if dice.random() < 0.5:
        desk.lay_trap(dice.randint(1, POINTS))
    else:
        await asyncio.sleep(dice.uniform(0, MOMENTS))
        await desk.kill()


def last_points(play: Play) -> list[str]:
    return [life[-1] for life in play.deaths[-2:] if life]
