"""Filters of list methods: prefixes on keys, comparison by kind.

https://apidocs.bitrix24.com/api-reference/list-methods-pecularities.html
"""

import operator
import re
from collections.abc import Callable, Mapping
from datetime import datetime, timezone
from typing import Any

from sandbox.bitrix24 import php
from sandbox.bitrix24.dates import parse_date
from sandbox.bitrix24.values import DATES, WHOLE

Kinds = Mapping[str, str]

_KEY = re.compile(r"^(!=%|!%=|!=|!%|!@|>=|<=|=%|%=|=|!|>|<|@|%)?(.+)$")
_RANGE: dict[str, Callable[[Any, Any], bool]] = {
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
}
_EXACT_KINDS = ("crm_status", "crm_contact", "crm_company", "crm_multifield")


def split_key(key: str) -> tuple[str, str]:
    """Prefix and field name of a filter key."""
    found = _KEY.match(key)
    return (found[1] or "", found[2]) if found else ("", key)


def matches(row: Mapping[str, Any], wanted: Mapping[str, Any], kinds: Kinds, zone: timezone) -> bool:
    """All conditions hold; a name that ``kinds`` does not know is ignored, as the old API does."""
    return all(_holds(row, key, value, kinds, zone) for key, value in wanted.items())


def _holds(row: Mapping[str, Any], key: str, value: Any, kinds: Kinds, zone: timezone) -> bool:
    if key.isdigit() and isinstance(value, (dict, list)):
        return _group(row, php.as_map(value), kinds, zone)
    prefix, name = split_key(key)
    if name not in kinds:
        return True
    stored = row.get(name)
    items = stored if isinstance(stored, list) else [stored]
    prefix, negative = (prefix[1:], True) if prefix.startswith("!") else (prefix, False)
    found = any(_compare(prefix, item, value, kinds[name], zone) for item in items or [None])
    return found is not negative


def _group(row: Mapping[str, Any], group: dict[str, Any], kinds: Kinds, zone: timezone) -> bool:
    """``{"logic": "OR", "0": {…}, "1": {…}}``"""
    conditions = {key: value for key, value in group.items() if key.upper() != "LOGIC"}
    found = [_holds(row, key, value, kinds, zone) for key, value in conditions.items()]
    either = "OR" in (str(group.get("logic", "")).upper(), str(group.get("LOGIC", "")).upper())
    return any(found) if either else all(found)


def _compare(prefix: str, stored: Any, wanted: Any, kind: str, zone: timezone) -> bool:
    if isinstance(wanted, (list, dict)):
        return any(_compare("=", stored, item, kind, zone) for item in php.as_list(wanted))
    if prefix in _RANGE:
        left, right = comparable(stored, kind, zone), comparable(wanted, kind, zone)
        return left is not None and right is not None and _RANGE[prefix](left, right)
    if prefix in ("%", "=%", "%=") and kind not in _EXACT_KINDS:
        pattern = php.text(wanted) if "=" in prefix else f"%{php.text(wanted)}%"
        return _like(php.text(stored), pattern)
    if kind == "crm_multifield" and "%" in php.text(wanted):
        return _like(php.text(stored), php.text(wanted))
    if wanted in (None, "", False) and kind != "boolean":
        return stored in (None, "", [], 0)
    return bool(comparable(stored, kind, zone) == comparable(wanted, kind, zone))


def _like(text: str, pattern: str) -> bool:
    parts = (re.escape(part) for part in pattern.casefold().split("%"))
    return re.fullmatch(".*".join(parts), text.casefold(), re.DOTALL) is not None


def comparable(value: Any, kind: str, zone: timezone) -> Any:
    """A value of a kind in a form that can be compared with another of the same kind."""
    if value is None:
        return None
    if kind in DATES:
        return value if isinstance(value, datetime) else parse_date(value, zone)
    if kind in WHOLE:
        return php.integer(value)
    if kind in ("double", "boolean"):
        return php.number(value)
    return php.text(value).casefold()
