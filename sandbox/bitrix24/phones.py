"""How the duplicate index compares telephone numbers and addresses."""

import re


def phone_key(value: str) -> str:
    """Digits only, without extension; a Russian leading 8 becomes 7, international prefixes go.

    ``+7 (900) 123-45-67`` and ``89001234567`` are the same, ``9001234567`` is another number.
    """
    number = re.split(r"[;,xX#]|доб|ext", value.strip())[0]
    plus = number.lstrip().startswith("+")
    digits = re.sub(r"\D", "", number)
    if len(digits) < 10 or plus:
        return digits
    if digits[0] == "8" and digits[:2] not in ("80", "81", "82"):
        return "7" + digits[1:]
    return re.sub(r"^(00|011|0)", "", digits)


def mail_key(value: str) -> str:
    return value.strip().casefold()
