"""People of every role around one desk, and a picture of all that a press could change."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from bench.leaping import LeapingClock
from bot.app.drafts import Draft, keep_draft, stamp_of
from desk.exchange.draft import draft_of
from desk.exchange.facts import DealGone, DealMade, Fact, Refused
from desk.exchange.model import Deal
from desk.exchange.pair import Duty
from desk.leads import events
from desk.leads.books import Lane, NewJob
from desk.leads.model import Person
from desk.leads.policy import StaffRules
from desk.leads.wishes import Deed
from desk.leads.work import SEND_SMS
from desk.ports import CallReport, Disposition
from desk.staff.invitations import LASTS
from desk.staff.roles import DISMISSED, Role
from handlers.telegram.admission import UNREADABLE
from sandbox.telegram.callbacks import Press
from sandbox.telegram.fake import TelegramFake
from storage.acts import REFUSED, Act
from storage.books import Books
from storage.jobs import FAILED, WAITING
from storage.pair_tables import pair_note
from storage.tables import act, history, lead
from tests.bot.two_sides import NEW, PAY, TwoSides, order_of
from tests.faults.neighbours.telegram_desk import (
    GROUP,
    OWNER,
    SELLERS,
    Desk,
    open_desk,
    open_telegram,
    write_settings,
)

ADMIN, SELLER, VIEWER, SENT_AWAY, PASSER_BY, HOLDER, SPARE = SELLERS[:7]
NEWEST = 50  # leads that are looked at whole
KEPT_ROLES = {
    ADMIN: "admin",
    SELLER: "seller",
    VIEWER: "viewer",
    SENT_AWAY: DISMISSED,
    HOLDER: "seller",
    SPARE: "seller",  # whom nobody but an admin may change
}
PEOPLE = {
    "owner": (OWNER, Role.OWNER),
    "admin": (ADMIN, Role.ADMIN),
    "seller": (SELLER, Role.SELLER),
    "viewer": (VIEWER, Role.VIEWER),
    "sent away": (SENT_AWAY, Role.STRANGER),
    "stranger": (PASSER_BY, Role.STRANGER),
}
MINUTE = 61.0  # world seconds
BY_PEOPLE = ("stage_asked", "retried", "deal_anew")  # lines of a pair's log
AGES = timedelta(days=3650)
NOBODYS_LANE = Lane.CRM  # paused: what waits there can be looked at


@dataclass
class Crowd:
    desk: Desk
    fake: TelegramFake
    dice: random.Random
    sold: int = 0
    pressed: dict[tuple[int, str], float] = field(default_factory=dict)

    async def wait_for_a_row(self, person: int, action: str) -> None:
        """Refusals of a minute share a row, those of data that names no action too: wait until this has its own."""
        kinds, now = ((person, action), (person, UNREADABLE)), self.desk.clock.monotonic()
        latest = max(self.pressed.get(kind, now - MINUTE) for kind in kinds)
        await self.desk.clock.sleep(max(0.0, MINUTE - (now - latest)))
        self.pressed |= dict.fromkeys(kinds, self.desk.clock.monotonic())

    async def sell(self) -> tuple[int, int]:
        """A new lead, and the message that is its card in the group."""
        self.sold += 1
        lead_id = await self.desk.sell(self.sold)
        for _ in range(200):
            hung = await self.desk.store.read(lambda books: books.cards.find(f"lead:{lead_id}", GROUP))
            if hung and hung.message_id:
                return lead_id, hung.message_id
            await asyncio.sleep(1)
        raise AssertionError(f"lead {lead_id} hangs nowhere")

    async def pair_up(self, lead_id: int, *, refused: bool, gone: bool) -> None:
        """The lead's order is in step with its deal; or something was refused, or the deal is deleted."""
        assert self.desk.exchange
        service, now, order = self.desk.exchange.service, self.desk.clock.now(), order_of(f"S-{lead_id}")
        facts: list[Fact] = [DealMade(Deal(f"D-{lead_id}", NEW, now), draft_of(order))]
        facts += [Refused(Duty.STATUS, "no")] * refused + [DealGone()] * gone

        def work(books: Books) -> None:
            pair = service.see(books, order, now, lead_id)
            for fact in facts:
                service.tell(books, pair.id, fact, now)

        await self.desk.store.write(work)

    async def give_up(self) -> int:
        """A job for the trouble desk."""
        now, key = self.desk.clock.now(), f"sms:{self.dice.getrandbits(60)}"

        def work(books: Books) -> int:
            books.jobs.put(NewJob(SEND_SMS, NOBODYS_LANE, key, now, "owed"))
            (job,) = [it for it in books.jobs.listed((WAITING,), 1000) if it.key == key]
            books.jobs.fail(job.id, "no money", 12)
            return job.id

        return await self.desk.store.write(work)

    async def invite(self) -> int:
        """A link that works."""
        now = self.desk.clock.now()
        giver, token = Person(OWNER, "Ольга"), str(self.dice.getrandbits(90))
        return await self.desk.store.write(
            lambda books: books.invitations.add(token, "viewer", "", giver, now, now + LASTS).id
        )

    async def lose_a_call(self, lead_id: int) -> None:
        """Nobody knows whether it went out, and nobody has the lead."""
        holder = Person(HOLDER, f"Seller{HOLDER}")
        for fact in (events.CallAsked(1), events.Claimed(holder), events.CallLost(1, "lost"), events.Released(holder)):
            await self.desk.tell(lead_id, fact)

    async def lose_a_message(self, lead_id: int) -> None:
        """By somebody's word it did not go out."""
        await self.desk.tell(lead_id, events.CallAsked(1))
        token = (await self.desk.lead(lead_id)).calls[0].token
        report = CallReport(token, "s1", Disposition.ANSWERED, "answered")
        (sms,) = (await self.desk.tell(lead_id, events.CallEnded(1, report))).messages
        asked = replace(sms, text="text", to="+79161234567")
        for fact in (events.SmsAsked(asked), events.SmsUnsure(sms.ref, "cut"), events.SmsLost(sms.ref, "lost")):
            await self.desk.tell(lead_id, fact)
        await self.desk.tell(lead_id, events.SmsSettled(Person(OWNER, "Ольга"), sms.ref, went=False))

    async def hold(self, lead_id: int, person: int) -> None:
        """A wish of theirs, held for longer than the test lasts."""
        now, rules = self.desk.clock.now(), replace(self.desk.service.rules(), staff=StaffRules(undo=AGES))
        service, wish = replace(self.desk.service, rules=lambda: rules), Person(person, f"Seller{person}")
        held = events.WishHeld(wish, self.dice.choice((Deed.WON, Deed.ORDER, Deed.STAGE)), name=PAY.name)
        await self.desk.store.write(lambda books: service.tell(books, lead_id, held, now))

    async def draft(self, lead_id: int, person: int) -> str:
        """What somebody was shown before it is sent; the rest of a button's data."""
        now, stamp = self.desk.clock.now(), f"{self.dice.getrandbits(32):08x}"
        shown = Draft(lead_id, "Your order is ready")
        await self.desk.store.write(lambda books: keep_draft(books, person, stamp, shown, now))
        return stamp

    def macro(self) -> str:
        """The only one of the shop's, in a list of its own."""
        return f"{stamp_of('Noted', 'note: noted')}.{self.dice.getrandbits(32):08x}"

    async def speak_privately(self, person: int) -> int:
        """A message of the bot in somebody's own chat that is no lead's card."""
        before = len(self.fake.control.transcript(person))
        self.fake.control.say(person, person, "/help")
        for _ in range(200):
            said = [it for it in self.fake.control.transcript(person)[before:] if it.from_bot]
            if said:
                return int(said[0].message_id)
            await asyncio.sleep(0.1)
        raise AssertionError("/help was not answered")

    async def press(self, person: int, chat: int, message_id: int, data: str) -> Press:
        """Until it was answered, and what follows from the answer was written down."""
        press = self.fake.control.press(person, chat, message_id, data, stale=True)
        for _ in range(300):
            unread = await self.desk.store.read(lambda books: books.inbox.waiting())
            if press.answer is not None and not unread:
                break
            await asyncio.sleep(0.1)
        return press

    async def refusals(self, newest: int = 100_000) -> list[Act]:
        """The newest first."""
        return await self.desk.store.read(lambda books: books.acts.latest(newest, what=REFUSED))

    async def last_refusal(self) -> int:
        """Its number; 0: nothing was refused yet."""
        return next((it.id for it in await self.refusals(1)), 0)

    async def picture(self) -> Any:
        """All that a press could change: leads, their stories, what was given up, what was done, what was asked."""
        return await self.desk.store.read(_draw)


@asynccontextmanager
async def open_crowd(seed: int, folder: Path, database: str) -> AsyncIterator[Crowd]:
    """To be run in leaping time."""
    clock = LeapingClock()
    async with open_telegram(clock, seed) as fake:
        desk = open_desk(write_settings(folder, fake.url, database), clock, neighbours=TwoSides().neighbours)
        now = clock.now()
        assert desk.exchange
        await desk.exchange.stages.refresh()

        def name_them(books: Books) -> None:
            for person, role in KEPT_ROLES.items():
                books.people.meet(person, f"Seller{person}", "", now, reachable=True)
                books.people.change(person, now, role=role)

        await desk.store.write(name_them)
        desk.start()
        try:
            yield Crowd(desk, fake, random.Random(seed))
        finally:
            await desk.stop()


def _draw(books: Books) -> Any:
    """Of the leads that are old by now only how many they are, how much they hold, and when one changed last."""
    db = books.leads._db
    told = act.c.what.not_in((REFUSED, "reveal"))  # who saw a number changed none
    return (
        db.execute(select(lead.c.id, lead.c.body).order_by(lead.c.id.desc()).limit(NEWEST)).all(),
        db.execute(select(func.count(), func.sum(func.length(lead.c.body)), func.max(lead.c.changed_at))).all(),
        db.execute(select(func.count(), func.max(history.c.id))).all(),
        db.execute(select(func.count(), func.max(act.c.id)).where(told)).all(),
        [it.id for it in books.jobs.listed((FAILED,), 100_000)],
        db.execute(select(pair_note.c.id).where(pair_note.c.what.in_(BY_PEOPLE))).all(),
    )
