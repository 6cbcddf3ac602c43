"""One message for many leads."""

import re

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.cards.card import unpack
from bot.cards.digest import render_digest, tell_numbers
from desk.leads.events import Claimed
from desk.leads.model import Lead
from tests.bot.cards.conftest import Read
from tests.bot.lives import ANNA, MOSCOW, NOW, Life

ANY = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


def lead(number: int) -> Lead:
    return Life(number=number).open().lead


def named(text: str) -> set[int]:
    """What a reader finds: ``#3``, and every number within ``#3-#9``."""
    found = {int(it) for it in re.findall(r"#(\d+)", text)}
    for first, last in re.findall(r"#(\d+)-#(\d+)", text):
        found |= set(range(int(first), int(last) + 1))
    return found


def test_d_02_a_digest_reads_like_this(read: Read) -> None:
    taken = Life(number=3).open().tell(Claimed(ANNA)).lead
    card = render_digest([lead(1), taken, lead(2)], now=NOW, language="ru", shop_zone=MOSCOW)
    assert card.plain.splitlines() == [
        "3 лида, карточки на подходе",
        "🔵 2 🟣 1",
        "🔵 #1 Анна П. · +7 916 ***-**-67 · новый",
        "🔵 #2 Анна П. · +7 916 ***-**-67 · новый",
        "🟣 #3 Анна П. · +7 916 ***-**-67 · в работе: Анна К.",
    ]
    assert [[button.text for button in row] for row in card.rows] == [["#1", "#2", "#3"]]
    read(card)


def test_d_02_a_flood_is_named_by_ranges(read: Read) -> None:
    card = render_digest(
        [lead(number) for number in range(1, 101)], now=NOW, language="en", shop_zone=MOSCOW, others=range(101, 1001)
    )
    assert card.plain.startswith("1,000 leads, their cards follow")
    assert card.plain.splitlines()[-1] == "and also: #13-#1000"
    assert sum(len(row) for row in card.rows) == 8
    read(card)


@ANY
@given(st.sets(st.integers(1, 10**9), min_size=1, max_size=30), st.sets(st.integers(1, 10**9), max_size=900))
def test_d_02_no_lead_is_left_out_of_a_digest(read: Read, loaded: set[int], others: set[int]) -> None:
    first = lead(1)
    leads = [Life(lead=first, number=number).open().lead for number in loaded]
    card = render_digest(leads, now=NOW, language="ru", shop_zone=MOSCOW, others=sorted(others))
    text, _ = read(card)
    ranges = [range(int(a), int(b) + 1) for a, b in re.findall(r"#(\d+)-#(\d+)", text)]
    singles = {int(it) for it in re.findall(r"#(\d+)", text)}
    assert all(it in singles or any(it in whole for whole in ranges) for it in loaded | others)


@given(st.sets(st.integers(1, 3000), min_size=1, max_size=200))
def test_numbers_that_fit_are_exact(ids: set[int]) -> None:
    assert named(tell_numbers(sorted(ids), 10_000)) == ids


def test_the_smallest_gaps_are_bridged_first() -> None:
    assert tell_numbers([1, 3, 5, 50, 52, 54, 900], 20) == "#1-#5 #50-#54 #900"
    assert tell_numbers([1, 3, 5, 50, 52, 54, 900], 14) == "#1-#54 #900"
    assert tell_numbers([1, 2, 3], 1) == "#1-#3"


def test_buttons_show_the_leads_that_are_told_of() -> None:
    card = render_digest([lead(7)], now=NOW, language="ru", shop_zone=MOSCOW)
    pressed = unpack(card.rows[0][0].data)
    assert pressed
    assert pressed.subject == "7"
