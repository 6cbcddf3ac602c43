"""The books of call tracking without a database, and jobs that keep their lines."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from desk.errors import NotFound
from desk.leads.books import NewJob
from desk.tracking.case import Case, Result
from desk.tracking.export import Export
from desk.values import replace
from tests.faults.exchange.memory import MemoryBooks, MemoryJobs, MemoryVault

WROTE = (Result.CREATED_ORDER, Result.UPDATED_ORDER)
Claim = tuple[int, datetime | None]


@dataclass
class MemoryTouches:
    rows: dict[int, Case] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    claims: dict[str, Claim] = field(default_factory=dict)

    def find(self, key: str) -> Case | None:
        return self.rows[self.numbers[key]] if key in self.numbers else None

    def load(self, case_id: int) -> Case:
        return self.rows[case_id]

    def add(self, case: Case) -> Case:
        assert case.touch.key not in self.numbers, "one touch, two cases"
        added = replace(case, id=len(self.rows) + 1)
        self.rows[added.id], self.numbers[case.touch.key] = added, added.id
        return added

    def save(self, case: Case) -> None:
        self.rows[case.id] = case

    def with_order(self, order_ids: Collection[str]) -> set[str]:
        return {it.order_id for it in self.rows.values() if it.result in WROTE and it.order_id in order_ids}

    def claim(self, case_id: int, things: Sequence[str], now: datetime) -> bool:
        held = [self.claims[it] for it in things if it in self.claims]
        if any(holder != case_id and (until is None or until > now) for holder, until in held):
            return False
        self.claims |= dict.fromkeys(things, (case_id, None))
        return True

    def release(self, case_id: int, until: datetime | None = None) -> None:
        mine = [thing for thing, (holder, _) in self.claims.items() if holder == case_id]
        for thing in mine:
            del self.claims[thing]
            if until:
                self.claims[thing] = (case_id, until)


@dataclass
class MemoryExports:
    rows: dict[int, Export] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    times: dict[int, datetime | None] = field(default_factory=dict)

    def find(self, order_id: str) -> Export | None:
        return self.rows[self.numbers[order_id]] if order_id in self.numbers else None

    def load(self, export_id: int) -> Export:
        if export_id not in self.rows:
            raise NotFound("there is no such export")
        return self.rows[export_id]

    def add(self, export: Export, now: datetime, delay: timedelta) -> Export:
        assert export.order_id not in self.numbers, "one order, two exports"
        added = replace(export, id=len(self.rows) + 1)
        self.numbers[export.order_id] = added.id
        self.save(added, now, delay)
        return added

    def save(self, export: Export, _now: datetime, delay: timedelta) -> None:
        owed = export.owed(delay)
        self.rows[export.id], self.times[export.id] = export, owed[1] if owed else None

    def due(self, now: datetime, limit: int) -> list[Export]:
        found = sorted((at, number) for number, at in self.times.items() if at and at <= now)
        return [self.rows[number] for _, number in found[:limit]]

    def next_due(self) -> datetime | None:
        return min((at for at in self.times.values() if at), default=None)


@dataclass
class LinedJobs(MemoryJobs):
    """``born``: in which order jobs came; one waits behind an earlier one of its line, however long that waits."""

    born: dict[str, int] = field(default_factory=dict)

    def put(self, *jobs: NewJob) -> None:
        for job in jobs:
            if job.key not in self.waiting:
                self.born[job.key] = max(self.born.values(), default=0) + 1
        super().put(*jobs)

    def due(self, now: datetime) -> list[str]:
        return [key for key in super().due(now) if not self._blocked(key)]

    def _blocked(self, key: str) -> bool:
        line = self.waiting[key].job.line
        others = [it for it in (*self.waiting.items(), *self.taken.items()) if it[0] != key and it[1].job.line == line]
        return any(self.born[other] < self.born[key] for other, _ in others)


class TrackingMemory(MemoryBooks):
    def __init__(self) -> None:
        super().__init__()
        self.jobs, self.vault = LinedJobs(), MemoryVault()
        self.touches, self.tracker_deals = MemoryTouches(), MemoryExports()

    def _parts(self) -> tuple[object, ...]:
        return self.touches, self.tracker_deals, self.vault, self.jobs
