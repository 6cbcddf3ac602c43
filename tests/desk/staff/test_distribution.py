"""X-15: who gets a new lead."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.leads.model import Person
from desk.model import Customer, Order, OrderLine
from desk.staff.distribution import Candidate, Matter, Mode, choose, matter_of
from desk.staff.shift import UNTIL_BACK, Shift, on_duty
from tests.desk.leads.conftest import Story

MOSCOW = ZoneInfo("Europe/Moscow")
NOON = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ANNA, BORIS, VERA = Person(1, "Анна"), Person(2, "Борис"), Person(3, "Вера")
AWAY, NIGHTS = Shift(away_until=UNTIL_BACK), Shift(hours="22:00-06:00")
WATCH = Matter(frozenset({"часы"}), "тверь")


def ago(minutes: int) -> datetime:
    return NOON - timedelta(minutes=minutes)


def pick(mode: Mode, *candidates: Candidate, matter: Matter = WATCH, skip: frozenset[int] = frozenset()) -> str:
    person = choose(mode, candidates, matter, MOSCOW, NOON, skip)
    return person.name if person else ""


def test_x_15_free_for_all_gives_nobody_anything() -> None:
    assert pick(Mode.FREE, Candidate(ANNA), Candidate(BORIS)) == ""


def test_x_15_round_robin_gives_it_to_whoever_got_one_longest_ago() -> None:
    crew = [Candidate(ANNA, last_given_at=ago(5)), Candidate(BORIS, open_leads=9, last_given_at=ago(50))]
    assert pick(Mode.ROUND_ROBIN, *crew) == "Борис"
    assert pick(Mode.ROUND_ROBIN, *crew, Candidate(VERA)) == "Вера"
    assert pick(Mode.ROUND_ROBIN, Candidate(VERA), Candidate(BORIS)) == "Борис"  # the order of asking changes nothing


def test_x_15_round_robin_comes_round() -> None:
    """Everybody is given as many, whoever comes first."""
    given: dict[int, list[datetime]] = {1: [], 2: [], 3: []}
    for number in range(9):
        now = NOON + timedelta(minutes=number)
        crew = [Candidate(it, last_given_at=max(given[it.id], default=None)) for it in (VERA, ANNA, BORIS)]
        person = choose(Mode.ROUND_ROBIN, crew, WATCH, MOSCOW, now)
        assert person
        given[person.id].append(now)
    assert [len(it) for it in given.values()] == [3, 3, 3]


def test_x_15_by_load_gives_it_to_whoever_has_fewest_then_longest_ago() -> None:
    busy, idle = Candidate(ANNA, open_leads=4), Candidate(BORIS, open_leads=1, last_given_at=ago(1))
    assert pick(Mode.BY_LOAD, busy, idle) == "Борис"
    assert pick(Mode.BY_LOAD, busy, idle, Candidate(VERA, open_leads=1, last_given_at=ago(2))) == "Вера"


@pytest.mark.parametrize("mode", [Mode.ROUND_ROBIN, Mode.BY_LOAD, Mode.BY_MATCH])
def test_x_15_x_17_the_absent_and_the_skipped_get_nothing(mode: Mode) -> None:
    there = Candidate(VERA, open_leads=99, last_given_at=ago(0))
    absent = (Candidate(ANNA, AWAY), Candidate(BORIS, NIGHTS))
    assert pick(mode, *absent, there) == "Вера"
    assert pick(mode, *absent, there, skip=frozenset({VERA.id})) == ""
    assert pick(mode) == ""


def test_x_15_by_match_the_more_specific_comes_first() -> None:
    anything = Candidate(ANNA, Shift())
    watches = Candidate(BORIS, Shift(categories=("часы", "ремешки")), open_leads=7)
    both = Candidate(VERA, Shift(categories=("часы",), cities=("москва", "тверь")), open_leads=99)
    assert pick(Mode.BY_MATCH, anything, watches) == "Борис"
    assert pick(Mode.BY_MATCH, anything, watches, both) == "Вера"
    assert pick(Mode.BY_MATCH, anything, watches, both, matter=Matter(frozenset({"часы"}), "омск")) == "Борис"
    assert pick(Mode.BY_MATCH, anything, watches, both, matter=Matter()) == "Анна"


def test_x_15_by_match_equals_go_by_load() -> None:
    equal = Shift(cities=("тверь",))
    crew = (
        Candidate(ANNA, equal, 3),
        Candidate(BORIS, Shift(categories=("часы",)), 2),
        Candidate(VERA, equal, 2, ago(9)),
    )
    assert pick(Mode.BY_MATCH, *crew) == "Борис"
    assert pick(Mode.BY_MATCH, *crew, skip=frozenset({BORIS.id})) == "Вера"


def test_x_15_by_match_what_nobody_takes_goes_to_somebody_all_the_same() -> None:
    crew = Candidate(ANNA, Shift(categories=("мебель",)), 3), Candidate(BORIS, Shift(cities=("омск",)), 1)
    assert pick(Mode.BY_MATCH, *crew) == "Борис"


def test_a_lead_is_about_all_its_categories_and_one_city() -> None:
    lines = (OrderLine("Север", category="Часы"), OrderLine("х", category=" часы "), OrderLine("у", category=""))
    order = Order("site", "R-1", Customer("Мария", "+79161234567", city="г. Тверь"), lines=lines)
    assert matter_of(Story().open(order).lead) == Matter(frozenset({"часы"}), "тверь")


shifts = st.builds(
    Shift,
    hours=st.sampled_from(["", "Mon-Fri 09:00-18:00", "22:00-06:00", "Sun 10:00-12:00"]),
    away_until=st.sampled_from([None, UNTIL_BACK, ago(1), ago(-1)]),
    categories=st.sampled_from([(), ("часы",), ("мебель",)]),
    cities=st.sampled_from([(), ("тверь",), ("омск",)]),
)
crews = st.lists(
    st.builds(
        Candidate,
        st.integers(1, 6).map(lambda it: Person(it, str(it))),
        shifts,
        st.integers(0, 3),
        st.sampled_from([None, ago(1), ago(2)]),
    ),
    max_size=6,
    unique_by=lambda it: it.person.id,
)


@given(st.sampled_from(list(Mode)), crews, st.frozensets(st.integers(1, 6)), st.randoms())
def test_x_15_somebody_on_duty_is_chosen_whenever_there_is_one(mode, crew, skip, dice) -> None:  # type: ignore[no-untyped-def]
    able = {it.person for it in crew if on_duty(it.shift, MOSCOW, NOON) and it.person.id not in skip}
    chosen = choose(mode, crew, WATCH, MOSCOW, NOON, skip)
    assert (chosen in able) if able and mode is not Mode.FREE else chosen is None
    shuffled = dice.sample(crew, len(crew))
    assert choose(mode, shuffled, WATCH, MOSCOW, NOON, skip) == chosen
