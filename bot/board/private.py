"""What only one person gets: the number of a lead they took, and alarms for the admins."""

import asyncio
from collections.abc import Awaitable
from datetime import datetime, timedelta

import structlog

from bot.board.group import Group
from bot.board.hanger import Hanger
from bot.board.painter import Painter, may_see
from bot.board.place import alarm_name, number_name, reminder_name
from bot.board.reveals import note_reveal
from bot.cards.card import Card
from bot.cards.choices import render_reminder
from bot.cards.notices import render_alarm, render_dropped, render_former, render_number
from bot.courier.errors import BLOCKED, NO_CHAT
from bot.courier.letter import Letter
from bot.courier.limits import Precedence
from bot.courier.messages import Messages
from desk.errors import DeskError, Rejected
from desk.leads.effects.outcome import Done, Outcome
from desk.leads.model import Lead
from desk.ports import Clock
from desk.staff.roles import DISMISSED
from storage.books import Books, Store
from storage.jobs import Job
from storage.people import Known

AGAIN_AFTER = timedelta(hours=12)  # an alarm that nobody mended is repeated
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
        self._alarms = asyncio.Lock()  # two that run side by side would both find that nobody was told

    async def tell_number(self, job: Job) -> Outcome:
        """The whole number to the one who has the lead: in the private chat, else in the group for them alone."""
        lead_id, person = job.lead_id or 0, int(job.data["subject"])
        lead, known = await self._store.read(lambda books: (books.leads.load(lead_id), books.people.find(person)))
        if not may_see(lead, person):
            return Done("somebody else has it now")
        language, now = self._painter.language_of(known), self._clock.now()
        card = render_number(lead, now=now, language=language, shop_zone=self._painter.zone)
        await self._store.write(lambda books: note_reveal(books, lead, person, now, f"reveal:{job.id}"))
        if await self._reach(person, self._hanger.hang_anew(number_name(lead_id), _letter(person, card))):
            return Done()
        if self._group.place.chat_id and await self._messages.whisper(self._group.chat_id, person, card):
            return Done("told in the group, for them alone")
        return Done("their private chat is closed; the answer to the press had the number")

    async def remind(self, job: Job) -> Outcome:
        """To the owner of a lead, privately: it waits for them (N-01)."""
        lead_id, person = job.lead_id or 0, int(job.data["subject"])
        lead, known = await self._store.read(lambda books: (books.leads.load(lead_id), books.people.find(person)))
        if not may_see(lead, person):
            return Done("somebody else has it now")
        card = render_reminder(
            lead, now=self._clock.now(), language=self._painter.language_of(known), shop_zone=self._painter.zone
        )
        if not await self._reach(person, self._hanger.hang_anew(reminder_name(lead_id), _letter(person, card))):
            return Done("their private chat is closed")
        return Done()

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
        lead_id, person = job.lead_id or 0, int(job.data["subject"])
        lead, known = await self._store.read(lambda books: (books.leads.load(lead_id), books.people.find(person)))
        if may_see(lead, person):
            return Done("they have it again")
        for name in (number_name(lead_id), reminder_name(lead_id)):
            if hung := await self._hanger.find(name, person):
                card = render_former(
                    lead, now=self._clock.now(), language=self._painter.language_of(known), zone=self._painter.zone
                )
                if hung.message_id:
                    await self._reach(person, self._hanger.hang(name, _letter(person, card)))
                await self._hanger.take_down(name, person)
        return Done()

    async def alarm_admins(self, job: Job) -> Outcome:
        """One message an admin and cause, until the trouble is over or half a day has passed (S0-56)."""
        cause, text = str(job.data["cause"]), str(job.data["text"])
        failures: list[DeskError] = []
        async with self._alarms:
            admins = await self._store.read(lambda books: books.people.admins(self._painter.admins))
            for admin, known in admins.items():
                card = render_alarm(cause, text, language=self._painter.language_of(known))
                try:
                    await self._alarm(admin, cause, card)
                except DeskError as error:  # the other admins hear of it all the same
                    failures.append(error)
        if failures:
            raise failures[0]
        return Done()

    async def _alarm(self, admin: int, cause: str, card: Card) -> None:
        now, name = self._clock.now(), alarm_name(cause)
        told = await self._store.read(lambda books: books.cards.find(name, admin))
        if told and told.shown and now - datetime.fromisoformat(told.shown) < AGAIN_AFTER:
            return
        await self._reach(admin, self._messages.send(_letter(admin, card)))
        await self._store.write(lambda books: books.cards.hang(name, admin, now, shown=now.isoformat()))

    async def _reach(self, person: int, sending: Awaitable[object]) -> bool:
        """False when their private chat is closed, which is then known. Raises what sending raises."""
        try:
            await sending
        except Rejected as error:
            if error.code not in (BLOCKED, NO_CHAT):
                raise
            log.warning("a private chat is closed", person=person, reason=error.reason)
            now = self._clock.now()
            await self._store.write(lambda books: books.people.change(person, now, reachable=0))
            return False
        return True


def _letter(person: int, card: Card) -> Letter:
    return Letter(person, card, precedence=Precedence.PRIVATE, patience=5.0)
