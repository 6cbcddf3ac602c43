"""Touches and orders as tests begin with."""

from datetime import UTC, datetime
from typing import Any

from desk.tracking.model import CrmOrder, Kind, References, Touch
from tests.tracking.world import STATUSES

NOON = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
PHONE, EMAIL = "79001234567", "a@example.com"
REFERENCES = References(("main", "outlet"), STATUSES)


def make_touch(kind: Kind = Kind.CALL, **changes: Any) -> Touch:
    return Touch(kind, **({"id": "1", "site_id": "12345", "at": NOON} | changes))


def make_order(**changes: Any) -> CrmOrder:
    known = {"id": "7141", "number": "7141C", "created_at": NOON, "site": "main", "status": "new"}
    return CrmOrder(**(known | changes))
