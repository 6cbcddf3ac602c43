"""F-08 with the real adapters over real HTTP: the fakes count what they took, and know what became of it."""

import random
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest

from desk.leads import events
from desk.leads.effects.calls import CheckCall, PlaceCall
from desk.leads.effects.messages import CheckSms, SendSms
from desk.leads.model import LeadStatus, Trouble
from desk.ports import CallReport, Disposition, SmsStatus
from sandbox.kit.faults import Fault
from storage.books import Store
from storage.database import Database
from storage.schema import copy_file
from tests.clocks import TurnedClock
from tests.desk.leads.conftest import make_rules
from tests.desk.leads.effects.conftest import Room
from tests.faults.line import Line
from tests.faults.neighbours.errands import GATEWAYS, Market, open_market
from tests.faults.neighbours.mishaps import PAGE
from tests.faults.rules.attempts import Attempt, new_order
from tests.faults.rules.strict_doubles import Weather

LOSSES = (
    Fault("accept_drop"),
    Fault("accept_status", status=500, body=PAGE),
    Fault("accept_status", status=200, body=PAGE),
    Fault("accept_status", status=502),
    Fault("cut"),
    Fault("accept_recode"),
    Fault("accept_flood"),
    Fault("drop"),
    Fault("status", status=503, body=PAGE),
    Fault("status", status=429, body=PAGE, headers={"Retry-After": "7"}),
)


class TownClock(TurnedClock):
    """Turned together with the town's, whose records have dates."""

    def __init__(self, market: Market) -> None:
        super().__init__(market.town.clock.now())
        self._market = market

    def turn(self, seconds: float) -> None:
        super().turn(seconds)
        if seconds > 0:
            self._market.town.clock.jump(seconds)
            self._market.clock.turn(seconds)


@dataclass
class Place:
    """A memory and a market."""

    store: Store
    market: Market

    def open(self, dice: random.Random, operation: str, who: str) -> Attempt:
        """The next request goes wrong, and the process may die at any commit."""
        loss = dice.choice(LOSSES)
        fault = Fault(**{name: getattr(loss, name) for name in loss.__slots__} | {"match": operation})
        self.market.fake(who).faults.add(fault)
        own = random.Random(dice.getrandbits(64))
        room = Room(self.store, TownClock(self.market), rules=make_rules("24/7"))
        return Attempt(room, own, Weather([]))

    async def close(self, who: str) -> None:
        self.market.fake(who).faults.clear()
        self.market.clock.turn(120)
        await self.market.close_lines(40)


@pytest.fixture
async def place(empty_database: Path, tmp_path: Path) -> AsyncIterator[Place]:
    copy_file(empty_database, tmp_path / "gateways.db")
    store = Store(Database(f"sqlite+aiosqlite:///{tmp_path / 'gateways.db'}"))
    async with AsyncExitStack() as held:
        held.push_async_callback(store.database.close)
        yield Place(store, await open_market(held))


@pytest.mark.parametrize("who", GATEWAYS)
async def test_f_08_a_real_gateway_takes_a_message_once_and_is_asked_what_became_of_it(
    line: Line, seed: int, place: Place, who: str
) -> None:
    dice = random.Random(seed)
    if purse := getattr(place.market.fake(who), "purse", None):
        purse.balance = Decimal(1_000_000)
    for _ in range(line.pick(12, 300)):
        attempt = place.open(dice, {"smsaero": "sms/send", "voximplant": "A2PSendSms"}.get(who, "send"), who)
        gateway = place.market.gateway(who)
        answered = events.CallEnded(1, CallReport("", "s", Disposition.ANSWERED, "answered"))
        facts = (events.Registered("paper", "1"), events.CallAsked(1), answered)
        lead = await attempt.room.open(*facts, order=new_order())
        ref = lead.messages[0].ref
        await attempt.live(lambda bench, at=(gateway, lead.id, ref): SendSms(bench, at[0], attempt.word)(*at[1:]))  # noqa: B023
        await attempt.live(lambda bench, at=(gateway, lead.id, ref): CheckSms(bench, at[0])(*at[1:]))
        (record,) = (await attempt.room.lead()).messages
        taken = count_taken(place.market, who, lead.phone)
        case = f"lead {lead.id} by {who}: {record.status}, taken {taken} times"
        line.expect(taken <= 1, case)
        known = record.status in (SmsStatus.SENT, SmsStatus.DELIVERED)
        line.expect(known == (taken == 1), f"{case}: the gateway knows better")
        line.expect(known or record.status is SmsStatus.UNKNOWN, case)
        await place.close(who)
        line.case()


def count_taken(market: Market, who: str, phone: str) -> int:
    """Messages to this number, by the gateway's own record; every lead has a number of its own."""
    messages = getattr(market.town, who).messages
    numbers = [getattr(it, "number", "") or getattr(it, "destination", "") for it in messages]
    return numbers.count(phone.removeprefix("+"))


async def test_f_08_a_real_telephony_starts_a_call_once_and_is_asked_what_became_of_it(
    line: Line, seed: int, place: Place
) -> None:
    """No desk is there for the scenario, so that each session ends without a call, and only the history tells."""
    dice = random.Random(seed)
    for _ in range(line.pick(12, 300)):
        attempt = place.open(dice, "StartScenarios", "voximplant")
        caller = place.market.voximplant().caller
        assert caller
        lead = await attempt.room.open(events.Registered("paper", "1"), order=new_order())
        await attempt.live(lambda bench, at=(caller, lead.id): PlaceCall(bench, at[0])(at[1], 1))
        await attempt.live(lambda bench, at=(caller, lead.id): CheckCall(bench, at[0])(at[1], 1))
        lead = await attempt.room.lead()
        if lead.status is LeadStatus.CALLING:
            lead = await attempt.room.tell(events.TimeCame())
        token = lead.calls[0].token
        started = sum(it.token == token for it in place.market.town.voximplant.sessions.values())
        case = f"lead {lead.id}: {lead.status.value}, {lead.trouble}, started {started} times"
        line.expect(started <= 1, case)
        expected = Trouble.CALL_FAILED if started else Trouble.NO_RESULT
        line.expect((lead.status, lead.trouble) == (LeadStatus.MANUAL, expected), case)
        await place.close("voximplant")
        line.case()
