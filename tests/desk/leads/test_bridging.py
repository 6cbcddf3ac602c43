"""A bridge: telephony calls the owner of a lead, then its customer, and joins them. It moves no lead."""

from datetime import timedelta

import pytest

from desk.errors import Conflict, Ignored
from desk.leads import events
from desk.leads.bridging import LONGEST, SILENT_FOR, START_WITHIN
from desk.leads.commands import CheckBridge, PlaceBridge, StopCall
from desk.leads.doubts import About, doubts_of, word_about
from desk.leads.model import Action, Bridge, LeadStatus, Stage
from desk.leads.policy import ConsentRule, StaffRules
from desk.ports import CallReport, Disposition, StartedCall
from desk.telephony import Leg
from tests.desk.leads.conftest import ANNA, BORIS, Story, make_order, make_rules

LEASE = StaffRules(lease=timedelta(hours=2), remind_before=timedelta(minutes=30))


@pytest.fixture
def story() -> Story:
    """Anna has the lead, and telephony can connect."""
    told = Story(rules=make_rules(connects=True, staff=LEASE))
    return told.open().registered().tell(events.Claimed(ANNA))


def connected(story: Story) -> Story:
    return story.tell(events.ConnectAsked(ANNA))


def hear(story: Story, *facts: events.CallFact) -> Story:
    for fact in facts:
        story.tell(events.BridgeHeard(fact))
    return story


def ringing(story: Story) -> Story:
    """Her phone rings."""
    started = events.CallStarted(1, StartedCall("s1", "http://stop"))
    return hear(connected(story), events.CallAsked(1), started, events.PlanTaken(1, "s1"))


def ended(
    story: Story, disposition: Disposition, leg: Leg | None, *, seconds: int = 0, session: str = "s1", why: str = ""
) -> Story:
    report = CallReport("", session, disposition, disposition.value, why, seconds, leg=leg)
    return hear(story, events.CallEnded(1, report))


def bridge(story: Story) -> Bridge:
    assert story.lead.bridge
    return story.lead.bridge


def test_the_owner_of_a_lead_is_connected(story: Story) -> None:
    connected(story)
    assert story.commands[-2:] == [PlaceBridge(1), CheckBridge(1)]
    assert (bridge(story).by, bridge(story).begun_at, bridge(story).leg) == (ANNA, story.now, None)
    assert bridge(story).call.token == f"7-b1-nonce{story._nonces:04}"
    assert (story.entries[-1].what, story.entries[-1].who) == ("connect_asked", "Анна")
    assert story.lead.calls == story.lead.calls[:1], "it is no robot's call"


def test_a_whole_conversation_is_told_leg_by_leg(story: Story) -> None:
    before = story.lead.status
    ringing(story)
    hear(story, events.CallMoved(1, "s1", Leg.CUSTOMER), events.CallMoved(1, "s1", Leg.TALK))
    ended(story, Disposition.ANSWERED, Leg.TALK, seconds=95)
    assert story.whats[-7:] == [
        "connect_asked",
        "connect_sent",
        "connect_started",
        "connect_ringing",
        "connect_customer",
        "connect_talk",
        "connect_talked",
    ]
    call = bridge(story).call
    assert (call.result, call.talk_seconds, bridge(story).leg) == (Disposition.ANSWERED, 95, Leg.TALK)
    assert (story.lead.status, story.lead.assignee) == (before, ANNA), "reached is for her to say"


@pytest.mark.parametrize(
    ("disposition", "leg", "what"),
    [
        (Disposition.NO_ANSWER, Leg.SELLER, "connect_no_seller"),
        (Disposition.VOICEMAIL, Leg.SELLER, "connect_no_seller"),
        (Disposition.BUSY, Leg.CUSTOMER, "connect_no_customer"),
        (Disposition.CANCELLED, Leg.CUSTOMER, "connect_no_customer"),
        (Disposition.FAILED, Leg.SELLER, "connect_failed"),
        (Disposition.FAILED, None, "connect_failed"),
        (Disposition.ANSWERED, Leg.TALK, "connect_talked"),
    ],
)
def test_every_end_has_a_line_of_its_own(story: Story, disposition: Disposition, leg: Leg | None, what: str) -> None:
    ended(ringing(story), disposition, leg, why="a reason")
    assert story.whats[-1] == what
    assert story.entries[-1].data["disposition"] == disposition.value


def test_only_its_owner_is_connected(story: Story) -> None:
    with pytest.raises(Conflict, match="Анна"):
        story.tell(events.ConnectAsked(BORIS))
    story.tell(events.Released(ANNA))
    with pytest.raises(Conflict, match="take it first"):
        connected(story)


def test_where_telephony_cannot_connect_nobody_is() -> None:
    told = Story().open().registered().tell(events.Claimed(ANNA))
    with pytest.raises(Conflict, match="please call yourself"):
        connected(told)


def test_the_hours_of_the_customer_are_kept_and_their_opening_is_named() -> None:
    order = make_order(timezone="Asia/Vladivostok")
    told = Story(rules=make_rules(connects=True)).open(order).registered().tell(events.Claimed(ANNA))
    told.wait(hours=3)  # 22:00 there
    with pytest.raises(Conflict, match=r"before 2026-11-24T09:00\+10:00 in Asia/Vladivostok"):
        connected(told)
    assert connected(told.wait(hours=11)).commands


def test_a_shop_that_never_opens_connects_nobody() -> None:
    told = Story(rules=make_rules("Mon-Sun closed", connects=True)).open().registered()
    with pytest.raises(Conflict, match="never open"):
        connected(told.tell(events.Claimed(ANNA)))


def test_a_person_may_call_whom_the_robot_may_not(story: Story) -> None:
    """Consent is asked for a robot's call; somebody who was ordered from may call about the order."""
    told = Story(rules=make_rules(connects=True, consent=ConsentRule.REQUIRED))
    told.open().registered().tell(events.Claimed(ANNA))
    assert connected(told).commands == [PlaceBridge(1), CheckBridge(1)]


def test_without_a_number_there_is_nobody_to_connect_with() -> None:
    told = Story(rules=make_rules(connects=True)).open(make_order(phone="")).registered()
    with pytest.raises(Conflict, match="correct the number"):
        connected(told.tell(events.Claimed(ANNA)))


def test_not_while_the_robot_is_on_the_line(story: Story) -> None:
    story.tell(events.RetryAsked(ANNA)).ringing()
    story.tell(events.PlanTaken(len(story.lead.calls), "r1"))
    with pytest.raises(Conflict, match="robot is calling"):
        connected(story)
    story.tell(events.Postponed(ANNA, story.now + timedelta(hours=1)))
    with pytest.raises(Conflict, match="robot is calling"):
        connected(story)
    assert connected(story.wait(minutes=11)).commands, "a robot's session does not live that long"


def test_a_robot_that_has_not_dialled_yet_is_kept_from_it(story: Story) -> None:
    story.tell(events.RetryAsked(ANNA)).ringing()
    number = len(story.lead.calls)
    connected(story)
    assert story.commands == [StopCall(number), PlaceBridge(1), CheckBridge(1)]
    assert (story.lead.status, story.lead.next.action) == (LeadStatus.MANUAL, Action.PERSON)
    with pytest.raises(Conflict, match="not wanted"):
        story.tell(events.PlanTaken(number, "r1"))


def test_the_robots_pause_ends_when_its_owner_calls(story: Story) -> None:
    story.tell(events.RetryAsked(ANNA)).ringing().ended(Disposition.BUSY)
    assert story.lead.status is LeadStatus.WAITING_RETRY
    assert connected(story).lead.status is LeadStatus.MANUAL
    with pytest.raises(Ignored):
        story.wait(hours=2).tell(events.TimeCame())


def test_never_two_bridges_of_one_lead_and_no_robot_beside_one(story: Story) -> None:
    ringing(story)
    with pytest.raises(Conflict, match="Анна is being connected"):
        connected(story)
    with pytest.raises(Conflict, match="Анна is being connected"):
        story.tell(events.RetryAsked(ANNA))
    story.tell(events.Released(ANNA)).tell(events.Claimed(BORIS))
    with pytest.raises(Conflict, match="Анна is being connected"):
        story.tell(events.ConnectAsked(BORIS))
    ended(story, Disposition.ANSWERED, Leg.TALK, seconds=10)
    story.tell(events.ConnectAsked(BORIS))
    assert [it.by for it in story.lead.bridges] == [ANNA, BORIS]


def test_f_01_a_bridge_is_asked_for_once(story: Story) -> None:
    hear(connected(story), events.CallAsked(1))
    with pytest.raises(Ignored):
        hear(story, events.CallAsked(1))
    hear(story, events.CallPostponed(1, "429"))
    assert bridge(story).call.asked_at is None
    hear(story, events.CallAsked(1), events.CallUnsure(1, "read timeout"))
    assert bridge(story).call.asked_at == story.now


def test_a_plan_goes_to_one_session(story: Story) -> None:
    ringing(story)
    hear(story, events.PlanTaken(1, "s1"))
    with pytest.raises(Conflict, match="another session"):
        hear(story, events.PlanTaken(1, "s2"))
    ended(story, Disposition.FAILED, Leg.SELLER, session="s2")
    assert (story.whats[-1], bridge(story).call.result) == ("connect_doubled", None)


@pytest.mark.parametrize("lost", ["released", "sold", "late", "closed"])
def test_a_plan_is_refused_once_the_bridge_is_not_wanted_any_more(story: Story, lost: str) -> None:
    hear(connected(story), events.CallAsked(1))
    if lost == "released":
        story.tell(events.Released(ANNA))
    elif lost == "sold":
        story.tell(events.OutcomeSet(ANNA, LeadStatus.WON))
    elif lost == "late":
        story.wait(seconds=START_WITHIN.total_seconds())
    else:
        story.rules = make_rules("Mon-Sun 13:00-14:00", connects=True)
    with pytest.raises(Conflict, match=r"not wanted|not the time"):
        hear(story, events.PlanTaken(1, "s1"))


def test_word_of_the_legs_may_come_late_or_twice_and_never_leads_back(story: Story) -> None:
    ringing(story)
    with pytest.raises(Ignored):
        hear(story, events.CallMoved(1, "s2", Leg.TALK))
    hear(story, events.CallMoved(1, "s1", Leg.TALK))
    for leg in Leg:
        with pytest.raises(Ignored):
            hear(story, events.CallMoved(1, "s1", leg))
    ended(story, Disposition.ANSWERED, Leg.TALK, seconds=5)
    with pytest.raises(Ignored):
        hear(story, events.CallMoved(1, "s1", Leg.TALK))


def test_what_was_settled_stays_settled_unless_nobody_knew(story: Story) -> None:
    ended(ringing(story), Disposition.BUSY, Leg.CUSTOMER)
    ended(story, Disposition.ANSWERED, Leg.TALK, seconds=9)
    assert (story.whats[-1], bridge(story).call.result) == ("connect_repeated", Disposition.BUSY)
    with pytest.raises(Ignored):
        report = CallReport("", "s1", Disposition.ANSWERED, leg=Leg.TALK)
        hear(story, events.CallEnded(1, report, source="history"))


def test_s0_47_an_answer_that_was_lost_is_settled_by_waiting(story: Story) -> None:
    hear(connected(story), events.CallAsked(1), events.CallUnsure(1, "read timeout"))
    with pytest.raises(Ignored):
        hear(story.wait(seconds=119), events.CallOverdue(1))
    hear(story.wait(seconds=1), events.CallOverdue(1))
    call = bridge(story).call
    assert (call.result, call.reason) == (Disposition.FAILED, "telephony did not begin in time")
    assert connected(story).commands, "and may be asked for again"


def test_s0_47_without_any_report_a_person_has_to_find_out(story: Story) -> None:
    ringing(story)
    with pytest.raises(Ignored):
        hear(story.wait(minutes=59), events.CallOverdue(1))
    hear(story.wait(minutes=1), events.CallOverdue(1))
    assert (story.whats[-1], bridge(story).call.result) == ("connect_unknown", Disposition.UNKNOWN)
    ended(story, Disposition.ANSWERED, Leg.TALK, seconds=60)
    assert bridge(story).call.talk_seconds == 60, "a report that comes at last is believed"
    with pytest.raises(Ignored):
        hear(story, events.CallOverdue(1, gave_up=True))


def test_a_check_that_was_given_up_leaves_no_bridge_open(story: Story) -> None:
    hear(ringing(story), events.CallOverdue(1, gave_up=True))
    assert bridge(story).call.result is Disposition.UNKNOWN
    assert LONGEST < SILENT_FOR


def test_refused_by_telephony_it_has_failed(story: Story) -> None:
    hear(connected(story), events.CallAsked(1), events.CallRefused(1, "no money"))
    assert (story.whats[-1], story.entries[-1].why) == ("connect_failed", "no money")
    assert story.lead.trouble is None
    with pytest.raises(Ignored):
        hear(story, events.CallRefused(1, "no money"))


def test_the_hours_ended_before_it_began(story: Story) -> None:
    hear(connected(story), events.HoursClosed(1))
    assert bridge(story).call.reason == "it is not the time to call any more"


def test_n_01_a_conversation_is_a_sign_of_work(story: Story) -> None:
    ringing(story).wait(minutes=20)
    ended(story, Disposition.ANSWERED, Leg.TALK, seconds=1100)
    assert story.lead.patience
    assert (story.lead.patience.since, story.lead.patience.stage) == (story.now, Stage.IDLE_SOON)


@pytest.mark.parametrize("whose", ["nobody talked", "somebody else's by now"])
def test_n_01_without_a_conversation_the_lease_runs_on(story: Story, whose: str) -> None:
    ringing(story)
    if whose != "nobody talked":
        story.tell(events.HandedTo(BORIS, ANNA))
    since = story.lead.patience.since if story.lead.patience else None
    ended(story.wait(minutes=5), Disposition.ANSWERED, Leg.TALK, seconds=0 if whose == "nobody talked" else 60)
    assert story.lead.patience
    assert story.lead.patience.since == since


def test_n_01_what_was_put_off_stays_put_off_while_its_owner_calls(story: Story) -> None:
    until = story.now + timedelta(days=1)
    story.tell(events.Postponed(ANNA, until))
    ended(ringing(story), Disposition.ANSWERED, Leg.TALK, seconds=60)
    assert story.lead.patience
    assert (story.lead.patience.stage, story.lead.patience.at, story.lead.next.at) == (Stage.POSTPONED, until, until)


def test_a_lead_knows_only_its_own_bridges(story: Story) -> None:
    for fact in (events.CallAsked(1), events.PlanTaken(2, "s1"), events.CallOverdue(3)):
        with pytest.raises(Ignored, match="no bridge"):
            hear(story, fact)


# --- what nobody knows (N-07) ------------------------------------------------------------------------------------


def silent(story: Story) -> Story:
    """A session has fetched its plan, and nobody reported what came of it."""
    ringing(story).wait(seconds=SILENT_FOR.total_seconds())
    return hear(story, events.CallOverdue(1))


def test_n_07_people_are_asked_about_a_bridge_that_nobody_reported_of(story: Story) -> None:
    silent(story)
    assert [(it.subject, it.about, it.number, it.since) for it in doubts_of(story.lead)] == [
        ("b1", About.BRIDGE, 1, story.now)
    ]
    assert (bridge(story).call.result, story.whats[-1]) == (Disposition.UNKNOWN, "connect_unknown")


def test_n_07_nobody_is_asked_where_no_session_fetched_the_plan(story: Story) -> None:
    """Without one nobody was rung, whatever became of the answer to the request."""
    hear(connected(story), events.CallAsked(1), events.CallUnsure(1, "the connection was cut"))
    story.wait(seconds=START_WITHIN.total_seconds())
    hear(story, events.CallOverdue(1))
    assert (bridge(story).call.result, doubts_of(story.lead)) == (Disposition.FAILED, [])


@pytest.mark.parametrize(("went", "word", "what"), [(True, "went", "connect_went"), (False, "not", "connect_not_made")])
def test_n_07_a_word_about_a_bridge_is_written_down(story: Story, went: bool, word: str, what: str) -> None:
    before = silent(story).lead.status
    story.tell(word_about("b1", ANNA, went=went))
    assert (doubts_of(story.lead), bridge(story).call.word) == ([], word)
    assert (story.entries[-1].what, story.entries[-1].who) == (what, "Анна")
    assert (story.lead.status, story.commands) == (before, [])
    with pytest.raises(Conflict, match="settled meanwhile"):
        story.tell(word_about("b1", ANNA, went=went))


def test_n_07_its_owner_says_it_or_an_admin(story: Story) -> None:
    silent(story)
    with pytest.raises(Conflict, match="Анна"):
        story.tell(word_about("b1", BORIS, went=True))
    story.tell(word_about("b1", BORIS, went=True, by_force=True))
    assert doubts_of(story.lead) == []


def test_n_07_after_a_word_she_may_be_connected_anew_and_the_bridges_are_told_apart(story: Story) -> None:
    silent(story).tell(events.ConnectAsked(ANNA))
    story.tell(word_about("b1", ANNA, went=False))
    first, second = story.lead.bridges
    assert (first.call.word, second.call.word, second.call.result) == ("not", None, None)
    with pytest.raises(Conflict, match="settled meanwhile"):
        story.tell(word_about("b2", ANNA, went=False))


@pytest.mark.parametrize(("went", "overruled"), [(False, True), (True, False)])
def test_n_07_a_report_that_comes_after_the_word_wins(story: Story, went: bool, overruled: bool) -> None:
    silent(story).tell(word_about("b1", ANNA, went=went))
    ended(story, Disposition.ANSWERED, Leg.TALK, seconds=40)
    assert (bridge(story).call.result, bridge(story).call.word) == (Disposition.ANSWERED, None)
    assert ("word_overruled" in story.whats) is overruled


def test_n_07_a_report_that_knows_nothing_either_asks_nobody_twice(story: Story) -> None:
    silent(story).tell(word_about("b1", ANNA, went=True))
    ended(story, Disposition.UNKNOWN, Leg.SELLER)
    assert (doubts_of(story.lead), bridge(story).call.word) == ([], "went")


def test_n_07_whoever_ends_the_lead_is_not_asked_about_its_bridge(story: Story) -> None:
    silent(story).tell(events.OutcomeSet(ANNA, LeadStatus.WON))
    assert doubts_of(story.lead) == []
    with pytest.raises(Conflict, match="settled meanwhile"):
        story.tell(word_about("b1", ANNA, went=True))
