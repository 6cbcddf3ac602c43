"""The admins' tools as the chat asks for them: files, copies of the database, and what runs here (X-38)."""

import asyncio
import platform
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version

from sqlalchemy import Connection

from bot.app.crew import Crew
from bot.cards.card import Card
from bot.cards.tools import Running, render_backup, render_no_backup, render_version
from bot.courier.errors import ONES_OWN
from bot.courier.letter import Letter
from bot.courier.messages import Messages
from desk.errors import Rejected
from desk.leads.books import Lane, NewJob, Priority
from desk.leads.effects.outcome import Done, Outcome
from desk.ports import Clock
from desk.staff.exports import Wanted
from desk.staff.roles import Role
from handlers.telegram.desk import Guest
from storage.backups import back_up_aside
from storage.books import Books, Store
from storage.jobs import Job
from storage.schema import current

EXPORT, BACKUP = "chat.export", "chat.backup"
NOT_ANY_MORE = "they may not have it any more"
NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


@dataclass(frozen=True, slots=True)
class DeskTools:
    """``since``: when the desk was started. ``zone`` (IANA) is the shop's."""

    store: Store
    clock: Clock
    crew: Crew
    messages: Messages
    zone: str
    since: datetime

    async def version(self, language: str) -> Card:
        engine, revision = await self.store.database.read(_look)
        running = Running(version("ringdesk"), platform.python_version(), engine, revision, self.since)
        return render_version(running, now=self.clock.now(), language=language, shop_zone=self.zone)

    async def owe_export(self, guest: Guest, wanted: Wanted, key: str) -> None:
        """The act, and the file for their private chat; telling it twice makes one of each."""
        data = {"what": wanted.what.value, "form": wanted.form.value, "period": wanted.period.value}
        await self._owe(guest, EXPORT, "export", str(wanted), key, data)

    async def owe_backup(self, guest: Guest, key: str) -> None:
        await self._owe(guest, BACKUP, "backup", "", key, {})

    async def back_up(self, job: Job) -> Outcome:
        """What became of it is told in the private chat of whoever asked."""
        person, language = int(job.data["person"]), str(job.data["language"])
        if not await self.store.read(lambda books: self.crew.holds(books, person, Role.OWNER)):
            return Done(NOT_ANY_MORE)
        url = self.store.database.url.render_as_string(hide_password=False)
        try:
            place, size = await asyncio.to_thread(back_up_aside, url, self.clock.now())
        except Rejected as error:
            return await self._tell(person, render_no_backup(error.reason, language=language))
        return await self._tell(person, render_backup(str(place), size, language=language))

    async def _owe(self, guest: Guest, kind: str, what: str, subject: str, key: str, data: dict[str, str]) -> None:
        now, told = self.clock.now(), {**data, "person": guest.person.id, "language": guest.language}
        job = NewJob(
            kind, Lane.CHAT, f"{kind}:{key}", now, "somebody asked for it", data=told, priority=Priority.PROMPT
        )

        def work(books: Books) -> None:
            if books.acts.is_new(key):
                books.acts.note(guest.person, what, now, key=key, subject=subject)
                books.jobs.put(job)

        await self.store.write(work)

    async def _tell(self, person: int, card: Card) -> Done:
        try:
            await self.messages.send(Letter(person, card))
        except Rejected as error:
            if error.code not in ONES_OWN:
                raise
            return Done("their private chat is closed")
        return Done()


def _look(connection: Connection) -> tuple[str, str]:
    """The engine with its version, and the schema's revision."""
    dialect = connection.dialect
    numbers = ".".join(map(str, dialect.server_version_info or ()))
    return f"{NAMES.get(dialect.name, dialect.name)} {numbers}".strip(), current(connection) or ""
