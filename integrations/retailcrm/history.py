"""The change feed of orders, followed by id.

https://docs.retailcrm.ru/Developers/API/APIFeatures/WorkingHistoryAPI
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from desk.errors import Rejected
from desk.ports import Clock
from desk.tracking.ports import Change, History
from integrations.retailcrm.client import PAGE, Client
from integrations.retailcrm.shape import Data, as_map, as_rows
from integrations.retailcrm.zone import AccountZone, read_moment, write_moment
from integrations.values import as_id

STATUS = "status"


class Feed:
    """A cursor is the id of the last row, or the moment we began at, by the CRM's clock, while there was no row yet."""

    def __init__(self, client: Client, zone: AccountZone, clock: Clock) -> None:
        self._client = client
        self._zone = zone
        self._clock = clock

    async def read(self, cursor: str, begun: datetime) -> History:
        """One page. Raises Rejected for a cursor that is none of ours."""
        zone = await self._zone.get()
        if not cursor:
            return await self._begin(zone, begun)
        body = await self._ask(cursor, zone)
        rows = sorted(as_rows(body.get("history")), key=lambda row: as_id(row["id"]))
        reached = str(as_id(rows[-1]["id"])) if rows else cursor
        told = read_moment(body.get("generatedAt"), zone) or self._clock.now()
        changes = [change for row in rows if (change := read_change(row, zone, told))]
        return History(tuple(changes), reached, more=bool(rows) and _goes_on(body))

    async def _begin(self, zone: ZoneInfo, begun: datetime) -> History:
        """As much later as the CRM's clock is ahead of ours: its moments are compared with its own.

        Our clock is read when the answer is there, so a slow one lets us begin too early and never too late.
        """
        query = [("filter[startDate]", write_moment(self._clock.now(), zone)), ("limit", "20")]
        body = await self._client.get("orders/history", query)
        now = self._clock.now()
        told = read_moment(body.get("generatedAt"), zone) or now
        return History((), (begun + (told - now)).isoformat())

    async def _ask(self, cursor: str, zone: ZoneInfo) -> Data:
        """``page`` is never sent: beside ``sinceId`` it is refused."""
        if as_id(cursor):
            return await self._client.get("orders/history", [("filter[sinceId]", cursor), ("limit", str(PAGE))])
        try:
            since = datetime.fromisoformat(cursor)
        except ValueError:
            raise Rejected("the place in the history of orders cannot be read", code="cursor") from None
        return await self._client.get(
            "orders/history", [("filter[startDate]", write_moment(since, zone)), ("limit", str(PAGE))]
        )


def read_change(row: Data, zone: ZoneInfo, told: datetime) -> Change | None:
    """None for what neither made, moved nor ended an order: our own fields among them. ``told``: when the page was."""
    number = as_id(as_map(row.get("order")).get("id"))
    at = read_moment(row.get("createdAt"), zone) or told
    if not number:
        return None
    if row.get("deleted") is True or row.get("combinedTo"):
        return Change(str(number), at, deleted=True)
    if row.get("created") is True:
        return Change(str(number), at, created=True)
    return Change(str(number), at) if row.get("field") == STATUS else None


def _goes_on(body: Data) -> bool:
    pages = as_map(body.get("pagination"))
    return as_id(pages.get("totalPageCount")) > as_id(pages.get("currentPage"))
