"""The settings in force: those of the file, and over them what people changed in the chat or on the command line.

Kept in the vault, known in memory: rules are asked for at every decision. Who changed what is in the log of acts.
"""

from collections.abc import Mapping
from datetime import date
from zoneinfo import ZoneInfo

import structlog

from bot.settings.changeable import NAMES, read_value, write_value
from bot.settings.loading import Settings
from bot.texts.wording import Wording
from desk.errors import Rejected
from desk.leads.model import Lead, Person, SmsKind
from desk.ports import Clock, Speech
from storage.acts import Act
from storage.books import Books, Store

KEY = "settings"
SET = "set"
log = structlog.get_logger("settings")


class LiveSettings:
    def __init__(self, file: Settings, store: Store, clock: Clock) -> None:
        self.file = file
        self.current = file
        self.version = 0
        self._store = store
        self._clock = clock
        self._typed: Mapping[str, str] = {}

    async def load(self) -> None:
        """Also what another process changed meanwhile: the command line."""
        self._take(await self._store.read(_load))

    async def change(self, name: str, typed: str | None, by: Person) -> Settings:
        """``typed`` None: as in the file again. Raises Rejected for a value that cannot be."""
        now, today = self._clock.now(), self._today()

        def work(books: Books) -> dict[str, str]:
            kept = _load(books)
            before = kept.get(name)
            after = {key: value for key, value in kept.items() if key != name}
            if typed is not None:
                after[name] = write_value(check(read_value(self.file, name, typed, today), name), name)
            elif name not in NAMES:
                raise Rejected(f"{name} is not changed here", code="value")
            if after.get(name) != before:
                books.vault.keep(KEY, after, now)
                books.acts.note(by, SET, now, subject=name, before=before, after=after.get(name))
            return after

        self._take(await self._store.write(work))
        return self.current

    async def take_back(self, act_id: int, by: Person) -> str:
        """One tap back: the value from before that act; the name of the setting. Raises Rejected."""
        act = await self._store.read(lambda books: books.acts.find(act_id))
        if act is None or act.what != SET:
            raise Rejected("there is nothing to take back", code="value")
        if self._typed.get(act.subject) != act.data.get("after"):
            raise Rejected("it was changed again since then", code="value")
        before = act.data.get("before")
        await self.change(act.subject, None if before is None else str(before), by)
        return act.subject

    async def changes(self, limit: int = 200) -> dict[str, Act]:
        """The latest change of each setting that was changed."""
        acts = await self._store.read(lambda books: books.acts.latest(limit, what=SET))
        return {it.subject: it for it in reversed(acts)}

    def changed(self, name: str) -> bool:
        return name in self._typed

    def typed(self, name: str) -> str | None:
        """What people set; None where the file holds."""
        return self._typed.get(name)

    def wording(self) -> Wording:
        it = self.current
        return Wording(it.texts, it.calls, it.shop.name, it.telegram.language)

    def sms(self, lead: Lead, kind: SmsKind, *, advertise: bool) -> str:
        return self.wording().sms(lead, kind, advertise=advertise)

    def speech(self, lead: Lead, *, advertise: bool) -> Speech:
        return self.wording().speech(lead, advertise=advertise)

    def _take(self, typed: Mapping[str, str]) -> None:
        if typed == self._typed:
            return
        settings = self.file
        for name, text in typed.items():
            try:
                settings = check(read_value(settings, name, text, self._today()), name)
            except Rejected as error:  # kept by another version of the desk
                log.error("a changed setting is not used any more", name=name, reason=error.reason)
        self._typed, self.current, self.version = dict(typed), settings, self.version + 1

    def _today(self) -> date:
        return self._clock.now().astimezone(ZoneInfo(self.file.shop.timezone)).date()


def check(settings: Settings, name: str) -> Settings:
    """Raises Rejected for a text that cannot be filled in."""
    section, _, key = name.partition(".")
    if section != "texts":
        return settings
    wording = Wording(settings.texts, settings.calls, settings.shop.name, settings.telegram.language)
    if mistake := dict(wording.find_mistakes()).get(key):
        raise Rejected(mistake, code="value")
    return settings


def _load(books: Books) -> dict[str, str]:
    return books.vault.load(KEY) or {}
