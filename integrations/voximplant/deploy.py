"""Puts our scenario, its rule and its secrets into the account. May be run any number of times.

https://voximplant.com/docs/references/httpapi/scenarios
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from desk.errors import Rejected, Unauthorised
from integrations.neighbour import Surroundings
from integrations.voximplant.adapter import name_application
from integrations.voximplant.checks import ALL
from integrations.voximplant.client import Client, open_client
from integrations.voximplant.config import VoximplantSection, identify
from integrations.voximplant.numbers import read_id

SCENARIO = Path(__file__).with_name("scenario.js")
NAME = "ringdesk"  # of scenario and rule; scenario names have fewer than 30 characters
LARGEST = 128 * 1024  # bytes of a scenario that is uploaded
# The pattern is ignored when a rule is started by id. This one matches no number, so that the rule
# never takes an incoming call away from its owner.
PATTERN = "ringdesk-starts-by-id-only"


@dataclass(slots=True)
class Deployment:
    """``steps`` says in plain words what was done, and what is left to do by hand."""

    rule_id: int = 0
    complete: bool = True
    steps: list[str] = field(default_factory=list)


async def deploy(section: VoximplantSection, surroundings: Surroundings, scenario: Path = SCENARIO) -> Deployment:
    """Upload, bind, hand over address and key. Raises the errors of ``desk.errors`` (Rejected with its ``field``).

    The rights of an owner, admin or developer are needed: more than a key for calls has.
    """
    application, script = _demand(section, surroundings.public_url), _read_script(scenario)
    client = open_client(
        surroundings.http, section.api_url, section.requests_per_second, identify(section), surroundings.clock
    )
    done = Deployment()
    scenario_id = await _upload(client, script, done)
    done.rule_id = await _bind(client, section.rule_id, application, scenario_id, done)
    secrets = {
        "RINGDESK_URL": (surroundings.public_url, "server.public_url"),
        "RINGDESK_SECRET": (section.callback_secret.get_secret_value(), "voximplant.callback_secret"),
    }
    for name, (value, setting) in secrets.items():
        refusal = await _keep_secret(client, application, name, value)
        done.complete = done.complete and not refusal
        by_hand = f"by hand: in the application's secrets set {name} to {setting} ({refusal})"
        done.steps.append(by_hand if refusal else f"secret {name} holds {setting}")
    return done


def _demand(section: VoximplantSection, public_url: str) -> dict[str, str]:
    """The application's parameter, once everything needed is there."""
    if not section.callback_secret.get_secret_value():
        raise Rejected("the scenario needs a key to sign with", field="callback_secret")
    if not public_url:
        raise Rejected("the scenario must know where to reach us", field="public_url")
    application = name_application(section)
    if not application:
        raise Rejected("name the application that the rule belongs to", field="application_id")
    return application


def _read_script(scenario: Path) -> str:
    script = scenario.read_text(encoding="utf-8")
    if len(script.encode()) >= LARGEST:
        raise Rejected("the scenario is too large to be uploaded", field="scenario.js")
    return script


async def _upload(client: Client, script: str, done: Deployment) -> str:
    # Asked for by name, a scenario that is not there may be an error instead of an empty list.
    scenarios = await client.rows("GetScenarios", ALL)
    mine = [row for row in scenarios if row.get("scenario_name") == NAME]
    if mine:
        scenario_id = _need_id(mine[0], "scenario_id")
        fields = {"scenario_id": scenario_id, "scenario_script": script}
        await client.ask("SetScenarioInfo", fields, repeatable=True)
        done.steps.append(f"scenario {NAME} ({scenario_id}) holds the present script")
        return scenario_id
    fields = {"scenario_name": NAME, "scenario_script": script}
    scenario_id = _need_id(await client.ask("AddScenario", fields, repeatable=False), "scenario_id")
    done.steps.append(f"scenario {NAME} ({scenario_id}) was added")
    return scenario_id


async def _bind(client: Client, rule_id: int, application: dict[str, str], scenario_id: str, done: Deployment) -> int:
    rule = await _find_rule(client, rule_id, application)
    if rule is None:
        fields = {**application, "rule_name": NAME, "rule_pattern": PATTERN, "scenario_id": scenario_id}
        added = _need_id(await client.ask("AddRule", fields, repeatable=False), "rule_id")
        done.steps.append(f"rule {NAME} was added: set voximplant.rule_id = {added}")
        return int(added)
    found = _need_id(rule, "rule_id")
    scenarios = rule.get("scenarios")
    bound = [read_id(one.get("scenario_id")) for one in scenarios or [] if isinstance(one, dict)]
    if scenario_id not in bound:
        fields = {"scenario_id": scenario_id, "rule_id": found, "bind": "true"}
        await client.ask("BindScenario", fields, repeatable=True)
    done.steps.append(f"rule {found} starts the scenario")
    _warn_of_others(found, [one for one in bound if one != scenario_id], done)
    return int(found)


async def _find_rule(client: Client, rule_id: int, application: dict[str, str]) -> dict[str, Any] | None:
    """The configured rule, which must be there; else the one of our name, if any."""
    wanted = {"rule_id": str(rule_id)} if rule_id else {"rule_name": NAME}
    rules = await client.rows("GetRules", {**application, **wanted, "with_scenarios": "true", **ALL})
    key, value = next(iter(wanted.items()))
    mine = next((rule for rule in rules if str(rule.get(key)) == value), None)
    if mine is None and rule_id:
        raise Rejected(f"the application has no rule {rule_id}", field="rule_id")
    return mine


def _warn_of_others(rule_id: str, others: list[str], done: Deployment) -> None:
    """All scenarios of a rule run in one context, and would answer each other's events."""
    if others:
        done.complete = False
        done.steps.append(f"by hand: take the other scenarios ({', '.join(others)}) out of rule {rule_id}")


async def _keep_secret(client: Client, application: dict[str, str], name: str, value: str) -> str:
    """Add the secret, or change it; why not, when it is refused. The key may lack the right."""
    fields = {**application, "secret_name": name, "secret_value": value}
    try:
        known = await client.rows("GetSecrets", {**application, "secret_name_part": name, **ALL})
        if any(row.get("secret_name") == name for row in known):
            await client.ask("SetSecretInfo", fields, repeatable=True)
        else:
            await client.ask("AddSecret", fields, repeatable=False)
    except (Rejected, Unauthorised) as error:
        return error.reason
    return ""


def _need_id(row: dict[str, Any], key: str) -> str:
    found = read_id(row.get(key))
    if not found.isdigit():
        raise Rejected(f"Voximplant: an answer without {key}", field=key)
    return found
