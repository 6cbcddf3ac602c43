"""Every kind of tap, command and typed answer that changes something, each with what leads up to it.

What it changed is counted in the log of acts, which is written in the same transaction as the change.
"""

import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta

from bot.cards.card import Action
from bot.cards.choices import OTHER
from bot.texts.words import REASONS
from sandbox.telegram.view import Seen
from sandbox.voximplant.fate import Fate
from sandbox.world.staff import ANNA, CHAT_ID, OLGA, VERA
from tests.faults.process.play import EPOCH, Play

Tap = Callable[[], object]
GIVEN_UP = """
    INSERT INTO job (kind, lane, key, lead_id, data, status, run_at, tries, cause, error, created_at)
    VALUES ('card.show', 'chat', ?, ?, '{}', 'failed', ?, 12, 'a test', 'no money', ?)
"""


@dataclass
class Office:
    """The owner at work: every deed has a lead of its own."""

    play: Play
    sold: int = 0

    async def lead(self, *, mine: bool = False) -> int:
        """One that waits for a person; ``mine``: the owner has it."""
        self.sold += 1
        lead_id = await self.play.order(f"D-{self.sold}", consent={"calls": False})
        await self.play.see(lead_id, lambda it: it["status"] == "manual")
        await self.play.settle()
        if mine:
            await self.undisturbed(self.tap_card(lead_id, Action.CLAIM))
        return lead_id

    async def undisturbed(self, tap: Tap) -> None:
        tap()
        await self.play.settle()

    def tap_card(self, lead_id: int, action: Action, detail: str = "") -> Tap:
        message = self.play.scene.chat.cards(lead_id)[-1]
        return self.tap(CHAT_ID, message.message_id, action, f"{lead_id}{detail}")

    def offers(self, lead_id: int, action: Action) -> bool:
        cards = self.play.scene.chat.cards(lead_id)
        return any(it.data.startswith(f"r1:{action.value}:") for card in cards for it in card.buttons)

    def tap(self, chat: int, message_id: int, action: Action, subject: str) -> Tap:
        control, data = self.play.scene.world.telegram.control, f"r1:{action.value}:{subject}"

        def press() -> object:
            press = control.press(OLGA, chat, message_id, data, stale=True)
            self.play.presses.append(press)
            return press

        return press

    async def tap_privately(self, action: Action, subject: str) -> Tap:
        """Under some message of the bot in the owner's own chat."""
        message = (await self.hear("/version"))[-1]
        return self.tap(OLGA, message.message_id, action, subject)

    def say(self, text: str, reply_to: int | None = None) -> Tap:
        control = self.play.scene.world.telegram.control
        return lambda: control.say(OLGA, OLGA, text, reply_to=reply_to)

    async def hear(self, text: str) -> list[Seen]:
        """What is answered."""
        before = len(self.private())
        await self.undisturbed(self.say(text))
        return self.private()[before:] or self.private()

    def private(self) -> list[Seen]:
        return self.play.scene.chat.private(OLGA)

    async def answer(self, asking: Tap, text: str) -> Tap:
        """Have the bot ask; the reply to its question."""
        await self.undisturbed(asking)
        return self.say(text, self.private()[-1].message_id)

    def count(self, what: str) -> int:
        return int(self._ask("SELECT count(*) FROM act WHERE what = ? AND who_id = ?", what, OLGA))

    def last_act(self, what: str) -> int:
        return int(self._ask("SELECT max(id) FROM act WHERE what = ?", what))

    def give_up(self, lead_id: int) -> int:
        """A job on the dead-letter list."""
        at = int((self.play.scene.world.clock.now() - EPOCH) / timedelta(microseconds=1))
        with closing(sqlite3.connect(self.play.scene.database, timeout=10)) as db, db:
            return int(db.execute(GIVEN_UP, (f"d:{lead_id}", lead_id, at, at)).lastrowid or 0)

    def _ask(self, query: str, *values: object) -> int:
        with closing(sqlite3.connect(self.play.scene.database, timeout=10)) as db:
            return int(db.execute(query, values).fetchone()[0] or 0)


Make = Callable[[Office], Awaitable[Tap]]


@dataclass(frozen=True, slots=True)
class Deed:
    """``make`` leads up to the tap; ``what`` it is called in the log of acts."""

    name: str
    what: str
    make: Make
    action: Action | None = None


def on_card(action: Action, *, mine: bool = False) -> Deed:
    async def make(office: Office) -> Tap:
        return office.tap_card(await office.lead(mine=mine), action)

    return Deed(action.name, action.name.lower(), make, action)


def chosen(action: Action, detail: Callable[[Office], str], *, lost: bool = False) -> Deed:
    """A button of a question."""

    async def make(office: Office) -> Tap:
        lead_id = await office.lead(mine=True)
        if lost:
            await office.undisturbed(office.tap_card(lead_id, Action.LOST))
        return await office.tap_privately(action, f"{lead_id}.{detail(office)}")

    return Deed(action.name, action.name.lower(), make, action)


def typed(action: Action, text: str, *, by_choice: bool = False, lost: bool = False) -> Deed:
    """An answer to a question; ``by_choice``: to that of *another one…*."""

    async def make(office: Office) -> Tap:
        lead_id = await office.lead(mine=True)
        if lost:
            await office.undisturbed(office.tap_card(lead_id, Action.LOST))
        if by_choice:
            return await office.answer(await office.tap_privately(action, f"{lead_id}.{OTHER}"), text)
        return await office.answer(office.tap_card(lead_id, action), text)

    return Deed(f"{action.name}, typed", action.name.lower(), make, action)


def command(text: str, what: str, *before: str) -> Deed:
    async def make(office: Office) -> Tap:
        for it in before:
            await office.hear(it)
        return office.say(text)

    return Deed(text, what, make)


def soon(office: Office) -> str:
    return str(int((office.play.scene.world.clock.now() + timedelta(hours=2)).timestamp()) // 60)


async def call_at_once(office: Office) -> Tap:
    """A lead whose customer was not reached, and is called again later."""
    office.sold += 1
    phone = f"+7916000{office.sold:04d}"
    office.play.scene.world.fates[phone] = [Fate("no_answer", ring_s=1), Fate(ring_s=1, talk_s=2)]
    lead_id = await office.play.order(f"D-{office.sold}", phone=phone)
    await office.play.see(lead_id, lambda it: it["status"] == "waiting_retry")
    await office.play.scene.until(lambda: office.offers(lead_id, Action.CALL_NOW), seconds=30)
    return office.tap_card(lead_id, Action.CALL_NOW)


async def change_setting(office: Office) -> Tap:
    value = 2 + office.count("set") % 5
    return await office.tap_privately(Action.CHANGE, f"calls.max_attempts={value}")


async def type_setting(office: Office) -> Tap:
    asking = await office.tap_privately(Action.CHANGE, "calls.retry_after")
    return await office.answer(asking, f"{20 + office.count('set')}m")


async def take_back(office: Office) -> Tap:
    await office.undisturbed(await change_setting(office))
    return await office.tap_privately(Action.TAKE_BACK, str(office.last_act("set")))


async def go_away(office: Office) -> Tap:
    moment = office.play.scene.world.clock.now() + timedelta(hours=1, minutes=office.count("away"))
    return await office.tap_privately(Action.AWAY, f"{OLGA}:{moment:%Y-%m-%dT%H:%M}Z")


async def come_back(office: Office) -> Tap:
    await office.hear("/away 3h")
    return await office.tap_privately(Action.BACK, str(OLGA))


def about_job(action: Action) -> Deed:
    async def make(office: Office) -> Tap:
        job_id = office.give_up(await office.lead())
        return await office.tap_privately(action, "" if action is Action.JOBS_RETRY else f"{job_id}.0")

    return Deed(action.name, action.name.lower(), make, action)


async def drop_all(office: Office) -> Tap:
    office.give_up(await office.lead())
    await office.undisturbed(await office.tap_privately(Action.JOBS_DROP, ""))
    message = office.private()[-1]
    data = next(it.data for it in message.buttons if it.data.startswith(f"r1:{Action.JOBS_DROP_SURE.value}:"))
    return office.tap(OLGA, message.message_id, Action.JOBS_DROP_SURE, data.split(":", 2)[2])


DEEDS = (
    on_card(Action.CLAIM),
    on_card(Action.BY_HAND),
    *(on_card(it, mine=True) for it in (Action.RELEASE, Action.REACHED, Action.WON, Action.LOST, Action.ATTEND)),
    Deed("CALL_NOW", "call_now", call_at_once, Action.CALL_NOW),
    chosen(Action.HAND_TO, lambda _: str(ANNA)),
    chosen(Action.PUT_OFF, soon),
    chosen(Action.REASON, lambda _: next(iter(REASONS)), lost=True),
    typed(Action.NOTE, "просит перезвонить"),
    typed(Action.CORRECT_NUMBER, "8 916 765-43-21"),
    typed(Action.PUT_OFF, "2h", by_choice=True),
    typed(Action.REASON, "передумал", by_choice=True, lost=True),
    Deed("CHANGE", "set", change_setting, Action.CHANGE),
    Deed("CHANGE, typed", "set", type_setting, Action.CHANGE),
    Deed("TAKE_BACK", "set", take_back, Action.TAKE_BACK),
    Deed("AWAY", "away", go_away, Action.AWAY),
    Deed("BACK", "back", come_back, Action.BACK),
    about_job(Action.JOB_RETRY),
    about_job(Action.JOB_DROP),
    about_job(Action.JOBS_RETRY),
    Deed("JOBS_DROP_SURE", "jobs_drop_sure", drop_all, Action.JOBS_DROP_SURE),
    command("/away 2h", "away", "/back"),
    command("/shift Mon-Fri 10:00-18:00", "hours", "/shift -"),
    command(f"/sellers add {VERA} viewer", "appoint"),
    command(f"/sellers remove {VERA}", "dismiss", f"/sellers add {VERA} viewer"),
    command("/pause calls", "pause", "/resume calls"),
    command("/resume calls", "resume", "/pause calls"),
    command("/export leads csv all", "export"),
    command("/backup", "backup"),
)
# Buttons that change nothing by themselves: they show or ask. ``RETRY`` has its own deed among the taps of a round.
LOOKING = frozenset(
    {
        Action.RETRY,
        Action.WHY,
        Action.RAW,
        Action.MENDED,
        Action.OPEN,
        Action.HAND_ON,
        Action.POSTPONE,
        Action.SETTINGS,
        Action.SETTING,
        Action.JOBS,
        Action.JOB_NUMBER,
        Action.JOBS_DROP,
        Action.CHECK_ALL,
        Action.BOARD,
        Action.SHELF,
        Action.FLOW,
        Action.STATS,
    }
)
