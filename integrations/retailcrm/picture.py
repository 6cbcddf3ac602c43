"""What an order shows of its lead, what it should show, and the difference."""

from zoneinfo import ZoneInfo

from desk.crm import CrmCall, CrmPicture
from desk.tracking.model import References
from integrations.crm_texts.words import disposition
from integrations.retailcrm.config import RetailCrm
from integrations.retailcrm.custom_fields import TEXT, OrderField
from integrations.retailcrm.references import CLOSED
from integrations.retailcrm.shape import Data, as_map, as_text
from integrations.retailcrm.words import FIELDS
from integrations.values import one_line

TEXT_MAX = 20_000


def own_fields(config: RetailCrm) -> dict[str, OrderField]:
    """Additional fields that belong to the desk alone: their whole content is written anew, so none is doubled."""
    labels = FIELDS[config.language]
    lines = {config.marker_field: "marker_field", config.status_field: "status_field"}
    texts = {config.calls_field: "calls_field", config.notes_field: "notes_field"}
    return {
        **{code: OrderField(code, labels[name]) for code, name in lines.items() if code},
        **{code: OrderField(code, labels[name], TEXT, sought=False) for code, name in texts.items() if code},
    }


def changes_of(order: Data, picture: CrmPicture, config: RetailCrm, known: References, zone: ZoneInfo) -> Data:
    """What to write; empty: the order shows it already."""
    shown = as_map(order.get("customFields"))
    wanted = {
        config.status_field: one_line(picture.status_text or picture.status),
        config.calls_field: _tell_calls(picture.calls, config.language, zone),
        config.notes_field: _cut("\n".join(it.text.strip() for it in picture.notes)),
    }
    custom = {code: text for code, text in wanted.items() if code and _differs(shown.get(code), text)}
    changes: Data = {"customFields": custom} if custom else {}
    if status := _status(order, picture.status, config, known):
        changes["status"] = status
    return changes


def _status(order: Data, ours: str, config: RetailCrm, known: References) -> str:
    """Empty when the order stands there, or where a person has put it: closed, or at a status the settings do not
    name."""
    now, wanted = as_text(order.get("status")), config.statuses.get(ours, "")
    group = next((it.group for it in known.statuses if it.code == now), "")
    first = known.statuses[0].code if known.statuses else ""
    if not wanted or wanted == now or group in CLOSED or now not in {first, *config.statuses.values()}:
        return ""
    return wanted


def _tell_calls(calls: tuple[CrmCall, ...], language: str, zone: ZoneInfo) -> str:
    """One line a call, in the account's time."""
    return _cut("\n".join(_tell_call(it, language, zone) for it in calls))


def _tell_call(call: CrmCall, language: str, zone: ZoneInfo) -> str:
    at = call.started_at.astimezone(zone).strftime("%d.%m.%Y %H:%M")
    said = one_line(call.text)
    return f"{at} {disposition(call.disposition, language)}{f' ({said})' if said else ''}"


def _cut(text: str) -> str:
    """Of too much the latest."""
    return text if len(text) <= TEXT_MAX else f"…{text[-TEXT_MAX:]}"


def _differs(shown: object, text: str) -> bool:
    """The CRM may keep line breaks in its own way."""
    return as_text(shown).split() != text.split()
