"""Can this portal work for us? Asked in one request, answered in plain text."""

from typing import Any

from desk.errors import Unauthorised
from desk.ports import Health
from integrations.bitrix24.config import Bitrix24
from integrations.bitrix24.vocabulary import SIMPLE_CRM
from integrations.bitrix_rest.client import BatchAnswer, Client, Command, as_dict, as_list
from integrations.bitrix_rest.texts import tell_user

# What every lead of ours carries, where the order has it at all.
FILLED = {
    "TITLE", "NAME", "PHONE", "EMAIL", "ADDRESS_CITY", "COMMENTS", "SOURCE_ID", "OPENED", "OPPORTUNITY", "CURRENCY_ID",
    "IS_MANUAL_OPPORTUNITY", "ORIGINATOR_ID", "ORIGIN_ID", "UTM_SOURCE",
}  # fmt: skip
# What the portal fills by itself.
DEFAULTED = {"STATUS_ID", "ASSIGNED_BY_ID"}


async def examine(client: Client, config: Bitrix24) -> Health:
    """Every shortcoming that can be seen from outside is named. Raises what asking raises."""
    commands = {
        "profile": Command("profile"),
        "scope": Command("scope"),
        "mode": Command("crm.settings.mode.get"),
        "fields": Command("crm.lead.fields"),
        "stages": Command("crm.status.list", {"filter": {"ENTITY_ID": "STATUS"}}),
        "sources": Command("crm.status.list", {"filter": {"ENTITY_ID": "SOURCE"}}),
    }
    entity, _, field = config.partner.partition(":")
    if field:
        commands["partners"] = Command(f"crm.{entity}.fields")
    answer = await client.batch(commands, halt=False, repeatable=True)
    fields = as_dict(answer.take("fields"))
    found = [*find_refusals(answer), *_mode(answer), *_fields(fields, config), *_dictionaries(answer, config)]
    if field and field not in as_dict(answer.results.get("partners")):
        found.append(f"partner: {entity} has no field {field}")
    user = tell_user(answer.results.get("profile"))
    return Health(not found, "; ".join(found) or f"{client.origin()}: works as {user}")


def find_refusals(answer: BatchAnswer) -> list[str]:
    """Rights that we lack, in plain words."""
    found = [error.reason for error in answer.errors.values() if isinstance(error, Unauthorised)]
    scopes = as_list(answer.results.get("scope"))
    if scopes and "crm" not in scopes:
        found.append("the webhook or application lacks the right 'crm'")
    return found


def _mode(answer: BatchAnswer) -> list[str]:
    if str(answer.results.get("mode")) == str(SIMPLE_CRM):
        return ["the CRM works without leads (simple mode): new leads turn into deals and cannot be found again"]
    return []


def _fields(fields: dict[str, Any], config: Bitrix24) -> list[str]:
    """Names that do not exist would be ignored in silence, required ones that stay empty make every add fail."""
    named = [*config.fields, *([config.status_field] if config.status_field else [])]
    found = [f"the lead has no field {name}" for name in named if name not in fields]
    filled = FILLED | DEFAULTED | set(config.fields)
    empty = [_label(name, info) for name, info in fields.items() if is_required(info) and name not in filled]
    if empty:
        found.append(f"required lead fields that [bitrix24.fields] does not fill: {', '.join(sorted(empty))}")
    return found


def is_required(info: Any) -> bool:
    """Of a field, as the portal describes it: somebody has to fill it."""
    told = as_dict(info)
    return told.get("isRequired") is True and told.get("isReadOnly") is not True


def _label(name: str, info: Any) -> str:
    label = as_dict(info).get("formLabel")
    return f"{name} ({label})" if label and label != name else name


def _dictionaries(answer: BatchAnswer, config: Bitrix24) -> list[str]:
    """Pages of 50 are enough here: longer dictionaries are not judged."""
    wanted = {"stages": set(config.stages.values()), "sources": {config.source_id} - {""}}
    found = []
    for key, codes in wanted.items():
        known = {str(as_dict(row).get("STATUS_ID")) for row in as_list(answer.results.get(key))}
        if known and key not in answer.next:
            found += [f"{key}: the portal has no {code}" for code in sorted(codes - known)]
    return found
