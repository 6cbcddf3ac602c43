"""AddRule, GetRules, BindScenario: https://voximplant.com/docs/references/httpapi/rules"""

from sandbox.voximplant.catalogue import Rule
from sandbox.voximplant.cloud import Cloud
from sandbox.voximplant.errors import ApiError
from sandbox.voximplant.methods.finding import find_scenarios, need_application, need_rule
from sandbox.voximplant.methods.kind import Envelope, Methods
from sandbox.voximplant.methods.scenarios import describe_scenario
from sandbox.voximplant.params import Params, list_envelope, write_date


async def add_rule(cloud: Cloud, params: Params) -> Envelope:
    """Raises ApiError 156 for a name the application has already, 132 for an unknown scenario."""
    application = need_application(cloud, params)
    name, pattern = params.need("rule_name"), params.need("rule_pattern")
    if any(rule.name == name for rule in cloud.catalogue.rules_of(application)):
        raise ApiError(156, "rule_name")
    scenarios = find_scenarios(cloud, params)
    rule = cloud.add_rule(max(cloud.catalogue.rules, default=100) + 1, application, name, pattern)
    rule.scenarios.extend(scenarios)
    return {"result": 1, "rule_id": rule.rule_id}


async def get_rules(cloud: Cloud, params: Params) -> Envelope:
    number, name = params.number("rule_id", 147), params.text("rule_name")
    found = [
        rule
        for rule in cloud.catalogue.rules_of(need_application(cloud, params))
        if number in (None, rule.rule_id) and name in ("", rule.name)
    ]
    rows = [describe_rule(rule, params.flag("with_scenarios")) for rule in params.page(found)]
    return list_envelope(rows, len(found))


async def bind_scenario(cloud: Cloud, params: Params) -> Envelope:
    """Bind, or with ``bind=false`` unbind."""
    rule, scenarios = need_rule(cloud, params), find_scenarios(cloud, params)
    if not scenarios:
        raise ApiError(132, "scenario_id")
    rest = [one for one in rule.scenarios if one not in scenarios]
    rule.scenarios = [*rest, *scenarios] if params.flag("bind", default=True) else rest
    return {"result": 1}


def describe_rule(rule: Rule, with_scenarios: bool) -> dict[str, object]:
    row: dict[str, object] = {
        "rule_id": rule.rule_id,
        "application_id": rule.application.application_id,
        "rule_name": rule.name,
        "rule_pattern": rule.pattern,
        "video_conference": False,
        "modified": write_date(rule.modified),
    }
    if with_scenarios:
        row["scenarios"] = [describe_scenario(one) for one in rule.scenarios]
    return row


METHODS: Methods = {"AddRule": add_rule, "GetRules": get_rules, "BindScenario": bind_scenario}
