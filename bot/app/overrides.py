"""The settings in force: those of the file, and over them what people changed in the chat or on the command line.

Kept in the vault, known in memory: rules are asked for at every decision. Who changed what is in the log of acts.
"""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

import structlog

from bot.settings.changeable import group_of, read_value, write_value
from bot.settings.loading import Settings
from bot.texts.wording import Wording, find_answer_mistakes, make_wording
from desk.errors import Rejected
from desk.leads.model import Lead, Person
from desk.leads.records import SmsKind
from desk.ports import Clock
from desk.telephony import Speech
from storage.acts import Act
from storage.books import Books, Store

KEY = "settings"
SET = "set"
MOST_CHANGES = 500
Kept = Mapping[str, str]  # names of settings, and their values as people type them
log = structlog.get_logger("settings")


def load_kept(books: Books) -> Kept:
    return books.vault.load(KEY) or {}


def settings_in_force(file: Settings, kept: Kept, now: datetime) -> Settings:
    """What another version of the desk kept, and this one cannot use, is left out and said in the log."""
    settings = file
    for name, typed in kept.items():
        try:
            settings = _read(settings, name, typed, now)
        except Rejected as error:
            log.error("a changed setting is not used any more", name=name, reason=error.reason)
    return settings


def change_setting(
    books: Books, file: Settings, name: str, typed: str | None, by: Person, now: datetime, key: str = ""
) -> Kept:
    """``typed`` None: as in the file again. ``key``: a change that is told once more is the same.

    Returns all that is kept then. Raises Rejected for what cannot be.
    """
    kept = load_kept(books)
    if key and not books.acts.is_new(key):
        return kept
    if group_of(name) is None:
        raise Rejected(f"{name} is not changed here", code="value")
    after = {key: value for key, value in kept.items() if key != name}
    if typed is not None:
        after[name] = write_value(_read(file, name, typed, now), name)
    if after != kept:
        books.vault.keep(KEY, after, now)
        books.acts.note(by, SET, now, key=key, subject=name, before=kept.get(name), after=after.get(name))
    return after


def take_back(books: Books, file: Settings, act_id: int, by: Person, now: datetime, key: str = "") -> tuple[str, Kept]:
    """The value from before that act. Returns the setting's name, and all that is kept then; raises Rejected."""
    act = books.acts.find(act_id)
    if act is None or act.what != SET:
        raise Rejected("there is nothing to take back", code="value")
    if key and not books.acts.is_new(key):
        return act.subject, load_kept(books)
    if load_kept(books).get(act.subject) != act.data.get("after"):
        raise Rejected("it was changed again since then", code="value")
    return act.subject, change_setting(books, file, act.subject, act.data.get("before"), by, now, key)


def latest_changes(books: Books) -> dict[str, Act]:
    """The latest change of each setting that was changed."""
    return {it.subject: it for it in reversed(books.acts.latest(MOST_CHANGES, what=SET))}


class LiveSettings:
    """``current`` is asked for at every decision; ``file`` never changes while the desk runs.

    ``written``: the file alone, where ``file`` has what was connected besides.
    """

    def __init__(self, file: Settings, store: Store, clock: Clock, written: Settings | None = None) -> None:
        self.file = file
        self.written = written or file
        self.current = file
        self.kept: Kept = {}
        self._store = store
        self._clock = clock

    async def load(self) -> None:
        """Also what the command line changed meanwhile."""
        self._take(await self._store.read(load_kept))

    async def change(self, name: str, typed: str | None, by: Person, key: str = "") -> None:
        """Raises Rejected."""
        now = self._clock.now()
        self._take(await self._store.write(lambda books: change_setting(books, self.file, name, typed, by, now, key)))

    async def take_back(self, act_id: int, by: Person, key: str = "") -> str:
        """One tap back; the name of the setting. Raises Rejected."""
        now = self._clock.now()
        name, kept = await self._store.write(lambda books: take_back(books, self.file, act_id, by, now, key))
        self._take(kept)
        return name

    async def changes(self) -> dict[str, Act]:
        return await self._store.read(latest_changes)

    async def find(self, act_id: int) -> Act | None:
        return await self._store.read(lambda books: books.acts.find(act_id))

    def sms(self, lead: Lead, kind: SmsKind, *, advertise: bool) -> str:
        return self.wording().sms(lead, kind, advertise=advertise)

    def speech(self, lead: Lead, *, advertise: bool) -> Speech:
        return self.wording().speech(lead, advertise=advertise)

    def announcement(self, lead: Lead) -> Speech:
        return self.wording().announcement(lead)

    def wording(self) -> Wording:
        return make_wording(self.current)

    def _take(self, kept: Kept) -> None:
        if kept != self.kept:
            self.kept, self.current = kept, settings_in_force(self.file, kept, self._clock.now())


def _read(settings: Settings, name: str, typed: str, now: datetime) -> Settings:
    """Raises Rejected, also for a text that cannot be filled in."""
    changed = read_value(settings, name, typed, now.astimezone(ZoneInfo(settings.shop.timezone)).date())
    section, _, key = name.partition(".")
    mistakes: dict[str, str] = {}
    if section == "texts":
        mistakes = dict(make_wording(changed).find_mistakes())
    elif section == "answers" and key in changed.answers:
        mistakes = dict(find_answer_mistakes({key: changed.answers[key]}))
    if mistake := mistakes.get(key):
        raise Rejected(mistake, code="value")
    return changed
