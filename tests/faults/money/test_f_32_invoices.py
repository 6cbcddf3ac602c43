"""F-32 with the real adapters over real HTTP: row by row, the ledger is what stands on the fakes' invoices."""

import random
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select

from desk.leads import events
from desk.leads.charges import Kind
from desk.leads.effects.calls import PlaceCall
from desk.leads.effects.messages import CheckSms, SendSms
from desk.ports import CallReport, Disposition
from sandbox.voximplant.fate import Fate
from sandbox.voximplant.session import Call, Session, Usage
from scheduler.pricing import Pricing
from storage.books import Store
from storage.charges import from_billionths
from storage.database import Database
from storage.schema import copy_file
from storage.tables import charge
from tests.faults.line import Line
from tests.faults.neighbours.errands import GATEWAYS, Market, open_market
from tests.faults.rules.attempts import new_order
from tests.faults.rules.test_f_08_gateways import Place

OPERATIONS = {"smsaero": "sms/send", "voximplant": "A2PSendSms"}
ANSWERED = CallReport("", "s", Disposition.ANSWERED, "", cost=Decimal(0))
RICH = 1_000_000


@pytest.fixture
async def place(empty_database: Path, tmp_path: Path) -> AsyncIterator[Place]:
    copy_file(empty_database, tmp_path / "invoices.db")
    store = Store(Database(f"sqlite+aiosqlite:///{tmp_path / 'invoices.db'}"))
    async with AsyncExitStack() as held:
        held.push_async_callback(store.database.close)
        yield Place(store, await open_market(held))


@pytest.mark.parametrize("who", GATEWAYS)
async def test_f_32_every_message_costs_what_the_gateway_has_on_its_invoice(
    line: Line, seed: int, place: Place, who: str
) -> None:
    """Each first request goes wrong in some way; some gateways name the price later."""
    dice, refs = random.Random(seed), dict[str, str]()
    make_rich(place.market)
    for _ in range(line.pick(2, 500)):
        attempt = place.open(dice, OPERATIONS.get(who, "send"), who)
        gateway, room = place.market.gateway(who), attempt.room
        lead = await room.open(
            events.Registered("paper", "1"), events.CallAsked(1), events.CallEnded(1, ANSWERED), order=new_order()
        )
        ref = lead.messages[0].ref
        await attempt.live(lambda bench, at=(gateway, lead.id, ref): SendSms(bench, at[0], attempt.word)(*at[1:]))  # noqa: B023
        await attempt.live(lambda bench, at=(gateway, lead.id, ref): CheckSms(bench, at[0])(*at[1:]))
        place.market.fake(who).faults.clear()
        room.clock.turn(180)
        await Pricing(place.store, room.service, room.clock, None, gateway).run()
        refs[(await room.lead()).messages[0].provider_id] = ref
        await place.close(who)
        line.case()
    found = await ledger(place.store, Kind.SMS)
    wanted = {refs.get(key, f"unknown {key}"): cost for key, cost in messages_billed(place.market, who).items()}
    line.expect(found == wanted, f"{who}: {found} in the ledger, {wanted} on the invoice")


async def test_f_32_every_call_costs_what_the_telephony_account_was_charged(
    line: Line, seed: int, place: Place
) -> None:
    """The scenario's report knows the call alone; speech and machine detection stand in the history, a minute later."""
    dice, fake = random.Random(seed), place.market.town.voximplant
    make_rich(place.market)
    for _ in range(line.pick(2, 500)):
        attempt = place.open(dice, "nothing", "voximplant")
        caller, room = place.market.voximplant().caller, attempt.room
        assert caller
        lead = await room.open(events.Registered("paper", "1"), order=new_order())
        await attempt.live(lambda bench, at=(caller, lead.id): PlaceCall(bench, at[0])(at[1], 1))
        token = lead.calls[0].token
        session = next((it for it in fake.sessions.values() if it.token == token), None)
        if session is None:  # the request was lost on its way there: nothing is on the invoice
            line.expect(not (await room.lead()).calls[0].started_at, "a call that began is in nobody's books")
            line.case()
            continue
        cost = talk(place.market, session, dice)
        report = replace(
            ANSWERED, token=token, session=str(session.session_id), cost=cost, talk_seconds=9, priced=False
        )
        for _ in range(dice.choice((0, 1, 2))):
            await room.tell(events.CallEnded(1, report))
        room.clock.turn(60)
        await fake.history.wait_for(lambda ended=session: ended.ended_at, 8)
        room.clock.turn(600)
        known = await caller.find(token, session.started_at)
        if known and not (await room.lead()).calls[0].result:
            await room.tell(events.CallEnded(1, known, "history"))
        await Pricing(place.store, room.service, room.clock, caller).run()
        await place.close("voximplant")
        line.case()
    wanted: defaultdict[str, Decimal] = defaultdict(Decimal)
    for invoice in fake.account.invoices:
        wanted[fake.sessions[invoice.ref].token] += Decimal(str(invoice.amount))
    found = await ledger(place.store, Kind.CALL)
    line.expect(found == wanted, f"{found} in the ledger, {dict(wanted)} on the invoice")


def make_rich(market: Market) -> None:
    for who in ("smsc", "smsaero", "twilio"):
        getattr(market.town, who).purse.balance = Decimal(RICH)
    market.town.voximplant.account.balance = float(RICH)


def talk(market: Market, session: Session, dice: random.Random) -> Decimal:
    """Somebody answers in this session: the call, and what is billed beside it. What the call alone costs."""
    cloud = market.town.voximplant.cloud
    tariff, now = cloud.account.tariff, cloud.clock.now()
    invoice = cloud.charge("PSTN_OUT", dice.randint(1, 240) / 60 * tariff.minute, session.session_id)
    call = Call(len(cloud.calls), session.session_id, session.token, "79160000000", "", "", "", "", Fate(), now)
    call.answered_at, call.ended_at, call.cost = now, now, invoice.amount
    cloud.calls.append(call)
    session.calls.append(call)
    for kind, price in (("VOICEMAILDETECTION", tariff.amd), ("TTS_YANDEX", tariff.speech)):
        if dice.random() < 0.7:
            side = cloud.charge(kind, price, session.session_id)
            session.usage.append(Usage(kind, side.amount, now, side.transaction_id, call.call_id))
    return Decimal(str(invoice.amount))


def messages_billed(market: Market, who: str) -> dict[str, Decimal]:
    """By the gateway's own id of the message."""
    if who == "voximplant":
        return {str(it.ref): Decimal(str(it.amount)) for it in market.town.voximplant.account.invoices}
    return {it.key: it.cost for it in getattr(market.town, who).purse.invoices}


async def ledger(store: Store, kind: Kind) -> dict[str, Decimal]:
    """What has a price, by our reference."""
    priced = select(charge.c.ref, charge.c.amount).where(charge.c.kind == kind, charge.c.amount.is_not(None))
    rows = await store.database.read(lambda db: db.execute(priced).all())
    return {ref: from_billionths(amount) for ref, amount in rows if amount}
