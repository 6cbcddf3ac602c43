"""Figures as the outside sees them: the JSON of ``ringdesk stats``, ``board`` and ``flow``."""

from dataclasses import asdict
from datetime import timedelta
from typing import Any

from desk.leads.flow import START, moves
from desk.leads.model import FINAL, LeadStatus
from desk.statistics.report import Report
from desk.statistics.standing import SHELVES, Standing


def standing_json(standing: Standing) -> dict[str, int]:
    """By shelf: what is in progress and nobody's by its status, ``in_work``, and what ended today by its status."""
    return {it.code: standing.on(it) for it in SHELVES}


def flow_json(standing: Standing) -> dict[str, Any]:
    """Nodes with everybody who is there (final ones: since midnight), and every move of the process."""
    nodes = [
        {"status": it.value, "leads": standing.at(it), "start": it is START, "final": it in FINAL} for it in LeadStatus
    ]
    known = sorted(moves(), key=lambda it: (it.before, it.after, it.cause, it.fact))
    rows = [
        {"from": it.before.value, "to": it.after.value, "cause": it.cause.value, "fact": it.fact or "opened"}
        for it in known
    ]
    return {"nodes": nodes, "moves": rows}


def report_json(it: Report) -> dict[str, Any]:
    """Lengths in seconds, amounts as text, moments in ISO 8601."""
    period, pace = it.period, it.pace
    return {
        "period": period.span.value,
        "since": period.since.isoformat(),
        "until": period.until.isoformat(),
        "timezone": period.zone,
        "funnel": asdict(it.funnel),
        "response": {
            "touched": pace.touched,
            "waiting": pace.waiting,
            "median_seconds": _seconds(pace.median),
            "p90_seconds": _seconds(pace.most),
        },
        "calls": {str(hour): {end.value: n for end, n in ends.items()} for hour, ends in it.calls.items()},
        "sellers": [
            {"id": one.id, "name": one.name, "claims": one.claims, "median_seconds": _seconds(one.pace)}
            | {"won": one.won, "lost": one.lost}
            for one in it.sellers
        ],
        "sources": [asdict(one) for one in it.sources],
        "cost": [{"role": one.role, "amount": str(one.amount), "currency": one.currency} for one in it.spent],
    }


def _seconds(length: timedelta | None) -> float | None:
    return None if length is None else round(length.total_seconds(), 3)
