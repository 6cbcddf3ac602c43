"""From the settings to the core's rules."""

from collections.abc import Iterable
from datetime import date, timedelta

import holidays

from bot.app.neighbours import can_connect
from bot.settings.loading import Settings
from bot.settings.sections import Shop, Staff, hours_of_day
from desk.hours import Calendar, Interval, parse_hours
from desk.leads.policy import ContactHours, Rules, StaffRules
from desk.staff.distribution import Mode

YEARS_AHEAD = 2


def make_rules(settings: Settings, today: date) -> Rules:
    """``today`` chooses the years whose holidays are known; make the rules anew when the year changes."""
    calls = settings.calls
    return Rules(
        hours=ContactHours(make_calendar(settings.shop, today), settings.shop.timezone, calls.hours_of),
        crm=bool(settings.crm.use),
        calls=bool(calls.use),
        sms=bool(settings.sms.use),
        connects=can_connect(settings),
        macros=bool(settings.macros),
        max_attempts=calls.max_attempts,
        retry_after=calls.retry_after,
        result_timeout=calls.result_timeout,
        recheck=calls.recheck,
        consent=calls.consent,
        country=settings.shop.country,
        foreign_numbers=settings.shop.foreign_numbers,
        history_checks=_checks(calls.result_timeout),
        staff=make_staff_rules(settings.staff),
    )


def make_staff_rules(staff: Staff) -> StaffRules:
    return StaffRules(
        answer_within=staff.answer_within,
        warn_before=staff.warn_before,
        lease=staff.lease,
        remind_before=staff.remind_before,
        gives=staff.distribution is not Mode.FREE,
        quiet=staff.quiet,
        undo=staff.undo or None,
    )


def make_calendar(shop: Shop, today: date) -> Calendar:
    """Holidays are closed; the shop's own exceptions win over them."""
    exceptions: dict[date, tuple[Interval, ...]] = dict.fromkeys(_holidays(shop.holidays, today), ())
    for day, hours in shop.exceptions.items():
        exceptions[day] = hours_of_day(hours, day)
    return Calendar(parse_hours(shop.hours), exceptions)


def _holidays(country: str, today: date) -> Iterable[date]:
    if not country:
        return ()
    name, _, part = country.partition("-")
    years = range(today.year - 1, today.year + YEARS_AHEAD + 1)
    return holidays.country_holidays(name, subdiv=part or None, years=years).keys()


def _checks(result_timeout: timedelta) -> tuple[timedelta, ...]:
    """When the provider's history is looked at: before the time-out, and for the record after it."""
    return (result_timeout / 4, result_timeout / 2, result_timeout * 9 / 10, result_timeout * 2, timedelta(hours=1))
