"""F-08: the gateway takes the request and its answer is lost, or the process dies over it: nothing is done twice."""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest

from bot.cards.card import Action
from bot.cards.lead import render_lead
from bot.cards.offers import offers
from desk.leads import events
from desk.leads.effects.calls import CheckCall, PlaceCall
from desk.leads.effects.messages import CheckSms, SendSms
from desk.leads.model import Lead, LeadStatus, Person, Trouble
from desk.ports import Repeatability, SmsStatus
from storage.books import Store
from storage.database import Database
from storage.schema import copy_file
from tests.clocks import MONDAY_NOON, TurnedClock
from tests.desk.leads.effects.conftest import Room
from tests.faults.line import Line
from tests.faults.rules.attempts import Attempt, new_order
from tests.faults.rules.strict_doubles import StrictCaller, StrictGateway, Weather, draw_blows

AT_ONCE = 64
MIDNIGHT = MONDAY_NOON + timedelta(hours=12)
CLASSES = list(Repeatability)
SOMEBODY = Person(904, "Ольга")


@pytest.fixture
async def store(empty_database: Path, tmp_path: Path) -> AsyncIterator[Store]:
    copy_file(empty_database, tmp_path / "lost.db")
    found = Store(Database(f"sqlite+aiosqlite:///{tmp_path / 'lost.db'}"))
    yield found
    await found.database.close()


async def run_all(line: Line, count: int, one: Callable[[], Awaitable[None]]) -> None:
    """Side by side, as leads are; commits go in groups."""
    for start in range(0, count, AT_ONCE):
        size = min(AT_ONCE, count - start)
        await asyncio.gather(*(one() for _ in range(size)))
        line.case(size)


def open_attempt(store: Store, dice: random.Random, now: timedelta = timedelta(0)) -> Attempt:
    own = random.Random(dice.getrandbits(64))
    return Attempt(Room(store, TurnedClock(MONDAY_NOON + now)), own, Weather(draw_blows(own)))


# --- SMS ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", CLASSES)
async def test_f_08_no_message_is_taken_twice(line: Line, seed: int, store: Store, kind: Repeatability) -> None:
    dice = random.Random(seed)
    ends: list[str] = []

    async def one() -> None:
        attempt = open_attempt(store, dice, timedelta(hours=12))
        gateway = StrictGateway(kind, attempt.weather)
        lead = await attempt.room.open(events.Registered("paper", "1"), order=new_order())
        ref = lead.messages[0].ref
        await attempt.live(
            lambda bench: SendSms(bench, gateway, attempt.word)(lead.id, ref),
            lambda bench: SendSms(bench, gateway, attempt.word).give_up(lead.id, ref, "too often"),
        )
        await attempt.live(lambda bench: CheckSms(bench, gateway)(lead.id, ref))
        ends.append(await judge_sms(line, attempt, gateway, ref))

    await run_all(line, line.pick(50, 5_000), one)
    line.note(f"{kind.value} SMS", ", ".join(f"{ends.count(end)} {end}" for end in sorted(set(ends))))


async def judge_sms(line: Line, attempt: Attempt, gateway: StrictGateway, ref: str) -> str:
    lead = await attempt.room.lead()
    record, sent = lead.messages[0], gateway.sent[ref]
    case = f"lead {lead.id}, {gateway.repeatability.value}: {record.status}, sent {sent} times"
    line.expect(sent <= 1, case)
    line.expect(record.status in (SmsStatus.SENT, SmsStatus.UNKNOWN), case)
    line.expect(record.status is not SmsStatus.SENT or sent == 1, f"{case}: nothing was sent")
    match gateway.repeatability:
        case Repeatability.IDEMPOTENT:
            line.expect(record.status is SmsStatus.SENT, case)
        case Repeatability.QUERYABLE:
            line.expect((record.status is SmsStatus.SENT) == (sent == 1), f"{case}: the gateway knows better")
        case Repeatability.BLIND:
            line.expect(gateway.asked == 0, f"{case}: asked, though it cannot be")
    if record.status is SmsStatus.UNKNOWN:
        text, buttons = show_card(attempt, lead)
        line.expect("nobody knows whether it was sent" in text, f"{case}: the card is silent")
        line.expect({Action.CLAIM, Action.WENT, Action.WENT_NOT} <= buttons, f"{case}: {buttons}")
        await hear_a_word(line, attempt, gateway, ref, case)
    return str(record.status)


async def hear_a_word(line: Line, attempt: Attempt, gateway: StrictGateway, ref: str, case: str) -> None:
    """N-07: whatever a person says, right or wrong, nothing is sent by it, and the same message never again."""
    sent = gateway.sent[ref]
    went = attempt.dice.random() < 0.5
    lead = await attempt.room.tell(events.SmsSettled(SOMEBODY, ref, went))
    await attempt.live(lambda bench: SendSms(bench, gateway, attempt.word)(lead.id, ref))
    line.expect(gateway.sent[ref] == sent, f"{case}: sent again after somebody said {went}")
    _, buttons = show_card(attempt, lead)
    line.expect((Action.RESEND in buttons) is (not went), f"{case}: said {went}, then {buttons}")


def show_card(attempt: Attempt, lead: Lead) -> tuple[str, set[Action]]:
    rules = attempt.room.rules
    card = render_lead(lead, [], now=attempt.room.clock.now(), language="en", rules=rules, shop_zone="Europe/Moscow")
    return card.html, set(offers(lead, rules))


# --- calls -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", CLASSES)
async def test_f_08_no_call_is_started_twice(line: Line, seed: int, store: Store, kind: Repeatability) -> None:
    dice = random.Random(seed)
    ends: list[str] = []

    async def one() -> None:
        attempt = open_attempt(store, dice)
        caller = StrictCaller(kind, attempt.weather)
        lead = await attempt.room.open(events.Registered("paper", "1"), order=new_order())
        await attempt.live(lambda bench: PlaceCall(bench, caller)(lead.id, 1))
        await attempt.live(lambda bench: CheckCall(bench, caller)(lead.id, 1))
        await wake(attempt)
        ends.append(await judge_call(line, attempt, caller))

    await run_all(line, line.pick(50, 5_000), one)
    line.note(f"{kind.value} calls", ", ".join(f"{ends.count(end)} {end}" for end in sorted(set(ends))))


async def wake(attempt: Attempt) -> None:
    """The announced moment passes: nobody has reported."""
    lead = await attempt.room.lead()
    if lead.status is LeadStatus.CALLING and lead.next.at:
        attempt.room.clock.turn_to(max(lead.next.at, attempt.room.clock.now()))
        await attempt.room.tell(events.TimeCame())


async def judge_call(line: Line, attempt: Attempt, caller: StrictCaller) -> str:
    lead = await attempt.room.lead()
    token = lead.calls[0].token
    started = caller.started[token]
    case = f"lead {lead.id}, {caller.repeatability.value}: {lead.status.value}, started {started} times"
    line.expect(started <= 1, case)
    line.expect(set(caller.started) <= {token}, f"{case}: an attempt nobody planned")
    known = started and caller.repeatability is not Repeatability.BLIND
    if known:
        line.expect(lead.status is LeadStatus.WAITING_RETRY, f"{case}: its history knows the result")
    else:
        line.expect((lead.status, lead.trouble) == (LeadStatus.MANUAL, Trouble.NO_RESULT), f"{case}: {lead.trouble}")
        _, buttons = show_card(attempt, lead)
        line.expect({Action.WENT, Action.WENT_NOT, Action.BY_HAND} <= buttons, f"{case}: {buttons}")
        line.expect(Action.RETRY not in buttons, f"{case}: repeated before anybody said what became of it")
        await attempt.room.tell(events.CallSettled(SOMEBODY, 1, went=False))
        await attempt.live(lambda bench: PlaceCall(bench, caller)(lead.id, 1))
        line.expect(caller.started[token] == started, f"{case}: started again by a person's word")
        _, buttons = show_card(attempt, await attempt.room.lead())
        line.expect(Action.RETRY in buttons, f"{case}: {buttons}")
    return lead.status.value
