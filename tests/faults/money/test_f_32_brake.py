"""F-32: however many calls and messages start side by side, and whenever the desk dies, the limit is passed by at most
one that was under way.
"""

import asyncio
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from desk.errors import Ignored, Temporary, Unknown
from desk.leads import events
from desk.leads.charges import Kind
from desk.leads.effects.bench import Bench
from desk.leads.effects.calls import PlaceCall
from desk.leads.effects.messages import SendSms
from desk.leads.effects.outcome import Again
from desk.ports import SentSms, Sms, StartedCall
from desk.spending.brake import Policy, Verdict
from desk.spending.purse import Money
from scheduler.brake import SpendingBrake
from tests.clocks import TurnedClock
from tests.desk.leads.conftest import make_rules
from tests.desk.leads.effects.conftest import DeathError, Fate, Room
from tests.faults.line import Line
from tests.faults.money.paid import PaidCaller, PaidGateway
from tests.faults.rules.attempts import new_order
from tests.faults.rules.memory import MemoryFile, MemoryStore
from tests.faults.rules.strict_doubles import Blow, Weather

LANE = 4  # jobs of a lane that run side by side
ROUNDS = 400
ZONE = "Europe/Moscow"
Task = tuple[Kind, int, str]


@pytest.fixture
def file(empty_database: Path) -> Iterator[MemoryFile]:
    file = MemoryFile(empty_database)
    yield file
    file.close()


class SlowCaller(PaidCaller):
    async def start(self, token: str) -> StartedCall:
        await asyncio.sleep(0)
        return await super().start(token)


class SlowGateway(PaidGateway):
    async def send(self, sms: Sms) -> SentSms:
        await asyncio.sleep(0)
        return await super().send(sms)


@dataclass
class Day:
    """A shop's day with a limit. ``known``: the shop has written what one costs at most."""

    file: MemoryFile
    dice: random.Random
    line: Line
    limit: Decimal = Decimal(0)
    clock: TurnedClock = field(default_factory=TurnedClock)

    def __post_init__(self) -> None:
        dearest = self.dice.choice((1, 10, 600)) * 100_000
        # The price of a message comes with its answer or its report, that of a call with its report.
        self.caller = SlowCaller(self.dice, shy=0, dearest=dearest)
        self.gateway = SlowGateway(self.dice, shy=self.dice.choice((0, 4)), dearest=dearest // 2)
        self.limit = Decimal(dearest) / 100_000 * self.dice.choice((1, 3, 9, 25))
        known = self.dice.random() < 0.5
        prices = {Kind.CALL: Decimal(dearest) / 100_000, Kind.SMS: Decimal(dearest) / 200_000}
        policy = Policy(self.limit, money=Money(prices=prices if known else {}))
        self.brake = SpendingBrake(lambda: policy, ZONE)
        self.waiting: list[Task] = []
        self.ringing: list[tuple[int, str]] = []
        self.born()

    def born(self) -> None:
        """A process begins, perhaps after another's sudden end."""
        self.file.reopen()
        self.fate = Fate(fatal=self.dice.choice((0, 0, 0, 7, 23, 60)))
        store: Any = MemoryStore(self.file, self.fate)
        self.room = Room(store, self.clock, rules=make_rules("24/7", crm=False))
        self.bench = Bench(store, self.room.service, self.clock, self.brake)
        for provider in (self.caller, self.gateway):
            provider.weather = Weather(self._blows(), Fate())

    def _blows(self) -> list[Blow]:
        makes = (lambda: Unknown("ReadTimeout"), lambda: Temporary("ConnectError"))
        return [Blow(self.dice.choice(makes), after=False) for _ in range(self.dice.choice((0, 0, 1)))]

    @property
    def spent(self) -> Decimal:
        return sum((*self.caller.invoices.values(), *self.gateway.invoices.values()), Decimal(0))

    def passed(self) -> bool:
        """By more than one that was under way: without the dearest of them, the limit would still be passed."""
        one = max((*self.caller.invoices.values(), *self.gateway.invoices.values()), default=Decimal(0))
        return self.spent - one > self.limit

    async def live(self, customers: int) -> None:
        fate, self.fate.fatal = self.fate.fatal, 0
        for _ in range(customers):
            lead = await self.room.open(order=new_order())
            self.waiting.append((Kind.CALL, lead.id, "1"))
        self.fate.fatal = fate
        for _ in range(ROUNDS):
            try:
                await self._round()
            except DeathError:
                self.line.case()
                self.born()
            self.line.expect(not self.passed(), f"{self.spent} spent, {self.limit} allowed")
            if self.waiting and await self._is_closed():
                return

    async def _round(self) -> None:
        """What fits into the lanes starts at once; then some of the calls that ring come to an end."""
        self.dice.shuffle(self.waiting)
        taken = [it for kind in Kind for it in [one for one in self.waiting if one[0] is kind][:LANE]]
        ended = await asyncio.gather(*(self._run(it) for it in taken), return_exceptions=True)
        self.clock.turn(20)
        for task, outcome in zip(taken, ended, strict=True):
            if isinstance(outcome, DeathError | Temporary | Again):
                continue
            if isinstance(outcome, BaseException):
                raise outcome
            self.waiting.remove(task)
            self.line.case()
        if any(isinstance(it, DeathError) for it in ended):
            raise DeathError
        self._note_ringing()
        for lead_id, token in self.dice.sample(self.ringing, self.dice.randint(0, len(self.ringing))):
            await self._hang_up(lead_id, token)
        await self._bring_reports()

    def _run(self, task: Task) -> Any:
        kind, lead_id, subject = task
        if kind is Kind.CALL:
            return PlaceCall(self.bench, self.caller)(lead_id, int(subject))
        return SendSms(self.bench, self.gateway, lambda _lead, it: it.value)(lead_id, subject)

    def _note_ringing(self) -> None:
        known = {token for _lead, token in self.ringing}
        rows = self.file.look("SELECT lead_id, ref FROM charge WHERE kind = 'call' AND state = 'flying'")
        self.ringing += [(lead, ref) for lead, ref in rows if ref in self.caller.invoices and ref not in known]

    async def _hang_up(self, lead_id: int, token: str) -> None:
        report = await self.caller.find(token, self.clock.now())
        assert report
        try:
            lead = await self.room.bench.tell(lead_id, events.CallEnded(1, report))
        except Ignored:
            return
        self.ringing.remove((lead_id, token))
        self.waiting += [(Kind.SMS, lead_id, sms.ref) for sms in lead.messages]

    async def _bring_reports(self) -> None:
        """Of messages whose price was not named at once: within some minutes, not in the order they were sent."""
        late = [it for it in self.gateway.invoices if it not in self.gateway.shown]
        for ref in self.dice.sample(late, self.dice.randint(0, len(late))):
            self.gateway.shown.add(ref)
            await self._report(ref)

    async def _report(self, ref: str) -> None:
        try:
            await self.room.bench.tell(int(ref.partition("-")[0]), events.SmsReported(ref, self.gateway.report(ref)))
        except Ignored:
            return

    async def _is_closed(self) -> bool:
        """Nothing more is started today, neither calls nor messages; then it was not too early, either."""
        if self.ringing:
            return False
        look = await self.room.store.read(lambda books: self.brake.look(books, self.clock.now()))
        kinds = {kind for kind, _lead, _subject in self.waiting}
        if any(look.verdict(kind) is not Verdict.STOP for kind in kinds):
            return False
        left = self.limit - look.purse.spent
        dearest = max(look.purse.most[kind] or Decimal(0) for kind in kinds)
        self.line.expect(left < dearest or left <= 0, f"closed with {left} left, one costs {dearest} at most")
        return True


async def test_f_32_the_limit_is_passed_by_at_most_one_under_way(line: Line, seed: int, file: MemoryFile) -> None:
    dice, closed = random.Random(seed), 0
    for _ in range(line.pick(2, 400)):
        file.wipe()
        day = Day(file, dice, line)
        await day.live(dice.choice((10, 25, 40)))
        closed += bool(day.waiting)
    line.note("days that met their limit", closed)
