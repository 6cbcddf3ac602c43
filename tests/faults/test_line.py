"""The account itself: a run that violates, or tries nothing, must fail."""

import json
from pathlib import Path

import pytest

from sandbox.telegram.fake import TOKEN
from sandbox.world import access
from tests.faults import line as lines
from tests.faults.leaks import find_spills
from tests.faults.line import Line
from tests.faults.table import write_table


@pytest.fixture
def account(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Line:
    monkeypatch.setattr(lines, "RECORDS", tmp_path)
    return Line("F-99", "a test", seed=7)


def test_a_violation_fails_the_line_and_stands_in_its_record(account: Line, tmp_path: Path) -> None:
    account.case(3)
    account.expect(False, "an order is lost")
    with pytest.raises(AssertionError, match="an order is lost"):
        account.close(finished=True)
    record = json.loads(next(tmp_path.glob("*.json")).read_text("utf-8"))
    assert (record["cases"], record["violations"], record["seed"]) == (3, 1, 7)
    assert "| F-99 | 1 | 3 | 1 | 7 |" in write_table([record])


def test_a_line_that_tried_nothing_fails(account: Line) -> None:
    with pytest.raises(AssertionError, match="tried nothing"):
        account.close(finished=True)


def test_a_broken_run_says_so_in_the_table(account: Line, tmp_path: Path) -> None:
    account.case()
    account.close(finished=False)
    record = json.loads(next(tmp_path.glob("*.json")).read_text("utf-8"))
    assert "(unfinished)" in write_table([record])


def test_f_26_a_secret_and_a_number_are_found_however_they_are_spaced() -> None:
    for text in ("8 916 123-45-67", '"+79161234567"', "8(916)123 45 67", access.SHOP_SECRET, f"/bot{TOKEN}/getMe"):
        assert list(find_spills(f"it says {text} here"))
    for text in ("1764590123456789", "2026-11-22T19:17:45.123456", "-1001234567890", "***67", "#1042 of 9000"):
        assert not list(find_spills(f"it says {text} here"))
