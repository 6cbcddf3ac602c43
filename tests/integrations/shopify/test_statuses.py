"""The word an order stands at, and what brings it there. Pure."""

import pytest

from desk.errors import Rejected
from desk.exchange.model import Finality
from integrations.shopify.status import DEFAULTS, RANKS, Action, State, Step, after, end_of, plan, rank, word_of

TAG, PAID, FULFILL, CANCEL = Action.TAG, Action.PAID, Action.FULFILL, Action.CANCEL
STATES = [
    State(tags, paid, fulfilled)
    for tags in ((), ("vip",), ("ringdesk:processing",), ("ringdesk:packing", "ringdesk:shipped"))
    for paid in (False, True)
    for fulfilled in (False, True)
]
WORDS = [*RANKS, "packing", "Отправка товара"]


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("word", WORDS)
def test_s2_12_a_plan_either_ends_at_its_word_or_is_refused_before_anything_is_done(state: State, word: str) -> None:
    actions = DEFAULTS.get(word, (TAG,))
    try:
        steps = plan(state, word, actions)
    except Rejected:
        assert rank(state.native) > rank(word)
        return
    reached = after(state, word, actions)
    assert word_of(reached) == word
    assert plan(reached, word, actions) == []
    assert "vip" not in state.tags or all("vip" not in step.tags for step in steps)


def test_what_is_already_so_needs_no_step() -> None:
    assert plan(State(("ringdesk:Processing",)), "processing", (TAG,)) == []
    assert plan(State(cancelled=True), "cancelled", (CANCEL,)) == []
    assert plan(State(("ringdesk:shipped",), paid=True, fulfilled=True), "shipped", (FULFILL, TAG)) == []


def test_the_new_tag_comes_before_the_old_one_goes() -> None:
    state = State(("vip", "ringdesk:processing", "RingDesk:old"))
    assert plan(state, "packing", (TAG,)) == [
        Step(TAG, ("ringdesk:packing",)),
        Step(TAG, ("ringdesk:processing", "RingDesk:old"), remove=True),
    ]


def test_a_refused_cancellation_leaves_the_tag_that_says_where_the_order_stands() -> None:
    assert plan(State(("ringdesk:processing",)), "cancelled", (CANCEL,)) == [Step(CANCEL)]


@pytest.mark.parametrize(
    ("state", "word"),
    [
        (State(fulfilled=True), "processing"),
        (State(paid=True), "awaiting_payment"),
        (State(("ringdesk:shipped",), fulfilled=True), "packing"),
        (State(cancelled=True), "processing"),
        (State(), "one, two"),
    ],
)
def test_what_shopify_cannot_undo_is_refused_with_a_reason(state: State, word: str) -> None:
    with pytest.raises(Rejected) as refused:
        plan(state, word, (TAG,))
    assert refused.value.reason


def test_going_back_is_a_matter_of_tags_while_nothing_was_sent() -> None:
    assert plan(State(("ringdesk:shipped",)), "processing", (TAG,)) == [
        Step(TAG, ("ringdesk:processing",)),
        Step(TAG, ("ringdesk:shipped",), remove=True),
    ]


def test_only_two_words_are_an_end() -> None:
    assert {word: end_of(word) for word in WORDS if end_of(word) is not Finality.OPEN} == {
        "completed": Finality.WON,
        "cancelled": Finality.LOST,
    }
