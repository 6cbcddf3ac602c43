"""X-08: the dead-letter list as people read it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.staff.trouble import A_PAGE, cause_of, leaf_through, time_for
from tests.clocks import MONDAY_NOON


@dataclass(frozen=True)
class Letter:
    id: int
    kind: str = "lead.send_sms"
    error: str = "503"
    run_at: datetime = MONDAY_NOON


def numbers(letters: list[Letter], page: int = 0) -> list[list[int]]:
    return [[it.id for it in group.shown] for group in leaf_through(letters, page).groups]


def test_x_08_what_failed_alike_stands_together_with_the_newest_first() -> None:
    letters = [Letter(9), Letter(8, "lead.register"), Letter(7, error="no money"), Letter(6)]
    assert numbers(letters) == [[9, 6], [8], [7]]


def test_x_08_failures_that_differ_in_figures_have_one_cause() -> None:
    assert cause_of("429: retry after 17 s") == cause_of("429: retry after 3 s") != cause_of("no answer")


def test_x_08_a_list_that_became_shorter_shows_its_last_page() -> None:
    leaf = leaf_through([Letter(number) for number in range(11)], 7)
    assert (leaf.number, leaf.pages, len(leaf.groups[0].shown), leaf.groups[0].count) == (1, 2, 1, 11)
    assert leaf_through([], 3).pages == 1


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["x 1", "x 2", "y"])), max_size=45))
def test_x_08_every_letter_is_on_one_page(given_up: list[tuple[str, str]]) -> None:
    letters = [Letter(number, kind, error) for number, (kind, error) in enumerate(given_up)]
    pages = [leaf_through(letters, page) for page in range(leaf_through(letters, 0).pages)]
    shown = [it.id for leaf in pages for group in leaf.groups for it in group.shown]
    assert sorted(shown) == [it.id for it in letters]
    assert all(sum(len(group.shown) for group in leaf.groups) == A_PAGE for leaf in pages[:-1])


@pytest.mark.parametrize(("counts", "seconds"), [({}, 0), ({"crm": 1}, 0), ({"crm": 31, "sms": 5}, 60)])
def test_x_08_lanes_go_side_by_side(counts: dict[str, int], seconds: int) -> None:
    assert time_for(counts, timedelta(seconds=2)) == timedelta(seconds=seconds)
