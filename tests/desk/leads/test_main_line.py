"""From the order to the answered call, and the branches of the article."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from desk.errors import Ignored
from desk.leads import events
from desk.leads.commands import CheckCall, PlaceCall, Register, SendSms
from desk.leads.model import Action, LeadStatus, Trouble
from desk.leads.policy import ConsentRule
from desk.leads.records import SmsKind
from desk.model import Consent, Customer, Order, Partner
from desk.ports import Disposition
from tests.desk.leads.conftest import ANNA, MONDAY_NOON, Story, make_order

Tell = Callable[..., Story]


def test_s0_01_an_order_is_registered_at_once(story: Story) -> None:
    story.open()
    assert story.lead.status is LeadStatus.NEW
    assert story.commands == [Register()]
    assert (story.lead.next.action, story.lead.next.at) == (Action.REGISTER, MONDAY_NOON)


def test_s0_08_a_name_and_a_number_are_enough(story: Story) -> None:
    story.open(Order("site", "x", Customer(name="Анна", phone="9161234567")))
    assert story.lead.phone == "+79161234567"


def test_s0_28_s0_29_the_id_of_the_crm_is_kept(story: Story) -> None:
    story.open().registered()
    assert (story.lead.crm_system, story.lead.crm_id) == ("bitrix24", "5533")


def test_s0_30_only_a_registered_lead_is_dialled(story: Story) -> None:
    story.open()
    assert not story.lead.calls
    story.registered()
    assert story.commands == [PlaceCall(1)]
    assert story.lead.status is LeadStatus.CALLING


def test_s0_21_the_partner_is_kept_with_what_the_crm_knew(story: Story) -> None:
    story.open().tell(events.PartnerSought(Partner("partner42", "9", "Acme")))
    assert story.lead.partner == Partner("partner42", "9", "Acme")
    assert story.whats[-1] == "partner_found"


def test_s0_21_an_unknown_partner_stops_nothing(story: Story) -> None:
    story.open().tell(events.PartnerSought(Partner("nobody"))).registered()
    assert "partner_unknown" in story.whats
    assert story.lead.status is LeadStatus.CALLING


def test_s0_42_the_call_has_a_token_nobody_can_guess(story: Story) -> None:
    story.open().registered()
    assert story.lead.calls[0].token.startswith("7-1-")
    assert len(story.lead.calls[0].token) > len("7-1-")


def test_s0_46_the_intent_is_written_and_the_deadline_announced(story: Story) -> None:
    story.open().registered().tell(events.CallAsked(1))
    assert story.lead.calls[0].asked_at == MONDAY_NOON
    assert (story.lead.next.action, story.lead.next.at) == (Action.AWAIT_RESULT, MONDAY_NOON + timedelta(minutes=10))
    assert CheckCall(1) in story.commands


def test_s0_51_an_answered_call_ends_with_one_sms(story: Story) -> None:
    story.open().registered().ringing().ended(Disposition.ANSWERED)
    assert story.lead.status is LeadStatus.REACHED
    assert [sms.kind for sms in story.lead.messages] == [SmsKind.REACHED]
    assert story.commands == [SendSms(story.lead.messages[0].ref)]
    assert story.lead.next.action is Action.NOTHING


def test_s0_52_a_machine_gets_an_sms_and_no_more_calls(story: Story) -> None:
    story.open().registered().ringing().ended(Disposition.VOICEMAIL)
    assert story.lead.status is LeadStatus.VOICEMAIL
    assert [sms.kind for sms in story.lead.messages] == [SmsKind.VOICEMAIL]
    with pytest.raises(Ignored):
        story.tell(events.TimeCame())


def test_s0_49_an_invalid_number_gets_neither_call_nor_sms(story: Story) -> None:
    story.open().registered().ringing().ended(Disposition.INVALID_NUMBER)
    assert story.lead.status is LeadStatus.INVALID_NUMBER
    assert (story.commands, story.lead.messages) == ([], ())


@pytest.mark.parametrize(
    "result", [Disposition.NO_ANSWER, Disposition.BUSY, Disposition.UNAVAILABLE, Disposition.REJECTED]
)
def test_s0_50_nobody_there_means_a_pause_and_another_call(story: Story, result: Disposition) -> None:
    story.open().registered().ringing().ended(result)
    assert story.lead.status is LeadStatus.WAITING_RETRY
    assert story.lead.next.at == MONDAY_NOON + timedelta(minutes=30)
    story.wake()
    assert story.commands == [PlaceCall(2)]


def test_s0_54_the_calls_are_limited(tell_of: Tell) -> None:
    story = tell_of(max_attempts=2).open().registered().ringing().ended(Disposition.BUSY).wake().ringing()
    story.ended(Disposition.BUSY)
    assert story.lead.status is LeadStatus.UNREACHABLE
    assert len(story.lead.calls) == 2


def test_s0_47_no_result_in_time_is_a_persons(story: Story) -> None:
    story.open().registered().ringing().wake()
    assert (story.lead.status, story.lead.trouble) == (LeadStatus.MANUAL, Trouble.NO_RESULT)
    assert story.lead.next.action is Action.PERSON


def test_s0_33_a_number_longer_than_the_plan_is_never_called(story: Story) -> None:
    story.open(make_order(phone="891612345678")).registered()
    assert (story.lead.status, story.lead.trouble) == (LeadStatus.INVALID_NUMBER, Trouble.BAD_PHONE)
    assert (story.lead.calls, story.lead.messages) == ((), ())


def test_an_order_without_a_number_is_a_persons(story: Story) -> None:
    story.open(make_order(phone="")).registered()
    assert (story.lead.status, story.lead.trouble) == (LeadStatus.MANUAL, Trouble.NO_PHONE)


def test_an_order_nobody_can_read_is_a_persons(story: Story) -> None:
    story.open(Order("site", "x", Customer(), extra={"blob": "?"}))
    assert (story.lead.status, story.lead.trouble) == (LeadStatus.MANUAL, Trouble.UNREADABLE)


def test_s0_56_a_dead_token_gives_the_lead_to_people(story: Story) -> None:
    story.open().tell(events.RegistrationFailed("invalid_grant", unauthorised=True))
    assert (story.lead.status, story.lead.trouble) == (LeadStatus.MANUAL, Trouble.CRM_TOKEN)
    assert story.commands == []


def test_s0_56_a_parked_lead_goes_on_when_the_crm_is_mended(story: Story) -> None:
    story.open().tell(events.RegistrationFailed("invalid_grant", unauthorised=True)).tell(events.CrmMended())
    assert story.lead.status is LeadStatus.NEW
    assert story.commands == [Register()]


def test_a_lead_that_a_person_took_does_not_go_on_by_itself(story: Story) -> None:
    story.open().tell(events.RegistrationFailed("x", unauthorised=True)).tell(events.Claimed(ANNA))
    with pytest.raises(Ignored):
        story.tell(events.CrmMended())


@pytest.mark.parametrize(("gave_up", "trouble"), [(True, Trouble.CRM_DOWN), (False, Trouble.CRM_REFUSED)])
def test_s0_05_a_lead_the_crm_does_not_take_is_a_persons(story: Story, gave_up: bool, trouble: Trouble) -> None:
    story.open().tell(events.RegistrationFailed("why", gave_up=gave_up))
    assert (story.lead.status, story.lead.trouble) == (LeadStatus.MANUAL, trouble)


def test_without_a_crm_the_call_comes_at_once(tell_of: Tell) -> None:
    story = tell_of(crm=False).open()
    assert story.commands == [PlaceCall(1)]


def test_without_calls_the_customer_is_told_and_a_person_goes_on(tell_of: Tell) -> None:
    story = tell_of(calls=False).open().registered()
    assert (story.lead.status, story.lead.trouble) == (LeadStatus.MANUAL, Trouble.CALLS_OFF)
    assert [sms.kind for sms in story.lead.messages] == [SmsKind.RECEIVED]


def test_s0_43_without_consent_no_robot_calls(tell_of: Tell) -> None:
    story = tell_of(consent=ConsentRule.REQUIRED).open().registered()
    assert (story.lead.status, story.lead.trouble) == (LeadStatus.MANUAL, Trouble.NO_CONSENT)
    assert (story.lead.calls, story.lead.messages) == ((), ())


def test_a_no_counts_even_where_consent_is_assumed(story: Story) -> None:
    refused = Order("site", "x", Customer(phone="89161234567"), consent=Consent(calls=False))
    story.open(refused).registered()
    assert story.lead.trouble is Trouble.NO_CONSENT


@pytest.mark.parametrize("result", [Disposition.FAILED, Disposition.CANCELLED])
def test_what_the_provider_could_not_do_is_a_persons(story: Story, result: Disposition) -> None:
    story.open().registered().ringing().ended(result)
    assert (story.lead.status, story.lead.trouble) == (LeadStatus.MANUAL, Trouble.CALL_FAILED)


def test_a_connection_nobody_understands_is_a_persons(story: Story) -> None:
    story.open().registered().ringing().ended(Disposition.UNKNOWN)
    assert (story.lead.status, story.lead.trouble) == (LeadStatus.MANUAL, Trouble.UNCLEAR)


def test_every_step_has_a_recorded_cause(story: Story) -> None:
    story.open().registered().ringing().ended(Disposition.BUSY).wake().ringing().ended(Disposition.ANSWERED)
    assert all(entry.why for entry in story.entries)
    assert story.whats == [
        "order_received", "registered", "call_planned", "call_asked", "call_started", "call_ended", "retry_planned",
        "call_planned", "call_asked", "call_started", "call_ended", "closed", "sms_owed",
    ]  # fmt: skip


def test_s0_16_a_second_order_of_the_same_ref_is_attached(story: Story) -> None:
    story.open().registered().tell(events.OrderAttached(make_order(name="Кто-то другой")))
    assert [it.order.customer.name for it in story.lead.attached] == ["Кто-то другой"]
    assert story.lead.status is LeadStatus.CALLING


def test_d_08_the_wrong_moment_changes_nothing(story: Story) -> None:
    story.open().registered().ringing().ended(Disposition.BUSY).wait(minutes=29)
    with pytest.raises(Ignored):
        story.tell(events.TimeCame())
    assert datetime(2026, 11, 23, 9, 29, tzinfo=UTC) == story.now
