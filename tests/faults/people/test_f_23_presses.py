"""F-23: forged, old, foreign and forwarded buttons, pressed by people of every role, the sent away among them.

The desk is judged by a table of rights of its own (``rights``). Every press is answered; one that is refused changes
nothing, and is in the log.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import product
from pathlib import Path

from bench.leaping import run_leaping
from bot.cards.card import Action
from desk.leads.events import Claimed
from desk.leads.model import Person
from desk.staff.pauses import Pause
from desk.staff.roles import Role
from tests.bot.two_sides import PAY
from tests.faults.line import Line
from tests.faults.neighbours.telegram_desk import GROUP
from tests.faults.people.crowd import HOLDER, MINUTE, PEOPLE, SELLER, SPARE, Crowd, open_crowd
from tests.faults.people.rights import (
    ASK_ON_CARDS,
    CHOICES,
    DEALS,
    JOBS,
    STAFF,
    WITHOUT_SUBJECT,
    WORK,
    may_change,
    may_press,
)

HAVING = ("has it", "somebody else has it", "nobody has it")
SHAPES = ("fresh", "stale", "forged", "forwarded")
# What buttons about people and pauses are about; the presser may be ``self``, and ``spare`` is nobody's business.
ABOUT_STAFF: dict[Action, list[str]] = {
    Action.SPEAK: ["{self}.ru", "{self}.en", "{self}.auto"],
    Action.FELLOW: ["{spare}"],
    Action.DISMISS: ["{spare}"],
    Action.DISMISS_SURE: ["{spare}"],
    Action.APPOINT: ["{spare}.seller", "{spare}.viewer"],
    Action.DUTY: ["{spare}.hours", "{spare}.back", "{spare}.cities"],
    Action.INVITE: ["new", "viewer", "viewer.auto"],
    Action.UNINVITE: [],
    Action.PAUSE: ["sms", "sms.60", "sms.0"],
    Action.RESUME: ["sms"],
}
FEW = 20  # refusals that one press could bring, and more
RARE = ["", "9" * 40, "1 OR 1=1", "²", "-1", "0x1", "1.1.1", "../..", "💥", "1:2", " 1", "1\n"]


@dataclass(frozen=True)
class Case:
    action: Action
    who: str
    having: str
    shape: str

    def __str__(self) -> str:
        return f"{self.action.name} by {self.who}, {self.having}, {self.shape}"

    @property
    def role(self) -> Role:
        return PEOPLE[self.who][1]

    @property
    def person(self) -> int:
        return PEOPLE[self.who][0]


def all_cases() -> list[Case]:
    return [Case(*it) for it in product(Action, PEOPLE, HAVING, SHAPES)]


def test_f_23_no_button_does_what_its_presser_may_not(line: Line, seed: int, tmp_path: Path, database_url: str) -> None:
    cases = all_cases()
    dice = random.Random(seed)
    chosen = dice.sample(cases, line.pick(14, len(cases)))
    run_leaping(lambda: press_all(line, chosen, seed, tmp_path, database_url))


async def press_all(line: Line, cases: Sequence[Case], seed: int, folder: Path, database: str) -> None:
    async with open_crowd(seed, folder, database) as crowd:
        crowd.desk.switches._kept = {"all": Pause("a test")}
        for case in cases:
            line.case()
            await crowd.wait_for_a_row(case.person, case.action.name)
            await press_one(line, crowd, case)


async def press_one(line: Line, crowd: Crowd, case: Case) -> None:
    lead_id, card = await crowd.sell()
    if case.action in (Action.WENT, Action.WENT_NOT):
        await crowd.lose_a_call(lead_id)
    if case.action is Action.RESEND:
        await crowd.lose_a_message(lead_id)
    if case.having != HAVING[2]:
        holder = case.person if case.having == HAVING[0] else HOLDER
        await crowd.desk.tell(lead_id, Claimed(Person(holder, f"Seller{holder}")))
    if case.action is Action.UNDO:
        await crowd.hold(lead_id, case.person if case.having == HAVING[0] else HOLDER)
    if case.action in DEALS:
        await crowd.pair_up(lead_id, refused=case.action is Action.DEAL_RETRY, gone=case.action is Action.DEAL_ANEW)
    job_id = await crowd.give_up() if case.action in JOBS else 0
    chat, message, data = await aim(crowd, case, lead_id, card, job_id)
    before, refused = await crowd.picture(), await crowd.last_refusal()
    press = await crowd.press(case.person, chat, message, data)
    after, fresh = await crowd.picture(), [it for it in await crowd.refusals(FEW) if it.id > refused]
    line.expect(press.answer is not None, f"{case}: was not answered")
    changed = after != before
    line.expect(not changed or may_take_effect(case), f"{case}: had an effect")
    spoken = press.answer.text if press.answer else ""
    if must_be_refused(case):
        line.expect(spoken, f"{case}: was refused without a word")
        line.expect([it.who_id for it in fresh] == [case.person], f"{case}: its refusal has {len(fresh)} rows")
    line.expect(not (changed and fresh), f"{case}: was refused and had an effect")


async def aim(crowd: Crowd, case: Case, lead_id: int, card: int, job_id: int) -> tuple[int, int, str]:
    """Chat, message and data of the press."""
    data = f"r1:{case.action.value}:{await subject_of(crowd, case, lead_id, job_id)}"
    match case.shape:
        case "stale":
            return GROUP, (await crowd.sell())[1], data
        case "forwarded":
            return case.person, await crowd.speak_privately(case.person), data
        case "forged" if case.action in WITHOUT_SUBJECT or crowd.dice.random() < 0.5:
            return GROUP, card, crowd.dice.choice([f"r0{data[2:]}", f"r1:zz:{lead_id}", data[1:], "r1"])
        case "forged":
            return GROUP, card, f"r1:{case.action.value}:{crowd.dice.choice(['999999', *RARE])}"[:60]
    return GROUP, card, data


async def subject_of(crowd: Crowd, case: Case, lead_id: int, job_id: int) -> str:
    match case.action:
        case Action.JOB_RETRY | Action.JOB_DROP:
            return f"{job_id}.0"
        case Action.JOBS_DROP_SURE:
            return await crowd.desk.store.read(lambda books: books.dead.stamp())
        case Action.MENDED:
            return "crm"
        case Action.HAND_TO:
            return f"{lead_id}.{SELLER}"
        case Action.WENT | Action.WENT_NOT | Action.MOVE:
            return f"{lead_id}.{PAY.code if case.action is Action.MOVE else 1}"
        case Action.RESEND:
            return f"{lead_id}.{(await crowd.desk.lead(lead_id)).messages[0].ref}"
        case Action.PUT_OFF:
            return f"{lead_id}.{int(crowd.desk.clock.now().timestamp()) // 60 + 120}"
        case Action.CHANGE:
            return "calls.max_attempts=4"
        case Action.AWAY:
            return f"{case.person}:{(crowd.desk.clock.now() + timedelta(hours=1)).isoformat()}"
        case Action.BACK | Action.CANCEL:
            return str(case.person)
        case it if it in ABOUT_STAFF:
            return await subject_of_staff(crowd, case)
        case it if it in WITHOUT_SUBJECT:
            return "0"
    return f"{lead_id}{await prepared_for(crowd, case, lead_id)}"


async def prepared_for(crowd: Crowd, case: Case, lead_id: int) -> str:
    """Of buttons that say more than the lead's number: what was prepared for one tap."""
    if case.action is Action.SEND:
        return f".{await crowd.draft(lead_id, case.person)}"
    return f".{crowd.macro()}" if case.action is Action.MACRO else ""


async def subject_of_staff(crowd: Crowd, case: Case) -> str:
    if case.action is Action.UNINVITE:
        return str(await crowd.invite())
    return crowd.dice.choice(ABOUT_STAFF[case.action]).format(self=case.person, spare=SPARE)


def may_take_effect(case: Case) -> bool:
    """Buttons about jobs and neighbours do not depend on the message they stand under; made-up data is never one."""
    if case.shape == "forged":
        return False
    if case.action in WORK | ASK_ON_CARDS | CHOICES | DEALS:
        has_it, taken = case.having == HAVING[0], case.having != HAVING[2]
        may = may_change(case.action, case.role, has_it=has_it, somebody_has_it=taken)
        return may and (case.shape == "fresh" or case.action in CHOICES | {Action.MOVE})
    if case.action in STAFF | {Action.CHANGE, Action.AWAY, Action.BACK}:
        return may_press(case.action, case.role)
    return case.action in JOBS and may_press(case.action, case.role)


def must_be_refused(case: Case) -> bool:
    """For whoever may press it, made-up numbers are refused where the button is about a number."""
    if not may_press(case.action, case.role) or (case.action in WORK | DEALS and not may_take_effect(case)):
        return True
    return case.shape == "forged" or case.action is Action.CANCEL  # no question stands there


def test_f_23_data_of_any_bytes_is_answered_and_does_nothing(
    line: Line, seed: int, tmp_path: Path, database_url: str
) -> None:
    run_leaping(lambda: press_anything(line, seed, tmp_path, database_url))


async def press_anything(line: Line, seed: int, folder: Path, database: str) -> None:
    """Near misses by those who may nothing, anything else by a seller; the log does not grow with the flood."""
    async with open_crowd(seed, folder, database) as crowd:
        _lead_id, card = await crowd.sell()
        before, expected = await crowd.picture(), 0
        for batch in range(line.pick(2, 200)):
            await crowd.desk.clock.sleep(MINUTE)
            for _ in range(line.pick(15, 50)):
                line.case()
                near = crowd.dice.random() < 0.5
                person = PEOPLE[crowd.dice.choice(["viewer", "sent away", "stranger"])][0] if near else SELLER
                data = near_miss(crowd.dice) if near else rubbish(crowd.dice)
                press = crowd.fake.control.press(person, GROUP, card, data, stale=True)
                expected += 1
                for _ in range(300):
                    if press.answer is not None:
                        break
                    await crowd.desk.clock.sleep(0.05)
                looking = near and person == PEOPLE["viewer"][0]
                said = press.answer is not None and (press.answer.text or looking)
                line.expect(said, f"{data!r} was not answered in batch {batch}")
        line.expect(await crowd.picture() == before, "made-up data had an effect")
        await crowd.desk.clock.sleep(1)
        rows = [(it.who_id, it.subject, it.at.replace(second=0, microsecond=0)) for it in await crowd.refusals()]
        line.expect(rows and len(rows) == len(set(rows)), "a refusal has two rows in a minute")
        line.expect(len(rows) < expected, "the log grows with every press")


def near_miss(dice: random.Random) -> str:
    """A real button's code, for those without any right to it; a viewer may look, which changes nothing."""
    return f"r1:{dice.choice(list(Action)).value}:{dice.choice([*RARE, '1', '2', str(dice.getrandbits(40))])}"


def rubbish(dice: random.Random) -> str:
    """At most 64 bytes of text that is no button of ours."""
    text = dice.randbytes(dice.randint(1, 40)).decode("utf-8", "replace").replace("\x00", "0")
    while len(text.encode()) > 64 or text.startswith("r1:"):
        text = text[1:] or "x"
    return text or "x"
