"""Finding applications, rules and scenarios by id or by name."""

from sandbox.voximplant.catalogue import Application, Rule, Scenario
from sandbox.voximplant.cloud import Cloud
from sandbox.voximplant.errors import ApiError
from sandbox.voximplant.params import Params


def find_application(cloud: Cloud, params: Params) -> Application | None:
    """None when none is named. A name is taken short or full. Raises ApiError 101 for an unknown one."""
    number, name = params.number("application_id"), params.text("application_name")
    if number is None and not name:
        return None
    for found in cloud.catalogue.applications.values():
        if found.application_id == number or (name and name in (found.name, found.name.partition(".")[0])):
            return found
    raise ApiError(101, "application_name" if name else "application_id")


def need_application(cloud: Cloud, params: Params) -> Application:
    found = find_application(cloud, params)
    if found is None:
        raise ApiError(134, "application_id")
    return found


def need_rule(cloud: Cloud, params: Params) -> Rule:
    """By ``rule_id``, or by ``rule_name`` together with its application. Raises ApiError 147 or 156."""
    number = params.number("rule_id", 147)
    if number is not None:
        if number not in cloud.catalogue.rules:
            raise ApiError(147, "rule_id")
        return cloud.catalogue.rules[number]
    if not params.text("rule_name"):
        raise ApiError(147, "rule_id")
    for rule in cloud.catalogue.rules_of(need_application(cloud, params)):
        if rule.name == params.text("rule_name"):
            return rule
    raise ApiError(156, "rule_name")


def find_scenarios(cloud: Cloud, params: Params) -> list[Scenario]:
    """Those named by lists of ids or names, in the order asked. Raises ApiError 132."""
    known = list(cloud.catalogue.scenarios.values())
    if params.text("scenario_id"):
        wanted: list[int] | list[str] = params.numbers("scenario_id")
        by = {one.scenario_id: one for one in known}
        if not set(wanted) <= set(by):
            raise ApiError(132, "scenario_id")
        return [by[int(one)] for one in wanted]
    named = {one.name: one for one in known}
    names = params.words("scenario_name")
    if not set(names) <= set(named):
        raise ApiError(132, "scenario_name")
    return [named[name] for name in names]
