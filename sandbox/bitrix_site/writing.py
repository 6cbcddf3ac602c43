"""Orders as they are answered: bare in lists and updates, whole in ``sale.order.get``."""

from datetime import datetime, timezone
from typing import Any

from sandbox.bitrix24.dates import write_date
from sandbox.bitrix_site.site import COLLECTIONS, Row


def write_order(order: Row, zone: timezone) -> Row:
    """Without nested collections, as lists and updates answer."""
    return {name: _plain(value, zone) for name, value in order.items() if name not in COLLECTIONS}


def write_whole(order: Row, zone: timezone) -> Row:
    """With everything nested. Ids of basket items are strings here, and only here."""
    nested = {name: _plain(order[name], zone) for name in COLLECTIONS}
    items = [row | {"id": str(row["id"]), "orderId": str(order["id"])} for row in nested["basketItems"]]
    return write_order(order, zone) | nested | {"basketItems": items, "requisiteLink": {}}


def _plain(value: Any, zone: timezone) -> Any:
    if isinstance(value, datetime):
        return write_date(value, zone)
    if isinstance(value, dict):
        return {key: _plain(item, zone) for key, item in value.items()}
    return [_plain(item, zone) for item in value] if isinstance(value, list) else value
