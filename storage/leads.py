"""Leads, their history and what they have been told."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

import orjson
from pydantic import TypeAdapter
from sqlalchemy import Connection, Row, bindparam, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from desk.errors import Conflict, NotFound
from desk.leads.decision import Entry
from desk.leads.doubts import doubts_of
from desk.leads.model import FINAL, Lead
from desk.leads.view import PastEntry
from storage.statements import Statement, bound, bound_rows, spread
from storage.tables import history, lead
from storage.upserts import look_up_ref, tell_fact

LEAD = TypeAdapter(Lead)
SAVED = (
    "active_ref", "status", "trouble", "assignee_id", "bridged_by", "name", "phone", "order_id", "crm_id", "next_at",
    "changed_at", "body", "held_until", "unknown_at",
)  # fmt: skip
ADDED = ("id", "source", "ref", "created_at", *SAVED)
WRITTEN = ("lead_id", "at", "what", "why", "who", "data")


REF = Statement(look_up_ref)
ADD = Statement(lambda _: insert(lead).values(bound(ADDED)))
LOAD = Statement(lambda _: select(lead.c.body).where(lead.c.id == bindparam("lead_id")))
SAVE = Statement(lambda _: update(lead).where(lead.c.id == bindparam("lead_id")).values(bound(SAVED)))
TELL = Statement(tell_fact)


@cache
def _writing(count: int) -> Statement:
    return Statement(lambda _: insert(history).values(bound_rows(history, WRITTEN, count)))


class Leads:
    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def look_up(self, source: str, ref: str) -> tuple[int | None, int]:
        """The lead that has this ref in progress; and a number for a new lead, added in the same transaction."""
        ((active, free),) = REF.rows(self._db, {"wanted": active_ref(source, ref)})
        return active, int(free)

    def add(self, it: Lead) -> None:
        order = it.order
        new = {"id": it.id, "source": order.source, "ref": order.ref, "created_at": it.created_at}
        self._keep(ADD, new | _row(it))

    def load(self, lead_id: int) -> Lead:
        found = LOAD.row(self._db, {"lead_id": lead_id})
        if found is None or not found[0]:
            raise NotFound(f"there is no lead {lead_id}")
        return LEAD.validate_json(found[0])

    def save(self, it: Lead) -> None:
        self._keep(SAVE, {"lead_id": it.id} | _row(it))

    def _keep(self, statement: Statement, row: dict[str, Any]) -> None:
        try:
            statement.run(self._db, row)
        except IntegrityError as error:
            raise Conflict("a newer lead with the same reference is in progress") from error

    def told(self, lead_id: int, name: str) -> bool:
        return TELL.run(self._db, {"lead_id": lead_id, "fact": name}) == 1

    def write(self, lead_id: int, at: datetime, entries: Sequence[Entry]) -> None:
        if entries:
            rows = [
                {"lead_id": lead_id, "at": at, "what": it.what, "why": it.why, "who": it.who}
                | {"data": orjson.dumps(it.data)}
                for it in entries
            ]
            _writing(len(rows)).run(self._db, spread(rows))

    def history(self, lead_id: int) -> list[PastEntry]:
        rows = self._db.execute(select(history).where(history.c.lead_id == lead_id).order_by(history.c.id))
        return [PastEntry(it.at, it.what, it.why, it.who, orjson.loads(it.data)) for it in rows]

    def latest(self, *, statuses: Sequence[str] = (), limit: int = 100, before: int | None = None) -> list[Lead]:
        """The newest first."""
        found = select(lead.c.body).order_by(lead.c.id.desc()).limit(limit)
        if statuses:
            found = found.where(lead.c.status.in_(statuses))
        if before is not None:
            found = found.where(lead.c.id < before)
        return _leads(self._db.execute(found).all())

    def of_assignee(self, person_id: int, statuses: Sequence[str]) -> list[Lead]:
        """What somebody has, the newest first."""
        found = select(lead.c.body).where(lead.c.assignee_id == person_id, lead.c.status.in_(statuses))
        return _leads(self._db.execute(found.order_by(lead.c.id.desc())).all())

    def bridged_by(self, person_id: int) -> list[Lead]:
        """Leads whose latest bridge is somebody's, and has no result yet."""
        return _leads(self._db.execute(select(lead.c.body).where(lead.c.bridged_by == person_id)).all())

    def of_source(self, source: str, statuses: Sequence[str], limit: int) -> list[Lead]:
        """The newest first."""
        found = select(lead.c.body).where(lead.c.source == source, lead.c.status.in_(statuses))
        return _leads(self._db.execute(found.order_by(lead.c.id.desc()).limit(limit)).all())

    def search(self, words: str, limit: int = 20) -> list[Lead]:
        """By number, order id, CRM id, phone or its tail, or a part of the name; the newest first."""
        plain = words.replace("\x00", "").strip().lower().lstrip("#№")  # both databases end a text there
        digits = "".join(char for char in plain if char.isdigit())
        ways = [lead.c.name.contains(plain, autoescape=True), lead.c.order_id == plain, lead.c.crm_id == plain]
        if digits and digits == plain:
            ways.append(lead.c.id == int(digits) if len(digits) < 18 else lead.c.id == -1)
        if len(digits) >= 4:
            ways.append(lead.c.phone.like(f"%{digits[-10:]}"))
        found = select(lead.c.body).where(or_(*ways)).order_by(lead.c.id.desc()).limit(limit)
        return _leads(self._db.execute(found).all()) if plain else []

    def count(self) -> dict[str, int]:
        """How many leads are in each status."""
        rows = self._db.execute(select(lead.c.status, func.count()).group_by(lead.c.status))
        return {status: int(number) for status, number in rows}

    def with_trouble(self, trouble: str) -> list[int]:
        rows = select(lead.c.id).where(lead.c.status == "manual", lead.c.trouble == trouble).order_by(lead.c.id)
        return [int(it) for it in self._db.execute(rows).scalars()]

    def overdue(self, statuses: Sequence[str], before: datetime, limit: int = 1000) -> list[int]:
        """Leads whose announced moment passed long ago, or that wait for a neighbour: something may be lost."""
        since = func.coalesce(lead.c.next_at, lead.c.changed_at)
        rows = select(lead.c.id).where(lead.c.status.in_(statuses), since < before).limit(limit)
        return [int(it) for it in self._db.execute(rows).scalars()]

    def timed(self) -> list[Lead]:
        """All that wait for a moment."""
        waits = or_(lead.c.next_at.is_not(None), lead.c.held_until.is_not(None))
        return _leads(self._db.execute(select(lead.c.body).where(waits)).all())

    def held(self, before: datetime, limit: int = 1000) -> list[int]:
        """Leads with a wish that should have been carried out long ago."""
        rows = select(lead.c.id).where(lead.c.held_until.is_not(None), lead.c.held_until < before).limit(limit)
        return [int(it) for it in self._db.execute(rows).scalars()]

    def unknown(self, limit: int) -> list[Lead]:
        """Leads about which people are asked what became of a call or a message, the oldest question first."""
        found = select(lead.c.body).where(lead.c.unknown_at.is_not(None)).order_by(lead.c.unknown_at, lead.c.id)
        return _leads(self._db.execute(found.limit(limit)).all())

    def count_unknown(self) -> int:
        rows = select(func.count()).select_from(lead).where(lead.c.unknown_at.is_not(None))
        return int(self._db.execute(rows).scalar_one())

    def forgotten(self, before: datetime, limit: int = 1000) -> list[int]:
        """Leads of people whose clock ran out long ago, and nothing happened."""
        rows = select(lead.c.id).where(lead.c.status == "manual", lead.c.next_at < before).limit(limit)
        return [int(it) for it in self._db.execute(rows).scalars()]


def active_ref(source: str, ref: str) -> str:
    return f"{source}\n{ref}"


def _leads(rows: Sequence[Row[Any]]) -> list[Lead]:
    return [LEAD.validate_json(row.body) for row in rows]


def _row(it: Lead) -> dict[str, Any]:
    customer, bridge = it.order.customer, it.bridge
    return {
        "active_ref": None if it.status in FINAL else active_ref(it.order.source, it.order.ref),
        "status": it.status.value,
        "trouble": it.trouble.value if it.trouble else "",
        "assignee_id": it.assignee.id if it.assignee else None,
        "bridged_by": bridge.by.id if bridge and not bridge.call.result else None,
        "name": customer.name.lower(),
        "phone": "".join(char for char in it.phone or customer.phone if char.isdigit()),
        "order_id": it.order.order_id.lower(),
        "crm_id": it.crm_id,
        "next_at": it.next.at or (it.patience.at if it.patience else None),
        "changed_at": it.changed_at or it.created_at,
        "body": LEAD.dump_json(it),
        "held_until": it.held.until if it.held else None,
        "unknown_at": min((doubt.since for doubt in doubts_of(it)), default=None),
    }
