"""The moves of a lead as they are read off the table: what the picture of the process shows (S0-58)."""

from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, settings

from desk.leads import events
from desk.leads.decision import Decision
from desk.leads.flow import START, Cause, Move, cause_of, moves
from desk.leads.model import FINAL, Lead, LeadStatus
from desk.leads.process import TRANSITIONS
from desk.leads.samples import facts_of
from tests.desk.leads.conftest import MONDAY_NOON, Story
from tests.desk.leads.test_properties import LeadLife

# These never move a lead to another status: they write something down, or change who has it.
AT_REST = {
    events.RegistrationPostponed,
    events.CallAsked,
    events.CallStarted,
    events.CallPostponed,
    events.CallUnsure,
    events.CallHeld,
}


def ways(*causes: Cause, people: bool = True) -> set[tuple[str, str]]:
    return {(it.before.value, it.after.value) for it in moves(people=people) if it.cause in causes}


def test_s0_58_what_happens_by_itself() -> None:
    assert ways(Cause.MACHINE, people=False) == {
        ("new", "calling"),
        ("new", "waiting_hours"),
        ("new", "invalid_number"),
        ("new", "manual"),
        ("manual", "new"),
        ("calling", "waiting_retry"),
        ("calling", "waiting_hours"),
        ("calling", "manual"),
        ("calling", "reached"),
        ("calling", "voicemail"),
        ("calling", "unreachable"),
        ("calling", "invalid_number"),
    }


def test_s0_58_what_time_does() -> None:
    assert ways(Cause.TIME) == {
        ("calling", "manual"),
        ("waiting_hours", "calling"),
        ("waiting_retry", "calling"),
        ("waiting_retry", "waiting_hours"),
    }


@pytest.mark.parametrize("status", list(LeadStatus))
def test_people_take_and_end_a_lead_wherever_it_is(status: LeadStatus) -> None:
    """As the note beneath the picture says."""
    after = {it.after for it in moves() if it.before is status and it.cause is Cause.PERSON}
    assert {LeadStatus.MANUAL, LeadStatus.WON, LeadStatus.LOST} - {status} <= after
    assert not any(it.cause is Cause.PERSON for it in moves(people=False))


def test_every_status_is_come_to_and_every_open_one_left() -> None:
    assert {it.after for it in moves(people=False)} | {START, LeadStatus.WON, LeadStatus.LOST} == set(LeadStatus)
    assert {it.before for it in moves(people=False)} == set(LeadStatus) - FINAL


def test_every_line_of_the_table_moves_something() -> None:
    played = {(it.before, it.fact) for it in moves()}
    lines = {(status, kind.__name__) for status, kind in TRANSITIONS if kind not in AT_REST | {events.Released}}
    taken = {(status, name) for status in (LeadStatus.MANUAL, *FINAL) for name in ("Claimed", "HandedTo")}  # it stays
    by_hand = {(LeadStatus.MANUAL, name) for name in ("ManualAsked", "Postponed", "Attended")}
    by_hand |= {(LeadStatus.MANUAL, name) for name in ("PatienceEnded", "ConnectAsked")}
    by_hand |= {(status, "OutcomeExplained") for status in FINAL}
    corrected = {line for line in lines if line[1] == "PhoneCorrected"}  # moves only what a bad number had stopped
    assert lines - taken - by_hand - corrected <= played


@pytest.mark.parametrize("kind", sorted({kind for _status, kind in TRANSITIONS}, key=lambda it: it.__name__))
def test_every_fact_of_the_table_can_be_made_up(kind: type, story: Story) -> None:
    made = list(facts_of(kind, story.open().lead, MONDAY_NOON))
    assert made and all(type(it) is kind for it in made)


def test_a_fact_of_an_unknown_shape_is_not_passed_over_in_silence(story: Story) -> None:
    @dataclass
    class Odd:
        what: complex

    with pytest.raises(KeyError):
        list(facts_of(Odd, story.open().lead, MONDAY_NOON))


def test_who_moves_it_is_told_by_the_fact() -> None:
    assert cause_of(events.TimeCame) is Cause.TIME
    assert cause_of(events.CallEnded) is Cause.MACHINE
    assert cause_of(events.RetryAsked) is Cause.PERSON


class KnownMoves(LeadLife):
    """Any life under any rules: it makes no move that the picture does not know."""

    def _keep(self, before: Lead | None, decision: Decision) -> None:
        after = decision.lead.status
        super()._keep(before, decision)
        if before and before.status is not after:
            assert (before.status, after) in {(it.before, it.after) for it in moves()}


TestKnownMoves = KnownMoves.TestCase
TestKnownMoves.settings = settings(
    max_examples=60, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
)


def test_a_move_says_where_from_why_and_where_to() -> None:
    assert Move(LeadStatus.CALLING, "CallEnded", Cause.MACHINE, LeadStatus.REACHED) in moves()
