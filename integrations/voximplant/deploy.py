"""Puts our scenarios, their rules and their secrets into the account. May be run any number of times.

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

HERE = Path(__file__).parent
COMMON = "common.js"  # stands before each of them
LARGEST = 128 * 1024  # bytes of a scenario that is uploaded
# The pattern is ignored when a rule is started by id. This one matches no number, so that the rule
# never takes an incoming call away from its owner.
PATTERN = "ringdesk-starts-by-id-only"


@dataclass(frozen=True, slots=True)
class Part:
    """A scenario and its rule, both of this name (fewer than 30 characters); ``setting`` holds the rule's id."""

    name: str
    file: str
    setting: str


ROBOT = Part("ringdesk", "scenario.js", "rule_id")
CONNECT = Part("ringdesk-connect", "connect.js", "connect_rule_id")


@dataclass(slots=True)
class Deployment:
    """``steps`` says in plain words what was done, and what is left to do by hand."""

    rule_id: int = 0
    connect_rule_id: int = 0
    complete: bool = True
    steps: list[str] = field(default_factory=list)


async def deploy(section: VoximplantSection, surroundings: Surroundings, folder: Path = HERE) -> Deployment:
    """Upload, bind, hand over address and key. Raises the errors of ``desk.errors`` (Rejected with its ``field``).

    The rights of an owner, admin or developer are needed: more than a key for calls has.
    """
    application = _demand(section, surroundings.public_url)
    scripts = {part: read_script(part, folder) for part in (ROBOT, CONNECT)}
    client = open_client(
        surroundings.http, section.api_url, section.requests_per_second, identify(section), surroundings.clock
    )
    done = Deployment()
    for part, script in scripts.items():
        scenario_id = await _upload(client, part.name, script, done)
        rule_id = await _bind(client, part, getattr(section, part.setting), application, scenario_id, done)
        setattr(done, part.setting, rule_id)
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


def read_script(part: Part, folder: Path = HERE) -> str:
    """The whole text of a scenario. Raises Rejected when it is too large."""
    script = "\n".join((folder / name).read_text(encoding="utf-8") for name in (COMMON, part.file))
    if len(script.encode()) >= LARGEST:
        raise Rejected("the scenario is too large to be uploaded", field=part.file)
    return script


async def _upload(client: Client, name: str, script: str, done: Deployment) -> str:
    # Asked for by name, a scenario that is not there may be an error instead of an empty list.
    scenarios = await client.rows("GetScenarios", ALL)
    mine = [row for row in scenarios if row.get("scenario_name") == name]
    if mine:
        scenario_id = _need_id(mine[0], "scenario_id")
        fields = {"scenario_id": scenario_id, "scenario_script": script}
        await client.ask("SetScenarioInfo", fields, repeatable=True)
        done.steps.append(f"scenario {name} ({scenario_id}) holds the present script")
        return scenario_id
    fields = {"scenario_name": name, "scenario_script": script}
    scenario_id = _need_id(await client.ask("AddScenario", fields, repeatable=False), "scenario_id")
    done.steps.append(f"scenario {name} ({scenario_id}) was added")
    return scenario_id


async def _bind(
    client: Client, part: Part, rule_id: int, application: dict[str, str], scenario_id: str, done: Deployment
) -> int:
    rule = await _find_rule(client, part, rule_id, application)
    if rule is None:
        fields = {**application, "rule_name": part.name, "rule_pattern": PATTERN, "scenario_id": scenario_id}
        added = _need_id(await client.ask("AddRule", fields, repeatable=False), "rule_id")
        done.steps.append(f"rule {part.name} was added: set voximplant.{part.setting} = {added}")
        return int(added)
    found = _need_id(rule, "rule_id")
    scenarios = rule.get("scenarios")
    bound = [read_id(one.get("scenario_id")) for one in scenarios or [] if isinstance(one, dict)]
    if scenario_id not in bound:
        fields = {"scenario_id": scenario_id, "rule_id": found, "bind": "true"}
        await client.ask("BindScenario", fields, repeatable=True)
    done.steps.append(f"rule {found} starts the scenario {part.name}")
    _warn_of_others(found, [one for one in bound if one != scenario_id], done)
    return int(found)


async def _find_rule(client: Client, part: Part, rule_id: int, application: dict[str, str]) -> dict[str, Any] | None:
    """The configured rule, which must be there; else the one of our name, if any."""
    wanted = {"rule_id": str(rule_id)} if rule_id else {"rule_name": part.name}
    rules = await client.rows("GetRules", {**application, **wanted, "with_scenarios": "true", **ALL})
    key, value = next(iter(wanted.items()))
    mine = next((rule for rule in rules if str(rule.get(key)) == value), None)
    if mine is None and rule_id:
        raise Rejected(f"the application has no rule {rule_id}", field=part.setting)
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
