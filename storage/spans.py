"""Stretches of what was written down, read page by page and oldest first: for files and for counting.

Rows are numbered as they come, so that the first one of a stretch is found by halving, without an index on its moment.
"""

from datetime import datetime

from sqlalchemy import Column, Connection, Table, func, select

from desk.leads.model import Lead
from storage.acts import Act, read_act
from storage.leads import LEAD
from storage.tables import act, lead

Arrival = tuple[int, str, datetime]  # the lead's number, its source, the moment


class Spans:
    """``after``: the number of the last row that was read before."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def leads(self, after: int, limit: int) -> list[tuple[int, Lead]]:
        found = select(lead.c.id, lead.c.body).where(lead.c.id > after, lead.c.body != b"").order_by(lead.c.id)
        return [(row.id, LEAD.validate_json(row.body)) for row in self._db.execute(found.limit(limit))]

    def acts(self, after: int, limit: int) -> list[tuple[int, Act]]:
        found = select(act).where(act.c.id > after).order_by(act.c.id).limit(limit)
        return [(row.id, read_act(row)) for row in self._db.execute(found)]

    def arrivals(self, after: int, limit: int) -> list[Arrival]:
        found = select(lead.c.id, lead.c.source, lead.c.created_at).where(lead.c.id > after).order_by(lead.c.id)
        return [(row.id, row.source, row.created_at) for row in self._db.execute(found.limit(limit))]

    def before_leads(self, since: datetime) -> int:
        """``after`` for the leads that came at ``since`` or later."""
        return self._before(lead, lead.c.created_at, since)

    def before_acts(self, since: datetime) -> int:
        return self._before(act, act.c.at, since)

    def _before(self, table: Table, moment: Column[datetime], since: datetime) -> int:
        low, high = 0, int(self._db.execute(select(func.max(table.c.id))).scalar() or 0)
        while low < high:  # the first row of the stretch has a number in (low, high + 1]
            middle = (low + high) // 2
            following = select(table.c.id, moment).where(table.c.id > middle).order_by(table.c.id).limit(1)
            row = self._db.execute(following).one_or_none()
            if row is not None and row[1] < since:
                low = row[0]
            else:
                high = middle
        return low
