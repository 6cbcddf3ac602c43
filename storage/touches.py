"""Who got in touch, what became of it, and what one touch has for itself while it is handled."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, delete, func, insert, select, update

from desk.errors import NotFound
from desk.tracking.case import Case, Result
from desk.values import replace
from storage.tracking_tables import touch, touch_claim

CASE = TypeAdapter(Case)
WROTE = frozenset({Result.CREATED_ORDER, Result.UPDATED_ORDER})


class Touches:
    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def find(self, key: str) -> Case | None:
        found = self._some(select(touch.c.id, touch.c.body).where(touch.c.key == key))
        return found[0] if found else None

    def load(self, case_id: int) -> Case:
        """Raises NotFound."""
        found = self._some(select(touch.c.id, touch.c.body).where(touch.c.id == case_id))
        if not found:
            raise NotFound(f"there is no touch with the number {case_id} here")
        return found[0]

    def add(self, case: Case) -> Case:
        """The case with its number."""
        row = {"key": case.touch.key, "received_at": case.received_at, **_row(case)}
        number = self._db.execute(insert(touch).values(row).returning(touch.c.id)).scalar_one()
        return replace(case, id=int(number))

    def save(self, case: Case) -> None:
        self._db.execute(update(touch).where(touch.c.id == case.id).values(_row(case)))

    def with_order(self, order_ids: Collection[str]) -> set[str]:
        """Those of these orders that a touch has made or filled."""
        found = select(touch.c.order_id).where(touch.c.order_id != "", touch.c.order_id.in_(order_ids))
        return set(self._db.execute(found).scalars())

    def claim(self, case_id: int, things: Sequence[str], now: datetime) -> bool:
        """All of them for this case alone, or none, where another one holds any of them."""
        theirs = (touch_claim.c.touch_id != case_id) & (touch_claim.c.until.is_(None) | (touch_claim.c.until > now))
        held = select(touch_claim.c.thing).where(touch_claim.c.thing.in_(things), theirs)
        if self._db.execute(held).first():
            return False
        self._db.execute(delete(touch_claim).where(touch_claim.c.thing.in_(things)))
        self._db.execute(insert(touch_claim), [{"thing": it, "touch_id": case_id, "until": None} for it in things])
        return True

    def release(self, case_id: int, until: datetime | None = None) -> None:
        """Others may have what it held: at once, or from then on."""
        mine = touch_claim.c.touch_id == case_id
        if until:
            self._db.execute(update(touch_claim).where(mine).values(until=until))
        else:
            self._db.execute(delete(touch_claim).where(mine))

    def sweep(self, now: datetime) -> None:
        """Forget whose phones and e-mails were held, once they are free: nothing needs them any more."""
        self._db.execute(delete(touch_claim).where(touch_claim.c.until.is_not(None), touch_claim.c.until <= now))

    def waiting(self, late: datetime, limit: int) -> list[Case]:
        """Those that should have been handled before then, the oldest first."""
        found = select(touch.c.id, touch.c.body).where(touch.c.result == "", touch.c.received_at < late)
        return [it for it in self._some(found.order_by(touch.c.id).limit(limit)) if it.waits and it.due_at < late]

    def latest(self, limit: int, before: int | None = None) -> list[Case]:
        """The newest first; ``before``: those with smaller numbers."""
        found = select(touch.c.id, touch.c.body).order_by(touch.c.id.desc()).limit(limit)
        return self._some(found if before is None else found.where(touch.c.id < before))

    def troubled(self, limit: int) -> list[Case]:
        """What people should look at, the newest first."""
        found = select(touch.c.id, touch.c.body).where(touch.c.troubled != "")
        return self._some(found.order_by(touch.c.id.desc()).limit(limit))

    def count_troubled(self) -> int:
        found = select(func.count()).select_from(touch).where(touch.c.troubled != "")
        return int(self._db.execute(found).scalar_one())

    def counts(self) -> dict[str, int]:
        """By result; what still waits under an empty one."""
        rows = self._db.execute(select(touch.c.result, func.count()).group_by(touch.c.result))
        return {result: int(count) for result, count in rows}

    def _some(self, found: Any) -> list[Case]:
        return [replace(CASE.validate_json(row.body), id=row.id) for row in self._db.execute(found)]


def _row(case: Case) -> dict[str, Any]:
    return {
        "result": case.result.value if case.result else "",
        "order_id": case.order_id if case.result in WROTE else "",
        "troubled": case.result.value if case.troubled and case.result else "",
        "body": CASE.dump_json(case),
    }
