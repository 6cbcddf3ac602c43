"""How a person is reached, in the portal's fields."""

import re
from typing import Any

_EMAIL = re.compile(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>.]+")


def reach_fields(phone: str, email: str) -> dict[str, Any]:
    """A mistyped e-mail would make the portal refuse the whole record; it goes into the comments instead."""
    phone, email = phone.strip(), email_of(email)
    kind = "MOBILE" if phone.startswith("+79") else "WORK"
    return {
        "PHONE": [{"VALUE": phone, "VALUE_TYPE": kind}] if phone else [],
        "EMAIL": [{"VALUE": email, "VALUE_TYPE": "WORK"}] if email else [],
    }


def email_of(typed: str) -> str:
    """The address when it looks like one."""
    email = typed.strip()
    return email if _EMAIL.fullmatch(email) else ""
