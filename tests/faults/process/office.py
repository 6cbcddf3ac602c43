"""The owner at work in the chat: what leads up to a tap, and how often it took effect.

What it changed is counted in the log of acts, which is written in the same transaction as the change.
"""

import json
import sqlite3
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import orjson

from bot.cards.card import Action
from desk.leads.books import NewJob
from sandbox.kit.faults import Fault, Faults
from sandbox.telegram.view import Seen
from sandbox.world.staff import CHAT_ID, OLGA
from tests.faults.process.play import EPOCH, Play

OWN = "+7903555"  # how the owner's own numbers begin
BY_SETTINGS, BY_CHAT = "by settings", "by chat"  # how call tracking is connected
Tap = Callable[[], object]
GIVEN_UP = """
    INSERT INTO job (kind, lane, key, lead_id, data, status, run_at, tries, cause, error, created_at)
    VALUES ('card.show', 'chat', ?, ?, '{}', 'failed', ?, 12, 'a test', 'no money', ?)
"""
OWED = """
    INSERT INTO job (kind, lane, key, data, status, run_at, cause, created_at)
    VALUES (?, ?, ?, ?, 'waiting', ?, ?, ?)
"""


@dataclass
class Office:
    """The owner at work: every deed has a lead of its own.

    ``ordered`` are the numbers of the store's orders, ``noted`` is how often the newest one's deal had been changed.
    ``marked``: how far the world's history, the owner's chat and the deaths had come before the newest tap.
    """

    play: Play
    sold: int = 0
    said: int = 0
    ordered: list[str] = field(default_factory=list)
    noted: int = 0
    marked: tuple[int, int, int] = (0, 0, 0)

    async def lead(self, *, mine: bool = False) -> int:
        """One that waits for a person; ``mine``: the owner has it."""
        self.sold += 1
        lead_id = await self.play.order(f"D-{self.sold}", consent={"calls": False})
        await self.play.see(lead_id, lambda it: it["status"] == "manual")
        await self.play.settle()
        if mine:
            await self.undisturbed(self.tap_card(lead_id, Action.CLAIM))
        return lead_id

    async def doubt(self, fault: Faults, operation: str) -> int:
        """One whose call, or SMS, never arrived there as far as we know."""
        fault.add(Fault("drop", operation))
        self.sold += 1
        lead_id = await self.play.order(f"D-{self.sold}", phone=f"+7916100{self.sold:04d}")
        await self.play.settle()
        await self.play.see(lead_id, lambda it: it["unknown"])
        return lead_id

    def next(self) -> int:
        """A number that was not said yet."""
        self.said += 1
        return self.said

    def own_number(self) -> str:
        return f"{OWN}{self.next():04d}"

    async def undisturbed(self, tap: Tap, ended: Callable[["Office"], object] | None = None) -> None:
        tap()
        await self.come_to_rest(ended)

    async def come_to_rest(self, ended: Callable[["Office"], object] | None = None) -> None:
        """``ended``: what is waited for besides; whether it came is for the proof to say."""
        await self.play.settle()
        if ended:
            with suppress(AssertionError):
                await self.play.scene.until(lambda: ended(self))
            await self.play.settle()

    def tap_card(self, lead_id: int, action: Action, detail: str = "") -> Tap:
        message = self.play.scene.chat.cards(lead_id)[-1]
        return self.tap(CHAT_ID, message.message_id, action, f"{lead_id}{detail}")

    def offers(self, lead_id: int, action: Action) -> bool:
        return any(data_of(card, action) for card in self.play.scene.chat.cards(lead_id))

    async def shown_on_card(self, lead_id: int, action: Action) -> Tap:
        """On a button of the lead's card, as soon as it stands there."""
        await self.play.scene.until(lambda: self.offers(lead_id, action), f"{action.name} on the card", seconds=30)
        message = self.play.scene.chat.cards(lead_id)[-1]
        return self.press(CHAT_ID, message.message_id, data_of(message, action))

    def shown(self, action: Action, about: str = "") -> Tap:
        """On the newest button of the owner's own chat that is about this."""
        found = ((it, data_of(it, action, about)) for it in reversed(self.private()))
        message, data = next((it, data) for it, data in found if data)
        return self.press(OLGA, message.message_id, data)

    def tap(self, chat: int, message_id: int, action: Action, subject: str) -> Tap:
        return self.press(chat, message_id, f"r1:{action.value}:{subject}")

    def press(self, chat: int, message_id: int, data: str) -> Tap:
        control = self.play.scene.world.telegram.control

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

    def private(self, person: int = OLGA) -> list[Seen]:
        return self.play.scene.chat.private(person)

    async def answer(self, asking: Tap, text: str) -> Tap:
        """Have the bot ask; the reply to its question."""
        await self.undisturbed(asking)
        return self.say(text, self.private()[-1].message_id)

    def count(self, what: str, who: int = OLGA) -> int:
        return int(self._ask("SELECT count(*) FROM act WHERE what = ? AND who_id = ?", what, who))

    def leads(self) -> int:
        return int(self._ask("SELECT count(*) FROM lead"))

    def kept(self, key: str) -> dict[str, Any]:
        """What the vault has under it."""
        found = self._ask("SELECT max(value) FROM vault WHERE key = ?", key)
        return dict(json.loads(found)) if found else {}

    def last_act(self, what: str) -> int:
        return int(self._ask("SELECT max(id) FROM act WHERE what = ?", what))

    def give_up(self, lead_id: int) -> int:
        """A job on the dead-letter list."""
        at = stored(self.play.scene.world.clock.now())
        with closing(sqlite3.connect(self.play.scene.database, timeout=10)) as db, db:
            return int(db.execute(GIVEN_UP, (f"d:{lead_id}", lead_id, at, at)).lastrowid or 0)

    def owe(self, job: NewJob) -> None:
        """As another process puts one in; the desk finds it by itself."""
        at = stored(job.run_at)
        values = (job.kind, job.lane, job.key, orjson.dumps(job.data), at, job.cause, at)
        with closing(sqlite3.connect(self.play.scene.database, timeout=10)) as db, db:
            db.execute(OWED, values)

    def _ask(self, query: str, *values: object) -> Any:
        with closing(sqlite3.connect(self.play.scene.database, timeout=10)) as db:
            return db.execute(query, values).fetchone()[0] or 0


def stored(moment: datetime) -> int:
    return (moment - EPOCH) // timedelta(microseconds=1)


def data_of(message: Seen, action: Action, about: str = "") -> str:
    """Of the first such button; empty when there is none."""
    return next((it.data for it in message.buttons if it.data.startswith(f"r1:{action.value}:{about}")), "")


Make = Callable[[Office], Awaitable[Tap]]
Proof = Callable[[Office], Iterator[str]]
Tidy = Callable[[Office], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Deed:
    """``make`` leads up to the tap of ``who``; ``what`` it is called in the log of acts.

    ``tidy`` puts right afterwards what would be in the way of others. ``proof``: what is wrong with what came of it
    outside. ``points``: from the arrival of the tap to its answer, about; ``beyond`` are some of what follows from it.
    ``what`` empty: it is noted in no log, and its proof tells. ``store``: whose orders it needs to be kept in step with
    deals; empty: nobody's. ``tracker``: how call tracking is connected, where the deed is about it. ``thorough``: at
    full size it is killed at every point, up to the first of the name ``until``. ``ended``: what may still come when
    nothing is owed any more: a desk that is built anew.
    """

    name: str
    what: str
    make: Make
    action: Action | None = None
    who: int = OLGA
    tidy: Tidy | None = None
    proof: Proof | None = None
    points: int = 14
    beyond: tuple[str, ...] = ()
    store: str = ""
    tracker: str = ""
    thorough: bool = False
    until: str = ""
    ended: Callable[["Office"], object] | None = None


def both_sides(*requests: str) -> tuple[str, ...]:
    """Their points."""
    return tuple(f"{side} {it}" for it in requests for side in ("before", "after"))


def command(text: str, what: str, *before: str, after: str = "") -> Deed:
    async def make(office: Office) -> Tap:
        for it in before:
            await office.hear(it)
        return office.say(text)

    return Deed(text, what, make, tidy=(lambda office: office.hear(after)) if after else None)


def pressed(action: Action, make: Make) -> Deed:
    """A button that is called in the log as it is here."""
    return Deed(action.name, action.name.lower(), make, action)
