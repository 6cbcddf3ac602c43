"""F-02: whatever people can change in the chat, killed between its arrival and its handling, changes once."""

import random
from pathlib import Path

from bot.cards.acts import WORDS
from bot.cards.card import Action
from tests.faults.line import Line
from tests.faults.process.deeds import DEEDS, LOOKING, Deed, Office
from tests.faults.process.play import Play, until_heard
from tests.faults.process.stage import WEBHOOK, Stage, desk_of
from tests.faults.process.test_f_02_taps import ALONE, SPEED

POINTS = 14  # from an update's arrival to the answer, about
NAMED = ("before telegram answerCallbackQuery", "after telegram answerCallbackQuery", "before telegram sendMessage")
REFUSED = "refused"
OF_OTHERS = {"reveal", "refused", "retry", "days_off", "takes"}  # no deeds, or told in the same way as one of them


async def test_f_02_whatever_people_change_changes_once(line: Line, seed: int, stage: Stage, tmp_path: Path) -> None:
    dice = random.Random(seed)
    deeds = dice.sample(DEEDS, line.pick(3, len(DEEDS)))
    async with stage.open(tmp_path, speed=SPEED, telegram=WEBHOOK, **ALONE) as scene:
        await scene.desk.start()
        play = Play(scene)
        async with play.kept_alive():
            await until_heard(play)
            office = Office(play)
            for deed in deeds:
                for _ in range(line.pick(1, 5)):
                    await try_deed(line, dice, office, deed)
        line.note("kills at deeds", len(play.deaths))
        line.expect("Traceback" not in desk_of(scene).log.read_text("utf-8"), "the log shows a traceback")


async def try_deed(line: Line, dice: random.Random, office: Office, deed: Deed) -> None:
    """The trap is laid just before the tap; what is not sprung lies until the desk passes so many points."""
    line.case()
    tap = await deed.make(office)
    before, refused = office.count(deed.what), office.count(REFUSED)
    point = dice.choice([*NAMED, *(dice.randint(1, POINTS) for _ in NAMED)])
    desk = desk_of(office.play.scene)
    desk.lay_trap(point)
    pressed = len(office.play.presses)
    tap()
    await office.play.settle()
    desk.clear_trap()
    times = office.count(deed.what) - before
    line.expect(times == 1, f"{deed.name}, killed at {point}: took effect {times} times")
    line.expect(office.count(REFUSED) == refused, f"{deed.name}, killed at {point}: was granted and refused")
    for press in office.play.presses[pressed:]:
        line.expect(press.answer is not None, f"{deed.name}, killed at {point}: was not answered")


def test_f_02_no_button_that_changes_something_is_left_out(line: Line) -> None:
    """A new one is to be added to the deeds, or to those that only show or ask."""
    covered = {deed.action for deed in DEEDS}
    line.case(len(Action))
    left = [it.name for it in Action if it not in covered | LOOKING]
    line.expect(not left, f"nobody is killed at {left}")
    line.expect(not covered & LOOKING, f"both: {covered & LOOKING}")
    acts = {deed.what for deed in DEEDS} | {it.name.lower() for it in Action} | OF_OTHERS
    line.expect(set(WORDS) <= acts, f"nobody is killed at {set(WORDS) - acts}")
