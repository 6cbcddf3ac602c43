"""The whole table of EX-26: what the store moved to, what the CRM moved to, and who wins."""

import pytest

from desk.exchange.model import Stage
from tests.desk.exchange.story import Story
from tests.exchange.world import LOSE, NEW, PAID, SENT, TALK, WON

# The store's word, the CRM's stage; what is owed to the store, what is owed to the CRM; why.
TABLE = [
    ("paid", NEW, "", "PAY", "status_moved"),
    ("cancelled", NEW, "", "LOSE", "status_moved"),
    ("done", NEW, "", "WON", "status_moved"),
    ("new", PAID, "paid", "", "stage_moved"),
    ("new", WON, "done", "", "stage_moved"),
    ("new", LOSE, "cancelled", "", "stage_moved"),
    ("paid", PAID, "", "", "agreed"),
    ("done", WON, "", "", "agreed"),
    ("cancelled", LOSE, "", "", "agreed"),
    ("paid", SENT, "sent", "", "crm_wins"),  # neither has ended
    ("paid", WON, "done", "", "crm_wins"),  # the CRM's has
    ("paid", LOSE, "cancelled", "", "crm_wins"),
    ("cancelled", SENT, "", "LOSE", "store_wins"),  # the store's has
    ("done", SENT, "", "WON", "store_wins"),
    ("cancelled", WON, "done", "", "crm_wins"),  # both have
    ("done", LOSE, "cancelled", "", "crm_wins"),
    ("paid", TALK, "", "PAY", "status_moved"),  # a stage without a word wins nothing
    ("on hold", SENT, "sent", "", "crm_wins"),
    ("on hold", TALK, "", "", "status_unmapped"),
]


@pytest.mark.parametrize(("status", "stage", "to_store", "to_crm", "why"), TABLE)
@pytest.mark.parametrize("store_first", [True, False])
def test_ex_26_who_has_ended_wins_and_else_the_crm(
    status: str, stage: Stage, to_store: str, to_crm: str, why: str, store_first: bool
) -> None:
    """Whichever is heard of first; the log says why."""
    story = Story().made()
    for moves in (store_first, not store_first):
        if moves and status != "new":
            story.store_moves(status)
        elif not moves and stage != NEW:
            story.crm_moves(stage)
    assert story.owed == (to_store, to_crm)
    if status != "on hold":  # which is nothing to wait for: the CRM's move comes after it
        assert story.whats[-1] == why


def test_ex_12_a_closed_deal_is_not_moved_by_the_store() -> None:
    story = Story().made(WON)
    story.store_moves("paid")
    assert story.owed == ("", "")
    assert story.whats[-1] == "deal_closed"


def test_ex_31_a_deal_that_is_opened_again_moves_the_order_again() -> None:
    story = Story().made(WON).store_moves("done")
    assert story.whats[-1] == "agreed"
    story.crm_moves(SENT)
    assert story.owed == ("sent", "")


def test_ex_21_a_stage_that_is_mapped_nowhere_moves_nothing_in_the_store() -> None:
    story = Story().made().crm_moves(TALK)
    assert story.owed == ("", "")
    assert story.whats[-1] == "stage_unmapped"


def test_ex_25_a_status_that_is_mapped_nowhere_moves_no_deal() -> None:
    story = Story().made().store_moves("on hold")
    assert story.owed == ("", "")
    assert story.whats[-1] == "status_unmapped"


def test_ex_27_what_moves_back_to_where_both_agreed_owes_nothing() -> None:
    story = Story().made().store_moves("paid")
    assert story.owed == ("", "PAY")
    assert story.store_moves("new").owed == ("", "")


def test_ex_33_of_many_moves_only_the_last_is_owed() -> None:
    story = Story().made()
    for stage in (PAID, SENT, TALK, PAID, SENT):
        story.crm_moves(stage)
    assert story.owed == ("sent", "")


def test_an_order_without_a_status_is_no_move_of_the_store() -> None:
    """Some CMS name none: a moved deal is not in conflict with it."""
    story = Story()
    story.pair = Story().pair
    story.pair = type(story.pair)(0, story.order_with(status=""), story.pair.settled.__class__("", ""))
    story.made().crm_moves(PAID)
    assert story.owed == ("paid", "")
    assert story.whats[-1] == "stage_moved"
