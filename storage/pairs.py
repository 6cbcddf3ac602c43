"""Orders of the store and their deals, with the log of each pair."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from pydantic import TypeAdapter
from sqlalchemy import Column, Connection, func, insert, select, update
from sqlalchemy.sql.elements import ColumnElement

from desk.errors import NotFound
from desk.exchange.pair import Pair, Side
from desk.exchange.progress import Note
from desk.exchange.tally import Tally
from desk.values import replace
from storage.pair_tables import pair, pair_note

PAIR = TypeAdapter(Pair)
WHOLE = select(pair.c.id, pair.c.body)
HINTED = {Side.CRM: pair.c.crm_hinted_at, Side.STORE: pair.c.store_hinted_at}


@dataclass(frozen=True, slots=True)
class PastNote:
    at: datetime
    note: Note


@dataclass(frozen=True, slots=True)
class Dated:
    pair: Pair
    changed_at: datetime


class Pairs:
    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def find(self, store: str, ref: str) -> Pair | None:
        return self._one(pair.c.store == store, pair.c.ref == ref)

    def of_deal(self, deal_id: str) -> Pair | None:
        return self._one(pair.c.deal_id == deal_id)

    def of_lead(self, lead_id: int) -> Pair | None:
        return self._one(pair.c.lead_id == lead_id)

    def load(self, pair_id: int) -> Pair:
        """Raises NotFound."""
        found = self._one(pair.c.id == pair_id)
        if found is None:
            raise NotFound(f"there is no order with the number {pair_id} here")
        return found

    def add(self, it: Pair, now: datetime) -> Pair:
        """The pair with its number."""
        row = {"store": it.order.store, "ref": it.order.ref, "opened_at": now, **_row(it, now)}
        number = self._db.execute(insert(pair).values(row).returning(pair.c.id)).scalar_one()
        return replace(it, id=int(number))

    def save(self, it: Pair, now: datetime) -> None:
        self._db.execute(update(pair).where(pair.c.id == it.id).values(_row(it, now)))

    def write(self, pair_id: int, at: datetime, notes: Sequence[Note]) -> None:
        rows = [
            {"pair_id": pair_id, "at": at, "what": it.what, "who": it.who, "data": orjson.dumps(it.data)}
            for it in notes
        ]
        if rows:
            self._db.execute(insert(pair_note), rows)

    def log(self, pair_id: int) -> list[PastNote]:
        rows = self._db.execute(select(pair_note).where(pair_note.c.pair_id == pair_id).order_by(pair_note.c.id))
        return [PastNote(it.at, Note(it.what, it.who, orjson.loads(it.data))) for it in rows]

    def hint(self, pair_id: int, side: Side, at: datetime) -> None:
        """A later hint counts: what was asked for before it may be old."""
        self._db.execute(update(pair).where(pair.c.id == pair_id).values({HINTED[side]: at}))

    def hinted(self, side: Side, limit: int) -> list[Pair]:
        column = HINTED[side]
        return self._some(WHOLE.where(column.is_not(None)).order_by(column).limit(limit))

    def awaits(self, pair_id: int, side: Side) -> bool:
        found = select(pair.c.id).where(pair.c.id == pair_id, HINTED[side].is_not(None))
        return self._db.execute(found).first() is not None

    def clear_hint(self, pair_id: int, side: Side, asked_at: datetime) -> None:
        column = HINTED[side]
        self._db.execute(update(pair).where(pair.c.id == pair_id, column <= asked_at).values({column: None}))

    def to_compare(self, since: datetime, limit: int, below: int = 0) -> list[Dated]:
        """What may still change, and what changed since then; the newest first, page by page: of those with numbers
        ``below``, 0 for the first page."""
        found = WHOLE.add_columns(pair.c.changed_at).where((pair.c.live == 1) | (pair.c.changed_at >= since))
        found = found.where(pair.c.id < below) if below else found
        rows = self._db.execute(found.order_by(pair.c.id.desc()).limit(limit))
        return [Dated(_read(row), row.changed_at) for row in rows]

    def owing(self, before: datetime, limit: int) -> list[Pair]:
        """What has owed something since before then, the longest first."""
        found = WHOLE.where(pair.c.owes != "", pair.c.changed_at < before)
        return self._some(found.order_by(pair.c.changed_at).limit(limit))

    def after(self, pair_id: int, limit: int) -> list[Pair]:
        """Page by page, by number."""
        return self._some(WHOLE.where(pair.c.id > pair_id).order_by(pair.c.id).limit(limit))

    def latest(self, limit: int) -> list[Pair]:
        """The newest first."""
        return self._some(WHOLE.order_by(pair.c.id.desc()).limit(limit))

    def troubled(self, kinds: Sequence[str], limit: int) -> list[Pair]:
        """What people should look at, the newest first."""
        found = WHOLE.where(pair.c.trouble != "", pair.c.trouble.in_(kinds))
        return self._some(found.order_by(pair.c.id.desc()).limit(limit))

    def tally(self) -> Tally:
        """Each part comes out of an index: there may be very many pairs."""
        owed = self._count(pair.c.owes, pair.c.owes != "")
        troubles = self._count(pair.c.trouble, pair.c.trouble != "")
        both = sum(self._count(pair.c.owes, pair.c.owes != "", pair.c.trouble != "").values())
        whole = int(self._db.execute(select(func.count()).select_from(pair)).scalar_one())
        return Tally(
            in_step=whole - sum(owed.values()) - sum(troubles.values()) + both,
            owes_store=sum(count for sides, count in owed.items() if Side.STORE in sides.split()),
            owes_crm=sum(count for sides, count in owed.items() if Side.CRM in sides.split()),
            troubles=troubles,
        )

    def _count(self, column: Column[str], *conditions: ColumnElement[bool]) -> dict[str, int]:
        rows = self._db.execute(select(column, func.count()).where(*conditions).group_by(column))
        return {value: int(count) for value, count in rows}

    def _one(self, *conditions: ColumnElement[bool]) -> Pair | None:
        found = self._some(WHOLE.where(*conditions).order_by(pair.c.id).limit(1))
        return found[0] if found else None

    def _some(self, found: Any) -> list[Pair]:
        return [_read(row) for row in self._db.execute(found)]


def _read(row: Any) -> Pair:
    """Its number is the row's: the body was written before there was one."""
    return replace(PAIR.validate_json(row.body), id=row.id)


def _row(it: Pair, now: datetime) -> dict[str, Any]:
    return {
        "number": it.order.number.casefold(),
        "deal_id": it.deal.id if it.deal else "",
        "lead_id": it.lead_id,
        "trouble": it.trouble,
        "live": int(it.live),
        "owes": " ".join(sorted(it.owed)),
        "changed_at": now,
        "body": PAIR.dump_json(it),
    }
