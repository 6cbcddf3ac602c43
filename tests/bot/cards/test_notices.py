"""Short answers, and what only one person gets to read."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.cards.notices import (
    ALARMS,
    LONGEST_ANSWER,
    answer_broken,
    answer_claimed,
    answer_outdated,
    answer_refused,
    answer_stranger,
    answer_why,
    render_alarm,
    render_number,
    render_raw,
    render_why,
)
from bot.texts.cleaning import units
from desk.model import Customer
from desk.ports import Disposition
from tests.bot.cards.conftest import Read
from tests.bot.lives import MOSCOW, NOW, Life, lives, make_order

ANY = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
HERE: dict[str, Any] = {"now": NOW, "language": "ru", "shop_zone": MOSCOW}


def test_d_04_the_loser_of_a_race_is_told_who_has_it() -> None:
    assert answer_claimed("Анна Котова", language="ru") == "Этот лид уже в работе: Анна К."
    assert answer_claimed("Анна Котова", language="en") == "This lead is taken already: Анна К."


def test_x_57_an_outdated_button_is_answered() -> None:
    assert answer_outdated(language="ru") == "Кнопка устарела; на карточке — как обстоят дела сейчас."


def test_a_stranger_is_refused_politely() -> None:
    assert answer_stranger(language="en") == "Only the shop's sellers can do that. Ask an admin to add you."


def test_f_21_what_a_neighbour_says_fits_into_an_answer() -> None:
    assert answer_broken("Wrong key", language="en") == "It does not work yet: Wrong key"
    assert units(answer_broken("😀" * 300, language="ru")) <= LONGEST_ANSWER


def test_f_21_the_latest_causes_fit_into_an_answer_under_their_title() -> None:
    """Telegram counts a smiley as two."""
    assert answer_why("#1\n" + "\n".join("abc")) == "#1\na\nb\nc"
    assert answer_why("#1\n" + "\n".join(f"{n}{'😀' * 45}" for n in range(4))) == f"#1\n2{'😀' * 45}\n3{'😀' * 45}"
    assert units(answer_why(f"#1\n{'😀' * 150}")) <= LONGEST_ANSWER


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("Анна has this lead", "Этот лид уже в работе: Анна"),
        ("you have this lead already", "Этот лид уже у вас"),
        ("it is won already", "Уже отмечено: продано"),
        ("this number cannot be called: too_short", "На этот номер позвонить нельзя: не хватает цифр"),
        (
            "it is closed in the customer's zone Asia/Vladivostok",
            "У клиента нерабочее время, часы по городу Владивосток",
        ),
        ("RetryAsked means nothing to a lead that is calling", "Сейчас это ничего не изменит: звонит робот"),
        ("something else, token=abc", "Something else, token=***"),
    ],
)
def test_s0_38_refusals_of_the_core_are_told_in_the_readers_language(reason: str, told: str) -> None:
    assert answer_refused(reason, language="ru") == told


@given(st.text(max_size=400))
def test_every_answer_fits(text: str) -> None:
    """https://core.telegram.org/bots/api#answercallbackquery: at most 200 characters."""
    assert len(answer_claimed(text, language="ru")) <= 200
    assert len(answer_refused(text, language="ru")) <= 200


def test_n_04_why_is_safe_for_a_group(read: Read) -> None:
    life = Life().open().registered().called(Disposition.BUSY)
    card = render_why(life.lead, life.history, **HERE)
    assert card.plain.splitlines()[0] == "🟠 #1042 · Анна П. · ждёт 2-го звонка"
    assert card.plain.splitlines()[-1] == "Сейчас: занято, после паузы — звонок 2 из 3 · через 30 мин"
    read(card)


@ANY
@given(lives(words=st.text(max_size=40)))
def test_f_21_any_why_and_any_number_can_be_sent(read: Read, life: Life) -> None:
    read(render_why(life.lead, life.history, **HERE))
    read(render_number(life.lead, **HERE))


def test_d_04_the_whole_number_comes_with_a_button_that_copies_it(read: Read) -> None:
    card = render_number(Life().open().lead, **HERE)
    assert card.plain.splitlines() == [
        "🔵 #1042 · Анна Петрова · новый",
        "☎️ +7 916 123-45-67",
        "✉️ anna.petrova@mail.ru",
    ]
    assert (card.rows[0][0].text, card.rows[0][0].copy) == ("Скопировать номер", "+79161234567")
    read(card)


def test_a_lead_without_a_number_says_so(read: Read) -> None:
    card = render_number(Life().open(make_order(customer=Customer("Анна"))).lead, **HERE)
    assert card.plain.splitlines()[1] == "номера нет"
    assert [button.copy for row in card.rows for button in row] == [""]
    read(card)


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("cause", [*ALARMS, "low_balance"])
def test_s0_56_admins_are_told_what_died_and_what_to_do(cause: str, language: str, read: Read) -> None:
    card = render_alarm(cause, "expired_token: secret=abc <b>", language=language)
    assert card.plain.startswith("🔴 ")
    assert "abc" not in card.plain
    assert (cause in ALARMS) is (len(card.plain.splitlines()) == 3)
    read(card)


def test_s0_56_the_dead_token_reads_like_this() -> None:
    assert render_alarm("crm_key", "expired_token", language="ru").plain.splitlines() == [
        "🔴 CRM не принимает наш ключ доступа.",
        "«expired_token»",
        "→ Лиды переданы людям; когда ключ обновят в настройках, они пойдут сами.",
    ]


def test_s0_20_the_raw_request_is_shown_as_it_came(read: Read) -> None:
    card = render_raw(17, '{"name": "<b>Анна</b>",\n  "x": "&amp;"}', language="ru")
    assert card.plain.splitlines() == [
        "Что пришло для лида #17",
        '{"name": "<b>Анна</b>",',
        '"x": "&amp;"}',
    ]
    _, entities = read(card)
    assert [it["type"] for it in entities] == ["bold", "pre"]


@ANY
@given(st.text(max_size=5000))
def test_f_21_any_raw_request_can_be_shown(read: Read, body: str) -> None:
    read(render_raw(17, body, language="en"))
    read(render_raw(17, "я" * 9000 + body, language="en"))
