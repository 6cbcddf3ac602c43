"""Orders in the order of their change, page by page, without a gap.

An offset would leave out an order when another one on an earlier page changes and moves to the end. So a page begins
where the last one ended: after the moment and the id of its last order.
https://apidocs.bitrix24.com/api-reference/sale/order/sale-order-list.html
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from integrations.bitrix_rest.client import BatchAnswer, Client, Command, as_id
from integrations.bitrix_site.client import Row, read_rows
from integrations.bitrix_site.order import read_moment

PAGE = 50
OVERLAP = timedelta(minutes=1)  # what was being saved when we looked carries an earlier moment
BEFORE_THE_FIRST = timedelta(hours=1)  # of a site without orders: its clock may differ from ours
SELECT = ["id", "dateUpdate"]
BY_CHANGE = {"dateUpdate": "asc", "id": "asc"}


@dataclass(frozen=True, slots=True)
class Place:
    """Everything up to ``moment``, and of that second up to ``number``, has been seen; 0: nothing of that second."""

    moment: datetime
    number: int = 0

    def __str__(self) -> str:
        return f"{self.moment.isoformat()} {self.number}"


@dataclass(frozen=True, slots=True)
class Turn:
    """One look: ids of changed orders, and where the next look begins."""

    refs: tuple[str, ...]
    place: Place
    more: bool


def read_place(cursor: str) -> Place:
    """Raises Temporary for a cursor that is none of ours."""
    moment, _, number = cursor.rpartition(" ")
    return Place(read_moment(moment), as_id(number))


async def find_newest(client: Client, now: datetime) -> Place:
    """Where looking begins: after the newest order by the site's own clock."""
    params = {"select": SELECT, "order": {"dateUpdate": "desc", "id": "desc"}}
    rows = read_rows(await client.call("sale.order.list", params, repeatable=True), "orders")
    return _place(rows[0]) if rows else Place(now - BEFORE_THE_FIRST)


async def look(client: Client, place: Place) -> Turn:
    answer = await client.batch(_commands(place), halt=False, repeatable=True)
    same = read_rows(answer.take("same"), "orders") if place.number else []
    later = [] if _is_cut(answer, "same", same) else read_rows(answer.take("later"), "orders")
    rows = [*same, *later][:PAGE]
    more = len(same) + len(later) > PAGE or _is_cut(answer, "same", same) or _is_cut(answer, "later", later)
    return Turn(tuple(str(as_id(row.get("id"))) for row in rows), _next(place, rows, more), more)


def _commands(place: Place) -> Mapping[str, Command]:
    at = place.moment.isoformat(timespec="seconds")
    if not place.number:
        return {"later": _list({">=dateUpdate": at})}
    within = {">=dateUpdate": at, "<=dateUpdate": at, ">id": place.number}
    return {"same": _list(within), "later": _list({">dateUpdate": at})}


def _list(wanted: dict[str, Any]) -> Command:
    return Command("sale.order.list", {"select": SELECT, "filter": wanted, "order": BY_CHANGE})


def _is_cut(answer: BatchAnswer, key: str, rows: Sequence[Row]) -> bool:
    return key in answer.next and len(rows) >= PAGE


def _next(place: Place, rows: Sequence[Row], more: bool) -> Place:
    if not rows:
        return Place(place.moment - OVERLAP) if place.number else place
    last = _place(rows[-1])
    return last if more else Place(max(last.moment - OVERLAP, place.moment))


def _place(row: Row) -> Place:
    return Place(read_moment(row.get("dateUpdate")), as_id(row.get("id")))
