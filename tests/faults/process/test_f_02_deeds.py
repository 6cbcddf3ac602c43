"""F-02: whatever people can change in the chat, killed between its arrival and its handling, changes once."""

import random
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from bot.cards.acts import WORDS
from bot.cards.card import Action
from tests.faults.line import FULL, Line
from tests.faults.process.choosing import worth_dying_at
from tests.faults.process.deeds import DEEDS, LOOKING, THEMES
from tests.faults.process.office import BY_CHAT, BY_SETTINGS, OWN, Deed, Office
from tests.faults.process.play import Play, until_heard
from tests.faults.process.stage import WEBHOOK, Stage, desk_of
from tests.faults.process.test_f_02_taps import ALONE, SPEED
from tests.faults.process.touch_deeds import UNKNOWN_STATUS

NAMED = ("before telegram answerCallbackQuery", "after telegram answerCallbackQuery", "before telegram sendMessage")
REFUSED = "refused"
# Nothing is paid out in it, but a limit has to be there for people to decide about it.
MONEY = {"daily_limit": "100000", "currency": "RUB", "call_price": "6", "sms_price": "4"}
SHORTCUTS = {"answers": {"Готов": "Заказ готов"}, "macros": {"Готов": ["note: готов", "answer: Готов", "postpone: 1d"]}}
# A reconciliation would put right by itself what people are to put right by a tap.
BY_HAND: dict[str, dict[str, str]] = {"shop": ALONE["shop"], "order_sync": {"reconcile_every": "30d"}}
FOUND_NOTHING = "Ничего не найдено"  # what an answer is told first when the desk had forgotten its question too early
TRACKED: dict[str, dict[str, dict[str, Any]]] = {
    "": SHORTCUTS,
    BY_SETTINGS: {"calltouch": {"order_status": UNKNOWN_STATUS}, "retailcrm": {"history_every": "1s"}},
    BY_CHAT: {"retailcrm": {"url": "", "api_key": ""}, "calltouch": {"site_id": 0, "token": ""}},
}
# No deeds, or told in the same way as one of them.
OF_OTHERS = {"reveal", "refused", "retry", "days_off", "takes"}


@pytest.mark.parametrize("theme", THEMES if FULL else ["any"])
async def test_f_02_whatever_people_change_changes_once(
    line: Line, seed: int, stage: Stage, tmp_path: Path, theme: str
) -> None:
    dice = random.Random(seed)
    deeds = THEMES.get(theme, DEEDS)
    deeds = dice.sample(deeds, line.pick(1, len(deeds)))
    ((store, tracker),) = {(it.store, it.tracker) for it in deeds}
    settings = BY_HAND if store else {**ALONE, "spending": MONEY}
    settings |= TRACKED[tracker]
    town = {"town_store": store, "town_tracker": bool(tracker)}
    async with stage.open(tmp_path, speed=SPEED, telegram=WEBHOOK, **town, **settings) as scene:
        await scene.desk.start()
        play = Play(scene)
        async with play.kept_alive():
            await until_heard(play)
            office = Office(play)
            for deed in deeds:
                for point in await choose_points(line, dice, office, deed):
                    await try_deed(line, office, deed, point)
        line.note(f"kills at deeds, {theme}", len(play.deaths))
        rung = Counter(it.number for it in scene.world.voximplant.calls if it.number.startswith(OWN.lstrip("+")))
        line.expect(set(rung.values()) <= {1}, f"an own number was rung more than once: {rung}")
        line.expect("Traceback" not in desk_of(scene).log.read_text("utf-8"), "the log shows a traceback")


async def choose_points(line: Line, dice: random.Random, office: Office, deed: Deed) -> Sequence[str | int]:
    """By number, counted from the tap on, or by name. All that an undisturbed life passes, where it is thorough."""
    if deed.thorough and line.pick(0, 1):
        tap = await deed.make(office)
        office.play.fresh_points()
        await office.undisturbed(tap, deed.ended)
        passed = office.play.fresh_points()
        points = worth_dying_at(passed[: passed.index(deed.until)] if deed.until in passed else passed)
        await tidy_up(office, deed)
        return points
    near = (dice.randint(1, deed.points) for _ in NAMED)
    return dice.choices([*NAMED, *deed.beyond, *near], k=line.pick(1, 3))


async def tidy_up(office: Office, deed: Deed) -> None:
    if deed.tidy:
        await deed.tidy(office)


async def try_deed(line: Line, office: Office, deed: Deed, point: str | int) -> None:
    """The trap is laid just before the tap; what is not sprung lies until the desk passes so many points."""
    line.case()
    tap = await deed.make(office)
    before, refused = office.count(deed.what, deed.who), office.count(REFUSED, deed.who)
    desk = desk_of(office.play.scene)
    desk.lay_trap(point)
    pressed, told = len(office.play.presses), newest_of(office, deed.who)
    tap()
    await office.come_to_rest(deed.ended)
    desk.clear_trap()
    times, what = office.count(deed.what, deed.who) - before, f"{deed.name}, killed at {point}"
    line.expect(times == 1 or not deed.what, f"{what}: took effect {times} times")
    line.expect(office.count(REFUSED, deed.who) == refused, f"{what}: was granted and refused")
    presses = office.play.presses[pressed:]
    answers = [it for it in office.private(deed.who) if it.message_id > told]
    line.expect(presses or answers, f"{what}: nothing was said")
    line.expect(all(it.answer for it in presses), f"{what}: was not answered")
    line.expect(not any(FOUND_NOTHING in it.text for it in answers[:1]), f"{what}: was taken for something else")
    for wrong in deed.proof(office) if deed.proof else ():
        line.violate(f"{what}: {wrong}")
    await tidy_up(office, deed)


def newest_of(office: Office, person: int) -> int:
    """Messages of their own chat may go as others come: they cannot be counted."""
    return max((it.message_id for it in office.private(person)), default=0)


def test_f_02_no_button_that_changes_something_is_left_out(line: Line) -> None:
    """A new one is to be added to the deeds, or to those that only show or ask."""
    covered = {deed.action for deed in DEEDS}
    line.case(len(Action))
    left = [it.name for it in Action if it not in covered | LOOKING]
    line.expect(not left, f"nobody is killed at {left}")
    line.expect(not covered & LOOKING, f"both: {covered & LOOKING}")
    acts = {deed.what for deed in DEEDS if deed.what} | {it.name.lower() for it in Action} | OF_OTHERS
    line.expect(set(WORDS) <= acts, f"nobody is killed at {set(WORDS) - acts}")
