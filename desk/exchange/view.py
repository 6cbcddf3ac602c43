"""A pair as JSON: what scripts read. Nothing of the buyer."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from desk.exchange.pair import Pair
from desk.exchange.progress import Note


def pair_json(pair: Pair, log: Sequence[tuple[datetime, Note]] = ()) -> dict[str, Any]:
    """Moments are ISO 8601 with offset; ``owes``: the sides that something is owed to."""
    order, deal = pair.order, pair.deal
    return {
        "id": pair.id,
        "store": order.store,
        "order": {"ref": order.ref, "number": order.number, "status": order.status, "ended": order.ended.value}
        | {"changed_at": _iso(order.changed_at), "paid": order.paid}
        | {"total": str(order.total), "currency": order.currency},
        "deal": {"id": deal.id, "stage": deal.stage.code, "name": deal.stage.name} if deal else None,
        "others": list(pair.others),
        "lead": pair.lead_id,
        "owes": [side.value for side in pair.owed],
        "due": {"status": pair.due_status, "stage": pair.due_stage},
        "trouble": pair.trouble,
        "reason": "; ".join(it.reason for it in pair.refusals),
        "into_store": _iso(pair.into_store),
        "into_crm": _iso(pair.into_crm),
        "log": [{"at": _iso(at), "what": it.what, "who": it.who, "data": it.data} for at, it in log],
    }


def _iso(at: datetime | None) -> str | None:
    return at.isoformat(timespec="seconds") if at else None
