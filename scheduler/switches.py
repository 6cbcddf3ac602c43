"""What people have paused. Kept in the vault, known in memory, heeded by the worker and by calls and SMS themselves.

A pause with an end ends by itself, whether the desk runs at that moment or not.
"""

from datetime import datetime
from typing import Any

from desk.leads.books import Lane, NewJob, Priority
from desk.leads.effects.outcome import Done, Outcome
from desk.leads.model import ROBOT, Person
from desk.leads.work import PLACE_CALL, SEND_SMS, show_card
from desk.ports import Clock
from desk.staff.pauses import (
    ALL,
    CALLS,
    SMS,
    SPREAD,
    Pause,
    in_force,
    read_pauses,
    source_of,
    waits_until,
    write_pauses,
)
from storage.books import Books, Store
from storage.jobs import Job

KEY = "switches"
LANES = {
    CALLS: (Lane.CALLS,),
    SMS: (Lane.SMS,),
    ALL: (Lane.CALLS, Lane.SMS, Lane.CRM, Lane.STORE, Lane.TRACKER, Lane.TRACKED_CRM),
}
HELD = (PLACE_CALL, SEND_SMS)  # of a paused source; its leads are registered and shown all the same
LIFT, SHOW_PAUSES = "desk.lift_pause", "chat.show_pauses"
MOST_CARDS = 200


class Switches:
    """``calls``, ``sms``, ``all``, or a source. Intake and the chat are never paused."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._kept: dict[str, Pause] = {}

    async def load(self) -> None:
        """Also what the command line changed meanwhile."""
        self._kept = await self._store.read(load_pauses)

    @property
    def pauses(self) -> dict[str, Pause]:
        """Those in force."""
        return in_force(self._kept, self._clock.now())

    @property
    def off(self) -> dict[str, str]:
        """What is paused, and by whom."""
        return {name: it.by for name, it in self.pauses.items()}

    def paused_lanes(self) -> frozenset[str]:
        return _lanes_of(self.pauses)

    def held(self, source: str, lead_id: int, now: datetime) -> datetime | None:
        """When to look again at a call or an SMS of this source; None: it may go."""
        return waits_until(self._kept, source, lead_id, now)

    async def turn(self, name: str, *, on: bool, by: Person, until: datetime | None = None, key: str = "") -> bool:
        """Pause or resume, which is an act; False when it was so already. Raises KeyError for an unknown name.

        ``key``: a wish that is told once more, since its answer was lost, was granted.
        """
        now = self._clock.now()
        changed, self._kept = await self._store.write(
            lambda books: (turn(books, name, on=on, by=by, now=now, until=until, key=key), load_pauses(books))
        )
        return changed

    async def lift(self, _job: Job) -> Outcome:
        """The end of a pause has come: what waited for it goes on."""
        now = self._clock.now()
        self._kept = await self._store.write(lambda books: lift_ended(books, now))
        return Done()


def find_paused(books: Books, now: datetime) -> frozenset[str]:
    """Lanes that are paused, as it is kept."""
    return _lanes_of(in_force(load_pauses(books), now))


def _lanes_of(pauses: dict[str, Pause]) -> frozenset[str]:
    return frozenset(lane.value for name in pauses for lane in LANES.get(name, ()))


def load_pauses(books: Books) -> dict[str, Pause]:
    return read_pauses(books.vault.load(KEY) or {})


def find_pauses(books: Books, clock: Clock) -> dict[str, Pause]:
    """Those in force now, as it is kept."""
    return in_force(load_pauses(books), clock.now())


def turn(
    books: Books, name: str, *, on: bool, by: Person, now: datetime, until: datetime | None = None, key: str = ""
) -> bool:
    """``until`` (UTC): when a pause ends by itself. The first who paused it stays named, another end is a change.

    False when it was so already; a wish that comes again was granted. Raises KeyError for an unknown name.
    """
    if not source_of(name):
        LANES[name]
    if key and not books.acts.is_new(key):
        return True
    kept = load_pauses(books)
    before = in_force(kept, now)
    after = _resumed(before, name) if on else _paused(before, name, Pause(by.name, now, until))
    if after == before:
        return False
    books.vault.keep(KEY, write_pauses(after), now)
    told: dict[str, Any] = {"until": until.isoformat()} if until and not on else {}
    books.acts.note(by, "resume" if on else "pause", now, key=key, subject=name, **told)
    _follow(books, after.keys() - kept.keys(), kept.keys() - after.keys(), now)
    if until and not on:
        books.jobs.put(_at(LIFT, Lane.DESK, name, until))
    return True


def lift_ended(books: Books, now: datetime) -> dict[str, Pause]:
    """Those that are left."""
    kept = load_pauses(books)
    after = in_force(kept, now)
    if after != kept:
        books.vault.keep(KEY, write_pauses(after), now)
        _follow(books, set(), kept.keys() - after.keys(), now)
    return after


def _resumed(before: dict[str, Pause], name: str) -> dict[str, Pause]:
    return {} if name == ALL else {it: pause for it, pause in before.items() if it != name}


def _paused(before: dict[str, Pause], name: str, pause: Pause) -> dict[str, Pause]:
    known = before.get(name)
    if known is None:
        return {name: pause, **before}
    return {**before, name: Pause(known.by, known.since, pause.until)}


def _follow(books: Books, paused: set[str], resumed: set[str], now: datetime) -> None:
    """The panels say it; of sources also the cards, and what waited goes on, one after the other."""
    books.jobs.put(_at(SHOW_PAUSES, Lane.CHAT, "", now))
    for source in filter(None, map(source_of, resumed)):
        books.jobs.hasten_source(source, HELD, now, SPREAD)
    for source in filter(None, map(source_of, paused | resumed)):
        for lead in books.leads.of_source(source, [it.value for it in ROBOT], MOST_CARDS):
            books.jobs.put(show_card(lead, now))


def _at(kind: str, lane: Lane, subject: str, at: datetime) -> NewJob:
    key = f"{kind}:{subject}" if subject else kind
    return NewJob(kind, lane, key, at, "something was paused or resumed", priority=Priority.PROMPT, soonest=False)
