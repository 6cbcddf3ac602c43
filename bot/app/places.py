"""Where is a customer? Cities by name, addresses by the file the shop supplies."""

from pathlib import Path
from typing import Any

import maxminddb

from desk.leads.opening import Place
from desk.leads.service import WhereIs


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
    city = names.get("ru") or names.get("en") or ""
    return Place(zone, "ip", city) if zone or city else None
