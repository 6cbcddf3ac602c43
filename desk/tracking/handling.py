"""How a touch's case goes on: one table from fact to step. Pure; the rules by number stand in docs/tracking.md."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from desk.errors import Conflict, Ignored
from desk.tracking import case_facts as facts
from desk.tracking.case import Asked, Case, Result
from desk.tracking.keys import search_key
from desk.tracking.model import Touch, Utm
from desk.values import replace

TOLD_APART = ("phone", "email", "name", "subject", "source", "medium")


def open_case(touch: Touch, now: datetime, delay: timedelta, *, listed: bool = False) -> Case:
    """Without a number yet. The shop's own systems have ``delay`` to make their order first (CR-13).

    What was found in the tracker's lists has waited since it happened (A-2). Without a contact there is nothing to do
    (CR-18).
    """
    begun = min(touch.at, now) if listed else now
    result = None if search_key(touch) else Result.NO_CONTACT
    return Case(0, touch, now, max(now, begun + delay), result)


def advance(case: Case, fact: facts.CaseFact) -> Case:
    """Raises Ignored when nothing changes, Conflict when a person's wish is not possible."""
    after = STEPS[type(fact)](case, fact)
    if after == case:
        raise Ignored("nothing changes")
    return after


def hear_again(case: Case, fact: facts.ToldAgain) -> Case:
    """Nothing is handled twice (CR-19); while it waits, what was not known yet is taken from the newer telling."""
    return replace(case, touch=complete(case.touch, fact.touch)) if case.waits and case.asked is None else case


def complete(touch: Touch, other: Touch) -> Touch:
    """What one telling of a touch does not know, as the other has it."""
    parts = {name: getattr(touch, name) or getattr(other, name) for name in TOLD_APART}
    return replace(touch, **parts, utm=other.utm if touch.utm == Utm() else touch.utm)


def ask_customer(case: Case, _fact: facts.CustomerAsked) -> Case:
    return replace(case, asked=Asked.CUSTOMER)


def know_customer(case: Case, fact: facts.CustomerKnown) -> Case:
    """One that we asked for and then found is ours."""
    made = fact.made or case.asked is Asked.CUSTOMER or (case.made_customer and case.customer_id == fact.customer_id)
    asked = None if case.asked is Asked.CUSTOMER else case.asked
    return replace(case, customer_id=fact.customer_id, made_customer=made, asked=asked)


def ask_order(case: Case, fact: facts.OrderAsked) -> Case:
    return replace(case, asked=Asked.ORDER, marked=fact.marked, order_id="")


def ask_filling(case: Case, fact: facts.FillingAsked) -> Case:
    return replace(case, asked=Asked.FILLING, order_id=fact.order_id)


def end(case: Case, fact: facts.Ended) -> Case:
    if not case.waits:
        raise Ignored("it was handled meanwhile")
    return replace(case, result=fact.result, order_id=fact.order_id, asked=None, marked=(), reason="")


def give_up(case: Case, fact: facts.GivenUp) -> Case:
    """What may have been carried out is kept: whoever tries again looks for it first (CR-83)."""
    if not case.waits:
        raise Ignored("it was handled meanwhile")
    return replace(case, result=Result.FAILED, reason=fact.reason)


def try_again(case: Case, fact: facts.RetryAsked) -> Case:
    """A customer that was made is looked for like any other: they may have been deleted since."""
    if case.result is not Result.FAILED:
        raise Conflict("this touch has not failed")
    return replace(case, result=None, reason="", by_hand="", made_customer=False, retried_by=fact.who)


def take_by_hand(case: Case, fact: facts.TakenByHand) -> Case:
    if not case.troubled:
        raise Conflict("nobody has to look after this touch")
    return replace(case, by_hand=fact.who)


STEPS: Mapping[type, Callable[[Case, Any], Case]] = {
    facts.ToldAgain: hear_again,
    facts.CustomerAsked: ask_customer,
    facts.CustomerKnown: know_customer,
    facts.OrderAsked: ask_order,
    facts.FillingAsked: ask_filling,
    facts.Ended: end,
    facts.GivenUp: give_up,
    facts.RetryAsked: try_again,
    facts.TakenByHand: take_by_hand,
}
