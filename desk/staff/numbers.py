"""Numbers of the shop's people: telephony calls them there before it calls the customer. Pure."""

from desk.errors import Rejected
from desk.phone import dialable

NO_NUMBER = "no_number"  # the code of a refusal: they have to say it first
NOTHING = ("-", "—")  # typed to take it back


def read_number(typed: str, country: str, foreign: bool) -> str:
    """E.164, or empty where it is taken back. Raises Rejected, in words for whoever typed it."""
    if typed.strip() in NOTHING:
        return ""
    number = dialable(typed, country, foreign)
    if number.problem:
        raise Rejected(f"this number cannot be called: {number.problem.value}", code="number")
    return number.e164


def read_shared(shared: str, country: str, foreign: bool) -> str:
    """Of a contact: Telegram writes whole numbers, sometimes without their plus. Raises Rejected."""
    digits = shared.strip()
    return read_number(digits if digits.startswith("+") else f"+{digits}", country, foreign)
