"""StartScenarios: https://voximplant.com/docs/references/httpapi/scenarios"""

from sandbox.voximplant.cloud import Cloud
from sandbox.voximplant.errors import ApiError, TooManyRequests
from sandbox.voximplant.joiner import NAME, Joiner
from sandbox.voximplant.methods.finding import find_application, need_rule
from sandbox.voximplant.methods.kind import Envelope, Methods
from sandbox.voximplant.params import Params
from sandbox.voximplant.player import Player


async def start_scenarios(cloud: Cloud, params: Params) -> Envelope:
    """Create a session and answer; the call's fate is told by its own report and by the history.

    Not idempotent: the same request twice is two sessions.
    """
    if cloud.start_limit is not None and cloud.starting >= cloud.start_limit:
        raise TooManyRequests
    cloud.starting += 1
    try:
        return await _start(cloud, params)
    finally:
        cloud.starting -= 1


async def _start(cloud: Cloud, params: Params) -> Envelope:
    find_application(cloud, params)
    rule = need_rule(cloud, params)
    if not rule.scenarios:
        raise ApiError(375, "rule_id")
    cloud.account.require_money()
    session = cloud.open_session(rule, params.text("script_custom_data"), params)
    joins = any(scenario.name == NAME for scenario in rule.scenarios)
    cloud.run((Joiner if joins else Player)(cloud, session).run())
    if cloud.fates.expect_race:
        await session.answer_free.wait()
    address = cloud.url + session.path
    envelope = {
        "result": 1,
        "media_session_access_url": address,
        "media_session_access_secure_url": address,
        "call_session_history_id": session.session_id,
    }
    if params.flag("with_check_url"):
        envelope["media_session_check_url"] = address
    return envelope


METHODS: Methods = {"StartScenarios": start_scenarios}
