"""From a fact to the pair as it is after it."""

import pytest

from desk.errors import Conflict
from desk.exchange import facts
from desk.exchange.draft import draft_of
from desk.exchange.model import Deal, Finality
from desk.exchange.pair import Duty, Halt, Settled, Side
from desk.exchange.process import advance, open_pair
from desk.exchange.progress import LOOK, Moment
from desk.values import replace
from tests.desk.exchange.story import Story
from tests.exchange.orders import STRAP, make_order
from tests.exchange.world import LOSE, NEW, PAID, SENT, TALK, WON, WORK


def test_ex_04_an_order_that_had_ended_gets_no_deal() -> None:
    pair = open_pair(make_order(status="cancelled")).pair
    assert pair.halt is Halt.ENDED_BEFORE
    assert not pair.owes_crm
    assert open_pair(make_order()).pair.owes_crm


# --- orders ---------------------------------------------------------------------------------------------------------


def test_ex_02_an_older_state_changes_nothing() -> None:
    story = Story().wait().store_moves("paid")
    story.ignores(facts.OrderSeen(make_order(status="new")))
    assert story.pair.order.status == "paid"


def test_ex_02_of_two_states_of_one_moment_the_store_is_asked() -> None:
    story = Story()
    other = story.order_with(status="paid", changed_at=story.pair.order.changed_at)
    assert story.ignores(facts.OrderSeen(other)).code == LOOK
    story.tell(facts.OrderSeen(other, story.now))
    assert story.pair.order.status == "paid"


def test_ex_02_a_store_that_names_no_status_leaves_it_as_it_was() -> None:
    story = Story().wait()
    story.tell(facts.OrderSeen(story.order_with(status="", paid=True)))
    assert (story.pair.order.status, story.pair.order.paid) == ("new", True)


def test_ex_02_an_event_of_before_our_own_change_moves_nothing_back_and_its_news_counts() -> None:
    """The store shows nothing in its answer, so that nobody knows of which moment its status is."""
    story = Story().made()
    edited = story.order_with(comment="ring twice")
    story.wait().crm_moves(PAID).tell(facts.StatusTold("paid", "PAY"))
    story.wait().tell(facts.OrderSeen(edited))
    assert story.owed == ("", "")
    assert (story.pair.order.status, story.pair.order.comment) == ("paid", "ring twice")
    story.wait().store_moves("new")
    assert story.owed == ("", "NEW"), "a later move back is one"


def test_ex_22_what_was_asked_for_before_our_own_change_ended_is_asked_for_again() -> None:
    story = Story().made().crm_moves(PAID)
    before = story.now
    story.wait().tell(facts.StatusTold("paid", "PAY", order=story.order_with(status="paid")))
    old = story.order_with(status="sent")
    assert story.ignores(facts.OrderSeen(old, before)).code == LOOK
    assert story.wait().tell(facts.OrderSeen(old, story.now)).owed == ("", "SEND")


def test_ex_12_ex_13_content_is_owed_when_it_changed_and_while_the_deal_is_open() -> None:
    story = Story().made()
    assert not story.pair.owes_content
    story.tell(facts.OrderSeen(story.order_with(lines=(STRAP,))))
    assert story.pair.owes_content
    assert story.notes[-1].data == {"parts": ["lines"]}
    story.wait().crm_moves(WON)
    assert not story.pair.owes_content
    story.crm_moves(WORK)
    assert story.pair.owes_content
    story.tell(facts.DealShown(draft_of(story.pair.order)))
    assert not story.pair.owes_content


def test_ex_13_a_look_that_shows_what_is_known_changes_nothing() -> None:
    story = Story().made()
    story.ignores(facts.OrderSeen(story.pair.order, story.now))


def test_what_a_request_without_an_answer_may_have_shown_is_shown_again() -> None:
    """The order goes back to what it was; the deal may not have (EX-13)."""
    story = Story().made()
    first = story.pair.order
    story.tell(facts.OrderSeen(story.order_with(paid=True))).wait()
    story.tell(facts.ShowAsked(draft_of(story.pair.order)))
    story.tell(facts.OrderSeen(replace(first, changed_at=story.now)))
    assert story.pair.owes_content


# --- the deal -------------------------------------------------------------------------------------------------------


def test_ex_03_the_oldest_deal_counts_and_people_hear_of_the_others() -> None:
    story = Story().tell(facts.DealAsked("new", "NEW"))
    story.tell(facts.DealMade(story.deal_at(NEW), None, ("8", "9")))
    assert story.whats == ["deal_found", "deals_doubled"]
    assert story.notes[-1].data == {"others": ["8", "9"]}
    assert story.pair.owes_content, "it may show anything"


def test_ex_03_a_second_deal_is_never_made() -> None:
    story = Story().made()
    story.ignores(facts.DealAsked("new", "NEW"))
    story.ignores(facts.DealMade(Deal("8", NEW, story.now), None))


def test_ex_27_what_the_store_did_while_the_deal_was_being_made_is_a_move() -> None:
    """The answer was lost, the order is cancelled, then the deal is found."""
    story = Story().tell(facts.DealAsked("new", "NEW")).wait().store_moves("cancelled")
    story.tell(facts.DealMade(story.deal_at(NEW), None))
    assert story.owed == ("", "LOSE")


def test_ex_23_a_deal_that_the_crm_moves_on_as_it_is_made_has_moved() -> None:
    story = Story().tell(facts.DealAsked("new", "NEW"))
    story.tell(facts.DealMade(story.deal_at(WORK), draft_of(story.pair.order)))
    assert story.owed == ("processing", "")


def test_where_the_crm_chose_the_stage_nobody_has_moved() -> None:
    story = Story()
    story.tell(facts.OrderSeen(story.wait().order_with(status="on hold")))
    story.tell(facts.DealAsked("on hold", ""))
    story.tell(facts.DealMade(story.deal_at(NEW), draft_of(story.pair.order)))
    assert story.owed == ("", "")


def test_ex_22_a_new_deal_is_looked_at_once_more() -> None:
    """Events of a deal that nobody knew were for nobody."""
    story = Story().tell(facts.DealAsked("new", "NEW"))
    made = facts.DealMade(story.deal_at(NEW), draft_of(story.pair.order))
    assert advance(story.pair, made, Moment(story.now, story.stages)).look is Side.CRM


def test_a_deal_of_another_order_is_ignored() -> None:
    story = Story().made()
    story.ignores(facts.DealSeen(Deal("8", PAID, story.now), story.now))


# --- our own changes ------------------------------------------------------------------------------------------------


def test_ex_23_our_own_move_of_the_deal_does_not_echo() -> None:
    story = Story().made().store_moves("paid")
    story.tell(facts.StageMoved(story.deal_at(PAID), "PAY", "paid")).wait()
    assert story.owed == ("", "")
    story.ignores(facts.DealSeen(story.pair.deal or story.deal_at(PAID), story.now))


def test_ex_23_a_deal_that_the_crm_moves_on_moves_the_order() -> None:
    story = Story().made().store_moves("paid")
    story.tell(facts.StageMoved(story.deal_at(SENT), "PAY", "paid"))
    assert story.owed == ("sent", "")


def test_ex_23_the_stores_own_word_is_what_was_told() -> None:
    story = Story().made().crm_moves(SENT)
    story.tell(facts.StatusTold("sent", "SEND", order=story.order_with(status="posted by train")))
    assert story.owed == ("", "")
    assert story.pair.settled == Settled("posted by train", "SEND")


def test_ex_23_what_a_store_calls_by_a_word_of_its_own_is_not_told_again() -> None:
    story = Story().made(SENT)
    story.tell(facts.StatusTold("sent", "SEND", order=story.order_with(status="posted by train")))
    assert story.crm_moves(TALK).crm_moves(SENT).owed == ("", "")
    assert story.whats[-1] == "agreed"
    assert story.store_moves("paid").owed == ("", "PAY"), "but what it is called by a word that means something, is"


def test_ex_23_a_word_that_means_a_stage_is_no_other_word_for_what_was_told() -> None:
    """Somebody moved the order in the same moment."""
    story = Story().made(SENT)
    story.tell(facts.StatusTold("sent", "SEND", order=story.order_with(status="paid")))
    assert story.crm_moves(TALK).crm_moves(SENT).owed == ("sent", "")


def test_an_end_that_the_store_reached_by_itself_is_a_move_of_its_own() -> None:
    story = Story().made().crm_moves(PAID)
    ended = story.order_with(status="cancelled", ended=Finality.LOST)
    story.tell(facts.StatusTold("paid", "PAY", order=ended))
    assert story.owed == ("", "LOSE")


def test_ex_02_an_answer_does_not_hide_what_the_store_has_shown_since() -> None:
    """Told to be paid, then cancelled; the event comes before the answer."""
    story = Story().made().crm_moves(PAID)
    answer = story.order_with(status="paid")
    story.wait().store_moves("cancelled")
    story.tell(facts.StatusTold("paid", "PAY", order=answer))
    assert story.pair.order.status == "cancelled"
    assert story.owed == ("", "LOSE")


def test_an_answer_does_not_hide_what_the_crm_has_shown_since() -> None:
    """Moved to the payment, then on by a person; the look comes before the answer."""
    story = Story().made().store_moves("paid")
    answer = story.deal_at(PAID)
    story.wait().crm_moves(SENT)
    story.tell(facts.StageMoved(answer, "PAY", "paid"))
    assert story.owed == ("sent", "")


# --- trouble --------------------------------------------------------------------------------------------------------


def test_ex_28_a_deleted_deal_owes_nothing_until_a_person_has_it_made_anew() -> None:
    story = Story().made().store_moves("paid").tell(facts.DealGone("7"))
    assert (story.pair.halt, story.owed, story.pair.owes_crm) == (Halt.DEAL_GONE, ("", ""), False)
    story.ignores(facts.DealGone("7"))
    story.tell(facts.RetryAsked("Анна"))
    assert story.pair.owes_crm
    assert story.pair.asked, "our marker is searched before another is made"


def test_ex_28_a_doubled_deal_that_is_adopted_anew_is_brought_to_the_order() -> None:
    story = Story().made().store_moves("paid").tell(facts.DealGone()).tell(facts.RetryAsked("Анна"))
    story.tell(facts.DealMade(Deal("8", NEW, story.now), None))
    assert story.owed == ("", "PAY")


def test_ex_28_news_of_a_former_deal_is_old_news() -> None:
    story = Story().made().tell(facts.DealGone("7")).tell(facts.RetryAsked("Анна"))
    story.tell(facts.DealAsked("new", "NEW"))
    story.tell(facts.DealMade(Deal("8", NEW, story.now), draft_of(story.pair.order)))
    story.ignores(facts.DealGone("7"))
    assert story.pair.halt is None


def test_ex_29_a_deleted_order_owes_nothing_and_its_deal_stays() -> None:
    story = Story().made().crm_moves(PAID).tell(facts.OrderGone())
    assert (story.pair.halt, story.owed) == (Halt.ORDER_GONE, ("", ""))
    assert story.pair.deal
    story.ignores(facts.OrderGone())


def test_ex_29_an_old_event_does_not_bring_an_order_back_but_reading_it_does() -> None:
    story = Story().made().crm_moves(PAID).tell(facts.OrderGone())
    late = story.order_with(comment="звонить вечером")
    assert story.ignores(facts.OrderSeen(late)).code == LOOK
    story.wait().tell(facts.OrderSeen(late, story.now))
    assert (story.pair.halt, story.owed) == (None, ("paid", ""))


def test_ex_04_an_order_that_had_ended_gets_no_deal_by_being_deleted() -> None:
    story = Story()
    story.pair = open_pair(make_order(status="done")).pair
    story.ignores(facts.OrderGone())


def test_ex_32_what_was_refused_stays_owed_and_is_not_tried_again() -> None:
    story = Story().made().crm_moves(PAID)
    story.tell(facts.Refused(Duty.STATUS, "it is shipped", story.pair.debt(Duty.STATUS)))
    assert story.owed == ("paid", "")
    assert not story.pair.owes_store
    story.ignores(facts.Refused(Duty.STATUS, "it is shipped"))
    story.tell(facts.RetryAsked("Анна"))
    assert story.pair.owes_store


def test_ex_32_a_refusal_is_forgotten_when_something_else_is_owed() -> None:
    story = Story().made().crm_moves(PAID).tell(facts.Refused(Duty.STATUS, "no"))
    assert story.crm_moves(SENT).pair.owes_store


def test_ex_32_refused_content_is_tried_again_when_the_order_changes() -> None:
    story = Story().tell(facts.Refused(Duty.DEAL, "no such e-mail"))
    assert not story.pair.owes_crm
    story.wait().tell(facts.OrderSeen(story.order_with(comment="mend")))
    assert story.pair.owes_crm


def test_ex_32_a_refusal_of_what_was_owed_before_says_nothing_of_what_is_owed_now() -> None:
    story = Story().made().crm_moves(PAID)
    asked = story.pair.debt(Duty.STATUS)
    story.crm_moves(SENT)
    story.ignores(facts.Refused(Duty.STATUS, "no", asked))
    assert story.pair.owes_store


def test_nobody_retries_what_was_not_refused() -> None:
    with pytest.raises(Conflict):
        Story().made().tell(facts.RetryAsked("Анна"))


def test_the_turn_counts_what_is_owed() -> None:
    """It is the key of a change: the same for each try of it, another for the next."""
    story = Story().made().crm_moves(PAID)
    first = story.pair.turn
    assert story.tell(facts.OrderSeen(story.order_with(comment="!"))).pair.turn == first
    assert story.wait().crm_moves(LOSE).pair.turn > first
