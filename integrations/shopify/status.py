"""The one word for where an order stands. A Shopify order has none: it is paid or not, fulfilled or not, cancelled or
not. What those cannot say stands in a tag of ours, ``ringdesk:<word>``."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from desk.errors import Rejected
from desk.exchange.mapping import is_any, same
from desk.exchange.model import Finality

PREFIX = "ringdesk:"
PENDING, PAID, SHIPPED, COMPLETED, CANCELLED = "pending", "paid", "shipped", "completed", "cancelled"
# Of our tag and the state of the order itself the further one counts. An order paid at the checkout may still be taken
# into work, so *processing* and every word of the shop's own come after *paid*.
RANKS = {PENDING: 0, "awaiting_payment": 1, PAID: 2, "processing": 3, SHIPPED: 5, COMPLETED: 6, CANCELLED: 7}
OWN_WORD = 4
ENDS = {COMPLETED: Finality.WON, CANCELLED: Finality.LOST}


class Action(StrEnum):
    """What a word does to an order."""

    FULFILL = "fulfill"
    PAID = "paid"
    CANCEL = "cancel"
    TAG = "tag"


DEFAULTS: dict[str, tuple[Action, ...]] = {
    PAID: (Action.PAID, Action.TAG),
    SHIPPED: (Action.FULFILL, Action.TAG),
    CANCELLED: (Action.CANCEL,),
}


@dataclass(frozen=True, slots=True)
class State:
    """What of an order makes its word. ``tags`` are all of its tags."""

    tags: tuple[str, ...] = ()
    paid: bool = False
    fulfilled: bool = False
    cancelled: bool = False

    @property
    def native(self) -> str:
        if self.fulfilled:
            return SHIPPED
        return PAID if self.paid else PENDING


@dataclass(frozen=True, slots=True)
class Step:
    """One request. ``tags``: those to add, or to remove."""

    action: Action
    tags: tuple[str, ...] = ()
    remove: bool = False


def word_of(state: State) -> str:
    if state.cancelled:
        return CANCELLED
    return max((state.native, *words_in(state.tags)), key=rank)


def end_of(word: str) -> Finality:
    return next((ended for known, ended in ENDS.items() if same(word, known)), Finality.OPEN)


def rank(word: str) -> int:
    return next((n for known, n in RANKS.items() if same(word, known)), OWN_WORD)


def words_in(tags: Sequence[str]) -> Iterator[str]:
    return (tag[len(PREFIX) :].strip() for tag in tags if is_ours(tag))


def is_ours(tag: str) -> bool:
    return tag.lower().startswith(PREFIX)


def after(state: State, word: str, actions: Collection[Action]) -> State:
    """How the order will stand. Our other tags go, whatever the word does."""
    foreign = tuple(tag for tag in state.tags if not is_ours(tag))
    return State(
        (*foreign, PREFIX + word) if Action.TAG in actions else foreign,
        state.paid or Action.PAID in actions,
        state.fulfilled or Action.FULFILL in actions,
        state.cancelled or Action.CANCEL in actions,
    )


def plan(state: State, word: str, actions: Collection[Action]) -> list[Step]:
    """What is missing for the order to stand at ``word``; nothing when it does.

    Raises Rejected where it cannot come to stand there: what is paid, fulfilled or cancelled stays so.
    """
    if state.cancelled and not same(word, CANCELLED):
        raise Rejected("the order was cancelled in Shopify, and nothing brings it back", code="cancelled")
    if state.cancelled:
        return []
    if "," in word:
        raise Rejected("a tag of Shopify cannot hold a comma", code="tag")
    reached = word_of(after(state, word, actions))
    if not same(reached, word):
        raise Rejected(f"the order is {reached} in Shopify, and cannot go back to {word}", code="no_way_back")
    return list(_missing(state, word, actions))


def _missing(state: State, word: str, actions: Collection[Action]) -> Iterator[Step]:
    """The new tag comes before the old ones go: in between the order never looks less far than it is."""
    if Action.PAID in actions and not state.paid:
        yield Step(Action.PAID)
    if Action.FULFILL in actions and not state.fulfilled:
        yield Step(Action.FULFILL)
    if Action.TAG in actions and not is_any(word, words_in(state.tags)):
        yield Step(Action.TAG, (PREFIX + word,))
    if Action.CANCEL in actions:  # which may be refused, and then the old tag still says where the order stands
        yield Step(Action.CANCEL)
    elif old := tuple(tag for tag in state.tags if is_ours(tag) and not _keeps(tag, word, actions)):
        yield Step(Action.TAG, old, remove=True)


def _keeps(tag: str, word: str, actions: Collection[Action]) -> bool:
    return Action.TAG in actions and is_any(word, words_in([tag]))
