"""Which orders have changed.

https://apidocs.bitrix24.com/api-reference/sale/order/sale-order-list.html
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from desk.errors import Temporary
from integrations.bitrix_rest.client import Client, Command, as_moment
from integrations.bitrix_rest.listing import LATER, PAGE, SECOND, Mark, Page, read_page
from integrations.bitrix_site.client import Row, read_rows
from integrations.values import as_id

OVERLAP = timedelta(minutes=1)  # what was being saved when we looked carries an earlier moment
BEFORE_THE_FIRST = timedelta(hours=1)  # of a site without orders: its clock may differ from ours
SELECT = ["id", "dateUpdate"]
BY_CHANGE = {"dateUpdate": "asc", "id": "asc"}
read_orders = partial(read_rows, name="orders")


def read_cursor(cursor: str) -> Mark:
    return Mark.read(cursor, Temporary("this is no mark of where the last look at the orders ended", code="shape"))


async def begin(client: Client, now: datetime, begun: datetime | None) -> Mark:
    """After the newest order by the site's own clock; by ours, where the site was not to be had since ``begun``."""
    if begun and now - begun > OVERLAP:
        return Mark(begun - OVERLAP)
    params = {"select": SELECT, "order": {"dateUpdate": "desc", "id": "desc"}}
    rows = read_orders(await client.call("sale.order.list", params, repeatable=True))
    return _mark(rows[0]) if rows else Mark(now - BEFORE_THE_FIRST)


async def look(client: Client, mark: Mark) -> Page[str]:
    """Ids of changed orders, at most a page: so many are read whole in one batch."""
    answer = await client.batch(_commands(mark), halt=False, repeatable=True)
    rows, more = read_page(answer, read_orders)
    more = more or len(rows) > PAGE
    rows = rows[:PAGE]
    return Page(tuple(str(as_id(row.get("id"))) for row in rows), _next(mark, rows, more), more)


def _commands(mark: Mark) -> Mapping[str, Command]:
    at = mark.at.isoformat(timespec="seconds")
    return {
        SECOND: _list({">=dateUpdate": at, "<=dateUpdate": at, ">id": mark.id}),
        LATER: _list({">dateUpdate": at}),
    }


def _list(wanted: dict[str, Any]) -> Command:
    return Command("sale.order.list", {"select": SELECT, "filter": wanted, "order": BY_CHANGE})


def _next(mark: Mark, rows: Sequence[Row], more: bool) -> Mark:
    if not rows:
        return Mark(mark.at - OVERLAP) if mark.id else mark
    last = _mark(rows[-1])
    return last if more else Mark(max(last.at - OVERLAP, mark.at))


def _mark(row: Row) -> Mark:
    return Mark(as_moment(row.get("dateUpdate")), as_id(row.get("id")))
