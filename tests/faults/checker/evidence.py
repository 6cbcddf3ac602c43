"""What a run left behind: the world's history, and the rows of the database file.

The rows are read with plain ``sqlite3`` and ``json``: a checker that went through the desk's own repositories
would share their misunderstandings.
"""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sandbox.kit.history import Entry

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FINAL = frozenset({"reached", "voicemail", "unreachable", "invalid_number", "won", "lost"})


@dataclass(frozen=True, slots=True)
class Happening:
    """One entry of the world's history. ``at`` is world time, UTC; ``real`` are monotonic seconds."""

    n: int
    at: datetime
    real: float
    who: str
    what: str
    data: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"#{self.n} {self.at:%d %H:%M:%S} {self.who} {self.what} {str(dict(self.data))[:160]}"


@dataclass(frozen=True, slots=True)
class LeadRow:
    """``body`` is the stored JSON, ``raw`` its text."""

    id: int
    source: str
    ref: str
    status: str
    next_at: datetime | None
    raw: str
    body: Mapping[str, Any]

    @property
    def final(self) -> bool:
        return self.status in FINAL


@dataclass(frozen=True, slots=True)
class PastRow:
    """One line of a lead's history."""

    id: int
    lead: int
    at: datetime
    what: str
    why: str
    who: str
    data: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"row {self.id} {self.at:%d %H:%M:%S} {self.what} ({self.why}, {self.who})"


@dataclass(frozen=True, slots=True)
class JobRow:
    id: int
    kind: str
    lane: str
    lead: int | None
    status: str
    run_at: datetime
    error: str = ""


@dataclass(frozen=True, slots=True)
class Rows:
    leads: Mapping[int, LeadRow] = field(default_factory=dict)
    past: Sequence[PastRow] = ()
    jobs: Sequence[JobRow] = ()

    def past_of(self) -> Mapping[int, list[PastRow]]:
        """The history of each lead, in the order in which it was written."""
        found: dict[int, list[PastRow]] = defaultdict(list)
        for row in self.past:
            found[row.lead].append(row)
        return found


@dataclass(frozen=True, slots=True)
class Terms:
    """How long people may take, while the shop is open (``opens`` by the moment). None: as long as they like."""

    opens: Callable[[datetime], bool]
    lease: timedelta | None = None
    remind_before: timedelta = timedelta(0)
    answer_within: timedelta | None = None
    warn_before: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class House:
    """The shop's rules as its owner wrote them, and what must never be seen."""

    hours: str = "Mon-Sun 09:00-21:00"
    result_timeout: timedelta = timedelta(minutes=10)
    secrets: frozenset[str] = frozenset()
    terms: Terms | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """``log`` is all that the desk ever wrote there. ``settled``: it was given the time to end everything."""

    happenings: Sequence[Happening]
    rows: Rows
    house: House = House()
    log: str = ""
    settled: bool = True

    @property
    def end(self) -> datetime:
        return self.happenings[-1].at

    def of(self, who: str, what: str) -> list[Happening]:
        return [it for it in self.happenings if it.who == who and it.what == what]


@dataclass(frozen=True, slots=True)
class Violation:
    """``promise`` is a number of reliability.md; ``proof`` are the entries and rows that show it."""

    promise: int
    text: str
    lead: int | None = None
    proof: tuple[object, ...] = ()

    def __str__(self) -> str:
        about = f" lead {self.lead}" if self.lead else ""
        return "\n    ".join([f"promise {self.promise}{about}: {self.text}", *map(str, self.proof)])


def read_history(entries: Iterable[Entry]) -> list[Happening]:
    return [
        Happening(it.n, datetime.fromisoformat(it.at).astimezone(UTC), it.monotonic, it.who, it.what, it.data)
        for it in entries
    ]


def read_rows(file: Path) -> Rows:
    with closing(sqlite3.connect(file)) as database:
        database.row_factory = sqlite3.Row
        return Rows(
            {row["id"]: _lead(row) for row in database.execute("SELECT * FROM lead ORDER BY id")},
            [_past(row) for row in database.execute("SELECT * FROM history ORDER BY id")],
            [_job(row) for row in database.execute("SELECT * FROM job ORDER BY id")],
        )


def find_damage(file: Path) -> list[str]:
    """What ``PRAGMA integrity_check`` complains of."""
    try:
        with closing(sqlite3.connect(file)) as database:
            said = [str(row[0]) for row in database.execute("PRAGMA integrity_check")]
    except sqlite3.DatabaseError as error:
        return [str(error)]
    return [] if said == ["ok"] else said


def moment(microseconds: int) -> datetime:
    return EPOCH + timedelta(microseconds=microseconds)


def _lead(row: sqlite3.Row) -> LeadRow:
    raw = bytes(row["body"]).decode()
    next_at = None if row["next_at"] is None else moment(row["next_at"])
    return LeadRow(row["id"], row["source"], row["ref"], row["status"], next_at, raw, json.loads(raw or "{}"))


def _past(row: sqlite3.Row) -> PastRow:
    data = json.loads(row["data"] or "{}")
    return PastRow(row["id"], row["lead_id"], moment(row["at"]), row["what"], row["why"], row["who"], data)


def _job(row: sqlite3.Row) -> JobRow:
    run_at = moment(row["run_at"])
    return JobRow(row["id"], row["kind"], row["lane"], row["lead_id"], row["status"], run_at, row["error"])
