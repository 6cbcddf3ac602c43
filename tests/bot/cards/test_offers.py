"""An offered button does something: the table of buttons agrees with the process."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.cards.card import Action, unpack
from bot.cards.labels import LABELS
from bot.cards.offers import ACTIONS, OFFERED, keyboard, offers
from bot.texts.catalogue import LANGUAGES, Speaker
from desk.errors import Conflict
from desk.leads.decision import Situation
from desk.leads.doubts import doubts_of, repeatable, word_about
from desk.leads.events import (
    Claimed,
    ConnectAsked,
    PhoneCorrected,
    SmsRepeated,
    WishUndone,
)
from desk.leads.model import LeadStatus
from desk.leads.process import advance
from desk.phone import dialable
from tests.bot.lives import ANNA, BORIS, MOSCOW, Life, lives

SHOWING = {
    Action.WHY,
    Action.RAW,
    Action.MENDED,
    Action.OPEN,
    Action.NOTE,
    Action.POSTPONE,
    Action.HAND_ON,
    Action.WRITE,
    Action.MACROS,
}
# What they stand for depends on the call, the message or the wish they are about.
ABOUT = {Action.UNDO, Action.WENT, Action.WENT_NOT, Action.RESEND}
ALLOWED_REFUSALS = (
    "it is closed in the customer's zone",
    "the customer did not agree",
    "the customer cannot be called before",
    "the business hours never open",
    "the robot is calling right now",
    "it is too late to undo",
)


def event_of(action: Action, life: Life):  # type: ignore[no-untyped-def]
    by = life.lead.assignee or BORIS
    if action is Action.CORRECT_NUMBER:
        return PhoneCorrected(by, dialable("89161234568"))
    if action in (Action.WENT, Action.WENT_NOT):
        return word_about(doubts_of(life.lead)[0].subject, by, went=action is Action.WENT)
    if action is Action.RESEND:
        record = repeatable(life.lead)
        assert record
        return SmsRepeated(by, record.ref)
    if action is Action.UNDO and life.lead.held:
        return WishUndone(life.lead.held.by)
    return ACTIONS[action](by)


@settings(max_examples=150)
@given(lives(), st.sampled_from([None, *LeadStatus]))
def test_s0_58_x_57_every_offered_button_is_accepted(life: Life, status: LeadStatus | None) -> None:
    """In every status, reached by a life or just set. Only the hours and the consent may still refuse."""
    if status and (status is not LeadStatus.CALLING or life.lead.calls):
        life.lead = replace(life.lead, status=status)
    life.rules = replace(life.rules, connects=True, macros=True)
    for action in set(offers(life.lead, life.rules)) - SHOWING:
        situation = Situation(life.now, life.rules, "nonce")
        try:
            advance(life.lead, event_of(action, life), situation)
        except Conflict as refusal:
            assert refusal.reason.startswith(ALLOWED_REFUSALS), (action, refusal.reason)


@settings(max_examples=80)
@given(lives())
def test_every_lead_can_be_taken_given_back_or_asked_about(life: Life) -> None:
    offered = set(offers(life.lead, life.rules))
    assert Action.WHY in offered
    if life.lead.held:
        assert offered - {Action.NOTE} == {Action.UNDO, Action.WHY}
        return
    assert (Action.CLAIM in offered) is (life.lead.assignee is None)
    assert (Action.RELEASE in offered) is (life.lead.assignee is not None)
    assert not {Action.CALL_NOW, Action.RETRY} <= offered


@settings(max_examples=80)
@given(lives(), st.sampled_from(LANGUAGES))
def test_every_offered_button_is_on_the_card_once(life: Life, language: str) -> None:
    life.rules = replace(life.rules, connects=True, macros=True)
    rows = keyboard(life.lead, life.rules, life.history, Speaker(language), MOSCOW, (Action.RAW,))
    pressed = [unpack(button.data) for row in rows for button in row if not button.disabled]
    assert sorted(it.action for it in pressed if it) == sorted([*offers(life.lead, life.rules), Action.RAW])
    assert all(len(row) <= 3 for row in rows)
    assert [button.disabled for row in rows for button in row].count(True) == (
        life.lead.assignee is not None and not life.lead.final
    )


def test_a_manual_lead_has_retry_and_by_hand() -> None:
    life = Life().open().registered()
    manual = replace(life.lead, status=LeadStatus.MANUAL)
    assert set(offers(manual, life.rules)) == {Action.CLAIM, Action.RETRY, Action.BY_HAND, Action.WHY}


@pytest.mark.parametrize(
    ("status", "offered"),
    [
        (LeadStatus.REACHED, {Action.CLAIM, Action.RETRY, Action.WON, Action.LOST, Action.WHY}),
        (LeadStatus.WON, {Action.CLAIM, Action.LOST, Action.WHY}),
        (LeadStatus.LOST, {Action.CLAIM, Action.RETRY, Action.WON, Action.WHY}),
        (LeadStatus.INVALID_NUMBER, {Action.CORRECT_NUMBER, *["cl", "rt", "wo", "lo", "wy"]}),
        (LeadStatus.NEW, {Action.CLAIM, Action.BY_HAND, Action.WHY}),
        (LeadStatus.CALLING, {Action.CLAIM, Action.BY_HAND, Action.WHY}),
        (LeadStatus.WAITING_HOURS, {Action.CLAIM, Action.CALL_NOW, Action.BY_HAND, Action.WHY}),
    ],
)
def test_each_status_offers_what_makes_sense(status: LeadStatus, offered: set[Action]) -> None:
    life = Life().open().registered()
    assert set(offers(replace(life.lead, status=status), life.rules)) == offered


def test_the_owner_is_offered_to_be_connected_until_they_are() -> None:
    life = Life().open().registered().tell(Claimed(ANNA))
    assert Action.CONNECT not in offers(life.lead, life.rules), "telephony cannot do it here"
    life.rules = replace(life.rules, connects=True, macros=True)
    assert Action.CONNECT in offers(life.lead, life.rules)
    life.tell(ConnectAsked(ANNA))
    assert Action.CONNECT not in offers(life.lead, life.rules)


def test_every_action_has_a_label_in_both_languages() -> None:
    assert LABELS.keys() == set(Action)
    alike = {
        Action.TOUCH_RETRY,
        Action.TOUCH_BY_HAND,
        Action.TOLD_RETRY,
        Action.TOLD_BY_HAND,
        Action.LINK_AGAIN,
    }  # on cards of their own
    for language in LANGUAGES:
        told = [Speaker(language).say(label) for action, label in LABELS.items() if action not in alike]
        assert len(set(told)) == len(told)
    elsewhere = {Action.ATTEND}  # on reminders
    assert set(OFFERED) - SHOWING - ABOUT - {Action.CORRECT_NUMBER} == set(ACTIONS) - elsewhere


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("ru", ["Взять", "Вернуть", "Позвонить сейчас", "Повторить", "Вручную", "Дозвонились", "Продано", "Отказ"]),
        ("en", ["Claim", "Release", "Call now", "Retry", "By hand", "Reached", "Won", "Lost"]),
    ],
)
def test_d_04_d_05_d_06_the_buttons_are_called_as_agreed(language: str, expected: list[str]) -> None:
    assert [Speaker(language).say(LABELS[action]) for action in Action][:8] == expected


def test_a_holder_with_a_strange_name_makes_no_mention() -> None:
    life = Life().open().tell(Claimed(replace(ANNA, name="@durov <b>")))
    rows = keyboard(life.lead, life.rules, life.history, Speaker("ru"), MOSCOW)
    assert rows[0][0].text == "В работе: @\u2060durov, 11:41"
