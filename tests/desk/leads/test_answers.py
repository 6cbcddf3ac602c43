"""Answers to customers and macros, as steps of the process (X-18)."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from desk.errors import Conflict, Ignored
from desk.leads import events
from desk.leads.commands import SendSms, TellDropped
from desk.leads.doubts import repeatable
from desk.leads.holding import held_for
from desk.leads.model import Lead, LeadStatus, Person, Stage
from desk.leads.policy import StaffRules
from desk.leads.records import SmsKind, SmsRecord
from desk.leads.wishes import Deed, MacroStep, StepKind
from tests.desk.leads.conftest import ANNA, BORIS, Story

WORDS = "Анна, заказ готов"
NOTE = MacroStep(StepKind.NOTE, "на складе")
ANSWER = MacroStep(StepKind.ANSWER, WORDS, "Готов")
WON = MacroStep(StepKind.WON)
RELEASE = MacroStep(StepKind.RELEASE)
LOST = MacroStep(StepKind.LOST, "price")


def in_work(story: Story) -> Story:
    return story.open().registered().tell(events.Claimed(ANNA))


def later(story: Story, **ahead: float) -> MacroStep:
    return MacroStep(StepKind.POSTPONE, until=story.now + timedelta(**ahead))


def answers(lead: Lead) -> list[SmsRecord]:
    return [it for it in lead.messages if it.kind is SmsKind.ANSWER]


def macro(*steps: MacroStep, by: Person = ANNA, by_force: bool = False) -> events.MacroAsked:
    return events.MacroAsked(by, "Готов", steps, by_force)


def holding(tell_of: Callable[..., Story]) -> Story:
    return in_work(tell_of(staff=StaffRules(undo=timedelta(seconds=5))))


def test_x_18_an_answer_is_a_message_with_the_very_words(story: Story) -> None:
    in_work(story).tell(events.AnswerAsked(ANNA, f"  {WORDS}\n", "Готов", at_once=True))
    (record,) = answers(story.lead)
    assert (record.text, record.name, record.at_once, record.status) == (WORDS, "Готов", True, None)
    assert story.commands == [SendSms(record.ref)]
    assert story.entries[-1].data == {"name": "Готов", "text": WORDS}


def test_x_18_only_its_owner_and_admins_write(story: Story) -> None:
    story.open().registered()
    for taken, who, said in ((False, ANNA, "take it first"), (True, BORIS, "Анна has this lead")):
        if taken:
            story.tell(events.Claimed(ANNA))
        for wish in (events.AnswerAsked(who, WORDS), macro(NOTE, by=who)):
            with pytest.raises(Conflict, match=said):
                story.tell(wish)
    story.tell(events.AnswerAsked(BORIS, WORDS, by_force=True))
    assert len(answers(story.lead)) == 1


@pytest.mark.parametrize("words", ["", " \n ", "х" * 801])
def test_x_18_what_is_no_message_is_refused(story: Story, words: str) -> None:
    with pytest.raises(Conflict):
        in_work(story).tell(events.AnswerAsked(ANNA, words))


def test_x_18_without_sms_or_a_number_nobody_is_written_to(tell_of: Callable[..., Story]) -> None:
    with pytest.raises(Conflict, match="switched off"):
        in_work(tell_of(sms=False)).tell(events.AnswerAsked(ANNA, WORDS))


def test_x_18_several_answers_are_several_messages(story: Story) -> None:
    in_work(story).tell(macro(ANSWER, ANSWER)).tell(events.AnswerAsked(ANNA, "Ещё одно"))
    refs = [it.ref for it in answers(story.lead)]
    assert len(set(refs)) == 3


def test_x_18_an_answer_renews_the_lease(tell_of: Callable[..., Story]) -> None:
    story = in_work(tell_of(staff=StaffRules(lease=timedelta(hours=2)))).wait(hours=1)
    story.tell(events.AnswerAsked(ANNA, WORDS))
    assert story.lead.patience
    assert story.lead.patience.since == story.now


def test_n_07_an_answer_that_did_not_go_out_is_sent_again_with_its_own_words(story: Story) -> None:
    in_work(story).tell(macro(ANSWER)).tell(events.AnswerAsked(ANNA, "Другое"))
    first = answers(story.lead)[0]
    story.tell(events.SmsAsked(first)).tell(events.SmsUnsure(first.ref, "cut")).tell(events.SmsLost(first.ref, "lost"))
    story.tell(events.SmsSettled(ANNA, first.ref, went=False))
    assert repeatable(story.lead) is story.lead.message(first.ref), "the later one is about something else"
    story.tell(events.SmsRepeated(ANNA, first.ref))
    again = answers(story.lead)[-1]
    assert (again.text, again.name, again.ref != first.ref) == (WORDS, "Готов", True)
    assert repeatable(story.lead) is None


def test_x_18_a_macro_is_its_steps_in_a_row(story: Story) -> None:
    in_work(story).tell(macro(NOTE, ANSWER, later(story, days=1)))
    assert story.whats[-4:] == ["macro_run", "note", "answered", "postponed"]
    assert story.lead.patience
    assert story.lead.patience.stage is Stage.POSTPONED
    assert all(it.who == ANNA.name for it in story.entries[-4:])


def test_x_18_after_the_last_step_it_is_as_if_each_had_been_asked_for(tell_of: Callable[..., Story]) -> None:
    """Put off and given back: the clock of whoever takes it runs, not that of who had it."""
    staff = StaffRules(answer_within=timedelta(minutes=15), lease=timedelta(hours=2))
    one, other = in_work(tell_of(staff=staff)), in_work(tell_of(staff=staff))
    one.tell(macro(later(one, days=1), RELEASE))
    other.tell(events.Postponed(ANNA, other.now + timedelta(days=1))).tell(events.Released(ANNA))
    assert (one.lead.patience, one.lead.next, one.lead.assignee) == (other.lead.patience, other.lead.next, None)


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        ((NOTE, WON, WON), "step 3 of the macro, won: it is won already"),
        ((NOTE, RELEASE, ANSWER), "step 3 of the macro, answer: nobody has this lead: take it first"),
        ((WON, MacroStep(StepKind.POSTPONE)), "step 2 of the macro, postpone: this moment has passed already"),
        ((MacroStep(StepKind.NOTE, " "),), "step 1 of the macro, note: the note is empty"),
    ],
)
def test_x_18_the_step_that_is_not_possible_is_named_and_nothing_is_done(
    story: Story, steps: tuple[MacroStep, ...], said: str
) -> None:
    before = in_work(story).lead
    with pytest.raises(Conflict) as refused:
        story.tell(macro(*steps))
    assert refused.value.reason == said
    assert story.lead is before


def test_x_18_lost_takes_its_reason_along(story: Story) -> None:
    in_work(story).tell(macro(LOST))
    assert (story.lead.status, story.lead.outcome_reason) == (LeadStatus.LOST, "price")


def test_n_08_only_what_has_an_effect_outside_is_held(story: Story) -> None:
    assert held_for(macro(NOTE, later(story, days=1), RELEASE)) is None
    for step in (ANSWER, WON, LOST):
        held = held_for(macro(NOTE, step))
        assert held and (held.deed, held.steps) == (Deed.MACRO, (NOTE, step))


def test_n_08_a_held_answer_goes_out_when_its_time_is_over(tell_of: Callable[..., Story]) -> None:
    story = holding(tell_of)
    wish = held_for(events.AnswerAsked(BORIS, WORDS, "Готов", at_once=True, by_force=True))
    assert wish
    story.tell(wish)
    assert (answers(story.lead), story.commands) == ([], [])
    with pytest.raises(Ignored, match="asked for this already"):
        story.tell(wish)
    other = held_for(events.AnswerAsked(BORIS, "Другое", "Готов", by_force=True))
    assert other
    with pytest.raises(Conflict, match="something else"):
        story.tell(other)
    story.wait(seconds=5).tell(events.HoldEnded())
    (record,) = answers(story.lead)
    assert (record.text, record.at_once) == (WORDS, True)


def test_n_08_a_held_macro_that_is_not_possible_any_more_is_dropped_whole(tell_of: Callable[..., Story]) -> None:
    story = holding(tell_of)
    soon = MacroStep(StepKind.POSTPONE, until=story.now + timedelta(seconds=4))
    wish = held_for(macro(NOTE, ANSWER, soon))
    assert wish
    story.tell(wish).wait(seconds=5).tell(events.HoldEnded())
    why = "step 3 of the macro, postpone: this moment has passed already"
    assert story.commands == [TellDropped(ANNA, Deed.MACRO, why)]
    assert (answers(story.lead), "note" in story.whats) == ([], False)
