"""Touches and deals as JSON: what scripts read. Nothing of how to reach the customer."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from desk.tracking.case import Case
from desk.tracking.export import Export

Url = Callable[[str], str]


def touch_json(case: Case, order_url: Url, customer_url: Url) -> dict[str, Any]:
    """``result`` empty: it is still to be handled. Moments are ISO 8601 with offset."""
    touch = case.touch
    return {
        "id": case.id,
        "kind": touch.kind.value,
        "touch": touch.id,
        "site": touch.site_id,
        "at": _iso(touch.at),
        "due_at": _iso(case.due_at) if case.waits else None,
        "result": case.result.value if case.result else "",
        "reason": case.reason,
        "by_hand": case.by_hand,
        "customer": case.customer_id,
        "customer_url": customer_url(case.customer_id) if case.customer_id else "",
        "order": case.order_id,
        "order_url": order_url(case.order_id) if case.order_id else "",
    }


def deal_json(export: Export, order_url: Url) -> dict[str, Any]:
    """``linked`` null: nobody knows yet."""
    bound, told = export.bound, export.told
    return {
        "id": export.id,
        "order": export.order_id,
        "order_url": order_url(export.order_id),
        "made_at": _iso(export.made_at),
        "status": told.status if told else "",
        "linked": None if bound is None else bool(bound.kind),
        "lead": {"kind": bound.kind, "id": bound.id} if bound and bound.kind else None,
        "source": bound.source if bound else "",
        "waits": bool(export.pending) and not export.gone,
        "gone": export.gone,
        "refusal": export.refusal,
        "by_hand": export.by_hand,
    }


def _iso(at: datetime | None) -> str | None:
    return at.isoformat(timespec="seconds") if at else None
