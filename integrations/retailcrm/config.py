"""The section ``[retailcrm]`` of ``ringdesk.toml``."""

import re
from datetime import timedelta
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, SecretStr

from desk.leads.model import LeadStatus
from integrations.neighbour import Section, Zone
from integrations.retailcrm.address import origin_of

UNITS = {"s": 1, "m": 60, "h": 3600}


def _read_address(typed: str) -> str:
    """What cannot be read is kept, and ``mistakes`` says so."""
    return origin_of(typed) or typed.strip()


def _read_pause(value: Any) -> Any:
    found = re.fullmatch(r"(\d+)([smh])", value.strip()) if isinstance(value, str) else None
    return timedelta(seconds=int(found[1]) * UNITS[found[2]]) if found else value


def _of_ours(statuses: dict[str, str]) -> dict[str, str]:
    if strange := sorted(statuses.keys() - set(LeadStatus)):
        raise ValueError(f"not our statuses: {', '.join(strange)}; known: {', '.join(LeadStatus)}")
    return statuses


Code = Annotated[str, Field(pattern=r"^[a-z0-9_]{0,50}$")]


class RetailCrm(Section):
    """``url`` as it is pasted; ``origin_of`` makes the account's address of it. ``requests_per_second``: of the key."""

    # A mistyped secret must not be quoted by the error message.
    model_config = ConfigDict(hide_input_in_errors=True)

    url: Annotated[str, AfterValidator(_read_address)] = ""
    api_key: SecretStr = SecretStr("")
    history_every: Annotated[timedelta, BeforeValidator(_read_pause), Field(ge=timedelta(seconds=1))] = timedelta(
        minutes=1
    )
    requests_per_second: Annotated[float, Field(gt=0, le=10)] = 9.6
    timezone: Zone = "Europe/Moscow"

    site: str = ""
    manager: Annotated[int, Field(ge=0)] = 0
    order_method: str = ""
    partner: Code = ""
    marker_field: Annotated[str, Field(pattern=r"^[a-z0-9_]{1,50}$")] = "ringdesk_lead"
    status_field: Code = "ringdesk_status"
    calls_field: Code = "ringdesk_calls"
    notes_field: Code = "ringdesk_notes"
    statuses: Annotated[dict[str, str], AfterValidator(_of_ours)] = Field(default_factory=dict)
    fields: dict[str, str] = Field(default_factory=dict)
    language: Literal["ru", "en"] = "ru"


def mistakes(section: RetailCrm) -> list[tuple[str, str]]:
    """What is missing or wrong, as (key, message); the messages quote no secrets."""
    found = []
    if not section.url:
        found.append(("url", "missing: the account's address, https://shop.retailcrm.ru"))
    elif origin_of(section.url) != section.url:
        found.append(("url", "must be the account's https address, as https://shop.retailcrm.ru"))
    if not section.api_key.get_secret_value().strip():
        found.append(("api_key", "missing: Settings > Integration > API access keys"))
    return found
