"""Where is a customer? Cities by name, addresses by the file the shop supplies."""

from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

import maxminddb

from desk.leads.opening import Place
from desk.leads.service import WhereIs

ZONES = available_timezones()


def open_places(path: str) -> WhereIs:
    """Look-ups in a MaxMind-format city file; without one nothing is known of an address."""
    if not path:
        return lambda _ip: None
    reader = maxminddb.open_database(Path(path))

    def where_is(ip: str) -> Place | None:
        try:
            found = reader.get(ip)
        except ValueError:  # not an address
            return None
        return _place(found) if isinstance(found, dict) else None

    return where_is


def _place(found: dict[str, Any]) -> Place | None:
    names = found.get("city", {}).get("names", {})
    zone = found.get("location", {}).get("time_zone", "")
    zone = zone if zone in ZONES else ""  # a file may be newer than the zones of this machine
    city = names.get("ru") or names.get("en") or ""
    return Place(zone, "ip", city) if zone or city else None
