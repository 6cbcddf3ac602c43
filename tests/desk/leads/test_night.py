"""Outside the hours: one SMS, ever, and sleep to the opening."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from desk.leads import events
from desk.leads.commands import PlaceCall, SendSms
from desk.leads.model import Action, LeadStatus
from desk.leads.policy import HoursOf
from desk.leads.records import SmsKind
from desk.ports import Disposition, SentSms
from tests.desk.leads.conftest import ANNA, Story, make_order

Tell = Callable[..., Story]
NIGHT = datetime(2026, 11, 23, 0, 30, tzinfo=UTC)  # 03:30 in Moscow, 10:30 in Vladivostok
NINE_IN_MOSCOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)


def asleep(story: Story) -> Story:
    story.now = NIGHT
    return story.open().registered()


def test_s0_35_at_night_nobody_is_called(story: Story) -> None:
    asleep(story)
    assert story.lead.status is LeadStatus.WAITING_HOURS
    assert not story.lead.calls


def test_s0_36_the_night_sms_is_owed(story: Story) -> None:
    asleep(story)
    assert [sms.kind for sms in story.lead.messages] == [SmsKind.NIGHT]
    assert story.commands == [SendSms(story.lead.messages[0].ref)]


def test_s0_40_the_order_sleeps_to_the_opening_instant(story: Story) -> None:
    asleep(story)
    assert (story.lead.next.action, story.lead.next.at) == (Action.CALL, NINE_IN_MOSCOW)
    story.wake()
    assert story.commands == [PlaceCall(1)]


def test_s0_37_night_sms_goes_out_once(story: Story) -> None:
    (sms,) = asleep(story).lead.messages
    story.tell(events.SmsAsked(sms)).tell(events.SmsTaken(sms.ref, SentSms("id-1"))).wake().ringing()
    story.now = datetime(2026, 11, 23, 17, 59, tzinfo=UTC)  # 20:59: the next call would be after closing
    story.ended(Disposition.BUSY)
    assert story.lead.status is LeadStatus.WAITING_HOURS
    assert [sms.kind for sms in story.lead.messages] == [SmsKind.NIGHT]
    assert story.commands == []


def test_s0_40_the_articles_two_hour_recheck_remains_a_setting(tell_of: Tell) -> None:
    story = asleep(tell_of(recheck=timedelta(hours=2)))
    assert (story.lead.next.action, story.lead.next.at) == (Action.CHECK_HOURS, NIGHT + timedelta(hours=2))
    story.wake()
    assert (story.lead.status, story.lead.next.at) == (LeadStatus.WAITING_HOURS, NIGHT + timedelta(hours=4))
    story.wake()
    assert (story.lead.next.action, story.lead.next.at) == (Action.CALL, NINE_IN_MOSCOW)
    assert len(story.lead.messages) == 1


def test_s0_10_s0_34_the_customers_zone_counts(story: Story) -> None:
    story.now = NIGHT
    story.open(make_order(timezone="Asia/Vladivostok")).registered()
    assert story.lead.status is LeadStatus.CALLING
    assert (story.lead.zone, story.lead.zone_from) == ("Asia/Vladivostok", "order")


def test_s0_34_the_shops_zone_stands_in(story: Story) -> None:
    asleep(story)
    assert (story.lead.zone, story.lead.zone_from) == ("Europe/Moscow", "shop")


@pytest.mark.parametrize(
    ("of", "status"),
    [
        (HoursOf.SHOP, LeadStatus.CALLING),
        (HoursOf.CUSTOMER, LeadStatus.WAITING_HOURS),
        (HoursOf.BOTH, LeadStatus.WAITING_HOURS),
    ],
)
def test_whose_hours_count_is_a_setting(tell_of: Tell, of: HoursOf, status: LeadStatus) -> None:
    story = tell_of(of=of)
    story.now = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)  # 15:00 in Moscow, 22:00 in Vladivostok
    story.open(make_order(timezone="Asia/Vladivostok")).registered()
    assert story.lead.status is status


def test_s0_38_a_call_planned_in_time_is_not_placed_after_closing(story: Story) -> None:
    story.now = datetime(2026, 11, 23, 17, 59, tzinfo=UTC)
    story.open().registered().wait(minutes=5).tell(events.HoursClosed(1))
    assert story.lead.status is LeadStatus.WAITING_HOURS
    assert story.lead.calls == ()


def test_a_pause_that_ends_after_closing_lasts_to_the_opening(story: Story) -> None:
    story.now = datetime(2026, 11, 23, 17, 45, tzinfo=UTC)
    story.open().registered().ringing().ended(Disposition.NO_ANSWER)
    assert story.lead.status is LeadStatus.WAITING_HOURS
    assert story.lead.next.at == NINE_IN_MOSCOW + timedelta(days=1)
    assert [sms.kind for sms in story.lead.messages] == [SmsKind.NIGHT]


def test_hours_that_never_open_are_a_persons(tell_of: Tell) -> None:
    story = tell_of(hours="Mon-Sun closed").open().registered()
    assert story.lead.status is LeadStatus.MANUAL


def test_s0_37_a_night_sms_that_was_unwanted_for_a_while_is_owed_again(story: Story) -> None:
    """The gateway was down, a person had the lead, and at night it is the robot's again: the customer hears, once."""
    (sms,) = asleep(story).lead.messages
    story.tell(events.Claimed(ANNA)).tell(events.Released(ANNA)).tell(events.RetryAsked(ANNA))
    assert (story.lead.status, story.lead.messages) == (LeadStatus.WAITING_HOURS, (sms,))
    assert SendSms(sms.ref) in story.commands
