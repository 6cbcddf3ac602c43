"""Numbers, moments and amounts as people write them, by CLDR. https://babel.pocoo.org/en/latest/dates.html"""

from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale
from babel.dates import format_skeleton, get_timezone_location
from babel.numbers import format_currency, format_decimal, format_percent
from babel.units import format_unit

NBSP = "\u00a0"
LARGEST = Decimal(10) ** 15  # beyond it Decimal's default precision is too small to be rounded
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
FEW_HOURS = 3 * HOUR


def time(moment: datetime, zone: str) -> str:
    """24 hours in every language: a card is read at a glance, and by people who read both."""
    return f"{moment.astimezone(ZoneInfo(zone)):%H:%M}"


def second(moment: datetime, zone: str) -> str:
    return f"{moment.astimezone(ZoneInfo(zone)):%H:%M:%S}"


def day(moment: datetime, zone: str, language: str) -> str:
    return str(format_skeleton("MMMMd", moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None), locale=language))


def stamp(moment: datetime, zone: str, now: datetime, language: str) -> str:
    local = moment.astimezone(ZoneInfo(zone))
    today = now.astimezone(ZoneInfo(zone))
    if local.date() == today.date():
        return time(moment, zone)
    year = "" if local.year == today.year else f" {local.year}"
    return f"{day(moment, zone, language)}{year} {time(moment, zone)}"


def duration(length: timedelta, language: str) -> str:
    """Rounded down, so that *9 h until closing* is never a promise too much; minutes beside the first few hours."""
    if length < MINUTE:
        return _unit(max(0, int(length.total_seconds())), "duration-second", language)
    if length < HOUR:
        return _unit(length // MINUTE, "duration-minute", language)
    if length >= 2 * DAY:
        return _unit(length // DAY, "duration-day", language)
    hours = _unit(length // HOUR, "duration-hour", language)
    minutes = length % HOUR // MINUTE if length < FEW_HOURS else 0
    return f"{hours} {_unit(minutes, 'duration-minute', language)}" if minutes else hours


def number(value: int | Decimal, language: str) -> str:
    return str(format_decimal(value, locale=language))


def percent(part: int, whole: int, language: str) -> str:
    """A whole number of hundredths; nothing of nothing is nothing."""
    return str(format_percent(part / whole if whole else 0, locale=language))


def money(amount: Decimal, currency: str, language: str) -> str:
    if abs(amount) >= LARGEST:
        return f"{amount:.2E} {currency}".rstrip()
    if not currency:
        return str(format_decimal(amount, _amount_pattern(amount), locale=language))
    pattern = _money_pattern(language).replace(".00", _decimals(amount))
    text = str(format_currency(amount, currency, pattern, locale=language, currency_digits=False))
    # CLDR keeps letters and digits apart (RUB 16,200), Babel does not.
    lead = len(text) - len(text.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    return f"{text[:lead]}{NBSP}{text[lead:]}" if lead and text[lead].isdigit() else text


def spoken_money(amount: Decimal, currency: str, language: str) -> str:
    """With the currency's name, to be read aloud."""
    if currency not in Locale.parse(language).currencies or abs(amount) >= LARGEST:
        return money(amount, currency, language)
    pattern = _amount_pattern(amount)
    text = format_currency(amount, currency, pattern, locale=language, currency_digits=False, format_type="name")
    return str(text).replace(NBSP, " ")


@cache
def place(zone: str, language: str) -> str:
    """The city a zone is named after; what is no zone comes back as it is."""
    if zone not in available_timezones():
        return zone
    return get_timezone_location(ZoneInfo(zone), locale=language, return_city=True)


def _unit(value: int, name: str, language: str) -> str:
    return str(format_unit(value, name, "short", locale=language))


@cache
def _money_pattern(language: str) -> str:
    return str(Locale.parse(language).currency_formats["standard"].pattern)


def _amount_pattern(amount: Decimal) -> str:
    return f"#,##0{_decimals(amount)}"


def _decimals(amount: Decimal) -> str:
    return "" if amount == amount.to_integral_value() else ".00"
