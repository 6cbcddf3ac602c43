"""The store's order and its deal on a lead's card, in both languages (S2-16)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.cards.deal import DealView, ask_stage
from desk.exchange.draft import draft_of
from desk.exchange.mapping import StageMap
from desk.exchange.model import Deal, Finality, Stage
from desk.exchange.pair import Duty, Halt, Pair, Refusal, Settled
from desk.leads.events import Claimed
from tests.bot.cards.conftest import Read
from tests.bot.cards.looking import card, labels, told, waiting
from tests.bot.lives import ANNA, MOSCOW, NOW
from tests.bot.telegram_room import PHONE
from tests.bot.two_sides import MAPPING, NEW, SHIP, STAGES, order_of

MAP = StageMap(MAPPING, STAGES)
ORDER = order_of(comment="ring twice")
IN_STEP = Pair(
    5,
    ORDER,
    Settled("processing", NEW.code),
    Deal("77", NEW, NOW),
    shown=draft_of(ORDER).lasting,
    into_crm=NOW - timedelta(minutes=5),
    into_store=NOW - timedelta(days=1),
)


def view(**changes: object) -> DealView:
    return DealView(replace(IN_STEP, **changes), "https://shop.example.com/1001", "https://portal.ru/77", MAP)  # type: ignore[arg-type]


def lines(language: str, **changes: object) -> list[str]:
    """What the card says of the pair."""
    shown = told(card(waiting(), language, deal=view(**changes)))
    return [it for it in shown if it[0] in "🛒🤝" or it.startswith("⚠️")]


def test_s2_16_two_lines_tell_of_a_pair_that_is_in_step(read: Read) -> None:
    assert lines("ru") == [
        "🛒 заказ 1001 в магазине · processing · в магазин 11 мая 11:41",
        "🤝 сделка 77 · Взять в работу · в CRM 11:36",
    ]
    assert lines("en") == [
        "🛒 order 1001 in the store · processing · to the store May 11 11:41",
        "🤝 deal 77 · Взять в работу · to the CRM 11:36",
    ]
    _text, entities = read(card(waiting(), deal=view()))
    assert [it["url"] for it in entities if it["type"] == "text_link"] == [
        "https://shop.example.com/1001",
        "https://portal.ru/77",
    ]


def test_s2_16_the_card_says_no_more_of_the_customer_than_before() -> None:
    plain = card(waiting(), deal=view()).plain
    assert "maria" not in plain.lower()
    assert "ring twice" not in plain
    by_phone = replace(ORDER, number=PHONE.removeprefix("+7"))
    assert PHONE[-7:] not in card(waiting(), deal=view(order=by_phone)).plain
    assert PHONE[-7:] in card(waiting(), deal=view(order=by_phone), full_phone=True).plain


@pytest.mark.parametrize(
    ("changes", "place", "russian", "english"),
    [
        ({"due_status": "shipped"}, 0, "станет «shipped»", "becomes “shipped”"),
        ({"due_stage": SHIP.code}, 1, "перейдёт в «Отправка товара»", "goes to “Отправка товара”"),
        ({"due_stage": "C5:OLD"}, 1, "перейдёт в «C5:OLD»", "goes to “C5:OLD”"),
        ({"shown": None}, 1, "изменения заказа передаются", "the order's changes are on their way"),
        ({"deal": None}, 1, "сделка создаётся", "the deal is being made"),
        (
            {"deal": None, "halt": Halt.ENDED_BEFORE},
            1,
            "заказ завершился раньше, чем его увидели",
            "the order had ended when it was first seen",
        ),
    ],
)
def test_s2_16_what_is_on_its_way_is_named(changes: dict[str, object], place: int, russian: str, english: str) -> None:
    for language, words in (("ru", russian), ("en", english)):
        said = lines(language, **changes)
        assert len(said) == 2
        assert said[place].endswith(words)


@pytest.mark.parametrize(
    ("changes", "russian", "english"),
    [
        (
            {"refusals": (Refusal(Duty.STATUS, "no stock"),)},
            "⚠️ Магазин отказал: no stock → устраните причину и нажмите «Повторить обмен»",
            "⚠️ The store refused: no stock → put right what is in the way, then press “Repeat the exchange”",
        ),
        (
            {"refusals": (Refusal(Duty.DEAL, "no such field"),), "deal": None},
            "⚠️ CRM отказала: no such field → устраните причину и нажмите «Повторить обмен»",
            "⚠️ The CRM refused: no such field → put right what is in the way, then press “Repeat the exchange”",
        ),
        (
            {"refusals": (Refusal(Duty.WISH, "somebody has moved the deal meanwhile", SHIP.code),)},
            "⚠️ Сделка не перешла в «Отправка товара»: сделку тем временем передвинули → "
            "устраните причину и нажмите «Повторить обмен»",
            "⚠️ The deal did not go to “Отправка товара”: somebody has moved the deal meanwhile → "
            "put right what is in the way, then press “Repeat the exchange”",
        ),
        (
            {"refusals": (Refusal(Duty.DEAL, "no such field"), Refusal(Duty.STATUS, "no stock"))},
            "⚠️ CRM отказала: no such field; магазин отказал: no stock → устраните причину и нажмите «Повторить обмен»",
            "⚠️ The CRM refused: no such field; the store refused: no stock → "
            "put right what is in the way, then press “Repeat the exchange”",
        ),
        (
            {"halt": Halt.DEAL_GONE},
            "⚠️ Сделка удалена в CRM → если она всё же нужна, нажмите «Создать сделку заново»",
            "⚠️ The deal was deleted in the CRM → press “Make a new deal” if it is wanted after all",
        ),
        (
            {"halt": Halt.ORDER_GONE},
            "⚠️ Заказ удалён в магазине → сделка остаётся, магазину больше ничего не передаётся",
            "⚠️ The order was deleted in the store → the deal stays, and the store is told nothing more",
        ),
        (
            {"others": ("78", "79")},
            "⚠️ У заказа есть ещё сделки: 78, 79 → удалите лишние в CRM и нажмите «Повторить обмен»",
            "⚠️ The order has more deals: 78, 79 → delete the spare ones in the CRM, then press “Repeat the exchange”",
        ),
    ],
)
def test_ex_32_one_line_more_says_what_is_wrong_and_what_to_do(
    changes: dict[str, object], russian: str, english: str
) -> None:
    assert lines("ru", **changes)[2:] == [russian]
    assert lines("en", **changes)[2:] == [english]


def test_s2_16_the_buttons_are_those_that_would_do_something() -> None:
    life = waiting().tell(Claimed(ANNA))

    def about_deals(**changes: object) -> set[str]:
        shown = labels(card(life, deal=view(**changes)))
        return {it for row in shown for it in row} & {"Этап", "Повторить обмен", "Создать сделку заново"}

    assert about_deals() == {"Этап"}
    assert about_deals(deal=None) == set()
    assert about_deals(deal=Deal("77", Stage("C5:WON", "Успех", Finality.WON), NOW)) == {"Этап"}
    assert about_deals(refusals=(Refusal(Duty.STATUS, "no"),)) == {"Этап", "Повторить обмен"}
    assert about_deals(others=("78",)) == {"Этап", "Повторить обмен"}
    assert about_deals(halt=Halt.DEAL_GONE) == {"Создать сделку заново"}
    assert "Этап" not in {it for row in labels(card(waiting(), deal=view())) for it in row}, "nobody has the lead"
    assert "Этап" in {it for row in labels(card(waiting(), deal=view(), admin=True)) for it in row}


def test_s2_12_the_question_offers_the_pipelines_stages_in_their_order(read: Read) -> None:
    long = Stage("C5:" + "X" * 60, "Слишком длинный код")
    stages = StageMap(MAPPING, (*STAGES, long))
    asked = ask_stage(waiting().lead, Deal("77", SHIP, NOW), stages, now=NOW, language="ru", shop_zone=MOSCOW)
    read(asked)
    assert [text for row in labels(asked) for text in row] == [
        "Взять в работу",
        "Получить оплату",
        "✓ Отправка товара",
        "Переговоры",
        "Сделка успешна",
        "Сделка провалена",
    ]
    assert "сделка 77 · Отправка товара" in told(asked)[1]
