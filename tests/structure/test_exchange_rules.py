"""Every rule of the exchange is shown by a test, and tests cite no rule that is not stated."""

import pytest

from tests.structure.exchange_rules import DUE_LATER, citations, cited_by, stated
from tests.structure.source import ROOT


@pytest.fixture(scope="module")
def shown() -> dict[str, list[str]]:
    return citations(ROOT / "tests")


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("test_ex_26_the_crm_wins", {"EX-26"}),
        ("test_ex_22_ex_23_echoes", {"EX-22", "EX-23"}),
        ("A hint is read (EX-22).", {"EX-22"}),
        ("test_index_22", set()),
        ("test_ex_220", set()),
    ],
)
def test_a_citation_is_read_from_names_and_sentences(text: str, rules: set[str]) -> None:
    assert cited_by(text) == rules


def test_a_number_is_stated_once() -> None:
    assert sorted(set(stated())) == stated()
    assert len(stated()) > 30


@pytest.mark.parametrize("rule", stated())
def test_a_rule_is_shown_by_a_test(rule: str, shown: dict[str, list[str]]) -> None:
    assert shown.get(rule) or rule in DUE_LATER, f"no test cites {rule}"


def test_what_is_due_later_is_stated_and_not_shown_yet(shown: dict[str, list[str]]) -> None:
    assert set(stated()) >= DUE_LATER
    assert DUE_LATER & shown.keys() == set(), "shown by now: strike it off"


def test_only_rules_that_are_stated_are_cited(shown: dict[str, list[str]]) -> None:
    assert {rule: tests for rule, tests in shown.items() if rule not in stated()} == {}
