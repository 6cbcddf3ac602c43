"""Every rule that has a number is shown by a test, and tests cite no rule that is not stated."""

import pytest

from tests.structure.rules import ALL, Rules, citations, cited_by

STATED = [(rules, rule) for rules in ALL for rule in rules.stated()]


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("test_ex_26_the_crm_wins", {"EX-26"}),
        ("test_ex_22_ex_23_echoes", {"EX-22", "EX-23"}),
        ("A hint is read (EX-22).", {"EX-22"}),
        ("test_cr_62_the_mapping", {"CR-62"}),
        ("The revenue (CR-62f).", {"CR-62"}),
        ("test_index_22", set()),
        ("test_ex_220", set()),
    ],
)
def test_a_citation_is_read_from_names_and_sentences(text: str, rules: set[str]) -> None:
    assert cited_by(text) == rules


@pytest.mark.parametrize("rules", ALL, ids=lambda it: it.letters)
def test_a_number_is_stated_once(rules: Rules) -> None:
    assert sorted(set(rules.stated())) == rules.stated()
    assert len(rules.stated()) > 30


@pytest.mark.parametrize(("rules", "rule"), STATED, ids=[rule for _, rule in STATED])
def test_a_rule_is_shown_by_a_test(rules: Rules, rule: str) -> None:
    assert citations().get(rule) or rule in rules.later, f"no test cites {rule}"


@pytest.mark.parametrize("rules", ALL, ids=lambda it: it.letters)
def test_what_is_due_later_is_stated_and_not_shown_yet(rules: Rules) -> None:
    assert set(rules.stated()) >= rules.later
    assert rules.later & citations().keys() == set(), "shown by now: strike it off"


def test_only_rules_that_are_stated_are_cited() -> None:
    known = {rule for _, rule in STATED}
    assert {rule: tests for rule, tests in citations().items() if rule not in known} == {}
