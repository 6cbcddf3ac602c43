"""F-31: who watches a desk at work and knows the shop's rules by heart, from the neighbours' papers and the file."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from desk.leads.model import FINAL, ROBOT, Action, Lead, LeadStatus
from desk.leads.policy import ConsentRule, HoursOf, Rules
from desk.leads.records import SmsKind, SmsRecord
from desk.leads.work import PLACE_CALL, REGISTER, SEND_SMS, WAKE
from desk.ports import Disposition, SmsStatus
from desk.staff.distribution import Mode
from desk.telephony import CallPlan
from storage.jobs import FAILED
from tests.faults.checker.evidence import Terms
from tests.faults.rules.engine import CAMPAIGN, Engine, Owed
from tests.faults.rules.foreman import Foreman
from tests.faults.rules.holds import Holds
from tests.faults.rules.paper import Session
from tests.faults.rules.walls import Timetable

AGAIN = {LeadStatus.WAITING_RETRY, LeadStatus.WAITING_HOURS, LeadStatus.UNREACHABLE}
AFTER_REPORT = {
    Disposition.ANSWERED: {LeadStatus.REACHED},
    Disposition.VOICEMAIL: {LeadStatus.VOICEMAIL},
    Disposition.INVALID_NUMBER: {LeadStatus.INVALID_NUMBER},
    Disposition.NO_ANSWER: AGAIN,
    Disposition.BUSY: AGAIN,
    Disposition.UNAVAILABLE: AGAIN,
    Disposition.REJECTED: AGAIN,
    Disposition.FAILED: {LeadStatus.MANUAL},
    Disposition.UNKNOWN: {LeadStatus.MANUAL},
    Disposition.CANCELLED: {LeadStatus.MANUAL},
}
CALLABLE = {"+79161234567", "+79167654321"}


@dataclass(frozen=True, slots=True)
class Shop:
    """The rules as the desk has them, and the hours as the judge has them."""

    rules: Rules
    table: Timetable
    mode: Mode = Mode.FREE

    def opens(self, moment: datetime) -> bool:
        """By the shop's own clock: people's time counts while it is open there."""
        return self.table.shows_open(moment.astimezone(ZoneInfo(self.rules.hours.shop_zone)))

    def allows(self, zone: str, moment: datetime) -> bool:
        """Whether the wall shows an open minute, in every zone that counts."""
        counted = {
            HoursOf.SHOP: [self.rules.hours.shop_zone],
            HoursOf.CUSTOMER: [zone],
            HoursOf.BOTH: [self.rules.hours.shop_zone, zone],
        }[self.rules.hours.of]
        return all(self.table.shows_open(moment.astimezone(ZoneInfo(name))) for name in counted)

    def agreed(self, asked: bool | None) -> bool:
        return asked is True or (asked is None and self.rules.consent is ConsentRule.ASSUMED)


@dataclass
class Judge:
    """``check`` after every act. Raises AssertionError with what was violated."""

    shop: Shop
    engine: Engine
    owners: dict[int, int | None] = field(default_factory=dict)
    dialled: Counter[tuple[int, int]] = field(default_factory=Counter)  # lead and number of the call
    ended: dict[int, LeadStatus] = field(default_factory=dict)
    handed_out: set[str] = field(default_factory=set)  # tokens whose plan somebody has
    results: dict[str, Disposition] = field(default_factory=dict)
    excused: int = 0  # start requests that telephony took and disowned
    starts: int = 0
    texts: int = 0
    foreman: Foreman = field(init=False)
    holds: Holds = field(init=False)

    def __post_init__(self) -> None:
        staff = self.shop.rules.staff
        terms = Terms(self.shop.opens, staff.lease, staff.remind_before, staff.answer_within, staff.warn_before)
        self.holds = Holds(self.engine, staff.undo)
        self.foreman = Foreman(self.engine, terms, self.holds)

    # --- what the neighbours saw -----------------------------------------------------------------------------------

    def hand_out(self, lead: Lead, session: Session, plan: CallPlan) -> None:
        """A telephony session was told to dial. The lead as it was just before."""
        now, number = self.engine.clock.now(), len(lead.calls)
        assert lead.status is LeadStatus.CALLING, f"dialled for a lead that is {lead.status}"
        assert session.token == lead.calls[-1].token, "dialled with an old token"
        self._may_call(lead, now)
        assert plan.phone == lead.phone
        assert plan.phone in CALLABLE, f"dialled {plan.phone}"
        self._check_campaign(lead, plan.speech.text)
        if session.dialled_at is None:
            self.dialled[lead.id, number] += 1
        assert self.dialled[lead.id, number] == 1, f"call {number} was dialled twice"
        self.handed_out.add(session.token)
        most = self.shop.rules.max_attempts + self.holds.calls[lead.id]
        calls = sum(count for (lead_id, _number), count in self.dialled.items() if lead_id == lead.id)
        assert calls <= most, f"{calls} dial-ups of {most}"

    def _may_call(self, lead: Lead, now: datetime) -> None:
        assert self.shop.agreed(lead.order.consent.calls), "a robot's call without consent"
        assert self.shop.allows(lead.order.customer.timezone or lead.zone, now), f"a call at {now} in {lead.zone}"
        assert lead.phone in CALLABLE, "a call to a number that is none"

    def _check_campaign(self, lead: Lead, text: str) -> None:
        if CAMPAIGN in text:
            assert self.shop.agreed(lead.order.consent.advertising), "advertising without consent"

    def _check_starts(self, leads: dict[str, Lead]) -> None:
        taken = self.engine.telephony.taken_at
        for token, at in taken[self.starts :]:
            self._may_call(leads[token.partition("-")[0]], at)
            assert token not in self.handed_out, "a call was asked for that was ringing already"
        self.starts = len(taken)
        assert len({token for token, _at in taken}) + self.excused >= len(taken), "a call was asked for twice"

    def _check_texts(self, leads: dict[str, Lead]) -> None:
        taken = self.engine.gateway.taken
        for sms, at in taken[self.texts :]:
            lead = leads[sms.ref.partition("-")[0]]
            record = lead.message(sms.ref)
            assert record, "a message that nobody decided"
            assert sms.phone in CALLABLE, f"an SMS to {sms.phone}"
            self._check_campaign(lead, sms.text)
            if record.kind is not SmsKind.NIGHT:
                zone = lead.order.customer.timezone or lead.zone
                assert self.shop.allows(zone, at), f"the {record.kind} SMS at {at} in {zone}"
        self.texts = len(taken)
        refs = Counter(sms.ref for sms, _at in taken)
        assert not refs or max(refs.values()) == 1, "an SMS was taken twice"

    # --- what the file says ------------------------------------------------------------------------------------------

    def check(self, *, by_person: bool = False) -> None:
        leads = self.engine.leads()
        owed = self.engine.jobs()
        self.foreman.look(self.owners)
        by_number = {str(lead.id): lead for lead in leads}
        self._check_starts(by_number)
        self._check_texts(by_number)
        for lead in leads:
            self._check_end(lead, by_person)
            self._check_owner(lead)
            self._check_results(lead)
            jobs = [job for job in owed if job.lead_id == lead.id]
            self._check_messages(lead, jobs)
            self._check_onward(lead, [job for job in jobs if job.status != FAILED])
            self.foreman.check_clock(lead, [job for job in jobs if job.status != FAILED])
        self.holds.check(leads, owed)
        active = Counter(lead.ref for lead in leads if not lead.final)
        assert not active or max(active.values()) == 1, "two leads of one order are in progress"
        origins = Counter(draft.origin for draft in self.engine.office.drafts)
        assert not origins or max(origins.values()) == 1, "registered twice"
        assert not self.engine.broken, self.engine.broken

    def _check_end(self, lead: Lead, by_person: bool) -> None:
        before = self.ended.get(lead.id)
        by_person = by_person or lead.id in self.holds.carried_out
        assert by_person or before in (None, lead.status), f"from {before} to {lead.status} without a person"
        self.ended.pop(lead.id, None)
        if lead.final:
            self.ended[lead.id] = lead.status

    def _check_owner(self, lead: Lead) -> None:
        owner = lead.assignee.id if lead.assignee else None
        assert owner == self.owners.get(lead.id), f"{owner} has it, not {self.owners.get(lead.id)}"

    def _check_results(self, lead: Lead) -> None:
        known = {call.token: call.result for call in lead.calls if call.result}
        before = {token: result for token, result in self.results.items() if token in known}
        assert before.items() <= known.items(), "the result of a call was rewritten"
        assert len(known) >= sum(token.startswith(f"{lead.id}-") for token in self.results), "a result was forgotten"
        self.results |= known

    def _check_messages(self, lead: Lead, jobs: list[Owed]) -> None:
        """What is owed is on its way, or on the list of what was given up."""
        kinds = Counter((sms.kind, sms.about_call) for sms in lead.messages if sms.kind is not SmsKind.ANSWER)
        assert not kinds or max(kinds.values()) == 1, f"told twice: {kinds}"
        assert sum(sms.kind is SmsKind.NIGHT for sms in lead.messages) <= 1, "a second night SMS"
        for sms in lead.messages:
            sent = not _is_owed(sms, lead) or _finds(jobs, SEND_SMS, sms.ref)
            assert sent, f"the {sms.kind} SMS is {sms.status}, and nobody sends it"

    def _check_onward(self, lead: Lead, jobs: list[Owed]) -> None:
        """A job that does what is announced, an announced moment with its timer, or a person."""
        action, at = lead.next.action, lead.next.at
        assert (action is Action.NOTHING) == lead.final
        assert (action is Action.PERSON) == (lead.status is LeadStatus.MANUAL)
        if lead.status is LeadStatus.NEW:
            assert _finds(jobs, REGISTER), "nobody registers it"
        elif lead.held:
            return  # what came due waits, and is owed again when nothing is held any more
        elif lead.status is LeadStatus.CALLING and not lead.calls[-1].asked_at:
            assert _finds(jobs, PLACE_CALL, len(lead.calls)), "nobody places the call"
        elif lead.status in ROBOT:
            assert at, f"{lead.status} and no moment is announced"
            timers = [job for job in jobs if job.kind == WAKE]
            assert any(job.run_at <= at for job in timers), f"nobody wakes it at {at}: {timers}"

    def check_report(self, before: Lead, after: Lead, result: Disposition, session: str) -> None:
        """The first report about the call that is under way decides."""
        call = before.call
        if before.status is not LeadStatus.CALLING or call is None or call.result:
            return
        if call.session not in ("", session):
            return
        allowed = AFTER_REPORT[result]
        never = after.status is LeadStatus.MANUAL and not any(self.shop.table.week)
        assert after.status in allowed or never, f"after {result}: {after.status}"


def _is_owed(sms: SmsRecord, lead: Lead) -> bool:
    """Decided and not yet sent, or asked for and not answered; the night SMS only while the lead sleeps."""
    if sms.status is SmsStatus.SENDING:
        return True
    return sms.status is None and (sms.kind is not SmsKind.NIGHT or lead.status is LeadStatus.WAITING_HOURS)


def _finds(jobs: list[Owed], kind: str, subject: object = None) -> bool:
    return any(job.kind == kind and subject in (None, job.subject) for job in jobs)


def settled(lead: Lead) -> bool:
    return lead.status in FINAL or lead.status is LeadStatus.MANUAL
