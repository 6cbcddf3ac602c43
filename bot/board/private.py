"""What only one person gets: the number of a lead they took, and alarms for the admins."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog

from bot.board.group import Group
from bot.board.painter import Painter, may_see
from bot.board.place import alarm_name
from bot.cards.card import Card
from bot.cards.notices import render_alarm, render_number
from bot.courier.errors import BLOCKED, NO_CHAT
from bot.courier.letter import Letter
from bot.courier.limits import Precedence
from bot.courier.messages import Messages
from desk.errors import DeskError, Rejected
from desk.leads.effects.outcome import Done, Outcome
from desk.ports import Clock
from desk.staff.roles import Role
from storage.books import Books, Store
from storage.jobs import Job
from storage.people import Known

AGAIN_AFTER = timedelta(hours=12)  # an alarm that nobody mended is repeated
ADMINS = (Role.OWNER, Role.ADMIN)
log = structlog.get_logger("board")


class PrivateWord:
    def __init__(self, store: Store, messages: Messages, clock: Clock, painter: Painter, group: Group) -> None:
        self._store = store
        self._messages = messages
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
        language, now = self._language(known), self._clock.now()
        card = render_number(lead, now=now, language=language, shop_zone=self._painter.zone)
        if await self._send(person, card):
            return Done()
        if self._group.place.chat_id and await self._messages.whisper(self._group.chat_id, person, card):
            return Done("told in the group, for them alone")
        return Done("their private chat is closed; the answer to the press had the number")

    async def alarm_admins(self, job: Job) -> Outcome:
        """One message an admin and cause, until the trouble is over or half a day has passed (S0-56)."""
        cause, text = str(job.data["cause"]), str(job.data["text"])
        failures: list[DeskError] = []
        async with self._alarms:
            for admin, known in await self._store.read(self._admins):
                try:
                    await self._alarm(admin, cause, render_alarm(cause, text, language=self._language(known)))
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
        await self._send(admin, card)
        await self._store.write(lambda books: books.cards.hang(name, admin, now, shown=now.isoformat()))

    async def _send(self, person: int, card: Card) -> bool:
        """False when their private chat is closed, which is then known. Raises what sending raises."""
        try:
            await self._messages.send(Letter(person, card, precedence=Precedence.PRIVATE, patience=5.0))
        except Rejected as error:
            if error.code not in (BLOCKED, NO_CHAT):
                raise
            log.warning("a private chat is closed", person=person, reason=error.reason)
            now = self._clock.now()
            await self._store.write(lambda books: books.people.change(person, now, reachable=0))
            return False
        return True

    def _admins(self, books: Books) -> Sequence[tuple[int, Known | None]]:
        named = {it.id: it for it in books.people.with_roles(ADMINS)}
        return [(it, books.people.find(it)) for it in sorted(self._painter.admins | named.keys())]

    def _language(self, known: Known | None) -> str:
        return known.language if known and known.language else self._painter.language
