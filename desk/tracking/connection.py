"""The connection of a call tracker with the CRM that it fills: what was asked for, and how far it is (CR-12). Pure."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from desk.errors import Conflict
from desk.values import replace

TIMEOUT = "timeout"  # the reason of what was not set up in time (CR-05)


class State(StrEnum):
    """``BROKEN`` is never kept: an active connection looks so while an incident of one of its sides is open, until the
    first success."""

    NEW = "new"
    AUTHORISING = "authorising"
    CONFIGURING = "configuring"
    ACTIVE = "active"
    FAILED = "failed"
    BROKEN = "broken"
    DISABLED = "disabled"


class Step(StrEnum):
    """What is asked for, in this order."""

    KEY = "key"  # whether the CRM lets us in
    TRACKER = "tracker"  # whether the tracker does
    FIELDS = "fields"  # of orders: the missing are made
    REFERENCES = "references"  # stores and statuses


STEPS = tuple(Step)
STATES = {  # in which state a step is taken
    Step.KEY: State.AUTHORISING,
    Step.TRACKER: State.AUTHORISING,
    Step.FIELDS: State.CONFIGURING,
    Step.REFERENCES: State.CONFIGURING,
}


@dataclass(frozen=True, slots=True)
class Keys:
    """Account and key of the CRM, site and token of the tracker (CR-01). Two are secrets and not for any text."""

    url: str
    api_key: str = field(repr=False)
    site_id: int
    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Connection:
    """The latest wish, and the keys ``in_use``: until new ones work, the former go on.

    ``at``: when it was asked for; it tells one wish from another. ``begun``: when a desk took it up, for it may have
    been typed while none was running. ``by``: the person's number, 0: the command line.
    ``step`` is the next one to take, or the one that failed; ``tries`` how often it did, and ``reason`` why.
    """

    keys: Keys
    at: datetime
    by: int = 0
    begun: datetime | None = None
    state: State = State.AUTHORISING
    step: Step = Step.KEY
    tries: int = 0
    reason: str = ""
    in_use: Keys | None = None

    @property
    def under_way(self) -> bool:
        return self.state in (State.NEW, State.AUTHORISING, State.CONFIGURING)

    def is_late(self, now: datetime, limit: timedelta) -> bool:
        return self.under_way and self.begun is not None and now >= self.begun + limit


def ask(before: Connection | None, keys: Keys, by: int, now: datetime) -> Connection:
    """Somebody wants these two connected; whatever was under way is forgotten."""
    return Connection(keys, now, by, in_use=before.in_use if before else None)


def ask_again(it: Connection, by: int, now: datetime) -> Connection:
    """With the same keys. Raises Conflict."""
    if it.under_way:
        raise Conflict("it is being set up")
    return ask(it, it.keys, by, now)


def begin(it: Connection, now: datetime) -> Connection:
    """Its time runs from now on (CR-05)."""
    return replace(it, begun=now)


def advance(it: Connection) -> Connection:
    """The step was taken: the next one, or it is active (CR-06)."""
    rest = STEPS[STEPS.index(it.step) + 1 :]
    if not rest:
        return replace(it, state=State.ACTIVE, reason="", tries=0, in_use=it.keys)
    return replace(it, state=STATES[rest[0]], step=rest[0], reason="", tries=0)


def stumble(it: Connection, reason: str) -> Connection:
    """It did not work this time."""
    return replace(it, tries=it.tries + 1, reason=reason)


def fail(it: Connection, reason: str) -> Connection:
    """For good (CR-07). What was in use before goes on."""
    return replace(it, state=State.FAILED, reason=reason)


def disable(it: Connection) -> Connection:
    """The seller does not want it any more. Raises Conflict."""
    if it.state is State.DISABLED:
        raise Conflict("it is disconnected already")
    return replace(it, state=State.DISABLED, reason="", in_use=None)
