"""The day at its beginning and at its end: the process as a picture, to the admins also the day's figures (X-37)."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.app.gallery import FLOW, STATS, Wish, picture_job
from bot.app.overrides import LiveSettings
from bot.board.topics import Topic
from bot.cards.statistics import View
from desk.ports import Clock
from desk.staff.shift import instant
from desk.statistics.period import Span
from storage.books import Books, Store

STALE = timedelta(hours=2)  # after so long a missed digest is not news any more


@dataclass(frozen=True, slots=True)
class Daily:
    live: LiveSettings
    store: Store
    clock: Clock

    async def run(self) -> int:
        """Owe what is due and was not owed today. Returns how many messages."""
        staff, zone, now = self.live.current.staff, self.live.file.shop.timezone, self.clock.now()
        due = [it for it, at in ((FLOW, staff.morning), (STATS, staff.evening)) if at and is_due(at, zone, now)]
        if not due:
            return 0
        return await self.store.write(lambda books: sum(self._owe(books, what, now) for what in due))

    def _owe(self, books: Books, what: str, now: datetime) -> int:
        """Once a day, in one transaction with what says so."""
        key, today = f"daily:{what}", f"{now.astimezone(ZoneInfo(self.live.file.shop.timezone)).date()}"
        if books.vault.load(key) == {"on": today}:
            return 0
        books.vault.keep(key, {"on": today}, now)
        readers = self._readers(books)
        for person, language in readers:
            wish = Wish(what, person, None, language, True, person, False, Span.DAY, View.LEADS)
            books.jobs.put(picture_job(wish, now))
        telegram = self.live.file.telegram
        if telegram.topics and telegram.sellers_chat:  # figures are not everybody's business: the process it is
            wish = Wish(FLOW, telegram.sellers_chat, None, telegram.language, True, topic=Topic.OVERVIEWS)
            books.jobs.put(picture_job(wish, now))
        return len(readers)

    def _readers(self, books: Books) -> list[tuple[int, str]]:
        """Admins whose private chats are open."""
        telegram = self.live.file.telegram
        admins = books.people.admins(telegram.admins).values()
        return [(it.id, it.language or telegram.language) for it in admins if it and it.reachable]


def is_due(at: str, zone: str, now: datetime) -> bool:
    """Whether that time (HH:MM) of the shop's day has come, and not long ago."""
    where = ZoneInfo(zone)
    moment = instant(where, now.astimezone(where).date(), time.fromisoformat(at))
    return moment <= now < moment + STALE
