"""F-11: daylight saving, zones and the date line, against somebody who looks at the wall every minute."""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from desk.hours import Calendar, Interval, is_open, next_close, next_open, parse_hours
from desk.leads.policy import SEEN_DAYS, ContactHours, HoursOf
from tests.faults.line import FULL, Line
from tests.faults.rules.walls import (
    DAY,
    MINUTE,
    USUAL_TABLES,
    Spans,
    Timetable,
    Wall,
    both,
    draw_timetable,
    find_changes,
)

YEARS = (2024, 2031)
SECOND = timedelta(seconds=1)
# Half hours, three quarters, the date line, changes by half an hour and by two, days of change that differ.
ODD = (
    "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Chatham", "Pacific/Apia", "Pacific/Kiritimati", "Asia/Kolkata",
    "America/St_Johns", "Africa/Casablanca", "Antarctica/Troll", "Europe/Berlin", "America/New_York", "Asia/Gaza",
)  # fmt: skip
# https://www.consultant.ru/document/cons_doc_LAW_115717/ : hours ahead of UTC, all year round.
RUSSIA = {
    "Europe/Kaliningrad": 2, "Europe/Moscow": 3, "Europe/Samara": 4, "Asia/Yekaterinburg": 5, "Asia/Omsk": 6,
    "Asia/Krasnoyarsk": 7, "Asia/Irkutsk": 8, "Asia/Yakutsk": 9, "Asia/Vladivostok": 10, "Asia/Magadan": 11,
    "Asia/Kamchatka": 12,
}  # fmt: skip


def calendar_of(table: Timetable) -> Calendar:
    """The week through the shop's own notation, the days that differ as values."""
    return Calendar(parse_hours(table.written()), {day: intervals(spans) for day, spans in table.special.items()})


def intervals(spans: Spans) -> tuple[Interval, ...]:
    return tuple(Interval(*span) for span in spans)


@lru_cache
def changes_of(zone: str) -> list[datetime]:
    """Where a zone has none of its own, two of Europe's: neighbours change, this one must not."""
    return find_changes(zone, *YEARS) or find_changes("Europe/Berlin", *YEARS)[:2]


def midnight_before(moment: datetime, days: int) -> datetime:
    return datetime(moment.year, moment.month, moment.day, tzinfo=UTC) - timedelta(days=days)


# --- every zone, every change -------------------------------------------------------------------------------------


def test_f_11_every_change_of_every_zone(line: Line) -> None:
    """Allowed now, opening and closing, at every border of the hours and around the change of the clocks."""
    zones = sorted(available_timezones()) if FULL else ODD
    for zone in zones:
        for change in changes_of(zone)[: line.pick(2, 99)]:
            wall = Wall(zone, midnight_before(change, 1), 4)
            for table in USUAL_TABLES:
                compare(line, wall, table, change)
    line.note("zones", len(zones))


def compare(line: Line, wall: Wall, table: Timetable, change: datetime) -> None:
    calendar, zone, seen = calendar_of(table), ZoneInfo(wall.zone), table.watch(wall)
    for moment in moments_to_try(wall, seen, change):
        where = f"{wall.zone} {table.written()} at {moment.isoformat()}"
        index = wall.index(moment)
        line.case()
        line.expect(is_open(calendar, zone, moment) == bool(seen[index]), f"{where}: open?")
        line.expect(fits(next_open(calendar, zone, moment), wall, seen, moment, 1), f"{where}: opening")
        line.expect(fits(next_close(calendar, zone, moment), wall, seen, moment, 0), f"{where}: closing")


def moments_to_try(wall: Wall, seen: bytes, change: datetime) -> Iterator[datetime]:
    """The change itself, the moments beside it, and those beside every border of the hours."""
    yield from (change - SECOND, change, change - timedelta(minutes=61), change + timedelta(minutes=59, seconds=59.5))
    borders = [index for index in range(1, len(seen) - DAY) if seen[index] != seen[index - 1]]
    for index in borders[:: max(1, len(borders) // 3)]:
        yield from (wall.moment(index) - SECOND, wall.moment(index))


def fits(found: datetime | None, wall: Wall, seen: bytes, moment: datetime, wanted: int) -> bool:
    """Whether ``found`` is the first minute from ``moment`` on that is wanted, as far as the wall is watched."""
    index = wall.index(moment)
    first = seen.find(wanted, index)
    if first < 0:
        return found is None or found >= wall.moment(len(seen))
    return found == max(moment, wall.moment(first))


def test_f_11_russia_has_no_summer_time(line: Line) -> None:
    """Eleven zones by the law's own offsets, not by zoneinfo's: nine in the morning is the same UTC hour all year."""
    calendar = Calendar(parse_hours("09:00-21:00"))
    days = [date(2024, 1, 1) + timedelta(days=number) for number in range(0, 365 * 7, line.pick(70, 1))]
    for zone, ahead in RUSSIA.items():
        for day in days:
            opening = datetime(day.year, day.month, day.day, 9, tzinfo=UTC) - timedelta(hours=ahead)
            closing = opening + timedelta(hours=12)
            line.case()
            line.expect(next_open(calendar, ZoneInfo(zone), opening - MINUTE) == opening, f"{zone} opens on {day}")
            line.expect(next_close(calendar, ZoneInfo(zone), opening) == closing, f"{zone} closes on {day}")


# --- whatever a shop may write ------------------------------------------------------------------------------------

WATCHED = 14  # days: twice a week
TRIES = 100  # on one wall
SHOPS = ("Europe/Moscow", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe")


def test_f_11_contact_hours_of_random_shops(line: Line, seed: int) -> None:
    """Is it allowed now, when is it allowed next: never outside, never later than the first minute that is allowed."""
    dice = random.Random(seed)
    zones = sorted(available_timezones())
    for number in range(line.pick(600, 100_000) // TRIES):
        zone = zones[number % len(zones)] if FULL else dice.choice(zones)
        since = midnight_before(dice.choice(changes_of(zone)), dice.choice((1, 2, 9)))
        walls = [Wall(name, since, WATCHED) for name in (zone, dice.choice(SHOPS))]
        for _ in range(TRIES):
            try_shop(line, dice, *walls)


def try_shop(line: Line, dice: random.Random, customer: Wall, shop: Wall) -> None:
    table = draw_timetable(dice, (customer.since + timedelta(days=1)).date())
    of = dice.choice(tuple(HoursOf))
    hours = ContactHours(calendar_of(table), shop.zone, of)
    counted = {HoursOf.SHOP: [shop], HoursOf.CUSTOMER: [customer], HoursOf.BOTH: [shop, customer]}[of]
    views = [table.watch(wall) for wall in counted]
    seen = views[0] if len(views) == 1 else both(*views)
    moment = customer.since + timedelta(
        seconds=dice.randrange(WATCHED // 2 * DAY * 60), microseconds=dice.choice((0, 1))
    )
    where = f"{customer.zone}, shop in {shop.zone}, hours of {of}: {table} at {moment.isoformat()}"
    index = customer.index(moment)
    line.case()
    line.expect(hours.open(customer.zone, moment) == bool(seen[index]), f"open? {where}")
    line.expect(fits(hours.opening(customer.zone, moment), customer, seen, moment, 1), f"opening {where}")
    closing, soon = hours.closing(customer.zone, moment), timedelta(days=SEEN_DAYS)
    if closing is None:
        line.expect(0 not in seen[index : customer.index(moment + soon)], f"closing {where}")
    else:
        line.expect(fits(closing, customer, seen, moment, 0), f"closing {where}")
