"""Telephone numbers as the CRM keeps them: free text, in every spelling."""

import re

RUSSIAN = 11  # digits with the country code
NATIONAL = 10


def normalise(text: str) -> str:
    """Digits with the country code: ``8 (900) 123-45-67``, ``9001234567`` and ``+7 900 123-45-67`` are the same."""
    digits = digits_of(text)
    if len(digits) == RUSSIAN and digits.startswith("8"):
        return f"7{digits[1:]}"
    if len(digits) == NATIONAL and not text.lstrip().startswith("+"):
        return f"7{digits}"
    return digits


def spellings(phone: str) -> tuple[str, ...]:
    """What to look for, the widest first. How the CRM compares is written nowhere.

    Where it looks for part of the digits, the last ten find every spelling; where it compares all of them, the first
    digit counts.
    """
    if len(phone) == RUSSIAN and phone.startswith("7"):
        return phone[1:], phone, f"8{phone[1:]}"
    return (phone,)


def digits_of(text: str) -> str:
    return re.sub(r"\D", "", text)
