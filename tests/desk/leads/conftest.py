"""A lead's story without any I/O: tell it facts, look at what it becomes."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from desk.hours import Calendar, parse_hours
from desk.leads import events
from desk.leads.commands import Command
from desk.leads.decision import Decision, Entry, Situation
from desk.leads.model import Lead, Person
from desk.leads.opening import open_lead
from desk.leads.policy import ConsentRule, ContactHours, HoursOf, Rules
from desk.leads.process import advance
from desk.model import Consent, Customer, Order
from desk.ports import CallReport, Disposition, StartedCall

MONDAY_NOON = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # 12:00 in Moscow, 19:00 in Vladivostok
ANNA = Person(1, "Анна")
BORIS = Person(2, "Борис")


def make_rules(hours: str = "Mon-Sun 09:00-21:00", of: HoursOf = HoursOf.CUSTOMER, **changes: object) -> Rules:
    contact = ContactHours(Calendar(parse_hours(hours)), "Europe/Moscow", of, spread=timedelta(0))
    return replace(Rules(hours=contact, consent=ConsentRule.ASSUMED), **changes)  # type: ignore[arg-type]


def make_order(**customer: str) -> Order:
    known = {"name": "Анна П.", "phone": "89161234567", **customer}
    return Order("site", "A-1", Customer(**known), order_id="A-1", consent=Consent())


@dataclass
class Story:
    rules: Rules = field(default_factory=make_rules)
    now: datetime = MONDAY_NOON
    lead: Lead = None  # type: ignore[assignment]
    commands: list[Command] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    _nonces: int = 0

    def open(self, order: Order | None = None) -> "Story":
        return self._keep(open_lead(7, order or make_order(), None, lambda _city: "", self._situation()))

    def tell(self, fact: events.Event) -> "Story":
        """What was commanded is kept for this fact only; the history adds up."""
        self.commands = []
        return self._keep(advance(self.lead, fact, self._situation()))

    def registered(self) -> "Story":
        return self.tell(events.Registered("bitrix24", "5533"))

    def ringing(self) -> "Story":
        """The current call is asked for and was started."""
        number = self.lead.calls[-1].number
        self.tell(events.CallAsked(number))
        return self.tell(events.CallStarted(number, StartedCall("s1", "http://stop")))

    def ended(self, disposition: Disposition, *, number: int | None = None, session: str = "s1") -> "Story":
        call = self.lead.calls[-1] if number is None else self.lead.attempt(number)
        assert call
        return self.tell(events.CallEnded(call.number, CallReport(call.token, session, disposition, disposition.value)))

    def wait(self, **pause: float) -> "Story":
        self.now += timedelta(**pause)
        return self

    def wake(self) -> "Story":
        """To the announced moment, and what was announced for it."""
        assert self.lead.next.at
        self.now = max(self.now, self.lead.next.at)
        return self.tell(events.TimeCame())

    @property
    def whats(self) -> list[str]:
        return [entry.what for entry in self.entries]

    def _situation(self) -> Situation:
        self._nonces += 1
        return Situation(self.now, self.rules, f"nonce{self._nonces:04}")

    def _keep(self, decision: Decision) -> "Story":
        self.lead = decision.lead
        self.commands += decision.commands
        self.entries += decision.entries
        return self


@pytest.fixture
def story() -> Story:
    return Story()


@pytest.fixture
def tell_of() -> Callable[..., Story]:
    """A story under other rules."""
    return lambda **changes: Story(rules=make_rules(**changes))
