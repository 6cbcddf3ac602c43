"""Promise 6: nobody is called or texted outside the hours of their zone, and the night SMS goes out once."""

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from tests.faults.checker.doubles import attempt_of, messages_of
from tests.faults.checker.evidence import Evidence, Happening, Violation
from tests.faults.checker.timeline import Timeline

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
PART = re.compile(r"(\w{3})(?:-(\w{3}))? (\d\d):(\d\d)-(\d\d):(\d\d)")
ON_THE_WAY = 1.0  # real seconds between the desk's look at the clock and the neighbour's
FOR_THE_NIGHT = "night"  # it answers the order itself, and says when somebody will call


def is_open(hours: str, zone: str, at: datetime) -> bool:
    """``Mon-Fri 09:00-21:00, Sat 10:00-16:00`` on the wall of ``zone``: slow, and not the desk's own arithmetic."""
    wall = at.astimezone(ZoneInfo(zone))
    minute = wall.hour * 60 + wall.minute
    for first, last, *clock in PART.findall(hours):
        begin, end = DAYS.index(first.lower()), DAYS.index((last or first).lower())
        hour, past, until, rest = map(int, clock)
        if begin <= wall.weekday() <= end and hour * 60 + past <= minute < until * 60 + rest:
            return True
    return False


def find_bad_hours(evidence: Evidence) -> Iterator[Violation]:
    timeline, zones, about = Timeline(evidence.happenings), zones_of(evidence), messages_of(evidence)
    for it in evidence.of("voximplant", "dialled"):
        lead, number = attempt_of(it.data["token"])
        if not _fair(evidence.house.hours, zones[lead], it, timeline):
            yield Violation(6, f"call {number} rang at {_wall(zones[lead], it)}", lead, (it,))
    for it in evidence.of("smsc", "sms"):
        lead, kind, _ = about.get(it.data["id"], (0, "", 0))
        if lead and kind != FOR_THE_NIGHT and not _fair(evidence.house.hours, zones[lead], it, timeline):
            yield Violation(6, f"the {kind} message came at {_wall(zones[lead], it)}", lead, (it,))


def find_second_nights(evidence: Evidence) -> Iterator[Violation]:
    about = messages_of(evidence)
    nights: dict[int, dict[str, Happening]] = defaultdict(dict)
    for it in evidence.of("smsc", "sms"):
        lead, kind, _ = about.get(it.data["id"], (0, "", 0))
        if kind == FOR_THE_NIGHT:
            nights[lead][it.data["id"]] = it
    for lead, sent in nights.items():
        if len(sent) > 1:
            yield Violation(6, f"{len(sent)} night messages for one order", lead, tuple(sent.values()))


def zones_of(evidence: Evidence) -> dict[int, str]:
    """The zone the shop named with the order; else the one the desk concluded."""
    found = {lead.id: str(lead.body.get("zone") or "UTC") for lead in evidence.rows.leads.values()}
    named = {it.data["ref"]: it.data["zone"] for it in evidence.of("shop", "order") if it.data.get("zone")}
    return found | {lead.id: named[lead.ref] for lead in evidence.rows.leads.values() if lead.ref in named}


def _fair(hours: str, zone: str, it: Happening, timeline: Timeline) -> bool:
    """It was open then, or a moment before: a request that left in time may arrive a blink after the hour."""
    return is_open(hours, zone, it.at) or is_open(hours, zone, timeline.world(it.real - ON_THE_WAY))


def _wall(zone: str, it: Happening) -> str:
    return f"{it.at.astimezone(ZoneInfo(zone)):%A %H:%M:%S} in {zone}"
