"""F-06: a claim is a lease (N-01), whatever kills the desk: its owner is reminded once, then it is free."""

import random
from pathlib import Path

from sandbox.world.staff import ANNA, BORIS
from tests.faults.checker.evidence import Evidence, House, read_history, read_rows
from tests.faults.checker.leases import find_broken_terms
from tests.faults.checker.owners import find_two_owners
from tests.faults.line import Line
from tests.faults.process.hurry import HURRIED, TERMS
from tests.faults.process.play import MOST_JUMPS, Play, until_heard
from tests.faults.process.stage import WEBHOOK, Stage, desk_of

SPEED = 10.0
LEASED: dict[str, dict[str, str]] = {"crm": {"use": ""}, "staff": HURRIED}
POINTS = 12  # a clock of people that runs out passes about so many
DEADLY = 0.5  # of all such moments


async def test_f_06_leases_end_by_the_clock_whatever_kills_the_desk(
    line: Line, seed: int, stage: Stage, tmp_path: Path
) -> None:
    dice, rounds = random.Random(seed), line.pick(1, 30)
    async with stage.open(tmp_path, speed=SPEED, telegram=WEBHOOK, **LEASED) as scene:
        await scene.desk.start()
        play = Play(scene)
        async with play.kept_alive():
            await until_heard(play)
            for number in range(rounds):
                await sit_on(play, dice, number, line.pick(1, 2))
                await outlive(line, play, dice)
            check(line, play)
        line.case(len(play.deaths))


async def sit_on(play: Play, dice: random.Random, number: int, leads: int) -> None:
    """They are taken, and nothing is done with them; the desk may die over the tap."""
    for person in (ANNA, BORIS)[:leads]:
        lead_id = await play.order(f"A-{number}-{person}", consent={"calls": False})
        await play.see(lead_id, lambda it: it["status"] == "manual")
        if dice.random() < DEADLY:
            desk_of(play.scene).lay_trap(dice.randint(1, POINTS))
        await play.press(person, lead_id, "Взять")
        await play.see(lead_id, lambda it: it["assignee"])


async def outlive(line: Line, play: Play, dice: random.Random) -> None:
    """From timer to timer; the desk dies while one is served, or is dead when it comes."""
    for _ in range(MOST_JUMPS):
        if dice.random() < DEADLY:
            desk_of(play.scene).lay_trap(dice.randint(1, POINTS))
        elif dice.random() < DEADLY:
            await desk_of(play.scene).kill()
        if not await play.go_on():
            return
    line.violate(f"it never ends: {play.owed()}")


def check(line: Line, play: Play) -> None:
    rows = read_rows(play.scene.database)
    evidence = Evidence(read_history(play.scene.world.history.entries), rows, House(terms=TERMS))
    for violation in (*find_broken_terms(evidence), *find_two_owners(evidence)):
        line.violate(str(violation))
    for lead, past in rows.past_of().items():
        told = [row.what for row in past if row.what in ("reminded", "taken_back", "answer_overdue")]
        line.expect(told == ["reminded", "taken_back", "answer_overdue"], f"lead {lead}: {told}")
    log = desk_of(play.scene).log.read_text("utf-8")
    line.expect("Traceback" not in log, "the log shows a traceback")
    line.expect("not modified" not in log, "the log tells of a message that was not modified")
