"""What only one person gets: the number of a lead they took, and alarms for the admins."""

import asyncio
from collections.abc import Awaitable, Sequence
from datetime import datetime, timedelta

import structlog

from bot.board.group import Group
from bot.board.hands import Hands
from bot.board.hanger import Hanger
from bot.board.painter import Painter, may_see
from bot.board.place import alarm_name, number_name, reminder_name
from bot.board.reveals import note_reveal
from bot.board.topics import Topic
from bot.board.whispers import Whispers
from bot.cards.card import Card
from bot.cards.choices import render_reminder
from bot.cards.notices import render_alarm, render_coming, render_dropped, render_former, render_number
from bot.courier.errors import ONES_OWN
from bot.courier.letter import Letter
from bot.courier.limits import Precedence
from bot.courier.messages import Messages
from desk.errors import DeskError, Rejected, Temporary
from desk.leads.effects.outcome import Done, Outcome
from desk.leads.model import Lead
from desk.leads.view import PastEntry
from desk.leads.work import alarm_admins
from desk.ports import Clock
from desk.staff.roles import DISMISSED
from storage.books import Books, Store
from storage.jobs import Job
from storage.people import Known

AGAIN_AFTER = timedelta(hours=12)  # an alarm that nobody mended is repeated
NOBODY = 300.0  # seconds until an alarm that reached nobody is tried again
UNREACHED = "unreached"  # the cause of the alarm, with the person's number behind it
TAKEN = frozenset({"claimed", "by_hand"})  # by a press, whose answer told the number
GIVEN = frozenset({"given", "handed_to"})
log = structlog.get_logger("board")


class PrivateWord:
    def __init__(
        self, store: Store, messages: Messages, hanger: Hanger, clock: Clock, painter: Painter, group: Group
    ) -> None:
        self._store = store
        self._messages = messages
        self._hanger = hanger
        self._clock = clock
        self._painter = painter
        self._group = group
        self._hands = Hands()
        self._whispers = Whispers(store, messages, clock, group)
        self._alarms = asyncio.Lock()  # two that run side by side would both find that nobody was told

    async def tell_number(self, job: Job) -> Outcome:
        """The whole number to the one who has the lead: in the private chat, else in the group for them alone.

        Whoever was given it by others and hears nothing of it is a matter for the admins.
        """
        async with self._hands.alone(job.lead_id or 0):
            return await self._tell_number(job, job.lead_id or 0, int(job.data["subject"]))

    async def _tell_number(self, job: Job, lead_id: int, person: int) -> Outcome:
        lead, known = await self._store.read(lambda books: (books.leads.load(lead_id), books.people.find(person)))
        if not may_see(lead, person):
            return Done("somebody else has it now")
        language, now, zone = self._painter.language_of(known), self._clock.now(), self._painter.zone
        card = render_number(lead, now=now, language=language, shop_zone=zone)
        coming = render_coming(lead, now=now, language=language, shop_zone=zone)
        await self._store.write(lambda books: note_reveal(books, lead, person, now, f"reveal:{job.id}"))
        if told := await self._tell_alone(number_name(lead_id), _letter(person, card, coming)):
            return told
        history = await self._store.read(lambda books: books.leads.history(lead_id))
        if not _was_given(history):
            return Done("their private chat is closed; the answer to the press had the number")
        return await self._escalate(lead, person)

    async def remind(self, job: Job) -> Outcome:
        """To the owner of a lead, privately: it waits for them (N-01)."""
        async with self._hands.alone(job.lead_id or 0):
            return await self._remind(job.lead_id or 0, int(job.data["subject"]))

    async def _remind(self, lead_id: int, person: int) -> Outcome:
        lead, known = await self._store.read(lambda books: (books.leads.load(lead_id), books.people.find(person)))
        if not may_see(lead, person):
            return Done("somebody else has it now")
        now, language, zone = self._clock.now(), self._painter.language_of(known), self._painter.zone
        card, veil = (
            render_reminder(lead, now=now, language=language, shop_zone=zone, full=full) for full in (True, False)
        )
        letter = _letter(person, card, veil)
        return await self._tell_alone(reminder_name(lead_id), letter) or await self._escalate(lead, person)

    async def tell_dropped(self, job: Job) -> Outcome:
        """To whoever asked for it: it was not done. Of those who do not work here any more the admins are told."""
        lead_id, person = job.lead_id or 0, int(job.data["subject"])

        def look(books: Books) -> tuple[Lead, Known | None, dict[int, Known | None]]:
            return books.leads.load(lead_id), books.people.find(person), books.people.admins(self._painter.admins)

        lead, known, admins = await self._store.read(look)
        gone = known is None or known.role == DISMISSED
        for reader, reading in (admins if gone else {person: known}).items():
            card = render_dropped(
                lead,
                str(job.data["deed"]),
                str(job.data["name"]),
                str(job.data["why"]),
                now=self._clock.now(),
                language=self._painter.language_of(reading),
                zone=self._painter.zone,
            )
            await self._reach(reader, self._messages.send(_letter(reader, card)))
        return Done()

    async def hide_number(self, job: Job) -> Outcome:
        """Whoever had the lead does not keep its number in their chat (N-04)."""
        async with self._hands.alone(job.lead_id or 0):
            return await self._hide_number(job.lead_id or 0, int(job.data["subject"]))

    async def _hide_number(self, lead_id: int, person: int) -> Outcome:
        lead, known = await self._store.read(lambda books: (books.leads.load(lead_id), books.people.find(person)))
        if may_see(lead, person):
            return Done("they have it again")
        for name in (number_name(lead_id), reminder_name(lead_id)):
            await self._whispers.take_back(name, person)
            if hung := await self._hanger.find(name, person):
                card = render_former(
                    lead, now=self._clock.now(), language=self._painter.language_of(known), zone=self._painter.zone
                )
                if hung.message_id:
                    await self._reach(person, self._hanger.fade(name, _letter(person, card), hung.message_id))
                await self._hanger.take_down(name, person)
        return Done()

    async def alarm_admins(self, job: Job) -> Outcome:
        """One message an admin and cause, until the trouble is over or half a day has passed (S0-56).

        Where no admin can be reached the sellers' chat hears of it; where that is closed, too, it is tried again and
        again, and stands in the log.
        """
        cause, text = str(job.data["cause"]), str(job.data["text"])
        failures: list[DeskError] = []
        heard = False
        async with self._alarms:
            admins = await self._store.read(lambda books: books.people.admins(self._painter.admins))
            for admin, known in admins.items():
                card = render_alarm(cause, text, language=self._painter.language_of(known))
                try:
                    heard |= await self._alarm(_letter(admin, card), cause)
                except DeskError as error:  # the other admins hear of it all the same
                    failures.append(error)
            if not heard and not failures:
                await self._alarm_group(cause, text)
        if failures:
            raise failures[0]
        return Done()

    async def _alarm_group(self, cause: str, text: str) -> None:
        group = self._group
        card = render_alarm(cause, text, language=self._painter.language)
        try:
            thread = await group.thread(Topic.TROUBLE)
            letter = Letter(group.chat_id, card, thread, Precedence.URGENT, patience=5.0)
            if group.place.chat_id and await self._alarm(letter, cause):
                return
        except Rejected as error:
            text = f"{text}; {error.reason}"
        log.critical("an alarm reached nobody", cause=cause, reason=text)
        raise Temporary("nobody can be reached", retry_after=NOBODY, blameless=True)

    async def _alarm(self, letter: Letter, cause: str) -> bool:
        """Whether it is heard there. Raises what sending raises, but for a private chat that is closed."""
        now, name, chat = self._clock.now(), alarm_name(cause), letter.chat_id
        told = await self._store.read(lambda books: books.cards.find(name, chat))
        if told and told.shown and timedelta(0) <= now - datetime.fromisoformat(told.shown) < AGAIN_AFTER:
            return True
        if not await self._reach(chat, self._messages.send(letter)):
            return False
        await self._store.write(lambda books: books.cards.hang(name, chat, now, shown=now.isoformat()))
        return True

    async def _tell_alone(self, name: str, letter: Letter) -> Done | None:
        """To one person only: in the private chat, else in the group for their eyes. None where neither is possible."""
        if await self._reach(letter.chat_id, self._hanger.hang_anew(name, letter)):
            return Done()
        if await self._whispers.tell(name, letter):
            return Done("told in the group, for them alone")
        return None

    async def _escalate(self, lead: Lead, person: int) -> Done:
        """They do not know what waits for them."""
        now, name = self._clock.now(), lead.assignee.name if lead.assignee else str(person)
        job = alarm_admins(f"{UNREACHED}:{person}", f"#{lead.id}: {name}", now)
        await self._store.write(lambda books: books.jobs.put(job))
        return Done("they cannot be reached; the admins are told")

    async def _reach(self, person: int, sending: Awaitable[object]) -> bool:
        """False when their private chat is closed. Raises what sending raises, also for a group."""
        try:
            await sending
        except Rejected as error:
            if error.code not in ONES_OWN or person < 0:
                raise
            log.warning("a private chat is closed", person=person, reason=error.reason)
            return False
        return True


def _letter(person: int, card: Card, veil: Card | None = None) -> Letter:
    return Letter(person, card, precedence=Precedence.PRIVATE, patience=5.0, veil=veil)


def _was_given(history: Sequence[PastEntry]) -> bool:
    """By others, not by their own press."""
    return next((it.what in GIVEN for it in reversed(history) if it.what in GIVEN | TAKEN), False)
