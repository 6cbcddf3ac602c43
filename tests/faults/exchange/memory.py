"""The books of the exchange without a database: what a transaction that fails has changed is put back."""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from desk.errors import NotFound
from desk.exchange.pair import Pair, Side
from desk.exchange.progress import Note
from desk.leads.books import Lane, NewJob
from desk.values import replace

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Owed:
    """A job as it waits. ``tries``: those that failed."""

    job: NewJob
    run_at: datetime
    tries: int = 0


@dataclass
class MemoryPairs:
    rows: dict[int, Pair] = field(default_factory=dict)
    hints: dict[tuple[Side, int], datetime] = field(default_factory=dict)
    notes: list[tuple[int, Note]] = field(default_factory=list)

    def find(self, store: str, ref: str) -> Pair | None:
        return next((it for it in self.rows.values() if (it.order.store, it.order.ref) == (store, ref)), None)

    def of_deal(self, deal_id: str) -> Pair | None:
        return next((it for it in self.rows.values() if it.deal and it.deal.id == deal_id), None)

    def load(self, pair_id: int) -> Pair:
        if pair_id not in self.rows:
            raise NotFound("there is no such pair")
        return self.rows[pair_id]

    def add(self, pair: Pair, _now: datetime) -> Pair:
        assert self.find(pair.order.store, pair.order.ref) is None, "two pairs for one order"
        added = replace(pair, id=len(self.rows) + 1)
        self.rows[added.id] = added
        return added

    def save(self, pair: Pair, _now: datetime) -> None:
        self.rows[pair.id] = pair

    def write(self, pair_id: int, _at: datetime, notes: Sequence[Note]) -> None:
        self.notes += [(pair_id, note) for note in notes]

    def log(self, pair_id: int) -> list[Note]:
        return [note for number, note in self.notes if number == pair_id]

    def hint(self, pair_id: int, side: Side, at: datetime) -> None:
        self.hints[side, pair_id] = at

    def hinted(self, side: Side, limit: int) -> list[Pair]:
        waiting = sorted((at, number) for (of, number), at in self.hints.items() if of is side)
        return [self.rows[number] for _, number in waiting[:limit]]

    def awaits(self, pair_id: int, side: Side) -> bool:
        return (side, pair_id) in self.hints

    def clear_hint(self, pair_id: int, side: Side, asked_at: datetime) -> None:
        if self.awaits(pair_id, side) and self.hints[side, pair_id] <= asked_at:
            del self.hints[side, pair_id]


@dataclass
class MemoryJobs:
    """One waiting job a key; of one line one at a time. What people are told is kept aside."""

    waiting: dict[str, Owed] = field(default_factory=dict)
    taken: dict[str, Owed] = field(default_factory=dict)
    alarms: list[NewJob] = field(default_factory=list)

    def put(self, *jobs: NewJob) -> None:
        self.alarms += [it for it in jobs if it.lane is Lane.CHAT]
        for job in jobs:
            if job.lane is Lane.CHAT:
                continue
            known = self.waiting.get(job.key)
            self.waiting[job.key] = replace(known, run_at=min(known.run_at, job.run_at)) if known else _owe(job)

    def cancel(self, key: str) -> None:
        self.waiting.pop(key, None)

    def due(self, now: datetime) -> list[str]:
        return [key for key, it in self.waiting.items() if it.run_at <= now and key not in self.taken]

    def take(self, key: str) -> Owed:
        self.taken[key] = self.waiting.pop(key)
        return self.taken[key]

    def again(self, key: str, at: datetime, tries: int) -> None:
        """Where an equal job came meanwhile, that one stands for both."""
        it = self.taken.pop(key)
        self.waiting.setdefault(key, replace(it, run_at=at, tries=tries))

    def release(self) -> None:
        for key, it in list(self.taken.items()):
            self.again(key, it.run_at, it.tries)


@dataclass
class MemoryVault:
    rows: dict[str, Mapping[str, Any]] = field(default_factory=dict)

    def load(self, key: str) -> Mapping[str, Any] | None:
        return self.rows.get(key)

    def keep(self, key: str, value: Mapping[str, Any], _at: datetime) -> None:
        self.rows[key] = value


class MemoryBooks:
    """Nobody's lead is worked here."""

    def __init__(self) -> None:
        self.pairs, self.jobs, self.vault = MemoryPairs(), MemoryJobs(), MemoryVault()

    @contextmanager
    def transaction(self) -> Iterator["MemoryBooks"]:
        kept = [(part, {name: value.copy() for name, value in vars(part).items()}) for part in self._parts()]
        try:
            yield self
        except BaseException:
            for part, values in kept:
                vars(part).update(values)
            raise

    def _parts(self) -> tuple[object, ...]:
        return self.pairs, self.jobs, self.vault


class MemoryStore:
    """``gate`` comes before each commit: there a process may wait, or die."""

    def __init__(self, books: MemoryBooks, gate: Callable[[], Awaitable[None]]) -> None:
        self.books, self._gate = books, gate

    async def write(self, work: Callable[[Any], T]) -> T:
        await self._gate()
        with self.books.transaction() as books:
            return work(books)

    async def read(self, work: Callable[[Any], T]) -> T:
        return work(self.books)


def _owe(job: NewJob) -> Owed:
    return Owed(job, job.run_at)
