"""Moments are told without an offset, in the zone of the account (``settings.timezone``)."""

import logging
from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from desk.errors import DeskError
from desk.ports import Clock
from integrations.retailcrm.client import Client
from integrations.retailcrm.errors import is_closed
from integrations.retailcrm.kept import Kept
from integrations.retailcrm.shape import as_map, as_text

log = logging.getLogger(__name__)

FORMAT = "%Y-%m-%d %H:%M:%S"


class AccountZone:
    """``otherwise``: the zone of an account that does not tell its own, or not to us."""

    def __init__(self, client: Client, clock: Clock, otherwise: str) -> None:
        self._client = client
        self._otherwise = ZoneInfo(otherwise)
        self._kept = Kept(clock, self._ask)

    async def get(self) -> ZoneInfo:
        return await self._kept.get()

    async def _ask(self) -> ZoneInfo:
        try:
            body = await self._client.get("settings")
        except DeskError as error:
            if not is_closed(error):
                raise
            log.warning("the account does not show its settings, its times are read as %s", self._otherwise)
            return self._otherwise
        name = as_text(as_map(as_map(body.get("settings")).get("timezone")).get("value"))
        try:
            return ZoneInfo(name) if name else self._otherwise
        except (ZoneInfoNotFoundError, ValueError):
            log.warning("the account names a zone that nobody knows, its times are read as %s", self._otherwise)
            return self._otherwise


def read_moment(text: object, zone: ZoneInfo) -> datetime | None:
    """Aware, in UTC; None for what is no moment."""
    try:
        return datetime.strptime(as_text(text)[:19], FORMAT).replace(tzinfo=zone).astimezone(UTC)
    except ValueError:
        return None


def write_moment(moment: datetime, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).strftime(FORMAT)
