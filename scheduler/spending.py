"""Looks after the brake: tells people once, lets go what waited, and begins each day anew (N-09)."""

from datetime import datetime, timedelta

import structlog

from desk.leads.books import Lane, NewJob, Priority
from desk.leads.charges import HELD, Kind
from desk.ports import Clock
from desk.spending.brake import MARGIN, Allowance, Verdict, is_warning
from desk.spending.purse import NOTHING
from desk.values import replace
from scheduler.brake import JOBS, Look, SpendingBrake
from storage.books import Books, Store

SHOW_SPENDING = "chat.show_spending"
LOOK_EVERY = timedelta(seconds=5)
LEARN_EVERY = timedelta(minutes=10)
AT_ONCE = 10  # of a kind that are let go at one look: neighbours are not flooded
REFRESH = timedelta(seconds=10)  # the card counts what waits no faster
log = structlog.get_logger("spending")


class SpendingWatch:
    """What it knows besides the rows may be forgotten at any time."""

    def __init__(self, store: Store, clock: Clock, brake: SpendingBrake) -> None:
        self._store = store
        self._clock = clock
        self._brake = brake
        self._learnt: datetime | None = None
        self._shown: dict[Kind, int] = {}

    async def run(self) -> int:
        """Returns how many were let go."""
        now = self._clock.now()
        if self._learnt is None or now - self._learnt >= LEARN_EVERY:
            await self._store.read(lambda books: self._brake.learn(books, now))
            self._learnt = now
        if not await self._store.read(lambda books: self._has_work(books, now)):
            return 0
        freed = await self._store.write(lambda books: self._tend(books, now))
        if freed:
            log.info("what waited for money goes on", count=freed)
        return freed

    def _has_work(self, books: Books, now: datetime) -> bool:
        look = self._brake.look(books, now)
        news = tell(look) != look.allowance or self._is_new_day(books, look.allowance)
        return news or bool(look.held) or look.held != self._shown

    def _tend(self, books: Books, now: datetime) -> int:
        look = self._brake.look(books, now)
        if self._is_new_day(books, look.allowance):  # yesterday's card gets its last word, and loses its buttons
            books.jobs.put(show_spending(self._brake.kept_day(books), now))
            self._brake.keep(books, look.allowance, now)
        told = tell(look)
        if told != look.allowance:
            self._brake.keep(books, told, now)
            books.jobs.put(show_spending(told.day, now, anew=True))
        elif look.held != self._shown and told.reached:
            books.jobs.put(show_spending(told.day, now + REFRESH))
        self._shown = dict(look.held)
        return sum(self._let_go(books, look, kind, now) for kind in look.held)

    def _is_new_day(self, books: Books, today: Allowance) -> bool:
        kept = self._brake.kept_day(books)
        return bool(kept) and kept != today.day

    def _let_go(self, books: Books, look: Look, kind: Kind, now: datetime) -> int:
        if look.verdict(kind) is not Verdict.GO:
            return 0
        return books.jobs.let_go(JOBS[kind], HELD, now, places(look, kind))


def places(look: Look, kind: Kind) -> int:
    """How many of this kind may be tried now: each is judged once more when it starts."""
    price = look.purse.most.get(kind)
    if look.policy.limit is None or look.allowance.free or price == NOTHING:
        return AT_ONCE
    if price is None:
        return 1
    room = look.policy.limit + look.allowance.extra - look.purse.spent - look.purse.pending
    return min(AT_ONCE, max(1, int(room / (MARGIN * price)) - sum(look.purse.flying.values())))


def tell(look: Look) -> Allowance:
    """What people are to know by now. The limit is reached when something had to wait for it."""
    it = look.allowance
    reached = it.reached or any(look.verdict(kind) is Verdict.STOP for kind in look.held)
    warned = it.warned or reached or is_warning(look.policy, it, look.purse)
    return it if (warned, reached) == (it.warned, it.reached) else replace(it, warned=warned, reached=reached)


def show_spending(day: str, at: datetime, *, anew: bool = False) -> NewJob:
    """One living card of each day (ISO date) for each admin. ``anew``: it comes once more, with a sound."""
    data, line = {"day": day, "anew": anew}, f"{SHOW_SPENDING}:{day}"
    key = f"{line}:anew" if anew else line
    return NewJob(
        SHOW_SPENDING, Lane.CHAT, key, at, "the day's spending", line=line, data=data, priority=Priority.PROMPT
    )
