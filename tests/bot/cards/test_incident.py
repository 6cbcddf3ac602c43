"""The living card of something broken."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.cards.card import Action, pack, unpack
from bot.cards.incident import CAUSES, OTHER, render_incident
from bot.cards.notices import render_alarm
from storage.incidents import Incident
from tests.bot.cards.conftest import Read
from tests.bot.lives import MOSCOW, NOW

SAMPLE = "POST https://shop.bitrix24.ru/rest/1/s3cr3t/crm.lead.add.json: connection refused for +79161234567"
BROKEN = Incident("crm", NOW, NOW + timedelta(minutes=11), None, 12, SAMPLE)


def test_s0_05_d_03_an_outage_reads_like_this(read: Read) -> None:
    card = render_incident(BROKEN, now=NOW + timedelta(minutes=12), language="ru", shop_zone=MOSCOW, waiting=7)
    assert card.plain.splitlines() == [
        "🔴 CRM не работает · с 11:41",
        "12 ошибок, последняя 11:52",
        "«POST https:\u2060//\u2060shop.\u2060bitrix24.\u2060ru connection refused for +7 916 ***-**-67»",
        "Заказы принимаются и хранятся. Звонки по новым лидам ждут, пока лиды не появятся в CRM.",
        "Ждут 7 лидов.",
        "→ Проверьте, открывается ли CRM и действует ли ключ доступа. Всё, что ждёт, пойдёт само.",
    ]
    assert [(button.text, button.data) for row in card.rows for button in row] == [
        ("Проверить", pack(Action.MENDED, "crm"))
    ]
    read(card)


def test_an_outage_in_english(read: Read) -> None:
    card = render_incident(BROKEN, now=NOW, language="en", shop_zone=MOSCOW, waiting=1)
    assert card.plain.splitlines()[:2] == [
        "🔴 The CRM does not work · since 11:41",
        "12 failures, the last at 11:52",
    ]
    assert "1 lead waits." in card.plain
    read(card)


def test_s0_05_the_card_closes_itself(read: Read) -> None:
    over = Incident("sms", NOW, NOW, NOW + timedelta(minutes=12), 3, "x")
    card = render_incident(over, now=NOW + timedelta(minutes=20), language="ru", shop_zone=MOSCOW)
    assert card.plain.splitlines() == ["🟢 SMS снова работают", "Не было 12 мин: 11:41 – 11:53."]
    assert card.rows == ()
    read(card)


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("cause", [*CAUSES, "sellers_chat", "<b>" + "я" * 100])
def test_every_cause_says_what_it_holds_up_and_what_to_do(cause: str, language: str, read: Read) -> None:
    for sample in ("", "<b>&" * 200):
        card = render_incident(Incident(cause, NOW, NOW, None, 1, sample), now=NOW, language=language, shop_zone=MOSCOW)
        assert card.plain.splitlines()[-1].startswith("→ ")
        pressed = unpack(card.rows[0][0].data)
        assert pressed
        assert cause.startswith(pressed.subject)
        read(card)
    assert OTHER not in CAUSES.values()


def test_an_outage_that_goes_on_for_days_names_the_day() -> None:
    card = render_incident(BROKEN, now=NOW + timedelta(days=2), language="ru", shop_zone=MOSCOW)
    assert card.plain.startswith("🔴 CRM не работает · с 12 мая 11:41")


def test_n_14_a_silent_source_reads_like_this(read: Read) -> None:
    reason = "orders usually expected by now: 14; since 2026-11-23 06:00 UTC none came"
    silent = Incident("silence:site", NOW, NOW, None, 1, reason)
    card = render_incident(silent, now=NOW, language="ru", shop_zone=MOSCOW)
    lines = card.plain.splitlines()
    assert lines[0].startswith("🔴 Нет заказов от источника site · с ")
    assert lines[1].startswith("Обычно к этому времени приходит заказов: 14")
    assert card.rows == ()
    read(card)
    over = render_incident(replace(silent, closed_at=NOW), now=NOW, language="en", shop_zone=MOSCOW)
    assert over.plain.startswith("🟢 Orders come again from site")
    alarm = render_alarm("silence:site", reason, language="en")
    assert "No orders come from site. Orders usually expected by now: 14" in alarm.plain
    read(alarm)
