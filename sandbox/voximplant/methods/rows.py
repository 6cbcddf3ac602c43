"""Rows of the call history: sessions, their calls, and what else was billed."""

from dataclasses import dataclass
from datetime import tzinfo
from typing import Any

from sandbox.voximplant.account import Account
from sandbox.voximplant.params import Params, write_date
from sandbox.voximplant.session import Call, Session, Usage

MEDIA_SERVER = "203.0.113.7"


@dataclass(frozen=True, slots=True)
class Detail:
    """What a row shows beside the session itself."""

    calls: bool
    records: bool
    other_resources: bool


def read_detail(params: Params) -> Detail:
    return Detail(params.flag("with_calls"), params.flag("with_records"), params.flag("with_other_resources"))


def describe_session(account: Account, session: Session, detail: Detail, zone: tzinfo) -> dict[str, Any]:
    row: dict[str, Any] = {
        "call_session_history_id": session.session_id,
        "account_id": account.account_id,
        "application_id": session.rule.application.application_id,
        "application_name": session.rule.application.name,
        "rule_name": session.rule.name,
        "user_id": session.user_id,
        "start_date": write_date(session.started_at, zone),
        "duration": session.duration,
        "initiator_address": session.initiator,
        "media_server_address": MEDIA_SERVER,
        "log_file_url": f"https://storage.example/log/{session.session_id}.txt",
        "finish_reason": session.finish_reason,
        "custom_data": session.custom_data,
    }
    if detail.calls:
        row["calls"] = [_describe_call(call, zone) for call in session.calls]
    if detail.records:
        row["records"] = []
    if detail.other_resources:
        row["other_resource_usage"] = [_describe_usage(usage, zone) for usage in session.usage]
    return row


def _describe_call(call: Call, zone: tzinfo) -> dict[str, Any]:
    return {
        "call_id": call.call_id,
        "start_time": write_date(call.started_at, zone),
        "duration": call.talk_s,
        "local_number": call.caller_id,
        "remote_number": call.number,
        "remote_number_type": "pstn",
        "incoming": False,
        "successful": call.answered_at is not None,
        "transaction_id": call.transaction_id or None,
        "cost": call.cost,
        "custom_data": None,
        "media_server_address": MEDIA_SERVER,
        "record_url": None,
        "diversion_number": None,
        "end_reason": {"code": call.code, "details": call.details},
    }


def _describe_usage(usage: Usage, zone: tzinfo) -> dict[str, Any]:
    return {
        "resource_usage_id": usage.transaction_id,
        "resource_type": usage.kind,
        "cost": usage.cost,
        "description": usage.kind.replace("_", " ").capitalize(),
        "used_at": write_date(usage.used_at, zone),
        "transaction_id": usage.transaction_id,
        "resource_quantity": 1,
        "unit": "piece",
        "ref_call_id": usage.call_id,
    }
