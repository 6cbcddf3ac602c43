"""The morning comparison of store, CRM and desk: when it is due, what people see of it, and *fix these* (N-12)."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.app.daily import is_due
from bot.app.overrides import LiveSettings
from bot.cards.card import Card
from bot.cards.comparison import mendable, render_comparison, stamp_of
from desk.errors import Conflict
from desk.exchange.comparison import Report
from desk.leads.books import Lane, NewJob, Priority
from desk.leads.effects.outcome import Done
from desk.leads.model import Person
from desk.ports import Clock
from handlers.telegram.desk import Guest
from scheduler.comparison import REPORT, REPORTS, Comparison
from scheduler.handlers import Handler
from scheduler.repair import Repair
from storage.books import Books, Store
from storage.jobs import Job

COMPARE, REPAIR, SHOW_COMPARISON = "exchange.compare", "exchange.repair", "chat.show_comparison"
DAILY, MENDED = "daily:comparison", "exchange:mended"  # in the vault
FIX = "fix"  # of the log of acts
CHANGED = "the comparison has changed: look at it again"


@dataclass(frozen=True, slots=True)
class Comparing:
    store: Store
    clock: Clock
    live: LiveSettings
    comparison: Comparison
    repair: Repair

    async def run(self) -> None:
        """Owe it once a day, at the hour of the settings."""
        at, zone, now = self.live.current.order_sync.compare_at, self.live.file.shop.timezone, self.clock.now()
        if at and is_due(at, zone, now):
            await self.store.write(lambda books: self._owe_today(books, now))

    async def fix(self, guest: Guest, stamp: str, key: str) -> int:
        """Put on its way what was shown under this stamp; how many there are. Raises Conflict when it is another."""
        now = self.clock.now()
        return await self.store.write(lambda books: owe_repair(books, guest.person, stamp, key, now))

    def handlers(self) -> dict[str, Handler]:
        return {COMPARE: Handler(self._compare), REPAIR: Handler(self._mend)}

    async def _compare(self, job: Job) -> Done:
        report = await self.comparison.run()
        if report.findings or job.data.get("asked"):
            await self.store.write(
                lambda books: books.jobs.put(show_comparison(self._day(), self.clock.now(), anew=True))
            )
        return Done()

    async def _mend(self, job: Job) -> Done:
        report = await self.store.read(load_report)
        if report is None or stamp_of(report) != job.data["stamp"]:
            return Done("a newer comparison has taken its place")
        mended = await self.repair.run(mendable(report), str(job.data["who"]))

        def keep(books: Books) -> None:
            now = self.clock.now()
            books.vault.keep(MENDED, {"stamp": stamp_of(report), "count": mended}, now)
            books.jobs.put(show_comparison(self._day(), now))

        await self.store.write(keep)
        return Done()

    def _owe_today(self, books: Books, now: datetime) -> None:
        today = {"on": self._day()}
        if books.vault.load(DAILY) != today:
            books.vault.keep(DAILY, today, now)
            books.jobs.put(compare(now))

    def _day(self) -> str:
        return f"{self.clock.now().astimezone(ZoneInfo(self.live.file.shop.timezone)).date()}"


@dataclass(frozen=True, slots=True)
class ComparisonCard:
    """The living card, as it is drawn now. ``zone`` (IANA) is the shop's."""

    zone: str

    def __call__(self, books: Books, day: str, language: str, now: datetime) -> Card:
        report = load_report(books) or Report(now, 0)
        kept = books.vault.load(MENDED) or {}
        mended = int(kept["count"]) if kept.get("stamp") == stamp_of(report) else None
        return render_comparison(report, now=now, language=language, shop_zone=self.zone, mended=mended)


def load_report(books: Books) -> Report | None:
    """The latest."""
    kept = books.vault.load(REPORT)
    return None if kept is None else REPORTS.validate_python(kept)


def owe_repair(books: Books, by: Person, stamp: str, key: str, now: datetime) -> int:
    """With the row that says who wanted it. Raises Conflict."""
    report = load_report(books)
    if report is None or stamp_of(report) != stamp:
        raise Conflict(CHANGED)
    count = len(mendable(report))
    if books.acts.is_new(key):
        note_fix(books, by, report, now, key)
        data = {"stamp": stamp, "who": by.name}
        job = NewJob(REPAIR, Lane.STORE, f"{REPAIR}:{stamp}", now, "a person asked for it", data=data)
        books.jobs.put(job)
    return count


def compare(now: datetime, *, asked: bool = False) -> NewJob:
    """``asked``: people see it, also when nothing was found."""
    return NewJob(COMPARE, Lane.CRM, COMPARE, now, "store and CRM side by side", data={"asked": asked})


def show_comparison(day: str, now: datetime, *, anew: bool = False) -> NewJob:
    """One living card of each day (ISO date) for each admin."""
    data, line = {"day": day, "anew": anew}, f"{SHOW_COMPARISON}:{day}"
    key = f"{line}:anew" if anew else line
    why = "what a comparison has found"
    return NewJob(SHOW_COMPARISON, Lane.CHAT, key, now, why, line=line, data=data, priority=Priority.PROMPT)


def note_fix(books: Books, by: Person, report: Report, now: datetime, key: str = "") -> None:
    """Who had how much put right."""
    books.acts.note(by, FIX, now, key=key, subject=str(len(mendable(report))))
