"""F-32: the ledger says what the providers want, to the kopeck, whatever is lost, late, doubled or corrected."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from desk.errors import Ignored
from desk.leads import events
from desk.leads.charges import Kind
from desk.leads.effects.calls import CheckCall, PlaceCall
from desk.leads.effects.messages import CheckSms, SendSms
from desk.leads.model import Lead
from scheduler.pricing import Pricing
from storage.charges import from_billionths
from tests.clocks import TurnedClock
from tests.desk.leads.conftest import make_rules
from tests.desk.leads.effects.conftest import Fate, Room
from tests.faults.line import Line
from tests.faults.money.paid import PaidCaller, PaidGateway, Provider
from tests.faults.rules.attempts import Attempt, new_order
from tests.faults.rules.memory import MemoryFile, MemoryStore
from tests.faults.rules.strict_doubles import draw_blows

KOPECK = Decimal("0.01")
BATCH = 40  # leads, before prices are asked for


@pytest.fixture
def file(empty_database: Path) -> Iterator[MemoryFile]:
    file = MemoryFile(empty_database)
    yield file
    file.close()


@dataclass
class Shop:
    """Leads one after the other, each with a call and a message that may go wrong. Counts what happens to money."""

    file: MemoryFile
    dice: random.Random
    line: Line
    caller: PaidCaller = field(init=False)
    gateway: PaidGateway = field(init=False)
    clock: TurnedClock = field(default_factory=TurnedClock)

    def __post_init__(self) -> None:
        self.caller, self.gateway = PaidCaller(self.dice), PaidGateway(self.dice)

    async def serve(self) -> None:
        store: Any = MemoryStore(self.file, Fate())
        room = Room(store, self.clock, rules=make_rules("24/7", crm=False))
        lead = await room.open(order=new_order())
        await self._call(room, lead)
        for sms in (await room.lead()).messages:
            await self._write(room, lead.id, sms.ref)

    async def _call(self, room: Room, lead: Lead) -> None:
        attempt, token = self._attempt(room, self.caller), lead.calls[0].token
        await attempt.live(lambda bench: PlaceCall(bench, self.caller)(lead.id, 1))
        self.line.case()
        if token not in self.caller.invoices:
            await attempt.live(lambda bench: CheckCall(bench, self.caller)(lead.id, 1))
            return
        for _ in range(self.dice.randint(0, 3)):  # lost, or told again and again
            await self._tell(room, events.CallEnded(1, self.caller.report(token)))
            if self.dice.random() < 0.3:
                self.caller.correct(token)
                self.line.case()
        await attempt.live(lambda bench: CheckCall(bench, self.caller)(lead.id, 1))

    async def _write(self, room: Room, lead_id: int, ref: str) -> None:
        attempt = self._attempt(room, self.gateway)
        await attempt.live(lambda bench: SendSms(bench, self.gateway, attempt.word)(lead_id, ref))
        await attempt.live(lambda bench: CheckSms(bench, self.gateway)(lead_id, ref))
        self.line.case()
        for _ in range(self.dice.randint(0, 3) if ref in self.gateway.invoices else 0):
            if self.dice.random() < 0.3:
                self.gateway.correct(ref)
                self.line.case()
            await self._tell(room, events.SmsReported(ref, self.gateway.report(ref)))
        if ref in self.gateway.shown:  # the last word is heard: a gateway repeats its reports until they are
            await self._tell(room, events.SmsReported(ref, self.gateway.report(ref)))

    async def _tell(self, room: Room, fact: events.Event) -> None:
        self.line.case()
        try:
            await room.tell(fact)
        except Ignored:
            return

    def _attempt(self, room: Room, provider: Provider) -> Attempt:
        provider.weather.blows = draw_blows(self.dice) if self.dice.random() < 0.5 else []
        return Attempt(room, self.dice, provider.weather)

    async def settle(self, *, forget: bool = False) -> None:
        """Prices that were not named are asked for, at first in vain; the process may begin anew meanwhile."""
        self.caller.weather.blows, self.gateway.weather.blows = [], []
        self.caller.weather.fate = self.gateway.weather.fate = Fate()
        for round_ in range(12):
            store: Any = MemoryStore(self.file, Fate())
            room = Room(store, self.clock, rules=make_rules("24/7", crm=False))
            pricing = Pricing(store, room.service, self.clock, self.caller, self.gateway)
            if round_ and not forget:
                self.caller.reveal()
                self.gateway.reveal()
            while asked := await pricing.run():
                self.line.case(asked)
            if round_ == 0:
                self.file.reopen()
            self.clock.turn(7 * 3600)
        self.clock.turn(40 * 24 * 3600)
        while await pricing.run():
            pass

    def compare(self) -> None:
        for kind, provider in ((Kind.CALL, self.caller), (Kind.SMS, self.gateway)):
            rows = dict(self.file.look("SELECT ref, amount FROM charge WHERE kind = ? AND amount IS NOT NULL", kind))
            for ref, wanted in provider.invoices.items():
                kept = None if rows.get(ref) is None else from_billionths(rows[ref])
                exact = kept is not None and abs(kept - wanted) < Decimal("0.000000001")
                self.line.expect(exact, f"{ref}: {kept} instead of {wanted}")
            self.line.expect(rows.keys() <= provider.invoices.keys(), f"{kind}: charges that nobody made")
            told = sum((from_billionths(it) for it in rows.values()), Decimal(0))
            wanted = sum(provider.invoices.values(), Decimal(0))
            self.line.expect(abs(told - wanted) < KOPECK / 100, f"{kind}: {told} in all instead of {wanted}")
            self.line.note(f"{kind}s paid", len(provider.invoices))


async def test_f_32_the_ledger_equals_the_invoices_whatever_was_lost_late_or_corrected(
    line: Line, seed: int, file: MemoryFile
) -> None:
    shop = Shop(file, random.Random(seed), line)
    wanted = line.pick(700, 50_000)
    while line.cases < wanted:
        for _ in range(BATCH):
            await shop.serve()
    await shop.settle()
    shop.compare()
    open_ = file.look("SELECT count(*) FROM charge WHERE ask_at IS NOT NULL")
    line.expect(open_ == [(0,)], f"{open_} prices are still asked for")
    doubled = file.look("SELECT ref FROM charge GROUP BY ref HAVING count(*) > 1")
    line.expect(not doubled, f"doubled rows: {doubled[:5]}")


async def test_f_32_what_is_never_told_is_asked_for_a_bounded_number_of_times(
    line: Line, seed: int, file: MemoryFile
) -> None:
    shop = Shop(file, random.Random(seed), line)
    shop.caller.shy = shop.gateway.shy = 10
    for _ in range(line.pick(10, 400)):
        await shop.serve()
    await shop.settle(forget=True)
    rows = file.look("SELECT state, asks, amount, ask_at FROM charge")
    for state, asks, amount, ask_at in rows:
        line.expect(asks <= 5 and amount is None and ask_at is None, f"{state}, asked {asks} times, next {ask_at}")
    line.expect(len(rows) >= len(shop.caller.invoices) + len(shop.gateway.invoices), "a charge has no row")
