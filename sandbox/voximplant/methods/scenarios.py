"""AddScenario, SetScenarioInfo, GetScenarios: https://voximplant.com/docs/references/httpapi/scenarios"""

from sandbox.voximplant.catalogue import Scenario
from sandbox.voximplant.cloud import Cloud
from sandbox.voximplant.errors import ApiError
from sandbox.voximplant.methods.finding import find_scenarios, need_rule
from sandbox.voximplant.methods.kind import Envelope, Methods
from sandbox.voximplant.params import Params, list_envelope, write_date

NAME_LIMIT = 30
SCRIPT_LIMIT = 128 * 1024


async def add_scenario(cloud: Cloud, params: Params) -> Envelope:
    """A taken name is refused unless ``rewrite`` is set; ``rule_id`` binds the new scenario at once."""
    name, script = _read_name(params, "scenario_name"), _read_script(params)
    rule = need_rule(cloud, params) if params.text("rule_id") or params.text("rule_name") else None
    scenario = next((one for one in cloud.catalogue.scenarios.values() if one.name == name), None)
    if scenario is None:
        scenario = cloud.add_scenario(max(cloud.catalogue.scenarios, default=200) + 1, name, script)
    elif not params.flag("rewrite"):
        raise ApiError(101, "scenario_name")
    scenario.script, scenario.modified = script, cloud.clock.now()
    if rule and scenario not in rule.scenarios:
        rule.scenarios.append(scenario)
    return {"result": 1, "scenario_id": scenario.scenario_id}


async def set_scenario_info(cloud: Cloud, params: Params) -> Envelope:
    scenario = _need_scenario(cloud, params)
    if "scenario_name" in params:
        scenario.name = _read_name(params, "scenario_name")
    if "scenario_script" in params:
        scenario.script = _read_script(params)
    scenario.modified = cloud.clock.now()
    return {"result": 1}


async def get_scenarios(cloud: Cloud, params: Params) -> Envelope:
    named = params.text("scenario_id") or params.text("scenario_name")
    found = find_scenarios(cloud, params) if named else list(cloud.catalogue.scenarios.values())
    rows = [describe_scenario(one, params.flag("with_script")) for one in params.page(found)]
    return list_envelope(rows, len(found))


def describe_scenario(one: Scenario, with_script: bool = False) -> dict[str, object]:
    row: dict[str, object] = {
        "scenario_id": one.scenario_id,
        "scenario_name": one.name,
        "modified": write_date(one.modified),
        "parent": False,
    }
    if with_script:
        row["scenario_script"] = one.script
    return row


def _need_scenario(cloud: Cloud, params: Params) -> Scenario:
    number, name = params.number("scenario_id", 132), params.text("required_scenario_name")
    for one in cloud.catalogue.scenarios.values():
        if one.scenario_id == number or (name and one.name == name):
            return one
    raise ApiError(132, "scenario_id")


def _read_name(params: Params, field: str) -> str:
    name = params.need(field)
    if len(name) >= NAME_LIMIT:
        raise ApiError(101, field)
    return name


def _read_script(params: Params) -> str:
    script = params.text("scenario_script")
    if len(script.encode()) >= SCRIPT_LIMIT:
        raise ApiError(101, "scenario_script")
    return script


METHODS: Methods = {
    "AddScenario": add_scenario,
    "SetScenarioInfo": set_scenario_info,
    "GetScenarios": get_scenarios,
}
