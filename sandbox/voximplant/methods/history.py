"""GetCallHistory: https://voximplant.com/docs/references/httpapi/history

A row shows up some time after its session has ended, never before.
"""

import json
from collections.abc import Callable
from datetime import timedelta, tzinfo

from sandbox.voximplant.cloud import Cloud
from sandbox.voximplant.errors import ApiError
from sandbox.voximplant.methods.finding import find_application
from sandbox.voximplant.methods.kind import Envelope, Methods
from sandbox.voximplant.methods.rows import describe_session, read_detail
from sandbox.voximplant.params import Params, list_envelope, strip_number
from sandbox.voximplant.session import Session

Test = Callable[[Session], bool]


async def get_call_history(cloud: Cloud, params: Params) -> Envelope:
    """Raises ApiError 101, 111 or 123. Only ``output=json`` is served."""
    if params.text("output") not in ("", "json") or params.flag("is_async"):
        raise ApiError(101, "output")
    tests = [_within_dates(cloud, params), *_exact(cloud, params), *_by_number(params), *_by_length(params)]
    now = cloud.clock.now()
    found = [
        session
        for session in cloud.sessions.values()
        if session.visible_at and session.visible_at <= now and all(test(session) for test in tests)
    ]
    found.sort(key=lambda session: session.started_at, reverse=params.flag("desc_order"))
    zone, detail = params.zone(), read_detail(params)
    rows = [describe_session(cloud.account, session, detail, zone) for session in params.page(found)]
    envelope = list_envelope(rows, len(found))
    if not params.flag("with_total_count", default=True):
        del envelope["total_count"]
    return {**envelope, "timezone": _name_zone(params, zone)}


def _within_dates(cloud: Cloud, params: Params) -> Test:
    """By the session's start; the last month when no dates are given."""
    end = params.date("to_date") or cloud.clock.now()
    start = params.date("from_date") or end - timedelta(days=31)
    if end < start:
        raise ApiError(123, "to_date")
    return lambda session: start <= session.started_at.replace(microsecond=0) <= end


def _exact(cloud: Cloud, params: Params) -> list[Test]:
    tests: list[Test] = []
    if ids := params.numbers("call_session_history_id"):
        tests.append(lambda session: session.session_id in ids)
    if application := find_application(cloud, params):
        tests.append(lambda session: session.rule.application is application)
    if rule_name := params.text("rule_name"):
        if application is None:
            raise ApiError(134, "application_id")
        tests.append(lambda session: session.rule.name == rule_name)
    if users := params.numbers("user_id"):
        tests.append(lambda session: session.user_id in users)
    if custom := params.text("call_session_history_custom_data"):
        tests.append(lambda session: session.custom_data == custom)
    if params.flag("children_calls_only") or params.text("child_account_id"):
        tests.append(lambda _: False)  # the sandbox's account has no children
    return tests


def _by_number(params: Params) -> list[Test]:
    tests: list[Test] = []
    if remote := _read_remote(params):
        tests.append(lambda session: any(call.number in remote for call in session.calls))
    if local := {strip_number(one) for one in params.words("local_number")}:
        tests.append(lambda session: any(call.caller_id in local for call in session.calls))
    return tests


def _read_remote(params: Params) -> set[str]:
    """``remote_number_list``, a JSON array, wins over ``remote_number``."""
    text = params.text("remote_number_list")
    if not text:
        return {strip_number(one) for one in params.words("remote_number")}
    try:
        found = json.loads(text)
    except ValueError as error:
        raise ApiError(101, "remote_number_list") from error
    if not isinstance(found, list):
        raise ApiError(101, "remote_number_list")
    return {strip_number(str(one)) for one in found}


def _by_length(params: Params) -> list[Test]:
    tests: list[Test] = []
    if (least := params.number("min_duration")) is not None:
        tests.append(lambda session: session.duration >= least)
    if (most := params.number("max_duration")) is not None:
        tests.append(lambda session: session.duration <= most)
    return tests


def _name_zone(params: Params, zone: tzinfo) -> str:
    return "Etc/GMT" if params.text("timezone") in ("", "auto") else str(zone)


METHODS: Methods = {"GetCallHistory": get_call_history}
