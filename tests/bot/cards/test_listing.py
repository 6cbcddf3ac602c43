"""Answers to /leads, /find and /errors."""

from dataclasses import dataclass
from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.cards.card import unpack
from bot.cards.listing import MOST, Kind, render_errors, render_listing
from desk.leads.events import RegistrationFailed
from desk.ports import Disposition
from tests.bot.cards.conftest import Read
from tests.bot.lives import FOREIGN, MOSCOW, NOW, Life, lives

ANY = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


@dataclass(frozen=True, slots=True)
class Outage:
    cause: str
    since: datetime


@dataclass(frozen=True, slots=True)
class GivenUp:
    id: int
    kind: str
    lead_id: int | None
    error: str


def test_d_01_the_list_reads_like_this(read: Read) -> None:
    waits = Life().open().registered().called(Disposition.BUSY).lead
    parked = Life(number=7).open().tell(RegistrationFailed(FOREIGN)).lead
    card = render_listing(Kind.OPEN, [waits, parked], now=NOW, language="ru", shop_zone=MOSCOW)
    assert card.plain.splitlines() == [
        "Лиды в работе: 2",
        "🟠 #1042 Анна П. · +7 916 ***-**-67 · ждёт 2-го звонка, 12:11",
        "🔴 #7 Анна П. · +7 916 ***-**-67 · CRM не приняла лид",
    ]
    assert [unpack(button.data).subject for button in card.rows[0]] == ["1042", "7"]  # type: ignore[union-attr]
    read(card)


def test_a_search_repeats_the_question_masked(read: Read) -> None:
    lead = Life().open().lead
    card = render_listing(Kind.FOUND, [lead], now=NOW, language="ru", shop_zone=MOSCOW, query="<b> 89161234567")
    assert card.plain.splitlines()[0] == "Найдено «<b> +7 916 ***-**-67»: 1"
    read(card)


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("language", ["ru", "en"])
def test_nothing_is_said_in_words(kind: Kind, language: str, read: Read) -> None:
    card = render_listing(kind, [], now=NOW, language=language, shop_zone=MOSCOW)
    assert card.plain.endswith(".")
    assert card.rows == ()
    read(card)


def test_a_long_list_names_what_is_left(read: Read) -> None:
    leads = [Life(number=number).open().lead for number in range(1, 31)]
    card = render_listing(Kind.OPEN, leads, now=NOW, language="ru", shop_zone=MOSCOW, total=500)
    assert card.plain.splitlines()[0] == "Лиды в работе: 500"
    assert card.plain.splitlines()[-1] == "и ещё 480"
    assert sum(len(row) for row in card.rows) == MOST
    read(card)


def test_s0_05_d_03_errors_tell_what_is_broken_and_whom_it_left_waiting(read: Read) -> None:
    parked = Life(number=7).open().tell(RegistrationFailed(FOREIGN)).lead
    jobs = [GivenUp(number, "lead.send_sms", 7, "no money on token=abc") for number in range(91, 98)]
    card = render_errors([parked], [Outage("crm", NOW)], jobs, now=NOW, language="ru", shop_zone=MOSCOW)
    lines = card.plain.replace("\u2060", "").splitlines()
    assert lines[0] == "🔴 CRM не работает · с 11:41"
    assert lines[1] == "⚠️ не удалось: lead.send_sms, задание 91 · #7 · no money on token=***"
    assert lines[6:] == [
        "и ещё 2",
        "Лиды, которым нужен человек: 1",
        "🔴 #7 Анна П. · +7 916 ***-**-67 · CRM не приняла лид",
    ]
    read(card)


def test_no_errors_are_good_news(read: Read) -> None:
    card = render_errors([], [], [], now=NOW, language="en", shop_zone=MOSCOW)
    assert card.plain == "No errors: everything goes by itself."
    broken = render_errors([], [Outage("sms", NOW)], [], now=NOW, language="en", shop_zone=MOSCOW)
    assert broken.plain == "🔴 SMS do not work · since 11:41"
    read(card)


@ANY
@given(st.lists(lives(words=st.text(max_size=60), longest=4), max_size=6), st.text(max_size=80))
def test_f_21_any_list_can_be_sent(read: Read, found: list[Life], query: str) -> None:
    leads = [life.lead for life in found] * 4
    read(render_listing(Kind.FOUND, leads, now=NOW, language="ru", shop_zone=MOSCOW, query=query))
