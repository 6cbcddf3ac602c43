"""The three lists: what may be asked, and what is told."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sandbox.calltouch.cabinet import Cabinet, Row
from sandbox.calltouch.dates import CALLS_DAY, REQUESTS_DAY, days, is_within, read_day
from sandbox.calltouch.records import write_call, write_deal, write_form
from sandbox.calltouch.refusals import bad

MOST_DAYS = 93
BIGGEST_PAGE = 1000
COMMON = {"clientApiId", "dateFrom", "dateTo", "page", "limit"}
CALLS = COMMON | {"attribution", "uniqueOnly", "targetOnly", "uniqTargetOnly", "callbackOnly", "withCallTags"}
REQUESTS = COMMON | {"siteId", "withRequestTags"}
DEALS = COMMON | {"orderSource", "withOrdersTags", "withComments", "withContacts", "withAllOrderOrigins"}

Query = Mapping[str, str]


def list_calls(cabinet: Cabinet, query: Query) -> Any:
    """A bare array; with ``page`` or ``limit`` a page of one day. Raises Refusal."""
    first, last = _span(query, CALLS, CALLS_DAY)
    tags = query.get("withCallTags") == "true"
    calls = [it for it in cabinet.calls.values() if is_within(it.at, first, last, cabinet.zone)]
    rows = [write_call(it, cabinet, tags=tags) for it in calls]
    if not {"page", "limit"} & query.keys():
        return rows
    if first != last:
        raise bad("page and limit are for one day only")
    return _page(rows, query)


def list_requests(cabinet: Cabinet, query: Query) -> list[Row]:
    """A bare array, whatever ``page`` says. Raises Refusal."""
    first, last = _span(query, REQUESTS, REQUESTS_DAY)
    if query.get("siteId") != str(cabinet.site_id):
        raise bad("no access to the site", 403)
    tags = query.get("withRequestTags") == "true"
    forms = [it for it in cabinet.forms.values() if is_within(it.at, first, last, cabinet.zone)]
    return [write_form(it, cabinet, tags=tags) for it in forms]


def list_deals(cabinet: Cabinet, query: Query) -> Row:
    """By the day they were made. Raises Refusal."""
    first, last = _span(query, DEALS, CALLS_DAY)
    if first == last:
        raise bad("dateFrom must be before dateTo")
    deals = [it for it in cabinet.deals.values() if is_within(it.made_at, first, last, cabinet.zone)]
    wanted = query.get("orderSource")
    return _page([write_deal(it, cabinet) for it in deals if wanted in (None, it.binding.kind)], query)


def _span(query: Query, known: set[str], pattern: str) -> tuple[date, date]:
    if strange := query.keys() - known:
        raise bad(f"unknown parameters: {', '.join(sorted(strange))}")
    try:
        first, last = (read_day(query.get(name, ""), pattern) for name in ("dateFrom", "dateTo"))
    except ValueError as error:
        raise bad(f"dateFrom and dateTo are needed: {error}") from None
    if last < first or days(first, last) > MOST_DAYS:
        raise bad("dateTo must not be before dateFrom, nor three months after it")
    return first, last


def _page(rows: Sequence[Row], query: Query) -> Row:
    page, size = _number(query, "page", 1), _number(query, "limit", BIGGEST_PAGE)
    if size > BIGGEST_PAGE:
        raise bad(f"limit is {BIGGEST_PAGE} at most")
    told = rows[(page - 1) * size : page * size]
    pages = -(-len(rows) // size)
    return {"page": page, "pageTotal": pages, "pageSize": size, "recordsTotal": len(rows), "records": list(told)}


def _number(query: Query, name: str, usual: int) -> int:
    text = query.get(name, str(usual))
    if not (text.isascii() and text.isdecimal() and int(text) > 0):
        raise bad(f"{name} must be a number from 1")
    return int(text)
