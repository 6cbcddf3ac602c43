"""The figures of a period, as text and as pictures (X-37)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from bot.cards.charts import draw_report
from bot.cards.statistics import View, caption_report, render_report, unpack_view
from bot.pictures.scenes import StatsScene
from desk.statistics.cases import CallEnd
from desk.statistics.period import Span, period_of
from desk.statistics.report import Funnel, Pace, Report, Seller, Source, Spent
from tests.bot.cards.conftest import Read
from tests.bot.cards.looking import labels, told

ANNA = Seller(111, "Анна Котова", 823, timedelta(minutes=29), 409, 274)
BORIS = Seller(222, "Борис", 3, None, 0, 1)
NOW = datetime(2026, 11, 23, 15, 4, tzinfo=UTC)
REPORT = Report(
    period=period_of(Span.WEEK, NOW, "Europe/Moscow"),
    funnel=Funnel(6906, 6900, 6799, 4353, 1500),
    pace=Pace(6799, 107, timedelta(seconds=39), timedelta(minutes=61)),
    calls={9: {CallEnd.ANSWERED: 60, CallEnd.NOBODY: 30}, 14: {CallEnd.ANSWERED: 10}},
    sellers=[ANNA, BORIS],
    sources=[Source("site", 5000, 3000, 1000), Source("landing", 1906, 1353, 500)],
    spent=[Spent("calls", Decimal("690.60"), "RUB"), Spent("sms", Decimal("6906.00"), "RUB")],
)
EMPTY = Report(REPORT.period, Funnel(0, None, 0, 0, 0), Pace(0, 0, None, None), {}, [], [], [])


def words(scene: StatsScene) -> str:
    return " ".join(
        text
        for panel in scene.panels
        for text in (
            panel.title,
            panel.note,
            *(f"{it.value} {it.label}" for it in panel.tiles),
            *(f"{it.label} {it.text}" for it in panel.bars),
            *(it.label for it in panel.layers),
        )
    ).replace("\u00a0", " ")


def test_x_37_the_text_reads_like_this(read: Read) -> None:
    card = render_report(REPORT, language="ru")
    assert told(card) == [
        "7 дней · 17 ноября – 23 ноября, 18:04",
        "",
        "Лиды",
        "принято — 6 906",
        "в CRM — 6 900 · 100 %",
        "позвонили или взяли — 6 799 · 98 %",
        "дозвонились — 4 353 · 63 %",
        "продано — 1 500 · 22 %",
        "",
        "Время ответа",
        "половине ответили за 39 с, девяти из десяти — за 1 ч 1 мин",
        "107 лидов ещё ждут",
        "От заказа до первого звонка робота или до первого продавца, который взял лид; считается только рабочее время.",
        "",
        "Звонки робота: 100",
        "ответили — 70 · 70 %",
        "не ответили — 30 · 30 %",
        "больше всего — с 9:00 до 10:00",
        "",
        "Продавцы",
        "Анна К.: взято 823 за 29 мин, продано 409, отказов 274",
        "Борис: взято 3, продано 0, отказов 1",
        "",
        "Источники",
        "site: 5 000, дозвонились 60 %, продано 20 %",
        "landing: 1 906, дозвонились 71 %, продано 26 %",
        "",
        "Расходы",
        "звонки робота — 690,60 ₽",
        "SMS — 6 906 ₽",
        "всего 7 596,60 ₽, на лид 1,10 ₽",
    ]
    read(card)


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("report", [REPORT, EMPTY], ids=["much", "nothing"])
@pytest.mark.parametrize("own", [None, 111, 999])
def test_any_report_can_be_sent(language: str, report: Report, own: int | None, read: Read) -> None:
    read(render_report(report, language=language, own=own))
    text, _entities = read(caption_report(report, View.SELLERS, language=language, own=own))
    assert len(text) <= 1024


def test_x_37_a_seller_sees_the_response_time_and_their_own_row(read: Read) -> None:
    card = render_report(REPORT, language="ru", own=111)
    assert told(card)[1:] == [
        "",
        "Время ответа",
        "половине ответили за 39 с, девяти из десяти — за 1 ч 1 мин",
        "107 лидов ещё ждут",
        "От заказа до первого звонка робота или до первого продавца, который взял лид; считается только рабочее время.",
        "",
        "Вы",
        "Анна К.: взято 823 за 29 мин, продано 409, отказов 274",
    ]
    shown = card.plain + caption_report(REPORT, View.LEADS, language="ru", own=111).plain
    shown += words(draw_report(REPORT, View.ALL, language="ru", own=111))
    for secret in ("Борис", "landing", "₽", "6 906", "Расходы"):
        assert secret not in shown.replace("\u00a0", " ")


def test_x_37_the_pictures_have_what_the_text_has() -> None:
    leads, sellers = (words(draw_report(REPORT, view, language="ru")) for view in (View.LEADS, View.SELLERS))
    for part in ("принято 6 906", "4 353 · 63 %", "39 с", "1 ч 1 мин", "107", "Звонки робота: 100", "не ответили · 30"):
        assert part in leads
    for part in ("Анна К. взято 823", "landing", "690,60 ₽", "1,10 ₽ на лид"):
        assert part in sellers
    assert words(draw_report(REPORT, View.ALL, language="ru")) == f"{leads} {sellers}"


def test_x_37_columns_stand_at_their_hours() -> None:
    calls = draw_report(REPORT, View.LEADS, language="en").panels[-1]
    assert calls.columns[0] == "8" and calls.columns[-1] == "15"
    answered = dict(zip(calls.columns, calls.layers[0].values, strict=True))
    assert {hour: number for hour, number in answered.items() if number} == {"9": 60, "14": 10}
    assert calls.peak == "90"


def test_many_sellers_are_cut_in_the_picture_and_all_in_the_text() -> None:
    crowd = replace(REPORT, sellers=[replace(ANNA, id=number, name=f"Seller {number}") for number in range(40)])
    assert "and 34 more" in words(draw_report(crowd, View.SELLERS, language="en"))
    assert sum("taken 823" in line for line in told(render_report(crowd, language="en"))) == 40


def test_x_37_cost_in_several_currencies_is_never_mixed(read: Read) -> None:
    mixed = replace(REPORT, spent=[Spent("calls", Decimal("69.06"), "USD"), Spent("sms", Decimal(6000), "")])
    card = render_report(mixed, language="en")
    assert [line for line in told(card) if line.startswith("together")] == [
        "together $69.06, $0.01 a lead",
        "together 6,000, 0.87 a lead",
    ]
    read(card)


def test_buttons_keep_the_view_over_periods_and_the_period_over_views() -> None:
    card = caption_report(REPORT, View.SELLERS, language="en")
    assert labels(card) == [["Today", "7 days", "30 days"], ["Leads", "Sellers and cost", "Text"], ["🔄 Refresh"]]
    subjects = [[it.data.removeprefix("r1:og:") for it in row] for row in card.rows]
    assert subjects == [
        ["day.sellers", "week.sellers", "month.sellers"],
        ["week.leads", "week.sellers", "week.text"],
        ["week.sellers"],
    ]
    assert labels(caption_report(REPORT, View.LEADS, language="en", own=111))[1] == ["Picture", "Text"]


@pytest.mark.parametrize(
    ("subject", "meant"),
    [
        ("month.text", (Span.MONTH, View.TEXT)),
        ("week", (Span.WEEK, View.LEADS)),
        ("", (Span.DAY, View.LEADS)),
        ("aeon.secrets", (Span.DAY, View.LEADS)),
    ],
)
def test_what_a_button_asks_for_is_always_something(subject: str, meant: tuple[Span, View]) -> None:
    assert unpack_view(subject) == meant
