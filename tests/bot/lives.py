"""Lives of leads for tests: one fixed story, and any story that the real process allows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from desk.errors import Conflict, Ignored
from desk.hours import Calendar, parse_hours
from desk.leads import events
from desk.leads.decision import Decision, Situation
from desk.leads.holding import held_for
from desk.leads.model import Lead, LeadStatus, Person
from desk.leads.opening import Place, open_lead
from desk.leads.policy import ConsentRule, ContactHours, Rules, StaffRules
from desk.leads.process import advance
from desk.leads.view import PastEntry
from desk.leads.wishes import Deed, MacroStep, StepKind
from desk.model import Consent, Customer, Order, OrderLine, Partner
from desk.phone import dialable
from desk.ports import CallReport, Disposition, SentSms, SmsReport, SmsStatus, StartedCall

NOW = datetime(2026, 5, 12, 8, 41, tzinfo=UTC)  # 11:41 in Moscow, 18:41 in Vladivostok
MOSCOW = "Europe/Moscow"
FOREIGN = "E-17 nobody at home"  # what a neighbour says: no sentence of ours
ANNA, BORIS = Person(1, "Анна Котова"), Person(2, "Борис")
DAILY = ContactHours(Calendar(parse_hours("Mon-Sun 09:00-21:00")), MOSCOW, spread=timedelta(0))
RULES = Rules(DAILY)
PREPARED = (Deed.RESEND, Deed.ANSWER, Deed.MACRO)  # held with what they are about
MACRO = (MacroStep(StepKind.NOTE, "готов"), MacroStep(StepKind.ANSWER, "Заказ готов", "Готов"), MacroStep(StepKind.WON))


def make_order(**changes: object) -> Order:
    order = Order(
        source="site",
        ref="A-1001",
        order_id="A-1001",
        customer=Customer("Анна Петрова", "8 916 123-45-67", "anna.petrova@mail.ru", "Владивосток"),
        lines=(OrderLine("Часы «Север»", quantity=Decimal(2)), OrderLine("ремешок")),
        total=Decimal(16200),
        currency="RUB",
        consent=Consent(calls=True, advertising=True),
        partner_code="partner42",
    )
    return replace(order, **changes)  # type: ignore[arg-type]


def city_zone(city: str) -> str:
    return {"Владивосток": "Asia/Vladivostok", "Москва": MOSCOW}.get(city, "")


@dataclass
class Life:
    """A lead with its history, as the chat would be shown it. Nothing is told twice; refusals are kept."""

    rules: Rules = RULES
    now: datetime = NOW
    lead: Lead = None  # type: ignore[assignment]
    history: list[PastEntry] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    number: int = 1042

    def open(self, order: Order | None = None, place: Place | None = None) -> "Life":
        return self._keep(open_lead(self.number, order or make_order(), place, city_zone, self._situation()))

    def tell(self, *facts: events.Event) -> "Life":
        for fact in facts:
            self._keep(advance(self.lead, fact, self._situation()))
        return self

    def try_to_tell(self, fact: events.Event) -> None:
        try:
            self.tell(fact)
        except (Ignored, Conflict) as refusal:
            if hasattr(fact, "by"):
                self.refusals.append(refusal.reason)

    def wait(self, **pause: float) -> "Life":
        self.now += timedelta(**pause)
        return self

    def registered(self) -> "Life":
        return self.tell(events.PartnerSought(Partner("partner42")), events.Registered("bitrix24", "5533"))

    def called(self, disposition: Disposition, seconds: int = 0) -> "Life":
        number = len(self.lead.calls)
        token = self.lead.calls[-1].token
        self.tell(events.CallAsked(number), events.CallStarted(number, StartedCall("s1")))
        report = CallReport(token, "s1", disposition, disposition.value, talk_seconds=seconds)
        return self.wait(seconds=40).tell(events.CallEnded(number, report))

    def _situation(self) -> Situation:
        return Situation(self.now, self.rules, f"nonce{len(self.history):04}")

    def _keep(self, decision: Decision) -> "Life":
        self.lead = decision.lead
        self.history += [PastEntry(self.now, it.what, it.why, it.who, dict(it.data)) for it in decision.entries]
        return self


PHONES = ["89161234567", "+7 (916) 123-45-67", "9161234567", "8-916-123-45-678", "", "нет", "+49 1511 2345678", "123"]
NAMES = ["Анна Петрова", "", "<b>Bob", "אבג דה", "\u202eevil\u202c", "a@b.c 89161234567", "@durov", "\u200b"]
FLAGS = st.sampled_from([None, True, False])


@st.composite
def orders(draw: st.DrawFn, words: st.SearchStrategy[str] | None = None) -> Order:
    """``words``: what strangers type into the free fields."""
    typed = st.sampled_from(NAMES) if words is None else words
    return make_order(
        customer=Customer(
            draw(typed), draw(st.sampled_from(PHONES)), draw(st.sampled_from(["", "anna@mail.ru"])), draw(typed)
        ),
        order_id=draw(st.sampled_from(["A-1001", ""])),
        lines=tuple(OrderLine(draw(typed), quantity=Decimal(n + 1)) for n in range(draw(st.integers(0, 5)))),
        comment=draw(typed),
        consent=Consent(draw(FLAGS), draw(FLAGS)),
        partner_code=draw(st.sampled_from(["", "partner42"])),
        extra={f"field{n}": n for n in range(draw(st.integers(0, 3)))},
    )


@st.composite
def rules(draw: st.DrawFn) -> Rules:
    hours = draw(st.sampled_from(["Mon-Sun 09:00-21:00", "24/7", "Mon 09:00-10:00", "Mon-Sun closed"]))
    return Rules(
        hours=replace(DAILY, calendar=Calendar(parse_hours(hours))),
        crm=draw(st.booleans()),
        calls=draw(st.sampled_from([True, True, False])),
        sms=draw(st.booleans()),
        max_attempts=draw(st.integers(1, 2)),
        recheck=draw(st.sampled_from([None, timedelta(hours=2)])),
        consent=draw(st.sampled_from(ConsentRule)),
        staff=StaffRules(undo=draw(st.sampled_from([None, timedelta(seconds=5)]))),
    )


@st.composite
def lives(draw: st.DrawFn, words: st.SearchStrategy[str] | None = None, longest: int = 12) -> Life:
    """A lead that went through anything that can happen, in any order the process lets it."""
    life = Life(draw(rules()), NOW + timedelta(hours=draw(st.integers(0, 23))))
    place = draw(st.sampled_from([None, Place(MOSCOW, "ip", "Москва")]))
    life.open(draw(orders(words)), place)
    for _ in range(draw(st.integers(0, longest))):
        facts = list(_facts(life.lead))
        fact = draw(st.sampled_from(facts))
        if isinstance(fact, events.TimeCame) and life.lead.next.at:
            life.now = max(life.now, life.lead.next.at)
        life.wait(seconds=draw(st.integers(0, 90)))
        life.try_to_tell(fact)
    return life


def _facts(lead: Lead) -> Iterator[events.Event]:
    """Everything that could be told to this lead, likely or not."""
    yield from _crm_facts()
    yield from _call_facts(lead)
    yield from (fact for sms in lead.messages[-1:] for fact in _sms_facts(sms.ref, lead))
    yield from _wishes()
    yield from _words(lead)
    yield events.TimeCame()
    yield events.OrderAttached(make_order(order_id="A-1002"))


def _crm_facts() -> Sequence[events.Event]:
    return [
        events.PartnerSought(Partner("partner42")),
        events.PartnerSought(Partner("partner42", "9", "Часы & Ко")),
        events.RegistrationAsked(),
        events.Registered("bitrix24", "5533"),
        events.Registered("bitrix24", "5533", found=True),
        events.RegistrationFailed(FOREIGN),
        events.RegistrationFailed(FOREIGN, unauthorised=True),
        events.RegistrationFailed(FOREIGN, gave_up=True),
        events.CrmMended(),
    ]


def _call_facts(lead: Lead) -> Iterator[events.Event]:
    for call in lead.calls[-2:]:
        number = call.number
        yield events.CallAsked(number)
        yield events.CallStarted(number, StartedCall("s1"))
        yield events.CallPostponed(number, FOREIGN)
        yield events.CallRefused(number, FOREIGN)
        yield events.CallRefused(number, FOREIGN, unauthorised=True)
        yield events.CallUnsure(number, "the desk was stopped in the middle")
        yield events.CallLost(number, "the provider does not know it either")
        yield events.HoursClosed(number)
        yield events.PlanTaken(number, "s1")
        for disposition in Disposition:
            for session in ("s1", "s2"):
                report = CallReport(call.token, session, disposition, FOREIGN, talk_seconds=28, key="1")
                yield events.CallEnded(number, report)
                yield events.CallEnded(number, report, source="history")


def _sms_facts(ref: str, lead: Lead) -> Iterator[events.Event]:
    record = lead.message(ref)
    assert record
    yield events.SmsAsked(replace(record, text="Заказ принят", to=lead.phone))
    yield events.SmsTaken(ref, SentSms("p1", 1))
    yield events.SmsRefused(ref, FOREIGN)
    yield events.SmsUnsure(ref, FOREIGN)
    yield events.SmsLost(ref, "the gateway does not know it either")
    for status in SmsStatus:
        yield events.SmsReported(ref, SmsReport(ref, "p1", status, raw=FOREIGN))


def _words(lead: Lead) -> Iterator[events.Event]:
    """What people hold, take back and say of what nobody knows."""
    for person in (ANNA, BORIS):
        yield from (events.WishHeld(person, deed) for deed in Deed if deed not in PREPARED)
        yield from _written(person)
        yield events.WishUndone(person)
        for went in (True, False):
            yield from (events.CallSettled(person, call.number, went) for call in lead.calls[-1:])
            yield from (events.BridgeSettled(person, it.call.number, went) for it in lead.bridges[-1:])
            yield from (events.SmsSettled(person, sms.ref, went) for sms in lead.messages[-1:])
        yield from (events.SmsRepeated(person, sms.ref) for sms in lead.messages[-1:])
    yield events.HoldEnded()
    yield events.HoldEnded("Борис does not work leads here")


def _written(person: Person) -> Iterator[events.Event]:
    """What is prepared for one tap, at once and held."""
    for by_force in (True, False):
        answer = events.AnswerAsked(person, "Заказ готов", "Готов", by_force=by_force)
        macro = events.MacroAsked(person, "Готов", MACRO, by_force)
        for wish in (answer, macro):
            yield wish
            if held := held_for(wish):
                yield held


def _wishes() -> Iterator[events.Event]:
    for person in (ANNA, BORIS):
        yield events.Claimed(person)
        yield events.Released(person)
        yield events.RetryAsked(person)
        yield events.ManualAsked(person)
        yield from (
            events.OutcomeSet(person, status) for status in (LeadStatus.REACHED, LeadStatus.WON, LeadStatus.LOST)
        )
        yield from (events.PhoneCorrected(person, dialable(typed)) for typed in ("89161234568", "12"))
