"""The section ``[calltouch]`` of ``ringdesk.toml``."""

import re
from datetime import timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, ConfigDict, Field, SecretStr

from integrations.neighbour import Duration, Section, Zone

NOTHING = SecretStr("")
SEGMENT = re.compile(r"[A-Za-z0-9._~-]*")  # what stands in an address as it is


def _address(url: str) -> str:
    if not url.startswith(("https://", "http://")):
        raise ValueError("must begin with https:// (or http:// on this machine)")
    return url.rstrip("/")


class Calltouch(Section):
    """``site_id`` is the cabinet's number, ``timezone`` the one in which it tells the time.

    ``webhook_secret`` is a part of the addresses for its events; empty: they are closed. ``requests_per_second``: the
    API takes five from one address. The delays, the depth and the order settings are those of the rules: a touch waits
    ``lead_delay``, a deal's update ``deal_update_delay``; a deal is bound to a touch not older than ``match_depth``.
    Empty ``order_…`` and ``customer_manager`` leave the choice to the CRM.
    """

    # A mistyped secret must not be quoted by the error message.
    model_config = ConfigDict(hide_input_in_errors=True)

    api_url: Annotated[str, AfterValidator(_address)] = "https://api.calltouch.ru"
    site_id: Annotated[int, Field(ge=0)] = 0
    token: SecretStr = NOTHING
    webhook_secret: SecretStr = NOTHING
    timezone: Zone = "Europe/Moscow"
    requests_per_second: Annotated[float, Field(gt=0)] = 4
    lead_delay: Annotated[Duration, Field(ge=timedelta())] = timedelta(minutes=1)
    deal_update_delay: Annotated[Duration, Field(ge=timedelta())] = timedelta(minutes=30)
    match_depth: Annotated[Duration, Field(ge=timedelta(minutes=1))] = timedelta(days=365)
    setup_timeout: Annotated[Duration, Field(gt=timedelta())] = timedelta(minutes=5)
    order_site: str = ""
    order_status: str = ""
    order_manager: Annotated[int, Field(ge=0)] = 0
    customer_manager: Annotated[int, Field(ge=0)] = 0

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


def find_mistakes(section: Calltouch) -> list[tuple[str, str]]:
    """What is missing or wrong, as (key, message); the messages quote no secrets."""
    found = {
        "site_id": "" if section.site_id else "missing: the number of the Calltouch cabinet",
        "token": "" if section.token.get_secret_value() else "missing: the API token of the cabinet",
        "webhook_secret": _fault_of(section.webhook_secret.get_secret_value()),
    }
    return [(key, why) for key, why in found.items() if why]


def _fault_of(secret: str) -> str:
    if SEGMENT.fullmatch(secret):
        return ""
    return "is a part of an address: letters, digits and - . _ ~ only"
