"""Answer to /shift, and the sign of somebody's presence wherever they are named (X-17)."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.cards.card import Action, Button, Card, Rows, Style, pack
from bot.cards.markup import Line, Page, bold, line
from bot.texts.catalogue import Speaker, mark
from bot.texts.formats import day as day_words
from bot.texts.privacy import quote
from desk.leads.model import Person
from desk.staff.shift import UNTIL_BACK, Presence, Shift, back_at, instant, leaves_at, morning, presence

SIGNS = {Presence.ON_DUTY: "🟢", Presence.OFF_SHIFT: "🌙", Presence.AWAY: "⏸"}
ONE_DAY = timedelta(days=1)
MOST_DAYS = 12  # days off in one card
LONGEST_NAMES = 300
OWN_HINTS = (mark("Away: /away 2h, /away 18:30, /away 25.12, or /away alone, until /back"),)
HINTS = (
    mark("Hours: {command} Mon-Fri 09:00-18:00"),
    mark("Days off: {command} off 31.12, 02.01-08.01"),
    mark("What is taken: {command} takes watches, straps; Moscow, Tver"),
    mark("A dash instead of hours, days or names takes them back: {command} off -"),
)
AWAY_FOR = {
    "hour": mark("Away for an hour, until {at}"),
    "day": mark("Until the end of the day, {at}"),
    "morning": mark("Until tomorrow morning, {at}"),
    "monday": mark("Until Monday, {at}"),
}


def tell_presence(shift: Shift, speaker: Speaker, zone: str, now: datetime) -> str:
    """``🟢 on duty until 18:00``, without a name. ``zone`` is the shop's."""
    where = ZoneInfo(zone)
    here = presence(shift, where, now)
    return f"{SIGNS[here]} {_presence(here, shift, speaker, zone, now)}"


def render_shift(
    person: Person, shift: Shift, *, now: datetime, language: str, shop_zone: str, own: bool, command: str
) -> Card:
    """``own``: the reader's, with buttons to go and to come back. Times are by the shop's clock.

    ``command`` is what changes this shift: ``/shift``, or ``/shift 111`` for somebody else's.
    """
    speaker = Speaker(language)
    lines = [line(bold(quote(person.name, 60) or str(person.id))), *shift_lines(shift, speaker, shop_zone, now)]
    hints = [speaker.say(it, command=command) for it in (*(OWN_HINTS if own else ()), *HINTS)]
    rows = _buttons(person, shift, speaker, shop_zone, now) if own else ()
    return Page(lines, folded=[line(it) for it in hints]).card(rows)


def shift_lines(shift: Shift, speaker: Speaker, zone: str, now: datetime) -> list[Line]:
    """Where they are now, when they work, and what they take."""
    return [
        line(tell_presence(shift, speaker, zone, now)),
        _hours(shift, speaker),
        *_days_off(shift, speaker, zone, now),
        *_takes(shift, speaker),
    ]


def _presence(here: Presence, shift: Shift, speaker: Speaker, zone: str, now: datetime) -> str:
    if here is Presence.ON_DUTY:
        until = leaves_at(shift, ZoneInfo(zone), now)
        return (
            speaker.say("on duty until {at}", at=_stamp(until, speaker, zone, now)) if until else speaker.say("on duty")
        )
    if here is Presence.AWAY:
        until = shift.away_until
        if until is None or until == UNTIL_BACK:
            return speaker.say("away until they are back")
        return speaker.say("away until {at}", at=_stamp(until, speaker, zone, now))
    back = back_at(shift, ZoneInfo(zone), now)
    if back is None:
        return speaker.say("off shift")
    return speaker.say("off shift until {at}", at=_stamp(back, speaker, zone, now))


def _hours(shift: Shift, speaker: Speaker) -> Line:
    """They were read before they were kept, so there is nothing strange in them."""
    return line(speaker.say("Hours: {hours}", hours=shift.hours or speaker.say("whenever the shop works")))


def _days_off(shift: Shift, speaker: Speaker, zone: str, now: datetime) -> list[Line]:
    today = now.astimezone(ZoneInfo(zone)).date()
    coming = [_day(it, today, speaker) for it in shift.days_off if it >= today]
    if not coming:
        return []
    more = len(coming) - MOST_DAYS
    shown = coming[:MOST_DAYS] + ([speaker.count("and {n} more", "and {n} more", more)] if more > 0 else [])
    return [line(speaker.say("Days off: {days}", days=", ".join(shown)))]


def _takes(shift: Shift, speaker: Speaker) -> list[Line]:
    what = quote(", ".join(shift.categories), LONGEST_NAMES) or speaker.say("everything")
    lines = [line(speaker.say("Takes: {what}", what=what))]
    if shift.cities:
        lines.append(line(speaker.say("Cities: {names}", names=quote(", ".join(shift.cities), LONGEST_NAMES))))
    return lines


def _buttons(person: Person, shift: Shift, speaker: Speaker, zone: str, now: datetime) -> Rows:
    rows = []
    if shift.away(now):
        back = Button(speaker.say("I'm back"), pack(Action.BACK, person.id), style=Style.SUCCESS)
        rows.append((back,))
    for name, until in _choices(shift, ZoneInfo(zone), now).items():
        text = speaker.say(AWAY_FOR[name], at=_stamp(until, speaker, zone, now))
        rows.append((Button(text, pack(Action.AWAY, f"{person.id}:{until:%Y-%m-%dT%H:%M}Z")),))
    return tuple(rows)


def _choices(shift: Shift, zone: ZoneInfo, now: datetime) -> dict[str, datetime]:
    """Whole minutes: the button says the very moment that it stands for. On Sundays tomorrow is Monday."""
    today = now.astimezone(zone).date()
    monday = today + ONE_DAY * (7 - today.weekday())
    moments = {
        "hour": (now + timedelta(hours=1)).replace(second=0, microsecond=0),
        "day": instant(zone, today + ONE_DAY),
        "morning": morning(shift, zone, today + ONE_DAY),
        "monday": morning(shift, zone, monday),
    }
    if monday == today + ONE_DAY:
        del moments["monday"]
    return moments


def _stamp(moment: datetime, speaker: Speaker, zone: str, now: datetime) -> str:
    return speaker.stamp(moment, zone, now)


def _day(day: date, today: date, speaker: Speaker) -> str:
    words = day_words(datetime.combine(day, time(12), tzinfo=UTC), "UTC", speaker.language)
    return words if day.year == today.year else f"{words} {day.year}"
