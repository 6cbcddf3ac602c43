"""The brake before calls and messages: what it holds back is visible, waits, and goes on (N-09)."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from desk.leads import events
from desk.leads.charges import HELD, Kind
from desk.leads.effects.bench import Bench
from desk.leads.effects.calls import PlaceCall
from desk.leads.effects.messages import SendSms
from desk.leads.effects.outcome import Again, Done
from desk.leads.model import Action
from desk.ports import CallReport, Disposition, SmsStatus
from desk.spending.brake import Verdict
from tests.desk.leads.effects.conftest import Room


class Stubborn:
    """Says what it is told to say."""

    def __init__(self, verdict: Verdict, tomorrow: datetime) -> None:
        self.verdict = verdict
        self._tomorrow = tomorrow

    def judge(self, books: Any, kind: Kind, now: datetime) -> Verdict:
        return self.verdict

    def tomorrow(self, now: datetime) -> datetime:
        return self._tomorrow


@pytest.fixture
def brake(room: Room) -> Stubborn:
    return Stubborn(Verdict.STOP, room.clock.now().replace(hour=21, minute=0))  # midnight in Moscow


def bench(room: Room, brake: Stubborn) -> Bench:
    return Bench(room.store, room.service, room.clock, brake)


async def test_n_09_a_call_beyond_the_limit_waits_for_tomorrows_hours_and_says_so(room: Room, brake: Stubborn) -> None:
    lead = await room.open(events.Registered("paper", "1"))
    outcome = await PlaceCall(bench(room, brake), room.caller)(lead.id, 1)
    opening = brake.tomorrow(room.clock.now()) + timedelta(hours=9)
    assert outcome == Again(opening, HELD)
    lead = await room.lead()
    assert (lead.next.action, lead.next.at, lead.next.why) == (Action.CALL, opening, HELD)
    assert lead.calls[0].asked_at is None
    assert room.caller.accepted == []
    await PlaceCall(bench(room, brake), room.caller)(lead.id, 1)
    assert (await room.whats()).count("call_held") == 1, "it is said once"
    brake.verdict = Verdict.GO
    assert await PlaceCall(bench(room, brake), room.caller)(lead.id, 1) == Done()
    assert (await room.lead()).next.action is Action.AWAIT_RESULT
    assert len(room.caller.accepted) == 1


async def test_n_09_what_waits_for_a_price_only_waits_without_a_word(room: Room, brake: Stubborn) -> None:
    lead = await room.open(events.Registered("paper", "1"))
    brake.verdict = Verdict.WAIT
    assert isinstance(await PlaceCall(bench(room, brake), room.caller)(lead.id, 1), Again)
    assert "call_held" not in await room.whats()
    assert room.caller.accepted == []


async def test_n_09_a_message_beyond_the_limit_is_sent_when_money_is_there(room: Room, brake: Stubborn) -> None:
    answered = events.CallEnded(1, CallReport("", "s", Disposition.ANSWERED, "answered"))
    lead = await room.open(events.Registered("paper", "1"), events.CallAsked(1), answered)
    ref = lead.messages[0].ref
    send = SendSms(bench(room, brake), room.gateway, lambda _lead, kind: kind.value)
    assert isinstance(await send(lead.id, ref), Again)
    (record,) = (await room.lead()).messages
    assert (record.status, record.reason) == (None, HELD)
    assert (await room.whats()).count("sms_held") == 1
    brake.verdict = Verdict.GO
    assert await send(lead.id, ref) == Done()
    (record,) = (await room.lead()).messages
    assert (record.status, record.reason) == (SmsStatus.SENT, "")
    assert len(room.gateway.accepted) == 1
