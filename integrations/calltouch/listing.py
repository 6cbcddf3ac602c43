"""The lists of calls and requests, a day at a time: with pages more is not given, and without them no end is known."""

from datetime import date

from integrations.calltouch.client import Client, Row, as_rows
from integrations.calltouch.moments import CALLS_DAY, REQUESTS_DAY
from integrations.calltouch.refusals import unreadable

PAGE = 1000
MOST_PAGES = 100


async def list_calls(client: Client, day: date) -> list[Row]:
    """Of one day of the cabinet. A call may stand on two pages when others come in meanwhile."""
    rows: list[Row] = []
    for page in range(1, MOST_PAGES + 1):
        told = await read_calls_page(client, day, page, PAGE)
        rows += as_rows(told["records"])
        pages = str(told.get("pageTotal"))
        if page >= int(pages) if pages.isdecimal() else len(told["records"]) < PAGE:
            return rows
    raise unreadable("calls", "without an end")


async def read_calls_page(client: Client, day: date, page: int, limit: int) -> Row:
    written = day.strftime(CALLS_DAY)
    asked = {"dateFrom": written, "dateTo": written, "page": str(page), "limit": str(limit)}
    told = await client.read("calls", f"{client.site_id}/calls-diary/calls", asked)
    if not isinstance(told, dict) or not isinstance(told.get("records"), list):
        raise unreadable("calls", "no page of calls")  # which must not be taken for a day without any
    return told


async def list_deals(client: Client, first: date, last: date) -> list[Row]:
    """Those that were made from the first day to before the last one."""
    rows: list[Row] = []
    for page in range(1, MOST_PAGES + 1):
        days = {"dateFrom": first.strftime(CALLS_DAY), "dateTo": last.strftime(CALLS_DAY)}
        asked = days | {"page": str(page), "limit": str(PAGE)}
        told = await client.read("orders", f"{client.site_id}/orders-diary/orders", asked)
        if not isinstance(told, dict) or not isinstance(told.get("records"), list):
            raise unreadable("orders", "no page of deals")
        rows += as_rows(told["records"])
        pages = str(told.get("pageTotal"))
        if page >= int(pages) if pages.isdecimal() else len(told["records"]) < PAGE:
            return rows
    raise unreadable("orders", "without an end")


async def list_requests(client: Client, day: date) -> list[Row]:
    """This list alone has the month first, the cabinet in the query, and no pages."""
    written = day.strftime(REQUESTS_DAY)
    asked = {"siteId": client.site_id, "dateFrom": written, "dateTo": written}
    told = await client.read("requests", "requests", asked)
    if not isinstance(told, list):
        raise unreadable("requests", "no list of requests")
    return as_rows(told)
