"""A database with so many leads asleep, made in SQL: leads that wait for the hours, each with its timer."""

import sqlite3
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import orjson

from bench.load import order
from desk.hours import Calendar, parse_hours
from desk.leads.decision import Situation
from desk.leads.model import Lead
from desk.leads.opening import open_lead
from desk.leads.policy import ContactHours, Rules
from desk.orders.understanding import understand
from storage.columns import EPOCH, MICROSECOND
from storage.leads import LEAD
from storage.schema import migrate

FAR = datetime(2099, 1, 1, tzinfo=UTC)
NIGHT = datetime(2026, 11, 23, 3, 0, tzinfo=ZoneInfo("Europe/Moscow"))
ANY_ID = 900719925474  # stands for the lead's number in the text that is copied
NUMBERS = "WITH RECURSIVE n (id) AS (SELECT :first UNION ALL SELECT id + 1 FROM n WHERE id < :last)"
LEADS = f"""
INSERT INTO lead (id, source, ref, created_at, active_ref, status, name, phone, order_id, next_at, changed_at, body)
{NUMBERS}
SELECT id, 'site', 'B-' || id, :now, 'site' || char(10) || 'B-' || id, 'waiting_hours', 'анна петрова',
    '7916' || printf('%07d', id), 'b-' || id, :at, :now, CAST(replace(:body, :any, id) AS BLOB)
FROM n"""
TIMERS = f"""
INSERT INTO job (kind, lane, key, lead_id, data, status, run_at, cause, created_at)
{NUMBERS}
SELECT 'lead.wake', 'desk', 'lead.wake:' || id, id, CAST('{{}}' AS BLOB), 'waiting', :at, 'the hours open', :now
FROM n"""


def make_sleepers(file: Path, count: int) -> None:
    """A migrated database with ``count`` leads that wake in 2099."""
    migrate(f"sqlite+aiosqlite:///{file}")
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA synchronous=OFF")  # made for the measurement; the desk's own writes are FULL
        if count:
            _add(connection, 1, count, FAR)


def add_due(file: Path, moments: Iterable[datetime]) -> None:
    """One more lead for each moment."""
    with sqlite3.connect(file) as connection:
        (last,) = connection.execute("SELECT coalesce(max(id), 0) FROM lead").fetchone()
        for number, moment in enumerate(moments, last + 1):
            _add(connection, number, number, moment)


def _add(connection: sqlite3.Connection, first: int, last: int, at: datetime) -> None:
    body = LEAD.dump_json(_fall_asleep(at)).decode()
    values = {
        "first": first,
        "last": last,
        "now": _stored(datetime.now(UTC)),
        "at": _stored(at),
        "body": body,
        "any": str(ANY_ID),
    }
    connection.execute(LEADS, values)
    connection.execute(TIMERS, values)


def _fall_asleep(at: datetime) -> Lead:
    """It came at night, and waits until ``at``."""
    bought = understand("site", orjson.loads(order(ANY_ID)), ("order_id",), NIGHT, "fallback")
    rules = Rules(ContactHours(Calendar(parse_hours("Mon-Sun 09:00-21:00")), "Europe/Moscow"), crm=False)
    lead = open_lead(ANY_ID, bought, None, lambda _city: "", Situation(NIGHT, rules, "nonce")).lead
    return replace(lead, next=replace(lead.next, at=at))


def _stored(moment: datetime) -> int:
    return (moment - EPOCH) // MICROSECOND
