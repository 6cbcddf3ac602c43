"""/start, /help, /health and /sellers."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from bot.cards.card import Card
from bot.cards.doctor import Ailment, Finding
from bot.cards.help import COMMANDS, commands_of, render_help, render_start
from bot.cards.legend import DOTS, IN_WORK, LEGEND
from bot.cards.state import render_health, render_sellers
from desk.leads.model import LeadStatus
from desk.model import Balance
from desk.ports import Health
from desk.staff.pauses import Pause
from desk.staff.roles import Role
from desk.staff.shift import UNTIL_BACK, UNTOLD, Shift
from desk.statistics.standing import Standing
from storage.people import Known
from tests.bot.cards.conftest import Read
from tests.bot.lives import MOSCOW, NOW
from tests.clocks import MONDAY_NOON as NOON

HOUR = timedelta(hours=1)
KEY_STEP = (
    "Создайте там новый ключ доступа, впишите его в настройки, перезапустите программу и нажмите «Проверить ещё раз»."
)


@pytest.mark.parametrize("language", ["ru", "en"])
def test_d_10_help_names_the_commands_of_ones_role(language: str, read: Read) -> None:
    for role in (Role.VIEWER, Role.SELLER, Role.ADMIN, Role.OWNER):
        card = render_help(role, language=language)
        for command in COMMANDS:
            assert (f"/{command.name} — " in card.plain) is role.reaches(command.least)
        read(card)


def test_help_explains_the_colours(read: Read) -> None:
    text, _ = read(render_help(Role.SELLER, language="ru"))
    assert all(sign in text for sign in {*DOTS.values(), IN_WORK})
    assert {sign for sign, _ in LEGEND} == {*DOTS.values(), IN_WORK}
    assert "🟣 в работе у продавца" in text


def test_s0_04_start_says_whom_one_is_to_the_shop(read: Read) -> None:
    card = render_start(Role.ADMIN, language="ru", shop_name="Часы <24>")
    assert card.plain.splitlines()[0] == "Вы подключены к «Часы <24>», роль: админ."
    read(card)


@pytest.mark.parametrize("card", [render_start(Role.STRANGER, language="ru", shop_name="Часы24")])
def test_a_stranger_learns_nothing_of_the_shop(card, read: Read) -> None:  # type: ignore[no-untyped-def]
    assert card.plain == "Этот бот только для сотрудников магазина. Попросите админа добавить вас."
    assert render_help(Role.STRANGER, language="ru").plain == card.plain
    assert commands_of(Role.STRANGER, "ru") == []
    read(card)


def test_d_10_the_menu_has_what_telegram_allows() -> None:
    """https://core.telegram.org/bots/api#botcommand"""
    for language in ("ru", "en"):
        for name, does in commands_of(Role.ADMIN, language):
            assert 1 <= len(name) <= 32
            assert name.islower()
            assert 1 <= len(does) <= 256


def health_card(neighbours: dict[str, Finding], language: str = "ru", **more: Any) -> Card:
    return render_health(neighbours, now=NOON, language=language, shop_zone="Europe/Moscow", **more)


def test_x_41_health_reads_like_this(read: Read) -> None:
    card = health_card(
        {
            "crm": Finding(Health(False, "invalid <token>"), Ailment.KEY, NOON - HOUR, NOON),
            "sms": Finding(Health(True, "", Balance(Decimal("99.50"), "RUB"))),
        },
        paused={"calls": Pause("Анна")},
        standing=Standing({LeadStatus.NEW: 2, LeadStatus.MANUAL: 1}, {LeadStatus.MANUAL: 4}, {LeadStatus.WON: 7}),
        jobs_waiting=5,
        jobs_failed=1,
    )
    assert card.plain.replace("\u00a0", " ").splitlines() == [
        "Подключённые сервисы",
        "🔴 CRM · invalid <token>",
        "не работает с 11:00 · последний сбой 12:00",
        f"→ {KEY_STEP}",
        "→ Лиды переданы людям; когда ключ обновят в настройках, они пойдут сами.",
        "🟢 SMS · 99,50 ₽",
        "⏸ на паузе: звонки робота (Анна)",
        "🔵 новые: 2",
        "🔴 нужен человек: 1",
        "🟣 в работе у продавцов: 4",
        "ждут 5 заданий · 1 не удалось",
    ]
    read(card)


@pytest.mark.parametrize(
    ("ailment", "step"), [(Ailment.AWAY, "не отвечает"), (Ailment.OTHER, "Проверьте баланс"), (Ailment.KEY, "ключ")]
)
def test_n_10_each_trouble_has_its_next_step(ailment: Ailment, step: str, read: Read) -> None:
    card = health_card({"sms": Finding(Health(False, "402"), ailment)})
    assert step in card.plain
    assert [button.text for row in card.rows for button in row] == ["Проверить ещё раз"]
    read(card)


def test_n_10_a_mended_neighbour_says_since_when(read: Read) -> None:
    card = health_card({"crm": Finding(Health(True, "ok"), Ailment.NONE, NOON - 2 * HOUR, NOON - HOUR, NOON)})
    assert card.plain.splitlines()[2] == "последний сбой 11:00 · снова работает с 12:00"
    assert "→" not in card.plain
    read(card)


def test_x_41_an_empty_desk_says_so(read: Read) -> None:
    card = health_card({}, "en")
    assert card.plain.splitlines() == ["Neighbours", "Nobody is connected yet.", "0 jobs wait"]
    assert card.rows == ()
    read(card)


def test_every_status_has_a_dot() -> None:
    assert DOTS.keys() == set(LeadStatus)


def known(number: int, name: str, role: str, shift: Shift = UNTOLD) -> Known:
    return Known(number, name, "", role, "", reachable=True, shift=shift)


def list_sellers(people: list[Known], owners: tuple[int, ...] = (), language: str = "ru") -> Card:
    return render_sellers(people, owners, now=NOW, language=language, shop_zone=MOSCOW)


def test_x_39_sellers_are_listed(read: Read) -> None:
    people = [known(1, "Анна <b>", "seller"), known(2, "\u200b", "viewer"), known(3, "Ольга", "")]
    card = list_sellers(people, (3, 4))
    assert card.plain.splitlines() == [
        "Кто здесь работает",
        "Ольга — владелец · 🟢 на смене",
        "4 — владелец",
        "Анна <b> — продавец · 🟢 на смене",
        "2 — наблюдатель",
    ]
    empty = list_sellers([], language="en")
    assert "everybody in the sellers' chat is one" in empty.plain
    read(card)
    read(empty)


def test_x_17_the_list_says_who_is_there_now(read: Read) -> None:
    """11:41 on a Tuesday."""
    card = list_sellers(
        [
            known(1, "Анна", "seller", Shift(hours="Mon-Fri 09:00-18:00")),
            known(2, "Борис", "seller", Shift(hours="Mon-Fri 12:00-20:00")),
            known(3, "Вера", "seller", Shift(away_until=NOW + timedelta(hours=2))),
            known(4, "Глеб", "seller", Shift(away_until=UNTIL_BACK)),
            known(5, "Дина", "seller", Shift(hours="Sun closed")),
        ]
    )
    assert card.plain.replace("\u00a0", " ").splitlines()[1:] == [
        "Анна — продавец · 🟢 на смене до 18:00",
        "Борис — продавец · 🌙 не на смене до 12:00",
        "Вера — продавец · ⏸ отсутствует до 13:41",
        "Глеб — продавец · ⏸ отсутствует, время возвращения не указано",
        "Дина — продавец · 🌙 не на смене",
    ]
    read(card)
