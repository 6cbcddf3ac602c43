"""The card of a lead, as whole messages."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from bot.cards.card import Action, Style, unpack
from desk.leads.events import Claimed, OrderAttached, RegistrationFailed, SmsAsked, SmsTaken
from desk.leads.model import LeadStatus, Trouble
from desk.leads.opening import Place
from desk.leads.view import PastEntry
from desk.model import Consent, Customer, OrderLine
from desk.ports import SentSms
from tests.bot.cards.conftest import Read
from tests.bot.cards.looking import card, labels, told, waiting
from tests.bot.lives import ANNA, FOREIGN, NOW, RULES, Life, make_order


def test_s0_04_d_02_the_card_reads_at_a_glance(read: Read) -> None:
    shown = card(waiting())
    assert told(shown) == [
        "🟠 #1042 · Анна П. · ждёт 2-го звонка",
        "+7 916 ***-**-67 · a***@mail.ru · Владивосток, у клиента 18:41 (+7 ч, по городу)",
        "заказ A-1001 · Часы «Север» ×2, ремешок · 16 200 ₽ · партнёр partner42 · Битрикс24 5533",
        "11:41 заказ из «site»",
        "11:41 партнёра partner42 в CRM нет",
        "11:41 лид 5533 в Битрикс24",
        "11:41 звонок 1: не ответил (28 с)",
        "▶ 12:11 звонок 2 из 3 · у клиента 19:11 · до закрытия 1 ч 48 мин",
    ]
    assert labels(shown) == [["Взять", "Позвонить сейчас"], ["Вручную", "Почему?"]]
    assert shown.rows[0][0].style is Style.PRIMARY
    assert [unpack(button.data) for row in shown.rows for button in row] != [None] * 4
    read(shown)


def test_s0_04_the_card_in_english(read: Read) -> None:
    shown = card(waiting(), "en")
    assert told(shown) == [
        "🟠 #1042 · Анна П. · waits for call 2",
        "+7 916 ***-**-67 · a***@mail.ru · Владивосток, 18:41 there (+7 h, by the city)",
        "order A-1001 · Часы «Север» ×2, ремешок · RUB 16,200 · partner partner42 · Bitrix24 5533",
        "11:41 order from “site”",
        "11:41 the CRM knows no partner partner42",
        "11:41 lead 5533 in Bitrix24",
        "11:41 call 1: no answer (28 sec)",
        "▶ 12:11 call 2 of 3 · 19:11 at the customer's · 1 hr 48 min until closing",
    ]
    assert labels(shown) == [["Claim", "Call now"], ["By hand", "Why?"]]
    read(shown)


def test_d_04_a_claimed_card_shows_who_has_it_and_since_when(read: Read) -> None:
    shown = card(waiting().tell(Claimed(ANNA)), crm_url="https://shop.bitrix24.ru/crm/lead/5533/")
    assert told(shown)[0] == "🟣 #1042 · Анна П. · в работе: Анна К."
    assert told(shown)[-1] == "▶ в работе: Анна Котова"
    assert labels(shown) == [
        ["В работе: Анна К., 11:41", "Вернуть"],
        ["Дозвонились", "Продано", "Отказ"],
        ["Написать клиенту"],
        ["Отложить", "Передать", "Заметка"],
        ["Повторить", "Почему?"],
    ]
    assert shown.rows[0][0].disabled
    assert [button.style for button in shown.rows[1]] == [Style.PLAIN, Style.SUCCESS, Style.DANGER]
    _, entities = read(shown)
    assert [it["url"] for it in entities if it["type"] == "text_link"] == ["https://shop.bitrix24.ru/crm/lead/5533/"]


def test_d_04_the_owner_reads_the_whole_number_privately(read: Read) -> None:
    shown = card(waiting().tell(Claimed(ANNA)), full_phone=True, admin=True)
    assert told(shown)[:2] == [
        "🟣 #1042 · Анна Петрова · в работе: Анна К.",
        "+7 916 123-45-67 · anna.petrova@mail.ru · Владивосток, у клиента 18:41 (+7 ч, по городу)",
    ]
    assert "<code>anna.petrova@mail.ru</code>" in shown.html
    assert (shown.rows[0][0].text, shown.rows[0][0].copy) == ("Скопировать номер", "+79161234567")
    assert labels(shown)[-1] == ["Исходный запрос"]
    read(shown)


def test_s0_41_a_sleeping_order_can_be_seen(read: Read) -> None:
    night = Life(now=NOW + timedelta(hours=9)).open().registered()
    sms = night.lead.messages[0]
    night.tell(SmsAsked(replace(sms, text="…", to="+79161234567")), SmsTaken(sms.ref, SentSms("1")))
    shown = card(night)
    assert told(shown)[0] == "⚪ #1042 · Анна П. · ждёт рабочего времени"
    assert told(shown)[3] == "✉️ SMS «позвоним в рабочее время»: отправлено"
    assert "20:41 нерабочее время, спит до 09:00 по городу Владивосток" in told(shown)
    assert told(shown)[-1] == "▶ 13 мая 02:00 звонок 1 из 3 · у клиента 09:00 · до закрытия 12 ч"
    read(shown)


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("trouble", list(Trouble))
def test_s0_05_d_03_every_trouble_says_what_is_wrong_and_what_to_do(
    trouble: Trouble, language: str, read: Read
) -> None:
    life = Life().open().registered()
    life.lead = replace(life.lead, status=LeadStatus.MANUAL, trouble=trouble, trouble_text="E-17 token=abc123")
    shown = card(life, language)
    lines = told(shown)
    wrong = next(index for index, it in enumerate(lines) if it.startswith("⚠️ "))
    assert lines[wrong + 1].startswith("→ ")
    assert "abc123" not in shown.plain
    assert lines[0].startswith("🔴 ")
    read(shown)


def test_s0_56_a_parked_lead_reads_like_this(read: Read) -> None:
    life = Life().open().tell(RegistrationFailed("expired_token", unauthorised=True))
    shown = card(life)
    assert told(shown)[3:] == [
        "⚠️ CRM не принимает наш ключ доступа",
        "→ админ должен обновить доступ; дальше лид пойдёт сам",
        "11:41 заказ из «site»",
        "11:41 передан человеку: CRM не принимает наш ключ доступа",
        "▶ ждёт человека: нажмите «Взять»",
    ]
    assert labels(shown) == [["Взять", "Повторить"], ["Вручную", "Почему?"]]
    read(shown)


def test_s0_49_a_wrong_number_asks_for_the_right_one(read: Read) -> None:
    life = Life().open(make_order(customer=Customer("Анна", "8916123456789"))).registered()
    shown = card(life)
    assert told(shown)[0] == "⚫ #1042 · Анна · неверный номер"
    assert told(shown)[1] == "***89 (лишние цифры) · часовой пояс неизвестен, считаем как в магазине"
    assert labels(shown) == [["Исправить номер"], ["Взять"], ["Продано", "Отказ"], ["Почему?"]]
    assert shown.rows[0][0].style is Style.PRIMARY
    read(shown)


def test_s0_16_orders_that_were_added_are_shown(read: Read) -> None:
    life = waiting().tell(OrderAttached(make_order(order_id="A-1002", total=Decimal(3500), lines=())))
    assert "➕ ещё заказ 11:41 · A-1002 · 3 500 ₽" in told(card(life))
    for _ in range(5):
        life.tell(OrderAttached(make_order(order_id="A-1003")))
    assert "➕ до этого ещё 3 заказа" in told(card(life))
    read(card(life))


def test_a_lead_without_consent_waits_for_a_person(read: Read) -> None:
    life = Life().open(make_order(consent=Consent()))
    assert "⚠️ нет согласия на звонок робота: звонить может только человек" in told(card(life))
    life.registered()
    assert "⚠️ Клиент не давал согласия на звонок робота" in told(card(life))
    assert "Повторить" not in str(labels(card(life)))
    read(card(life))


def test_what_the_form_had_besides_is_counted(read: Read) -> None:
    life = Life().open(make_order(extra={"size": "M", "gift": True}, comment="Позвоните\nпосле 18:00"))
    assert {"💬 Позвоните после 18:00", "+ ещё 2 поля формы"} <= set(told(card(life)))
    many = Life().open(make_order(lines=tuple(OrderLine(f"часы {n}") for n in range(5))))
    assert "часы 0, часы 1, часы 2, ещё 2" in told(card(many))[2]
    read(card(life))


@pytest.mark.parametrize(
    ("zone_from", "words"),
    [("order", "из заказа"), ("ip", "по IP-адресу"), ("phone", "по номеру")],
)
def test_s0_10_the_card_says_where_the_zone_is_from(zone_from: str, words: str) -> None:
    life = Life().open(make_order(customer=Customer("Анна", "89161234567")), Place("Asia/Kathmandu", "ip", "Катманду"))
    life.lead = replace(life.lead, zone_from=zone_from)
    assert "у клиента 14:26 (+2.75 ч" in told(card(life))[1]
    assert words in told(card(life))[1]


def test_x_57_a_card_that_hangs_elsewhere_says_so(read: Read) -> None:
    shown = card(waiting(), gone=True)
    assert told(shown)[-1] == "Эта карточка больше не обновляется."
    assert [(button.text, button.data) for row in shown.rows for button in row] == [("Открыть", "r1:op:1042")]
    read(shown)


def test_s0_58_older_history_is_folded(read: Read) -> None:
    life = waiting()
    life.history += [PastEntry(NOW, "call_postponed", FOREIGN, "robot", {"number": n}) for n in range(20)]
    text, entities = read(card(life))
    folded = [it for it in entities if it["type"] == "expandable_blockquote"]
    assert len(folded) == 1
    assert "заказ из «site»" in text.encode("utf-16-le")[folded[0]["offset"] * 2 :].decode("utf-16-le")
    assert text.splitlines()[-2].endswith(f"звонок 19 отложен: {FOREIGN}")


def test_a_long_order_number_is_shown_whole() -> None:
    life = Life().open(make_order(order_id="5678901234567"))
    assert "заказ 5678901234567" in told(card(life))[2]


@pytest.mark.parametrize("status", list(LeadStatus))
def test_s0_58_every_status_has_a_dot_and_words(status: LeadStatus, read: Read) -> None:
    life = waiting()
    life.lead = replace(life.lead, status=status)
    heads = {told(card(life, language))[0].split(" · ")[2] for language in ("ru", "en")}
    assert len(heads) == 2
    read(card(life))


def test_a_card_that_shows_the_same_has_the_same_digest() -> None:
    life = waiting()
    assert card(life).digest == card(life).digest
    assert card(life).digest != card(life, gone=True).digest
    assert card(life).digest != card(life.tell(Claimed(ANNA))).digest


def test_the_rules_decide_what_the_card_offers() -> None:
    life = Life(rules=replace(RULES, calls=False, crm=False)).open()
    assert life.lead.trouble is Trouble.CALLS_OFF
    actions = {unpack(button.data) for row in card(life).rows for button in row}
    assert not {it for it in actions if it and it.action in (Action.RETRY, Action.CALL_NOW)}
