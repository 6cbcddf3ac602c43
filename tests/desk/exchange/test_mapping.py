"""Which stage is which status, both ways."""

import pytest

from desk.exchange.mapping import StageMap, same
from desk.exchange.model import Finality, Stage
from tests.exchange.orders import MAP, make_order
from tests.exchange.world import LOSE, NEW, SENT, SPAM, STAGES, TALK, WON, WORK


@pytest.mark.parametrize(
    ("stage", "status"),
    [
        (NEW, "new"),  # by its code
        (WORK, "processing"),  # by its name, however it is written
        (WON, "done"),
        (LOSE, "cancelled"),
        (SPAM, "cancelled"),  # by how it ends
        (TALK, ""),
    ],
)
def test_ex_20_a_stage_is_a_status_by_code_then_name_then_end(stage: Stage, status: str) -> None:
    assert MAP.status_of(stage) == status


def test_ex_20_the_code_counts_before_the_name_and_the_name_before_the_end() -> None:
    both = StageMap({"SPAM": "by code", "спам": "by name", "lost": "by end"})
    assert both.status_of(SPAM) == "by code"
    assert both.status_of(Stage("X", "Спам", Finality.LOST)) == "by name"
    assert both.status_of(Stage("X", "Y", Finality.LOST)) == "by end"


def test_ex_30_a_stage_of_another_pipeline_is_read_by_its_name_and_its_end() -> None:
    assert MAP.status_of(Stage("C5:7", " Взять в  Работу")) == "processing"
    assert MAP.status_of(Stage("C5:WON", "Отгружено", Finality.WON)) == "done"


@pytest.mark.parametrize(
    ("status", "stage"), [("paid", "PAY"), ("Sent", "SEND"), ("done", "WON"), ("cancelled", "LOSE")]
)
def test_ex_24_a_status_is_the_first_stage_with_it(status: str, stage: str) -> None:
    found = MAP.stage_of(make_order(status=status))
    assert found
    assert found.code == stage


def test_ex_24_an_order_that_ended_in_an_unknown_word_goes_to_any_stage_of_that_end() -> None:
    found = MAP.stage_of(make_order(status="returned", ended=Finality.LOST))
    assert found == LOSE


def test_ex_25_a_status_that_is_mapped_nowhere_has_no_stage() -> None:
    assert MAP.stage_of(make_order(status="on hold")) is None


def test_what_the_settings_name_wrongly_can_be_shown() -> None:
    wrong = StageMap({"SEND": "sent", "won": "done", "Посылка": "sent"}, STAGES)
    assert wrong.unknown_stages() == ["Посылка"]
    assert SENT not in wrong.unmapped()
    assert {NEW, WORK, TALK, LOSE} <= set(wrong.unmapped())


def test_nothing_is_not_the_same_as_nothing() -> None:
    assert not same("", "")
    assert same(" Paid", "paid")
