"""What a deal shows of an order, and whose it becomes."""

from decimal import Decimal

import pytest

from desk.exchange.draft import doubted, draft_of, managers_for, try_also
from desk.values import replace
from tests.exchange.orders import STRAP, WATCH, make_order

MANAGERS = {"часы": "Анна", "Ремешки": "Борис", "*": "Вера"}
CHEAP = replace(WATCH, price=Decimal(100))


@pytest.mark.parametrize(
    ("lines", "absent", "managers"),
    [
        ((WATCH, STRAP), (), ("Анна", "Вера")),  # 15,200 against 2 × 900
        ((CHEAP, STRAP), (), ("Борис", "Вера")),
        ((CHEAP, replace(STRAP, price=Decimal(50))), (), ("Анна", "Вера")),  # the first of equals
        ((WATCH,), ("Анна",), ("Вера",)),
        ((WATCH,), ("Анна", "Вера"), ()),
        ((replace(WATCH, category="Сумки"),), (), ("Вера",)),
        ((), (), ("Вера",)),
    ],
)
def test_ex_10_the_manager_of_the_dearest_lines_category(lines: tuple, absent: tuple, managers: tuple) -> None:  # type: ignore[type-arg]
    assert managers_for(make_order(lines=lines), MANAGERS, absent) == managers


def test_ex_10_without_anybody_the_crm_decides() -> None:
    assert managers_for(make_order(), {}) == ()


def test_ex_14_what_counts_only_for_a_new_deal_is_not_shown_again() -> None:
    draft = replace(draft_of(make_order()), stage="PAY", managers=("Анна",), lead_id="5")
    assert draft.lasting == draft_of(make_order())


def test_a_deal_is_called_like_the_order_and_the_buyer() -> None:
    assert draft_of(make_order()).title == "1042 · Анна П."
    assert draft_of(make_order(buyer=replace(make_order().buyer, name=""))).title == "1042"


def test_what_is_in_doubt_differs_from_every_draft() -> None:
    """Shown unpaid, tried paid, and whatever comes next is written."""
    shown, tried = draft_of(make_order()), draft_of(make_order(paid=True))
    for draft in (shown, tried):
        before = doubted(shown, tried, draft)
        assert before
        assert before.paid != draft.paid
        assert before.lines == draft.lines


def test_what_was_tried_twice_is_in_doubt_twice() -> None:
    shown = draft_of(make_order())
    tried = try_also(shown, try_also(shown, None, draft_of(make_order(paid=True))), draft_of(make_order(comment="!")))
    assert (tried.paid, tried.comment) == (True, "!")
