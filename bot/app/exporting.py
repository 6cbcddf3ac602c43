"""Makes the file that somebody asked for, page by page beside the event loop, and sends it to them alone (X-38)."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.app.crew import Crew
from bot.app.tools import NOT_ANY_MORE
from bot.cards.tools import render_too_large, tell_file
from bot.courier.documents import LARGEST, Documents
from bot.courier.errors import ONES_OWN
from bot.courier.letter import Letter
from bot.courier.messages import Messages
from bot.exports import open_sheet, row_of_act, row_of_lead
from desk.errors import Rejected
from desk.leads.effects.outcome import Done, Outcome
from desk.ports import Clock
from desk.staff.exports import Form, Period, Wanted, What, begin_of
from desk.staff.roles import Role
from storage.books import Books, Store
from storage.jobs import Job

A_PAGE = 500  # rows: between two of them orders are taken in
AGAIN_AFTER = 4.0  # seconds that an announcement is sure to be seen

Rows = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Exporter:
    store: Store
    clock: Clock
    crew: Crew
    messages: Messages
    documents: Documents
    zone: str

    async def __call__(self, job: Job) -> Outcome:
        """Rights are asked again: the file holds whole numbers. Raises what sending raises."""
        person, language = int(job.data["person"]), str(job.data["language"])
        wanted = Wanted(What(job.data["what"]), Form(job.data["form"]), Period(job.data["period"]))
        if not await self.store.read(lambda books: self.crew.holds(books, person, Role.ADMIN)):
            return Done(NOT_ANY_MORE)
        content, count = await self._write(wanted, person)
        try:
            if len(content) > LARGEST:
                await self.messages.send(Letter(person, render_too_large(len(content), LARGEST, language=language)))
            else:
                name = name_of(wanted, self.zone, self.clock.now())
                await self.documents.send(person, name, content, tell_file(wanted, count, language))
        except Rejected as error:
            if error.code not in ONES_OWN:
                raise
            return Done("their private chat is closed")
        return Done()

    async def _write(self, wanted: Wanted, person: int) -> tuple[bytes, int]:
        """The file, and how many rows it has; while it is made, the chat shows so."""
        since = begin_of(wanted.period, ZoneInfo(self.zone), self.clock.now())
        sheet, count, announced = open_sheet(wanted.form, wanted.what), 0, float("-inf")
        after = await self.store.read(lambda books: _start(books, wanted.what, since))
        while True:
            if self.clock.monotonic() - announced > AGAIN_AFTER:
                await self.documents.announce(person)
                announced = self.clock.monotonic()
            last, rows = await self._read(wanted.what, after)
            if not rows:
                return await asyncio.to_thread(sheet.close), count
            await asyncio.to_thread(sheet.add, rows)
            after, count = last, count + len(rows)

    async def _read(self, what: What, after: int) -> tuple[int, Rows]:
        return await self.store.read(lambda books: _page(books, what, after))


def name_of(wanted: Wanted, zone: str, now: datetime) -> str:
    return f"{wanted.what}-{now.astimezone(ZoneInfo(zone)):%Y-%m-%d}-{wanted.period}.{wanted.form}"


def _start(books: Books, what: What, since: datetime | None) -> int:
    if since is None:
        return 0
    return books.spans.before_acts(since) if what is What.AUDIT else books.spans.before_leads(since)


def _page(books: Books, what: What, after: int) -> tuple[int, Rows]:
    """The number of the last row, and the rows as they stand in the file."""
    if what is What.AUDIT:
        acts = books.spans.acts(after, A_PAGE)
        return (acts[-1][0] if acts else after), [row_of_act(it) for _, it in acts]
    leads = books.spans.leads(after, A_PAGE)
    return (leads[-1][0] if leads else after), [row_of_lead(it) for _, it in leads]
