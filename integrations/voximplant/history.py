"""What the call history says of an attempt whose report did not come.

https://voximplant.com/docs/references/httpapi/history
"""

import re
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from desk.ports import CallReport, Disposition
from desk.telephony import Leg
from integrations.voximplant.numbers import mask, read_amount, read_id, read_seconds
from integrations.voximplant.vocabulary import name_code

# How long after the start to look. A row appears some time after the session's end, nobody says how long:
# no row yet is no proof that no call was made.
LOOK_AFTER = (
    timedelta(minutes=2),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(minutes=60),
)
RAW = "history"
CRASH = "JS session error"  # our script threw


def read_history(rows: Sequence[dict[str, Any]], token: str, custom_data: str) -> CallReport | None:
    """The report of the session that got furthest; None while there is none, or it still runs.

    A doubled start leaves a second session behind that ended without a call: the one that called counts, and the
    costs of both.
    """
    ended = _ended(rows, custom_data)
    return _report(max(ended, key=_progress), token, _cost_of_all(ended)) if ended else None


def read_bridge(rows: Sequence[dict[str, Any]], token: str, custom_data: str) -> CallReport | None:
    """The same of a session that joins two people: its first call went to the seller, its second to the customer."""
    ended = _ended(rows, custom_data)
    if not ended:
        return None
    row = max(ended, key=lambda it: sum(1 + bool(call.get("successful")) for call in _legs(it)))
    leg, disposition, reason = _judge_legs(_legs(row), str(row.get("finish_reason") or ""))
    return CallReport(
        token=token,
        session=read_id(row.get("call_session_history_id")),
        disposition=disposition,
        raw=RAW,
        reason=mask(reason),
        talk_seconds=_talk(_legs(row)[-1]) if leg is Leg.TALK else 0,
        cost=_cost_of_all(ended),
        leg=leg,
    )


def _ended(rows: Sequence[dict[str, Any]], custom_data: str) -> list[dict[str, Any]]:
    return [row for row in rows if _is_ours(row, custom_data) and _has_ended(row)]


def _cost_of_all(rows: Sequence[dict[str, Any]]) -> Decimal | None:
    costs = [cost for row in rows if (cost := _add_costs(row)) is not None]
    return sum(costs, Decimal(0)) if costs else None


def _legs(row: dict[str, Any]) -> list[dict[str, Any]]:
    calls = [call for call in _rows(row, "calls") if not call.get("incoming")]
    return sorted(calls, key=lambda call: (str(call.get("start_time") or ""), read_id(call.get("call_id"))))


def _judge_legs(legs: list[dict[str, Any]], finish: str) -> tuple[Leg, Disposition, str]:
    """Both were connected: they talked. Otherwise the last call says who was not reached."""
    if not legs:
        return Leg.SELLER, Disposition.FAILED, f"the session ended without a call: {finish}"
    leg, reached = Leg.SELLER if len(legs) == 1 else Leg.CUSTOMER, bool(legs[-1].get("successful"))
    if leg is Leg.CUSTOMER and reached:
        return Leg.TALK, Disposition.ANSWERED, ""
    if finish == CRASH:
        return leg, Disposition.FAILED, CRASH
    if not reached:
        return leg, *_judge_code(legs[-1])
    return Leg.CUSTOMER, Disposition.CANCELLED, "the customer was not called any more"


def _is_ours(row: dict[str, Any], custom_data: str) -> bool:
    return row.get("custom_data") in (None, custom_data)


def _has_ended(row: dict[str, Any]) -> bool:
    return bool(row.get("finish_reason") or row.get("duration"))


def _progress(row: dict[str, Any]) -> int:
    call = _main_call(row)
    return 0 if call is None else 1 + bool(call.get("successful"))


def _main_call(row: dict[str, Any]) -> dict[str, Any] | None:
    """The call to the customer: the connected one, or the last."""
    calls = [call for call in _rows(row, "calls") if not call.get("incoming")]
    return next((call for call in calls if call.get("successful")), calls[-1] if calls else None)


def _report(row: dict[str, Any], token: str, cost: Decimal | None) -> CallReport:
    call = _main_call(row)
    disposition, reason = _judge(call, str(row.get("finish_reason") or ""))
    return CallReport(
        token=token,
        session=read_id(row.get("call_session_history_id")),
        disposition=disposition,
        raw=RAW,
        reason=mask(reason),
        talk_seconds=_talk(call),
        cost=cost,
    )


def _judge(call: dict[str, Any] | None, finish: str) -> tuple[Disposition, str]:
    """A machine cannot be told from a person here: who answered a connected call, a person has to find out."""
    if finish == CRASH:
        return Disposition.FAILED, f"{CRASH}, connected for {_talk(call)} s"
    if call is None:
        return Disposition.FAILED, f"the session ended without a call: {finish}"
    if call.get("successful"):
        seconds = _talk(call)
        return Disposition.UNKNOWN, f"connected for {seconds} s"
    return _judge_code(call)


def _judge_code(call: dict[str, Any]) -> tuple[Disposition, str]:
    code, details = read_end(call.get("end_reason"))
    return (name_code(code) if code else Disposition.UNKNOWN), f"{code or ''} {details}".strip()


def read_end(value: Any) -> tuple[int | None, str]:
    """Code and words of ``end_reason``: documented as both, its shape is not. An object, a text, or nothing."""
    if isinstance(value, dict):
        return _find_code(value.get("code")), str(value.get("details") or value.get("description") or "")
    if isinstance(value, str | int) and not isinstance(value, bool):
        return _find_code(value), str(value) if isinstance(value, str) else ""
    return None, ""


def _find_code(value: Any) -> int | None:
    found = re.search(r"(?<!\d)\d{3}(?!\d)", str(value))
    return int(found[0]) if found else None


def _talk(call: dict[str, Any] | None) -> int:
    return read_seconds(call.get("duration")) if call and call.get("successful") else 0


def _add_costs(row: dict[str, Any]) -> Decimal | None:
    """The calls and what was billed beside them: speech, machine detection, the session."""
    lines = _rows(row, "calls") + _rows(row, "other_resource_usage")
    costs = [cost for line in lines if (cost := read_amount(line.get("cost"))) is not None]
    return sum(costs, Decimal(0)) if costs else None


def _rows(row: dict[str, Any], name: str) -> list[dict[str, Any]]:
    found = row.get(name)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
