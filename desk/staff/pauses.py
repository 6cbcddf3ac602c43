"""What people have paused: robot calls, SMS, everything that goes out, or what goes out about one source. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from desk.errors import Rejected
from desk.staff.moments import read_until
from desk.staff.shift import UNTIL_BACK, Shift

CALLS, SMS, ALL = "calls", "sms", "all"
SWITCHES = (CALLS, SMS, ALL)
SOURCE = "source:"
WORDS = {"звонки": CALLS, "смс": SMS, "всё": ALL, "все": ALL, **{it: it for it in SWITCHES}}
SOURCE_WORDS = ("source", "источник")
NO_SWITCH = "switch"  # code of Rejected
LOOK_AGAIN = timedelta(hours=1)  # at what waits for somebody to resume it, should nobody have hastened it
SPREAD = timedelta(seconds=2)  # between two of those that go on


@dataclass(frozen=True, slots=True)
class Pause:
    """``since`` is None of one from before that was kept; ``until`` None: until somebody resumes it. Both UTC."""

    by: str
    since: datetime | None = None
    until: datetime | None = None

    def holds(self, now: datetime) -> bool:
        return self.until is None or now < self.until


Pauses = Mapping[str, Pause]  # by what is paused, the earliest last


def source_switch(source: str) -> str:
    return f"{SOURCE}{source}"


def source_of(switch: str) -> str:
    """Empty where it is about no source."""
    return switch.removeprefix(SOURCE) if switch.startswith(SOURCE) else ""


def known_switches(sources: Collection[str]) -> tuple[str, ...]:
    """All that can be paused in a shop with these sources."""
    return (*SWITCHES, *(source_switch(it) for it in sorted(sources)))


def read_switch(words: str, sources: Collection[str]) -> tuple[str, str]:
    """``source site 2h``: what is meant, and the words behind it. Raises Rejected with the code ``NO_SWITCH``."""
    first, _, rest = words.strip().partition(" ")
    if first.lower() in SOURCE_WORDS:
        name, _, rest = rest.strip().partition(" ")
        found = next((source_switch(it) for it in sources if it.lower() == name.lower()), None)
    else:
        found = WORDS.get(first.lower())
    if found is None:
        known = ", ".join([*SWITCHES, *(f"source {it}" for it in sorted(sources))])
        raise Rejected(f"there is only: {known}", code=NO_SWITCH)
    return found, rest.strip()


def read_end(words: str, zone: ZoneInfo, now: datetime) -> datetime | None:
    """``2h``, ``until 14:00``, by the shop's clock in ``zone``; without words None. In UTC. Raises Rejected."""
    until = read_until(words, Shift(), zone, now)
    return None if until == UNTIL_BACK else until


def in_force(pauses: Pauses, now: datetime) -> dict[str, Pause]:
    return {name: it for name, it in pauses.items() if it.holds(now)}


def waits_until(pauses: Pauses, source: str, lead_id: int, now: datetime) -> datetime | None:
    """When to look again at a call or an SMS of this source; None: it is not paused.

    Those whose pause ends at one moment come a little apart.
    """
    pause = pauses.get(source_switch(source))
    if pause is None or not pause.holds(now):
        return None
    return (pause.until or now + LOOK_AGAIN) + SPREAD * (lead_id % 30)


def read_pauses(kept: Mapping[str, Any]) -> dict[str, Pause]:
    """As ``write_pauses`` keeps them; before there were moments, only the name was kept."""
    return {name: _read(it) for name, it in kept.items()}


def write_pauses(pauses: Pauses) -> dict[str, Any]:
    return {name: {"by": it.by, "since": _iso(it.since), "until": _iso(it.until)} for name, it in pauses.items()}


def _read(kept: Any) -> Pause:
    if isinstance(kept, str):
        return Pause(kept)
    return Pause(kept["by"], _moment(kept["since"]), _moment(kept["until"]))


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
