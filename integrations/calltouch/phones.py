"""Telephone numbers by the rule of both sides: digits with the country code, without a plus (``79001234567``)."""

import re
import unicodedata

COUNTRY = "7"
NATIONAL, WHOLE = 10, 11  # digits without and with the country code
FEWEST, MOST = 5, 15  # fewer are a menu's answer, not a number; more has no plan (E.164)
LONGEST = 200  # characters
EXTENSION = re.compile(r"(?<=\d)[\s,;.(]*(?:доб|вн|ext|[xх#*]).*", re.IGNORECASE | re.DOTALL)
BETWEEN = re.compile(r"[,;/\n]")  # two numbers in one field


def read_phone(told: str) -> str:
    """In any spelling, the first of several; an extension is left out. Empty: there is none (a hidden caller)."""
    text = EXTENSION.sub("", unicodedata.normalize("NFKC", told[:LONGEST]))
    return next((number for part in (text, *BETWEEN.split(text)) if (number := _read_one(part))), "")


def _read_one(text: str) -> str:
    digits = "".join(str(unicodedata.decimal(sign)) for sign in text if sign.isdecimal())
    if len(digits) == WHOLE and digits.startswith("8"):
        digits = COUNTRY + digits[1:]
    elif len(digits) == NATIONAL:
        digits = COUNTRY + digits
    return digits if FEWEST <= len(digits) <= MOST else ""
