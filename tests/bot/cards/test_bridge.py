"""The living line of a lead whose owner is being connected with the customer."""

from dataclasses import replace
from typing import Any

import pytest

from desk.leads import events
from desk.leads.model import LeadStatus
from desk.ports import CallReport, Disposition, StartedCall
from desk.telephony import Leg
from tests.bot.cards.looking import card, labels, told
from tests.bot.lives import ANNA, Life


def claimed() -> Life:
    """Anna has it, where telephony can connect."""
    life = Life().open().registered().tell(events.Claimed(ANNA))
    life.rules = replace(life.rules, connects=True)
    return life


def connected(*facts: Any) -> Life:
    life = claimed().tell(events.ConnectAsked(ANNA))
    for fact in facts:
        life.tell(events.BridgeHeard(fact))
    return life


TAKEN = (events.CallAsked(1), events.CallStarted(1, StartedCall("s1")))
RINGING = (*TAKEN, events.PlanTaken(1, "s1"))
TO_CUSTOMER = (*RINGING, events.CallMoved(1, "s1", Leg.CUSTOMER))
TALKING = (*TO_CUSTOMER, events.CallMoved(1, "s1", Leg.TALK))


def ended(disposition: Disposition, leg: Leg, seconds: int = 0, reason: str = "") -> events.CallEnded:
    return events.CallEnded(1, CallReport("", "s1", disposition, disposition.value, reason, seconds, leg=leg))


@pytest.mark.parametrize(
    ("facts", "line"),
    [
        ((), "📞 Анна К.: просим телефонию соединить"),
        (TAKEN, "📞 Анна К.: просим телефонию соединить"),
        (RINGING, "📞 Анна К.: звоним продавцу…"),
        (TO_CUSTOMER, "📞 Анна К. на линии, звоним покупателю…"),
        (TALKING, "📞 Анна К. говорит с покупателем"),
        ((*TALKING, ended(Disposition.ANSWERED, Leg.TALK, 185)), "📞 Анна К.: разговор с покупателем, 3 мин"),
        (
            (*TO_CUSTOMER, ended(Disposition.BUSY, Leg.CUSTOMER)),
            "📞 Анна К.: соединить не удалось, покупатель — занято",
        ),
        (
            (*RINGING, ended(Disposition.NO_ANSWER, Leg.SELLER)),
            "📞 Анна К.: соединить не удалось, телефон продавца — не ответил",
        ),
        ((events.CallRefused(1, "no money"),), "📞 Анна К.: соединить не удалось: no money"),
        ((*RINGING, events.CallOverdue(1, gave_up=True)), "📞 Анна К.: неизвестно, чем закончилось соединение"),
    ],
)
def test_one_line_says_who_rings_who_talks_and_what_came_of_it(facts: tuple[Any, ...], line: str) -> None:
    lines = [it for it in told(card(connected(*facts))) if it.startswith("📞")]
    assert lines == [line]


def test_the_line_is_gone_when_the_lead_is_closed() -> None:
    life = connected(*TALKING).tell(events.OutcomeSet(ANNA, LeadStatus.WON))
    assert not [it for it in told(card(life)) if it.startswith("📞")]


def test_the_button_stands_on_the_group_copy_and_the_private_one() -> None:
    life = claimed()
    for options in ({}, {"full_phone": True}):
        assert "Соединить меня" in [it for row in labels(card(life, **options)) for it in row]
    assert "Call me and connect" in [it for row in labels(card(life, "en")) for it in row]


def test_legs_are_told_by_why_and_not_by_the_cards_history() -> None:
    text = "\n".join(told(card(connected(*TALKING))))
    assert "на связи с покупателем" not in text
    assert "просит соединить" in text
