"""Telephone numbers: as typed, as dialled (E.164), as shown and as hidden.

Russia and Kazakhstan share one numbering plan of eleven digits, +7. For it the shop's own three rules come first
(a leading 8 becomes 7; ten digits from 9 get a 7; more than eleven digits are too many); whether such a number
exists, and every other country, is left to phonenumbers (https://github.com/google/libphonenumber).
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, ValidationResult
from phonenumbers.timezone import UNKNOWN_TIMEZONE, time_zones_for_number

PLAN_OF_SEVEN = ("RU", "KZ")
PLAN_DIGITS = 11
NATIONAL_DIGITS = 10
LONGEST_INPUT = 250  # characters: nobody types more into a field for a number
EXTENSION = re.compile(r"(?:(?:доб|доп|вн|ext)[a-zа-яё]*|[xх#*])[\s:.=№]*\d{1,6}\W*$", re.IGNORECASE)
NUMBER_IN_TEXT = re.compile(r"(?<![\w+])\+?\d{10,15}(?!\w)")


class PhoneProblem(StrEnum):
    """Why a number cannot be dialled."""

    NONE = ""
    EMPTY = "empty"
    TOO_LONG = "too_long"
    TOO_SHORT = "too_short"
    NOT_A_NUMBER = "not_a_number"  # letters inside, or nobody can have this number
    FOREIGN = "foreign"  # a good number of another country's plan


@dataclass(frozen=True, slots=True)
class Dialable:
    """``e164`` with its plus, or empty and then ``problem`` says why."""

    e164: str = ""
    problem: PhoneProblem = PhoneProblem.NONE


@dataclass(frozen=True, slots=True)
class _Typed:
    """The digits somebody typed; ``plus``: they began with the country code and said so."""

    digits: str
    plus: bool


def dialable(raw: str, country: str = "RU", foreign: bool = False) -> Dialable:
    """Read what somebody typed as a number of the plan of ``country`` (ISO 3166 code of the shop).

    ``foreign`` lets numbers of other plans through when they are typed with their country code. Never raises.
    """
    text = _plain(raw)
    if not text:
        return Dialable(problem=PhoneProblem.EMPTY)
    typed = _read(text)
    if typed is None:
        return Dialable(problem=PhoneProblem.NOT_A_NUMBER)
    if country in PLAN_OF_SEVEN:
        return _of_plan_seven(typed, country, foreign)
    return _of_plan(typed, country, foreign)


def mask(e164: str) -> str:
    """For group chats and logs: ``+7 916 ***-**-67``; elsewhere the country code and the last two digits."""
    number = _parse(e164)
    if number is None:
        tail = "".join(c for c in e164 if c.isdecimal())[-2:]
        return f"***{tail}" if len(e164) > 6 else "***"
    if _is_seven(e164):
        return f"+7 {e164[2:5]} ***-**-{e164[-2:]}"
    return f"+{number.country_code} ***-**-{e164[-2:]}"


def hide(text: str) -> str:
    """Mask every number inside a text of others (an error message, say) before it is shown or logged."""
    return NUMBER_IN_TEXT.sub(lambda found: mask(f"+{found[0].removeprefix('+')}"), text)


def pretty(e164: str) -> str:
    """For people's eyes: ``+7 916 123-45-67``; what is not a number comes back as it is."""
    number = _parse(e164)
    if number is None:
        return e164
    if _is_seven(e164):
        return f"+7 {e164[2:5]} {e164[5:8]}-{e164[8:10]}-{e164[10:]}"
    return phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)


def zones(e164: str) -> tuple[str, ...]:
    """IANA zones in which the number may be, by libphonenumber's prefixes: exactly one only when there is no doubt.

    Mobile numbers of large countries name many; an unknown number names none.
    """
    number = _parse(e164)
    if number is None:
        return ()
    return tuple(zone for zone in time_zones_for_number(number) if zone != UNKNOWN_TIMEZONE)


def _plain(raw: str) -> str:
    """Full-width forms folded, marks of writing direction and other invisible characters dropped."""
    if raw.isascii():  # nearly always, and nothing of this is in it
        return " ".join(raw[:LONGEST_INPUT].split())
    folded = unicodedata.normalize("NFKC", raw[:LONGEST_INPUT])[:LONGEST_INPUT]
    visible = "".join(c for c in folded if unicodedata.category(c) not in ("Cf", "Cs", "Mn", "Me"))
    return " ".join(visible.split())


def _read(text: str) -> _Typed | None:
    """The digits, without an extension. Words may stand around the number, not inside it: None then."""
    text = EXTENSION.sub("", text)
    places = [i for i, c in enumerate(text) if c.isdecimal()]
    if not places:
        return None
    number = text[places[0] : places[-1] + 1]
    if any(c.isalpha() for c in number):
        return None
    digits = "".join(str(unicodedata.decimal(c)) for c in number if c.isdecimal())
    return _Typed(digits, plus="+" in text[: places[0]])


def _of_plan_seven(typed: _Typed, country: str, foreign: bool) -> Dialable:
    if foreign and (abroad := _abroad(typed, country)):
        return Dialable(abroad)
    digits = _mend(typed.digits)
    if len(digits) > PLAN_DIGITS:
        return Dialable(problem=PhoneProblem.TOO_LONG)
    says_abroad = typed.plus and not typed.digits.startswith("7")  # +84 912 345 678 is Hanoi, not Ryazan
    if says_abroad and _abroad(typed, country):
        return Dialable(problem=PhoneProblem.FOREIGN)
    if len(digits) == PLAN_DIGITS and digits.startswith("7") and _is_valid(_parse(f"+{digits}")):
        return Dialable(f"+{digits}")
    if _abroad(typed, country):
        return Dialable(problem=PhoneProblem.FOREIGN)
    if len(digits) == NATIONAL_DIGITS and not typed.plus:
        return _without_code(digits, country)
    short = len(digits) < PLAN_DIGITS
    return Dialable(problem=PhoneProblem.TOO_SHORT if short else PhoneProblem.NOT_A_NUMBER)


def _mend(digits: str) -> str:
    """The trunk prefix 8 is no country code, and ten digits from 9 are a mobile number without one."""
    if len(digits) == PLAN_DIGITS and digits.startswith("8"):
        return f"7{digits[1:]}"
    if len(digits) == NATIONAL_DIGITS and digits.startswith("9"):
        return f"7{digits}"
    return digits


def _without_code(digits: str, country: str) -> Dialable:
    """Ten digits: of this very country or of nobody, lest a forgotten digit become a neighbour's number."""
    number = _parse(f"+7{digits}")
    if number is not None and phonenumbers.is_valid_number_for_region(number, country):
        return Dialable(f"+7{digits}")
    forgotten = digits[0] in "78"
    return Dialable(problem=PhoneProblem.TOO_SHORT if forgotten else PhoneProblem.NOT_A_NUMBER)


def _abroad(typed: _Typed, country: str) -> str:
    """E.164 of a number of another plan, typed with a plus or the international prefix; empty when it is none."""
    number = _parse(f"+{typed.digits}" if typed.plus else typed.digits, country)
    if number is None or number.country_code == phonenumbers.country_code_for_region(country):
        return ""
    return _format(number) if _is_valid(number) else ""


def _of_plan(typed: _Typed, country: str, foreign: bool) -> Dialable:
    try:
        number = phonenumbers.parse(f"+{typed.digits}" if typed.plus else typed.digits, country)
    except NumberParseException as error:
        return Dialable(problem=UNREADABLE.get(error.error_type, PhoneProblem.NOT_A_NUMBER))
    problem = IMPOSSIBLE.get(phonenumbers.is_possible_number_with_reason(number), PhoneProblem.NONE)
    if problem is PhoneProblem.NONE and not _is_valid(number):
        problem = PhoneProblem.NOT_A_NUMBER
    home = number.country_code == phonenumbers.country_code_for_region(country)
    if problem is PhoneProblem.NONE and not (home or foreign):
        problem = PhoneProblem.FOREIGN
    return Dialable(problem=problem) if problem else Dialable(_format(number))


UNREADABLE = {
    NumberParseException.TOO_LONG: PhoneProblem.TOO_LONG,
    NumberParseException.TOO_SHORT_AFTER_IDD: PhoneProblem.TOO_SHORT,
    NumberParseException.TOO_SHORT_NSN: PhoneProblem.TOO_SHORT,
}
IMPOSSIBLE = {
    ValidationResult.TOO_LONG: PhoneProblem.TOO_LONG,
    ValidationResult.TOO_SHORT: PhoneProblem.TOO_SHORT,
    ValidationResult.IS_POSSIBLE_LOCAL_ONLY: PhoneProblem.TOO_SHORT,
    ValidationResult.INVALID_LENGTH: PhoneProblem.NOT_A_NUMBER,
    ValidationResult.INVALID_COUNTRY_CODE: PhoneProblem.NOT_A_NUMBER,
}


def _parse(text: str, country: str | None = None) -> PhoneNumber | None:
    if _is_seven(text) and text[1:].isdecimal():  # nothing to be found out: the library takes long to say the same
        return PhoneNumber(country_code=7, national_number=int(text[2:]))
    try:
        return phonenumbers.parse(text, country)
    except NumberParseException:
        return None


def _is_valid(number: PhoneNumber | None) -> bool:
    return number is not None and phonenumbers.is_valid_number(number)


def _is_seven(e164: str) -> bool:
    return len(e164) == PLAN_DIGITS + 1 and e164.startswith("+7")


def _format(number: PhoneNumber) -> str:
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)
