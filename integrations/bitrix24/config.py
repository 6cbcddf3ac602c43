"""The section ``[bitrix24]`` of ``ringdesk.toml``."""

from typing import Annotated, Literal

from pydantic import AfterValidator, ConfigDict, Field, SecretStr

from desk.leads.model import LeadStatus
from integrations.bitrix_rest.address import endpoint_of, find_webhook_fault, is_safe
from integrations.neighbour import Section

AUTH_URL = "https://oauth.bitrix.info"


def _or_default(url: str) -> str:
    return url.rstrip("/") or AUTH_URL


def _of_ours(stages: dict[str, str]) -> dict[str, str]:
    if strange := sorted(stages.keys() - set(LeadStatus)):
        raise ValueError(f"not our statuses: {', '.join(strange)}; known: {', '.join(LeadStatus)}")
    return stages


class Bitrix24(Section):
    """Either ``webhook_url`` or the OAuth keys. ``requests_per_second`` and ``burst`` are the portal's own limits."""

    # A mistyped secret must not be quoted by the error message.
    model_config = ConfigDict(hide_input_in_errors=True)

    webhook_url: SecretStr = SecretStr("")
    client_id: str = ""
    client_secret: SecretStr = SecretStr("")
    refresh_token: SecretStr = SecretStr("")
    auth_url: Annotated[str, AfterValidator(_or_default)] = AUTH_URL
    portal: str = ""
    application_token: SecretStr = SecretStr("")

    partner: Annotated[str, Field(pattern=r"^((company|contact):[A-Z][A-Z0-9_]*)?$")] = ""
    status_field: Annotated[str, Field(pattern=r"^([A-Z][A-Z0-9_]*)?$")] = "STATUS_DESCRIPTION"
    stages: Annotated[dict[str, str], AfterValidator(_of_ours)] = Field(default_factory=dict)
    fields: dict[str, str] = Field(default_factory=dict)
    title: str = "{title}"
    source_id: str = "WEB"
    assigned_by_id: int = 0
    originator: Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,40}$")] = "ringdesk"
    contacts: Literal["none", "find", "create"] = "none"
    call_activity: bool = True
    article: Annotated[str, Field(pattern=r"^(xmlId|property:[1-9]\d*)?$")] = ""
    language: Literal["ru", "en"] = "ru"

    requests_per_second: Annotated[float, Field(gt=0)] = 2
    burst: Annotated[int, Field(ge=1)] = 50


def mistakes(section: Bitrix24) -> list[tuple[str, str]]:
    """What is missing or wrong, as (key, message); the messages quote no secrets."""
    hook = section.webhook_url.get_secret_value()
    if hook and (section.client_id or section.refresh_token.get_secret_value()):
        return [("webhook_url", "give either the webhook or client_id, client_secret and refresh_token, not both")]
    if hook:
        fault = find_webhook_fault(hook)
        return [("webhook_url", fault)] if fault else []
    return _oauth_mistakes(section)


def _oauth_mistakes(section: Bitrix24) -> list[tuple[str, str]]:
    values = {
        "client_id": section.client_id,
        "client_secret": section.client_secret.get_secret_value(),
        "refresh_token": section.refresh_token.get_secret_value(),
    }
    if not any(values.values()):
        return [("webhook_url", "missing: the incoming webhook, or client_id, client_secret and refresh_token")]
    found = [(key, "missing for an application (OAuth)") for key, value in values.items() if not value]
    if not is_safe(section.auth_url):
        found.append(("auth_url", "must be an https address"))
    if section.portal and not is_safe(endpoint_of(section.portal)):
        found.append(("portal", "must be the portal's domain or https address"))
    return found
