"""X-17, X-54: the card of a shift."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.cards.card import Action, Card, Style, unpack
from bot.cards.shift import render_shift
from desk.leads.model import Person
from desk.staff.shift import UNTIL_BACK, Shift
from tests.bot.cards.conftest import Read
from tests.bot.cards.looking import told
from tests.bot.lives import MOSCOW, NOW

ANNA = Person(111, "Анна <b>")
FULL = Shift("Mon-Fri 09:00-18:00", (date(2026, 5, 13), date(2027, 1, 1)), None, ("часы",), ("тверь", "орел"))


def draw(shift: Shift, now: datetime = NOW, *, own: bool = True, language: str = "ru") -> Card:
    command = "/shift" if own else "/shift 111"
    return render_shift(ANNA, shift, now=now, language=language, shop_zone=MOSCOW, own=own, command=command)


def test_x_17_ones_own_shift_reads_like_this(read: Read) -> None:
    """11:41 on Tuesday, 12 May 2026."""
    card = draw(FULL)
    assert told(card)[:6] == [
        "Анна <b>",
        "🟢 на смене до 18:00",
        "Часы: Mon-Fri 09:00-18:00",
        "Выходные: 13 мая, 1 января 2027",
        "Берёт: часы",
        "Города: тверь, орел",
    ]
    assert [row[0].text.replace("\u00a0", " ") for row in card.rows] == [
        "Нет меня час, до 12:41",
        "До конца дня, 13 мая 00:00",
        "До завтрашнего утра, 13 мая 09:00",
        "До понедельника, 18 мая 09:00",
    ]
    read(card)


def test_x_17_a_button_stands_for_the_moment_that_is_written_on_it() -> None:
    presses = [unpack(row[0].data) for row in draw(Shift(hours="Wed 12:00-20:00")).rows]
    assert [(it.action, it.subject) for it in presses if it] == [
        (Action.AWAY, "111:2026-05-12T09:41Z"),
        (Action.AWAY, "111:2026-05-12T21:00Z"),
        (Action.AWAY, "111:2026-05-13T09:00Z"),
        (Action.AWAY, "111:2026-05-18T06:00Z"),
    ]


def test_x_17_who_is_away_may_come_back() -> None:
    for until in (NOW + timedelta(hours=1), UNTIL_BACK):
        button = draw(Shift(away_until=until)).rows[0][0]
        assert (button.data, button.style) == ("r1:bk:111", Style.SUCCESS)
    assert "r1:bk:111" not in [row[0].data for row in draw(Shift(away_until=NOW)).rows]


def test_on_sundays_tomorrow_is_monday_and_stands_there_once() -> None:
    sunday = datetime(2026, 5, 17, 9, 0, tzinfo=UTC)
    assert len(draw(Shift(), sunday).rows) == 3
    assert len(draw(Shift(), sunday - timedelta(days=1)).rows) == 4


def test_somebody_elses_shift_has_no_buttons_and_the_commands_to_change_it(read: Read) -> None:
    card = draw(Shift(), own=False, language="en")
    assert card.rows == ()
    assert told(card) == [
        "Анна <b>",
        "🟢 on duty",
        "Hours: whenever the shop works",
        "Takes: everything",
        "Hours: /shift 111 Mon-Fri 09:00-18:00",
        "Days off: /shift 111 off 31.12, 02.01-08.01",
        "What is taken: /shift 111 takes watches, straps; Moscow, Tver",
        "A dash instead of hours, days or names takes them back: /shift 111 off -",
    ]
    read(card)


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_longest_shift_fits_into_a_message(language: str, read: Read) -> None:
    days = tuple(date(2026, 6, 1) + timedelta(days=it) for it in range(300))
    names = tuple("щ" * 60 for _ in range(50))
    card = draw(Shift("Mon 09:00-10:00" + "," * 180, days, None, names, names), language=language)
    assert "288" in card.plain
    read(card)
