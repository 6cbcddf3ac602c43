"""The change feed of orders: https://docs.retailcrm.ru, *Working with the history*."""

from datetime import datetime
from typing import Any

from sandbox.bitrix24 import php
from sandbox.retailcrm.account import Account, Author
from sandbox.retailcrm.listing import pagination
from sandbox.retailcrm.orders import view
from sandbox.retailcrm.params import Call
from sandbox.retailcrm.refusals import Refusal, strange
from sandbox.retailcrm.stock import Row

FILTERS = ("sinceId", "startDate", "endDate", "orderId", "orderExternalId")
STUB = ("id", "externalId", "managerId", "site", "status")


def list_history(call: Call) -> Row:
    """``sinceId`` is exclusive, and pages are not for those who use it. Ids ascend."""
    wanted = call.filter(FILTERS)
    if "sinceId" in wanted and "page" in call.params:
        raise Refusal(400, "Errors in the input parameters", {"page": "Use sinceId instead of page."})
    limit, page = call.limit(), call.page()
    rows = [it for it in call.account.visible(call.account.history, call.key) if _fits(call.account, it, wanted)]
    shown = rows[(page - 1) * limit : page * limit]
    return {
        "generatedAt": call.account.local(call.account.now()),
        "history": [_view(call, row) for row in shown],
        "pagination": pagination(limit, len(rows), page),
    }


def note(account: Account, author: Author, order: Row, field: str, old: Any, new: Any, **more: Any) -> None:
    """One change of one order."""
    account.history.append(
        {"id": account.next_id("history", 3), "at": account.now(), "author": author, "order": order}
        | {"site": order["site"], "field": field, "old": old, "new": new, "more": more}
    )


def _fits(account: Account, row: Row, wanted: Row) -> bool:
    return (
        row["id"] > php.integer(wanted.get("sinceId", "0"))
        and ("startDate" not in wanted or row["at"].replace(microsecond=0) >= _moment(account, wanted["startDate"]))
        and ("endDate" not in wanted or row["at"] <= _moment(account, wanted["endDate"]))
        and ("orderId" not in wanted or str(row["order"]["id"]) == wanted["orderId"])
    )


def _moment(account: Account, text: str) -> datetime:
    try:
        return account.moment(text)
    except ValueError:
        raise strange(startDate="This value is not a valid datetime.") from None


def _view(call: Call, row: Row) -> Row:
    """A new order is told whole, as it is now; of others a few values."""
    author, order = row["author"], row["order"]
    if author.key:
        who: Row = {"source": "api", "apiKey": {"current": author.key == call.key.value}}
    else:
        who = {"source": "user", "user": {"id": author.user}}
    whole = view(call.account, order)
    told = whole if row["more"].get("created") else {name: whole[name] for name in STUB if name in whole}
    return {
        "id": row["id"],
        "createdAt": call.account.local(row["at"]),
        **row["more"],
        **who,
        "field": row["field"],
        "oldValue": row["old"],
        "newValue": row["new"],
        "order": told,
    }
