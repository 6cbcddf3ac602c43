"""Laws that hold whatever happens to a lead, in whatever order (hypothesis)."""

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from desk.errors import Conflict, Ignored
from desk.leads import events
from desk.leads.commands import Command, PlaceCall
from desk.leads.decision import Decision, Situation
from desk.leads.model import Action, Lead, LeadStatus, Person, Trouble
from desk.leads.opening import open_lead
from desk.leads.policy import ConsentRule, Rules, may_advertise, may_call
from desk.leads.process import advance
from desk.leads.records import SmsKind
from desk.model import Consent, Customer, Order
from desk.ports import CallReport, Disposition, StartedCall
from tests.desk.leads.happenings import (
    CALL_FACTS,
    CONSENTS,
    CRM_FACTS,
    PEOPLE,
    PHONES,
    RULES,
    SESSIONS,
    STARTS,
    STEPS,
    WISHES,
    ZONES,
    Wish,
    about_message,
)

BY_HAND = (Action.REGISTER, Action.PERSON, Action.NOTHING)


class LeadLife(RuleBasedStateMachine):
    lead: Lead
    shop: Rules

    def __init__(self) -> None:
        super().__init__()
        self.retries = 0
        self.nonces = 0
        self.settled: dict[str, Disposition] = {}
        self.nights: set[str] = set()

    @initialize(rules=RULES, now=STARTS, phone=PHONES, zone=ZONES, consent=CONSENTS)
    def begin(self, rules: Rules, now: datetime, phone: str, zone: str, consent: Consent) -> None:
        self.shop, self.now = rules, now
        order = Order("site", "A-1", Customer("Анна", phone, timezone=zone), consent=consent, partner_code="p")
        self._keep(None, open_lead(7, order, None, lambda _city: "", self._situation()))

    # --- what may happen ---

    @rule(results=st.lists(st.just(Disposition.NO_ANSWER) | st.sampled_from(Disposition), min_size=1, max_size=8))
    def it_goes_on(self, results: list[Disposition]) -> None:
        """The next steps of an ordinary life."""
        for result in results:
            self._go_on(result)

    @rule()
    def the_announced_moment_comes(self) -> None:
        self._announced()

    @rule(fact=CRM_FACTS)
    def the_crm_speaks(self, fact: events.Event) -> None:
        self._tell(fact)

    @rule(fact=CALL_FACTS)
    def telephony_speaks(self, fact: events.Event) -> None:
        self._tell(fact)

    @rule(what=st.sampled_from(["trouble", "end", "plan"]), session=SESSIONS, result=st.sampled_from(Disposition))
    def the_current_call_is_spoken_of(self, what: str, session: str, result: Disposition) -> None:
        number = len(self.lead.calls)
        if what == "plan":
            self._tell(events.PlanTaken(number, session))
        elif what == "end":
            self._tell(events.CallEnded(number, CallReport("", session, result, result.value)))
        else:
            self._tell(events.CallPostponed(number, "why"))

    @rule(index=st.integers(0, 3), what=st.sampled_from(["ask", "take", "postpone", "refuse", "doubt", "report"]))
    @precondition(lambda self: self.lead.messages)
    def the_gateway_speaks(self, index: int, what: str) -> None:
        self._tell(about_message(self.lead.messages[index % len(self.lead.messages)], what))

    @rule(seconds=STEPS)
    def time_passes(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)
        self._tell(events.TimeCame())

    @rule()
    def the_hours_end(self) -> None:
        if closing := self.shop.hours.closing(self.lead.zone, self.now):
            self.now = closing
        self._tell(events.HoursClosed(len(self.lead.calls)))

    @rule(wishes=st.lists(WISHES, min_size=1, max_size=4), by=PEOPLE)
    def a_person_wishes(self, wishes: list[Wish], by: Person) -> None:
        for wish in wishes:
            before, fact = self.lead, wish(by)
            self._tell(fact)
            if isinstance(fact, events.Claimed):
                assert self.lead.assignee == (before.assignee or by)
            self.retries += isinstance(fact, events.RetryAsked) and before != self.lead

    def _go_on(self, result: Disposition) -> None:
        number, call = len(self.lead.calls), self.lead.call
        if self.lead.status is LeadStatus.NEW:
            self._tell(events.Registered("crm", "5"))
        elif self.lead.status is not LeadStatus.CALLING or not call:
            self._announced()
        elif not call.asked_at:
            self._tell(events.CallAsked(number))
            self._tell(events.CallStarted(number, StartedCall("s1", "https://stop")))
        else:
            self._tell(events.CallEnded(number, CallReport(call.token, call.session or "s1", result)))

    def _announced(self) -> None:
        """S0-41: what was announced is what is then done."""
        announced = self.lead.next
        if announced.action in BY_HAND or not announced.at or announced.at < self.now:
            return
        self.now = announced.at
        planned = self.lead.status is LeadStatus.CALLING and announced.action is Action.CALL
        commands = self._tell(events.TimeCame())
        if planned:
            assert commands == []  # the call is owed already: its own job places it
        elif announced.action is Action.CALL:
            assert commands[:1] == [PlaceCall(len(self.lead.calls))]
        elif announced.action is Action.AWAIT_RESULT:
            assert (self.lead.status, self.lead.trouble) == (LeadStatus.MANUAL, Trouble.NO_RESULT)
        else:
            assert self.lead.status in (LeadStatus.CALLING, LeadStatus.WAITING_HOURS)
            assert self.lead.next != announced

    # --- what must hold ---

    @invariant()
    def s0_54_the_calls_are_limited(self) -> None:
        assert len(self.lead.calls) <= self.shop.max_attempts + self.retries

    @invariant()
    def s0_37_one_night_message_ever(self) -> None:
        self.nights |= {sms.ref for sms in self.lead.messages if sms.kind is SmsKind.NIGHT}
        assert len(self.nights) <= 1

    @invariant()
    def nothing_moves_a_settled_call(self) -> None:
        now = {call.token: call.result for call in self.lead.calls if call.result}
        assert self.settled.items() <= now.items()
        self.settled = now

    @invariant()
    def s0_41_every_lead_says_what_comes_next(self) -> None:
        action = self.lead.next.action
        assert (action is Action.NOTHING) == self.lead.final
        if action in (Action.PERSON, Action.NOTHING):
            assert self.lead.next.at is None  # no clock decides
        elif action in (Action.AWAIT_RESULT, Action.CHECK_HOURS) or self.lead.status is not LeadStatus.CALLING:
            assert self.lead.next.at or self.lead.status is LeadStatus.NEW  # or a neighbour does, while it is down
        assert (action is Action.PERSON) == (self.lead.status is LeadStatus.MANUAL)
        assert self.lead.next.why

    @invariant()
    def a_robot_that_waits_waits_for_something(self) -> None:
        call = self.lead.call
        if self.lead.status is LeadStatus.CALLING:
            assert call
            assert not call.result
            assert bool(call.asked_at) == (self.lead.next.action is Action.AWAIT_RESULT)

    @invariant()
    def only_manual_leads_have_a_trouble_to_mend(self) -> None:
        if self.lead.trouble and self.lead.trouble is not Trouble.BAD_PHONE:
            assert self.lead.status is LeadStatus.MANUAL

    # --- how it is told ---

    def _tell(self, fact: events.Event) -> list[Command]:
        before = self.lead
        try:
            decision = advance(before, fact, self._situation())
        except (Ignored, Conflict) as refusal:
            assert refusal.reason
            return []
        self._keep(before, decision)
        return list(decision.commands)

    def _keep(self, before: Lead | None, decision: Decision) -> None:
        self.lead = decision.lead
        assert all(entry.what and entry.why and entry.who for entry in decision.entries)
        assert decision.entries or (before and _seen(before) == _seen(self.lead))
        for command in decision.commands:
            if isinstance(command, PlaceCall):
                self._check_call(command)

    def _check_call(self, command: PlaceCall) -> None:
        """No call outside the hours of the zone, without consent, to a number that is none, or to a claimed lead."""
        assert command.number == len(self.lead.calls)
        assert self.shop.calls
        assert self.shop.hours.open(self.lead.zone, self.now)
        assert may_call(self.lead, self.shop)
        assert self.lead.phone
        assert not self.lead.phone_problem
        asked = self.lead.order.consent
        assert asked.calls or (asked.calls is None and self.shop.consent is ConsentRule.ASSUMED)
        if self.shop.consent is ConsentRule.REQUIRED:
            assert may_advertise(self.lead, self.shop) == bool(asked.advertising)

    def _situation(self) -> Situation:
        self.nonces += 1
        return Situation(self.now, self.shop, f"{self.nonces:08}")


def _seen(lead: Lead) -> Lead:
    """What people can see of a lead: without intents, which forget an old refusal, and the neighbours' numbers."""
    messages = tuple(replace(sms, status=None, asked_at=None, provider_id="", reason="") for sms in lead.messages)
    return replace(lead, messages=messages, crm_asked=False, changed_at=None)


LeadLife.TestCase.settings = settings(
    max_examples=100, stateful_step_count=30, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
TestLeadLife = LeadLife.TestCase
