"""Every row that is due has a test that shows it, and the page says which."""

import pytest

from tests.structure.features import PAGE, citations, cited_by, render
from tests.structure.rows import DUE, LATER
from tests.structure.source import ROOT


@pytest.fixture(scope="module")
def shown() -> dict[str, list[tuple[str, int]]]:
    return citations(ROOT / "tests")


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("test_s0_37_night_sms_goes_out_once", {"S0-37"}),
        ("test_s0_35_s0_36_the_night_message", {"S0-35", "S0-36"}),
        ("A claim stops the robot (D-04).", {"D-04"}),
        ("test_d_04_a_claim", {"D-04"}),
        ("test_second_04_is_no_row", set()),
        ("test_s0_370", set()),
    ],
)
def test_a_citation_is_read_from_names_and_sentences(text: str, rows: set[str]) -> None:
    assert cited_by(text) == rows


def test_only_rows_that_exist_are_cited(shown: dict[str, list[tuple[str, int]]]) -> None:
    assert {name: files for name, files in shown.items() if name not in (*DUE, *LATER)} == {}


@pytest.mark.parametrize("row", DUE)
def test_a_row_that_is_due_is_shown_by_a_test(row: str, shown: dict[str, list[tuple[str, int]]]) -> None:
    assert shown.get(row), f"no test cites {row}"


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text("utf-8") == render(), "write it anew: make features"
