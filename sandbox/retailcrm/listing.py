"""A page of a list. Its order is no promise: it depends on the seed, and is the same for all pages."""

from collections.abc import Callable, Sequence
from typing import Any
from zlib import crc32

from sandbox.retailcrm.params import Call
from sandbox.retailcrm.stock import Row


def show_page(call: Call, name: str, rows: Sequence[Row], view: Callable[[Row], Row]) -> Row:
    limit, page = call.limit(), call.page()
    mixed = sorted(rows, key=lambda row: crc32(f"{call.seed}:{row.get('id', row.get('code'))}".encode()))
    shown = mixed[(page - 1) * limit : page * limit]
    return {"pagination": pagination(limit, len(rows), page), name: [view(row) for row in shown]}


def pagination(limit: int, total: int, page: int) -> dict[str, Any]:
    pages = -(-total // limit)
    return {"limit": limit, "totalCount": total, "currentPage": page, "totalPageCount": pages}
