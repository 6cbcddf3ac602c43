"""What may stand in the fields of a customer or an order. Everything else is refused, so that a slip is seen."""

import re
from collections.abc import Collection, Mapping
from typing import Any

from sandbox.bitrix24 import php
from sandbox.retailcrm.account import Account
from sandbox.retailcrm.refusals import wrong
from sandbox.retailcrm.stock import Row

NAME_MAX = 255
_EMAIL = re.compile(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>.]+")
NAMES = ("firstName", "lastName", "patronymic")


def check(account: Account, entity: str, given: Row, known: Collection[str]) -> None:
    """Raises Refusal."""
    if odd := sorted(set(given) - set(known)):
        raise wrong(**dict.fromkeys(odd, "This form should not contain extra fields."))
    for name in NAMES:
        if len(str(given.get(name) or "")) > NAME_MAX:
            raise wrong(**{name: f"This value is too long. It should have {NAME_MAX} characters or less."})
    if (email := given.get("email")) and not _EMAIL.fullmatch(str(email)):
        raise wrong(email="This value is not a valid email address.")
    if (manager := given.get("managerId")) and manager not in account.users:
        raise wrong(managerId="The selected manager is invalid.")
    check_custom(account, entity, custom_of(given))


def custom_of(given: Row) -> Row:
    return php.as_map(given.get("customFields") or {})


def check_custom(account: Account, entity: str, values: Mapping[str, Any]) -> None:
    for code, value in values.items():
        if not (kept := account.fields[entity].get(code)):
            raise wrong(**{f"customFields.{code}": "This form should not contain extra fields."})
        if kept["type"] == "integer" and not re.fullmatch(r"-?\d+", str(value)):
            raise wrong(**{f"customFields.{code}": "This value should be an integer."})


def merge_custom(kept: Row, values: Mapping[str, Any]) -> Row:
    """Only what was sent changes; an empty value takes a field away."""
    merged = kept | dict(values)
    return {code: value for code, value in merged.items() if value not in ("", None)}


def digits(text: str) -> str:
    return re.sub(r"\D", "", text)
