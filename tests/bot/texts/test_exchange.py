"""The log of an order and its deal in people's words."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.texts.catalogue import LANGUAGES, Speaker
from bot.texts.exchange import PARTS, PLAIN, PairStory
from desk.exchange.mapping import StageMap
from desk.exchange.pair import Side
from desk.exchange.progress import Note
from desk.exchange.seeing import changed_parts
from tests.bot.two_sides import MAPPING, SHIP, STAGES, order_of

CORE = Path(__file__).parents[3] / "desk" / "exchange"
WRITTEN = {"Note": 0, "Verdict": 1}  # which argument of what is a code
MAP = StageMap(MAPPING, STAGES)


def codes_of_the_core() -> set[str]:
    """Every constant that is written as ``what`` of a note."""
    trees = [ast.parse(file.read_text("utf-8")) for file in CORE.rglob("*.py")]
    return {code for tree in trees for code in codes_in(tree)} | {f"refused_by_{side}" for side in Side}


def codes_in(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        place = WRITTEN.get(getattr(getattr(node, "func", None), "id", "")) if isinstance(node, ast.Call) else None
        if isinstance(node, ast.Call) and place is not None and len(node.args) > place:
            found = (it.value for it in ast.walk(node.args[place]) if isinstance(it, ast.Constant))
            yield from (it for it in found if isinstance(it, str) and it.isidentifier())


def test_s2_16_every_code_of_the_log_has_words() -> None:
    written = codes_of_the_core() - {"refused_by_"}
    assert {"opened", "deal_made", "stage_moved", "crm_wins", "retried", "stage_asked", "deals_doubled"} <= written
    assert written == PLAIN.keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_s2_16_every_line_is_told(language: str) -> None:
    story = PairStory(Speaker(language), MAP)
    data = dict.fromkeys(("status", "stage", "to", "deal", "text", "reason"), "x") | {
        "others": ["78"],
        "parts": ["paid"],
    }
    told = {story.line(Note(code, "Анна", data)) for code in PLAIN}
    assert len(told) == len(PLAIN)
    assert not any("{" in line or "?" in line for line in told)


def test_every_part_of_an_order_that_may_change_has_a_name() -> None:
    other = order_of(status="a", lines=(), total=1, currency="", paid=True, comment="c")
    changed = changed_parts(order_of(), other)
    assert {*changed, "buyer", "delivery"} == PARTS.keys()


def test_s2_16_the_log_reads_in_both_languages() -> None:
    russian, english = (PairStory(Speaker(language), MAP) for language in ("ru", "en"))
    notes = [
        Note("order_changed", data={"parts": ["lines", "total"]}),
        Note("status_moved", data={"status": "shipped", "stage": "Новая", "to": SHIP.code}),
        Note("refused_by_crm", data={"reason": "somebody has moved the deal meanwhile"}),
        Note("stage_asked", "Анна", {"stage": "Отправка товара"}),
    ]
    assert [russian.line(it) for it in notes] == [
        "заказ изменён в магазине: товары, сумма",
        "заказ стал «shipped»: сделка должна перейти в «Отправка товара»",
        "CRM отказала: сделку тем временем передвинули",
        "Анна переводит сделку в «Отправка товара»",
    ]
    assert [english.line(it) for it in notes][:2] == [
        "the order was changed in the store: the goods, the sum",
        "the order became “shipped”: the deal is to go to “Отправка товара”",
    ]


def test_a_note_of_another_version_may_lack_values_or_words() -> None:
    story = PairStory(Speaker("en"), MAP)
    assert story.line(Note("deal_made")) == "deal ? was made"
    assert story.line(Note("teleported")) == "teleported"


def test_what_a_neighbour_says_is_told_without_its_secrets() -> None:
    said = PairStory(Speaker("ru"), MAP).line(Note("remark", data={"text": "call +7 916 123-45-67"}))
    assert said == "CRM приняла не всё: call +7 916 ***-**-67"
