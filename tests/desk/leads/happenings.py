"""What may happen to a lead: strategies of hypothesis for facts, wishes, rules and the passing of time."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from desk.hours import Calendar, parse_hours
from desk.leads import events
from desk.leads.model import LeadStatus, Person
from desk.leads.policy import ConsentRule, ContactHours, HoursOf, Rules
from desk.leads.records import SmsRecord
from desk.model import Consent, Customer, Order, Partner
from desk.phone import dialable
from desk.ports import CallReport, Disposition, SentSms, SmsReport, SmsStatus, StartedCall

PEOPLE = st.sampled_from([Person(1, "Анна"), Person(2, "Борис")])
NUMBERS = st.integers(1, 4)
SESSIONS = st.sampled_from(["s1", "s2"])
ZONES = st.sampled_from(["Asia/Vladivostok", "Europe/Kaliningrad", "America/New_York", "Pacific/Auckland", ""])
PHONES = st.sampled_from([*["89161234567"] * 8, "+7916123456789", ""])
STARTS = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
STEPS = st.sampled_from([0, 1, 59, 600, 1800, 7200, 6 * 3600, 86400])
RULES = st.builds(
    Rules,
    hours=st.builds(
        ContactHours,
        calendar=st.sampled_from(["Mon-Sun 09:00-21:00", "24/7", "Mon-Fri 10:00-18:00", "Fri-Sun 22:00-02:00"]).map(
            lambda text: Calendar(parse_hours(text))
        ),
        shop_zone=st.just("Europe/Moscow"),
        of=st.sampled_from(HoursOf),
    ),
    crm=st.booleans(),
    calls=st.sampled_from([*[True] * 6, False]),
    sms=st.booleans(),
    max_attempts=st.integers(1, 4),
    recheck=st.sampled_from([None, timedelta(hours=2)]),
    consent=st.sampled_from(ConsentRule),
)
CONSENTS = st.builds(Consent, calls=st.sampled_from([*[True] * 6, None, False]), advertising=st.none() | st.booleans())
REPORTS = st.builds(CallReport, st.just(""), SESSIONS, st.sampled_from(Disposition))
CALL_FACTS = st.one_of(
    st.builds(events.CallAsked, NUMBERS),
    st.builds(events.CallStarted, NUMBERS, st.builds(StartedCall, SESSIONS, st.just("https://stop"))),
    st.builds(events.CallPostponed, NUMBERS, st.just("why")),
    st.builds(events.CallUnsure, NUMBERS, st.just("why")),
    st.builds(events.CallRefused, NUMBERS, st.just("why"), st.booleans()),
    st.builds(events.HoursClosed, NUMBERS),
    st.builds(events.PlanTaken, NUMBERS, SESSIONS),
    st.builds(events.CallEnded, NUMBERS, REPORTS, st.sampled_from(["report", "history"])),
)
CRM_FACTS = st.one_of(
    st.builds(events.Registered, st.just("crm"), st.just("5"), st.booleans()),
    st.builds(events.RegistrationFailed, st.just("why"), st.booleans(), st.booleans()),
    st.builds(events.RegistrationPostponed, st.just("why")),
    st.builds(events.PartnerSought, st.builds(Partner, st.just("p"), st.sampled_from(["", "1"]))),
    st.just(events.RegistrationAsked()),
    st.just(events.CrmMended()),
    st.just(events.OrderAttached(Order("site", "A-1", Customer("Борис")))),
)
Wish = Callable[[Person], events.Event]
WISHES: st.SearchStrategy[Wish] = st.sampled_from(
    [
        events.RetryAsked,
        events.Claimed,
        events.Released,
        events.ManualAsked,
        lambda by: events.Released(by, by_force=True),
        lambda by: events.OutcomeSet(by, LeadStatus.WON),
        lambda by: events.OutcomeSet(by, LeadStatus.REACHED),
        lambda by: events.PhoneCorrected(by, dialable("89167654321")),
        lambda by: events.PhoneCorrected(by, dialable("123")),
    ]
)


def about_message(record: SmsRecord, what: str) -> events.Event:
    ref = record.ref
    known: dict[str, events.Event] = {
        "ask": events.SmsAsked(record),
        "take": events.SmsTaken(ref, SentSms("id")),
        "postpone": events.SmsPostponed(ref, "why"),
        "refuse": events.SmsRefused(ref, "why"),
        "doubt": events.SmsUnsure(ref, "why"),
        "report": events.SmsReported(ref, SmsReport(ref, "id", SmsStatus.DELIVERED)),
    }
    return known[what]
