"""F-06: twenty sellers tap one card at once, twice, against a release, against two admins who hand it on.

Telegram's strict fake keeps its limits, and its clock leaps: moments are of the world.
"""

import random
from collections.abc import Callable, Sequence
from pathlib import Path

from bench.leaping import run_leaping
from bot.cards.card import Action
from desk.leads.events import Claimed
from desk.leads.model import Person
from desk.leads.view import PastEntry
from sandbox.telegram.callbacks import Press
from tests.faults.line import Line
from tests.faults.neighbours.telegram_record import read_answers
from tests.faults.people.rush import ADMINS, SELLERS, Rush, Tap, name_of, open_rush, owners_in

TAPS = (50, 200)  # at once, fewest and most
APART = 20.0  # world seconds between two leads: a group may be sent twenty messages a minute
COPIES = 2
AT_ONCE = 1.0  # world seconds
NEVER = 1e12
MINE = "ваш"
HAD = "уже у вас"  # as it was when the tap was decided; handed on before its answer was drawn
TAKEN = "уже в работе"

Draw = Callable[[random.Random, int], list[Tap]]


def race(dice: random.Random, count: int) -> list[Tap]:
    """Nobody has it; some are so eager that they tap twice and more."""
    return [(dice.choice(SELLERS), Action.CLAIM, 0) for _ in range(count)]


def doubles(dice: random.Random, count: int) -> list[Tap]:
    """Everybody's finger slips: each tap comes twice, one right after the other."""
    return [tap for _ in range(count // 2) for tap in [(dice.choice(SELLERS), Action.CLAIM, 0)] * 2]


def release(dice: random.Random, count: int) -> list[Tap]:
    """Its owner gives it back, and takes it again, while the others try to get it."""
    owner = [(SELLERS[0], dice.choice((Action.RELEASE, Action.CLAIM)), 0) for _ in range(count // 10)]
    others = [
        (dice.choice(SELLERS[1:]), dice.choice((Action.CLAIM, Action.CLAIM, Action.RELEASE)), 0)
        for _ in range(count - len(owner))
    ]
    return shuffled(dice, [(SELLERS[0], Action.RELEASE, 0), *owner, *others])


def hand_over(dice: random.Random, count: int) -> list[Tap]:
    """Two admins hand it to different people, one of them takes it away; the others tap."""
    deeds = [(admin, Action.HAND_TO, dice.choice(SELLERS)) for admin in ADMINS for _ in range(count // 20)]
    deeds += [(dice.choice(ADMINS), Action.RELEASE, 0) for _ in range(count // 25)]
    taps = [(dice.choice(SELLERS), dice.choice((Action.CLAIM, Action.RELEASE)), 0) for _ in range(count - len(deeds))]
    return shuffled(dice, deeds + taps)


SCENES: dict[str, Draw] = {"race": race, "doubles": doubles, "release": release, "hand over": hand_over}
OWNED = {"release", "hand over"}  # the first seller has it at the beginning


def shuffled(dice: random.Random, taps: list[Tap]) -> list[Tap]:
    dice.shuffle(taps)
    return taps


def test_f_06_one_owner_whoever_taps_at_once(line: Line, seed: int, tmp_path: Path, database_url: str) -> None:
    run_leaping(lambda: rush_all(line, seed, tmp_path, database_url))


async def rush_all(line: Line, seed: int, folder: Path, database: str) -> None:
    async with open_rush(line, seed, folder, database) as rush:
        presses: list[Press] = []
        taps = 0
        for number in range(line.pick(len(SCENES), 250)):
            name = list(SCENES)[number % len(SCENES)]
            count = line.pick(TAPS[0], rush.dice.randint(*TAPS) if number % 2 else TAPS[1])
            taps += count
            presses += await play(line, rush, name, SCENES[name](rush.dice, count))
            await rush.desk.clock.sleep(APART)
        check_answers(line, rush, presses)
        for violation in rush.two_owners():
            line.violate(str(violation))
        for told in rush.said_unchanged():
            line.violate(f"somebody is told {told!r}")
        line.note("taps", len(presses))
        line.note("slowest agreement of all copies, s", f"{rush.slowest:.1f}")


async def play(line: Line, rush: Rush, name: str, taps: Sequence[Tap]) -> list[Press]:
    lead_id, card = await rush.sell()
    await rush.copy(lead_id, rush.dice.sample(SELLERS, COPIES))
    if name in OWNED:
        await rush.desk.tell(lead_id, Claimed(Person(SELLERS[0], name_of(SELLERS[0]))))
    presses = await rush.tap(lead_id, card, taps)
    line.case()
    about = f"lead {lead_id}, {name}"
    line.expect(await rush.settle(lead_id) is not None, f"{about}: the copies of the card do not agree")
    line.expect(len(await rush.copies(lead_id)) == 1 + COPIES, f"{about}: copies are missing")
    story = await rush.story(lead_id)
    for wrong in find_wrong(taps, presses, story):
        line.violate(f"{about}: {wrong}")
    if name not in OWNED:
        line.expect(len(owners_in(story)) == 2, f"{about}: it changed hands: {owners_in(story)}")
    return presses


def find_wrong(
    taps: Sequence[Tap], presses: Sequence[Press], story: Sequence[PastEntry], *, once: bool = True
) -> list[str]:
    """Who was told what, beside what is written down of it; ``once``: there were no taps before these."""
    owners = set(owners_in(story))
    told = [
        (who, action, press.answer.text if press.answer else "")
        for (who, action, _), press in zip(taps, presses, strict=True)
    ]
    wrong = [
        f"{action.name} by {who}: {said!r}, of {owners}"
        for who, action, said in told
        if not is_right(who, action, said, owners)
    ]
    if once:
        heard = {name_of(who) for who, action, said in told if action is Action.CLAIM and MINE in said}
        wrong += [
            f"{it.who} got it, and was not told"
            for it in story
            if it.what == "claimed" and it.who not in heard | {name_of(SELLERS[0])}
        ]
    return wrong


def is_right(who: int, action: Action, said: str, owners: set[str]) -> bool:
    """Every tap is answered; who is too late hears who has it, and who got it had it once."""
    name = name_of(who)
    if TAKEN in said:
        return any(it and (it != name or action is Action.HAND_TO) and said.endswith(it) for it in owners)
    if action in (Action.CLAIM, Action.BY_HAND) and (MINE in said or HAD in said):
        return name in owners
    return bool(said) and action is not Action.CLAIM


def check_answers(line: Line, rush: Rush, presses: Sequence[Press]) -> None:
    """Also whoever comes too late hears it at once: before anything that waits has its turn. The clock of these rushes
    moves by what is slept, so this is about order; how long an answer takes is measured by the bench."""
    answered = read_answers(rush.fake.history)
    waits = [answered.get(press.id, NEVER) - press.at.timestamp() for press in presses]
    line.expect(max(waits) <= AT_ONCE, f"an answer came after {max(waits):.1f} s")
