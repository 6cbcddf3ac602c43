"""F-31: what may be: strategies of hypothesis for shops, orders, neighbours' moods and people's wishes."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from desk.hours import Calendar, parse_hours
from desk.leads import events
from desk.leads.model import LeadStatus, Person
from desk.leads.policy import ConsentRule, ContactHours, HoursOf, Rules, StaffRules
from desk.phone import dialable
from desk.ports import Disposition
from desk.staff.distribution import Mode
from tests.faults.rules.judge import Shop
from tests.faults.rules.paper import CHANCES
from tests.faults.rules.walls import Timetable, clock, every_day

DAILY = ("09:00-21:00", "00:00-24:00", "10:00-18:00", "22:00-02:00", "02:00-03:00")
NEVER = Timetable(((),) * 7)
WORKDAYS = Timetable((*((clock("10:00-18:00"),),) * 5, (), ()))
TABLES = (*(every_day(clock(text)) for text in DAILY[:1] * 5 + DAILY[:2] + DAILY), WORKDAYS, WORKDAYS, NEVER)
ZONES = (*[""] * 6, "Europe/Moscow", "Asia/Vladivostok", "America/New_York", "Australia/Lord_Howe", "Pacific/Auckland")
CONSENTS = st.sampled_from([(True, True)] * 4 + [(True, None), (True, False), (None, None), (False, True)])
Agreed = tuple[bool | None, bool | None]  # to calls, to advertising
PHONES = st.sampled_from(["89161234567"] * 8 + ["+7916123456789", "", "112"])
Asked = tuple[str, str, Agreed]
ORDERS: st.SearchStrategy[Asked] = st.tuples(PHONES, st.sampled_from(ZONES), CONSENTS)
STARTS = st.sampled_from(
    [
        datetime(2026, month, day, hour, minute, tzinfo=UTC)
        for month, day in ((3, 8), (3, 29), (4, 4), (10, 25), (11, 23))  # the clocks change somewhere, but on the last
        for hour, minute in ((9, 0), (9, 0), (17, 59), (14, 58), (6, 0), (22, 0), (0, 40))
    ]
)
STEPS = st.sampled_from([1, 59, 150, 600, 1800, 7200, 8 * 3600, 86400])
RESULTS = st.sampled_from([*Disposition, Disposition.NO_ANSWER, Disposition.BUSY, Disposition.ANSWERED])
Fates = list[Disposition | None]
FATES: st.SearchStrategy[Fates] = st.lists(
    st.none() | RESULTS, max_size=5
)  # of the calls to come; None: only the story's own acts move it
WEATHER = st.lists(st.sampled_from(CHANCES), min_size=1, max_size=3)
NEIGHBOURS = ("telephony", "gateway", "office")
Storms = dict[str, list[str]]
STORMS: st.SearchStrategy[Storms] = st.dictionaries(st.sampled_from(NEIGHBOURS), WEATHER, max_size=2)
ANNA, BORIS = Person(1, "Анна"), Person(2, "Борис")
Wish = Callable[[Person], events.Event]
WISHES: dict[str, Wish] = {
    "claim": events.Claimed,
    "release": events.Released,
    "force": lambda by: events.Released(by, by_force=True),
    "by hand": events.ManualAsked,
    "retry": events.RetryAsked,
    "won": lambda by: events.OutcomeSet(by, LeadStatus.WON),
    "lost": lambda by: events.OutcomeSet(by, LeadStatus.LOST),
    "number": lambda by: events.PhoneCorrected(by, dialable("89167654321")),
    "no number": lambda by: events.PhoneCorrected(by, dialable("123")),
    "attend": events.Attended,
    "answer": lambda by: events.AnswerAsked(by, "Заказ готов, ждём вас", "ready"),
    "note": lambda by: events.Remarked(by, "звонила сама"),
}
SOONER = timedelta(minutes=10), timedelta(minutes=45), timedelta(hours=9)  # of a day's twelve open hours, too
ALLOWED = st.sampled_from((None, *SOONER))
NOTICES = st.sampled_from((timedelta(0), timedelta(minutes=5), timedelta(minutes=30)))
HURRIES = st.builds(StaffRules, ALLOWED, NOTICES, ALLOWED, NOTICES, st.just(False), st.booleans())
UNDOS = st.sampled_from((None, timedelta(seconds=5), timedelta(seconds=5), timedelta(minutes=1)))
MODES = st.sampled_from((Mode.FREE, Mode.FREE, Mode.ROUND_ROBIN, Mode.BY_LOAD, Mode.BY_MATCH))
PUT_OFF = st.sampled_from([timedelta(minutes=1), timedelta(minutes=20), timedelta(hours=3), timedelta(days=2)])


@st.composite
def shops(draw: st.DrawFn) -> Shop:
    table = draw(st.sampled_from(TABLES))
    of, recheck = draw(st.sampled_from(HoursOf)), draw(st.sampled_from((None, None, timedelta(hours=2))))
    hours = ContactHours(Calendar(parse_hours(table.written())), "Europe/Moscow", of)
    calls, sms, crm = draw(st.sampled_from([(True, True, True), (True, True, False)] * 4 + [(False, True, True)]))
    consent, most = draw(st.sampled_from(ConsentRule)), draw(st.integers(1, 3))
    staff, mode = draw(st.just(StaffRules()) | HURRIES | HURRIES), draw(MODES)
    rules = Rules(
        hours,
        crm=crm,
        calls=calls,
        sms=sms,
        max_attempts=most,
        recheck=recheck,
        consent=consent,
        staff=replace(staff, gives=mode is not Mode.FREE, undo=draw(UNDOS)),
    )
    return Shop(rules, table, mode)
