"""Figures over many leads: where they stand now, and what happened within a period.

A month of a busy shop is some thirty thousand leads, so nothing here reads what lies before the period: numbers grow
with time, and the first row of a period is found by halving. Rows come as the driver gives them.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

import orjson
from sqlalchemy import (
    BindParameter,
    Column,
    ColumnElement,
    Connection,
    Table,
    and_,
    bindparam,
    exists,
    func,
    or_,
    select,
)

from desk.leads.model import FINAL, OPEN, Lead, LeadStatus
from desk.ports import Disposition
from desk.statistics.cases import ENDS, CallEnd, Case, Deed, Dialled, Done, Material, Spent
from desk.statistics.standing import Shelf, Standing
from storage.charges import ROLES, Charges
from storage.columns import EPOCH, Id, Moment, moment
from storage.leads import LEAD
from storage.statements import Statement
from storage.tables import act, history, lead

FAR = EPOCH + timedelta(days=365 * 200)
SLACK = timedelta(hours=1)  # numbers are given in the order of commits, which may differ a little from that of moments
ENDED = ("closed", "outcome_set")
TOUCHED = ("call_asked", "claimed", "by_hand")
CALLED = ("call_asked", "call_ended", "call_late")
DEEDS = {"claim": Deed.CLAIM, "by_hand": Deed.CLAIM, "won": Deed.WON, "lost": Deed.LOST}
ANSWERED = Disposition.ANSWERED.value


def _one_of(column: Column[str], words: Iterable[str]) -> ColumnElement[bool]:
    """``IN`` for a statement that is compiled once: the usual one is written anew for each number of words."""
    return or_(*(column == word for word in words))


FIRST: BindParameter[int] = bindparam("first", type_=Id)
SINCE: BindParameter[datetime] = bindparam("since", type_=Moment)
ACCEPTED = Statement(
    lambda _: (
        select(lead.c.id, lead.c.created_at, lead.c.body)
        .where(lead.c.id >= FIRST, lead.c.created_at >= SINCE)
        .order_by(lead.c.id)
    )
)
TOUCHES = Statement(
    lambda _: (
        select(history.c.lead_id, func.min(history.c.at))
        .where(history.c.id >= FIRST, history.c.at >= SINCE, _one_of(history.c.what, TOUCHED))
        .group_by(history.c.lead_id)
    )
)
CALLS = Statement(
    lambda _: (
        select(history.c.lead_id, history.c.at, history.c.what, history.c.data)
        .where(history.c.id >= FIRST, history.c.at >= SINCE, _one_of(history.c.what, CALLED))
        .order_by(history.c.id)
    )
)
ACTS = Statement(
    lambda _: (
        select(act.c.at, act.c.who_id, act.c.who, act.c.what, act.c.lead_id)
        .where(act.c.id >= FIRST, act.c.at >= SINCE, _one_of(act.c.what, DEEDS), act.c.lead_id.is_not(None))
        .order_by(act.c.id)
    )
)


class Figures:
    def __init__(self, connection: Connection) -> None:
        self._db = connection

    # --- where leads stand ------------------------------------------------------------------------------------

    def standing(self, since: datetime) -> Standing:
        """``since``: from when on what ended is counted."""
        mine = lead.c.assignee_id.is_not(None)
        open_ = select(lead.c.status, mine, func.count()).where(lead.c.status.in_(OPEN)).group_by(lead.c.status, mine)
        rows = [(LeadStatus(status), bool(taken), int(number)) for status, taken, number in self._db.execute(open_)]
        ended = select(lead.c.status, func.count()).where(_ended_since(since)).group_by(lead.c.status)
        return Standing(
            free={status: number for status, taken, number in rows if not taken},
            taken={status: number for status, taken, number in rows if taken},
            done={LeadStatus(status): int(number) for status, number in self._db.execute(ended)},
        )

    def on_shelf(self, shelf: Shelf, since: datetime, limit: int, before: int | None = None) -> tuple[list[Lead], int]:
        """The newest ``limit`` leads numbered below ``before``, and how many there are of those."""
        here = and_(_on(shelf, since), *([] if before is None else [lead.c.id < before]))
        found = select(lead.c.body).where(here).order_by(lead.c.id.desc()).limit(limit)
        count = self._db.execute(select(func.count()).select_from(lead).where(here)).scalar_one()
        return [LEAD.validate_json(row.body) for row in self._db.execute(found)], int(count)

    # --- what happened ----------------------------------------------------------------------------------------

    def material(self, since: datetime) -> Material:
        """Everything from ``since`` on that a report counts."""
        past = {"first": self._first(history, history.c.at, since - SLACK), "since": since}
        touched = {int(lead_id): moment(at) for lead_id, at in TOUCHES.rows(self._db, past)}
        return Material(
            [_case(row, touched) for row in self._rows(ACCEPTED, lead, lead.c.created_at, since)],
            list(_dialled(CALLS.rows(self._db, past))),
            [
                Done(moment(at), int(who_id), who, DEEDS[what], int(lead_id))
                for at, who_id, who, what, lead_id in self._rows(ACTS, act, act.c.at, since)
            ],
            self._spent(since),
        )

    def _rows(self, statement: Statement, table: Table, at: Column[Any], since: datetime) -> list[tuple[Any, ...]]:
        return statement.rows(self._db, {"first": self._first(table, at, since - SLACK), "since": since})

    def _first(self, table: Table, at: Column[Any], since: datetime) -> int:
        """The number of the first row from ``since`` on; one behind the last where there is none."""
        low, high = self._db.execute(select(func.min(table.c.id), func.max(table.c.id) + 1)).one()
        low, high = int(low or 0), int(high or 0)
        while low < high:
            middle = (low + high) // 2
            row = self._db.execute(
                select(table.c.id, at).where(table.c.id >= middle).order_by(table.c.id).limit(1)
            ).one()
            if row[1] < since:
                low = int(row[0]) + 1
            else:
                high = middle
        return low

    def accepted(self, since: datetime, until: datetime) -> int:
        """How many leads came in [``since``, ``until``)."""
        came = and_(lead.c.id >= self._first(lead, lead.c.created_at, since - SLACK), lead.c.created_at >= since)
        counting = select(func.count()).select_from(lead).where(came, lead.c.created_at < until)
        return int(self._db.execute(counting).scalar_one())

    def _spent(self, since: datetime) -> list[Spent]:
        """As the ledger says; nothing is there where no provider said anything."""
        found: dict[tuple[str, str], Spent] = {}
        for heap in Charges(self._db).tally(since, FAR, since).heaps:
            if heap.priced:
                key = (ROLES[heap.kind], heap.currency)
                before = found[key].amount if key in found else 0
                found[key] = Spent(key[0], heap.amount + before, heap.currency)
        return sorted(found.values(), key=lambda it: (it.role, it.currency))


def _on(shelf: Shelf, since: datetime) -> Any:
    if shelf.status is None:
        return and_(lead.c.status.in_(OPEN), lead.c.assignee_id.is_not(None))
    if shelf.done:
        return and_(lead.c.status == shelf.status.value, _ended_since(since))
    return and_(lead.c.status == shelf.status.value, lead.c.assignee_id.is_(None))


def _ended_since(since: datetime) -> Any:
    """The index on the announced moment narrows it down; what changed since may have ended earlier all the same."""
    changed = func.coalesce(lead.c.next_at, lead.c.changed_at) >= bindparam("changed_since", since, type_=Moment)
    ended = history.alias("ended")
    line = exists().where(ended.c.lead_id == lead.c.id, ended.c.at >= since, ended.c.what.in_(ENDED))
    return and_(lead.c.status.in_(FINAL), changed, line)


def _case(row: Sequence[Any], touched: dict[int, datetime]) -> Case:
    lead_id, accepted, body = row
    told = orjson.loads(body)
    calls = told["calls"]
    return Case(
        id=lead_id,
        source=told["order"]["source"],
        accepted=moment(accepted),
        zone=told["zone"],
        status=LeadStatus(told["status"]),
        in_crm=bool(told["crm_id"]),
        called=any(it["asked_at"] for it in calls),
        answered=any(it["result"] == ANSWERED for it in calls),
        touched=touched.get(lead_id),
    )


def _dialled(rows: Iterable[Sequence[Any]]) -> Iterator[Dialled]:
    """Each call once: asked for in the period, or, where that was before it, ended in it."""
    asked: dict[tuple[int, int], datetime] = {}
    ends: dict[tuple[int, int], CallEnd] = {}
    for lead_id, at, what, data in rows:
        told = orjson.loads(data)
        call = (lead_id, told.get("number", 0))
        if what == "call_asked":
            asked[call] = moment(at)
        else:
            asked.setdefault(call, moment(at))
            ends[call] = ENDS.get(told.get("disposition"), CallEnd.FAILED)
    for call, at in asked.items():
        yield Dialled(at, ends.get(call, CallEnd.OPEN))
