"""The ref: by which the store knows an order, and by which a second form from the same visitor is recognised."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

from desk.model import Customer
from desk.orders.text import clean_line

LONGEST = 200
_MOMENTS = {"minute": "%Y-%m-%dT%H:%M", "hour": "%Y-%m-%dT%H", "day": "%Y-%m-%d"}  # UTC


def choose_ref(
    names: Sequence[str], customer: Customer, fields: Mapping[str, Any], now: datetime, fallback: str
) -> str:
    """The first of ``names`` the order has; a name may join several with ``+``, all of which must be there.

    ``phone+minute`` tells two orders of one customer apart when they are a minute apart. A moment alone is no
    ref: it would take two strangers for one.
    """
    for name in names:
        parts = [part.strip() for part in name.split("+")]
        values = [_value(part, customer, fields, now) for part in parts]
        if all(values) and not all(part in _MOMENTS for part in parts):
            return fit_ref("+".join(values))
    return fallback


def _value(name: str, customer: Customer, fields: Mapping[str, Any], now: datetime) -> str:
    if name in _MOMENTS:
        return now.strftime(_MOMENTS[name])
    if name == "phone":
        return "".join(filter(str.isdecimal, customer.phone))  # however it was typed
    if name == "email":
        return customer.email.casefold()
    if name == "ip":
        return customer.ip
    value = fields.get(name)
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return ""
    return clean_line(str(value), 4000)


def fit_ref(ref: str) -> str:
    """A long ref keeps its beginning, for people, and a digest of the whole, so that two stay two."""
    return ref if len(ref) <= LONGEST else f"{ref[:160]}…{sha256(ref.encode()).hexdigest()[:32]}"
