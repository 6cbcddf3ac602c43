"""Effects on a real memory, with neighbours on paper: they keep what they were asked, and fail on demand."""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

import pytest

from desk.crm import CrmPicture, LeadDraft
from desk.leads import events
from desk.leads.books import Books
from desk.leads.effects.bench import Bench
from desk.leads.model import Lead
from desk.leads.policy import Rules
from desk.leads.service import LeadService
from desk.leads.view import PastEntry
from desk.model import Order, Partner
from desk.ports import CallReport, Health, Repeatability, SentSms, Sms, SmsReport, StartedCall
from storage.books import Store
from tests.clocks import TurnedClock
from tests.desk.leads.conftest import make_order, make_rules

T = TypeVar("T")


class DeathError(BaseException):
    """The process is killed here: nobody catches it, nothing is cleaned up."""


@dataclass
class Fate:
    """Counts the moments at which a process may die, and dies at the chosen one. 0: it lives."""

    fatal: int = 0
    passed: int = 0

    def meet(self) -> None:
        self.passed += 1
        if self.passed == self.fatal:
            raise DeathError


@dataclass
class Turns:
    """What a neighbour does with the coming requests: errors before or after it did what was asked."""

    before: list[BaseException | None] = field(default_factory=list)
    after: list[BaseException | None] = field(default_factory=list)
    fate: Fate = field(default_factory=Fate)

    def come(self) -> None:
        self.fate.meet()
        _raise_first(self.before)

    def go(self) -> None:
        self.fate.meet()
        _raise_first(self.after)


def _raise_first(errors: list[BaseException | None]) -> None:
    if errors and (error := errors.pop(0)):
        raise error


@dataclass
class PaperCrm:
    name: str = "paper"
    turns: Turns = field(default_factory=Turns)
    partners: dict[str, Partner] = field(default_factory=dict)
    leads: list[LeadDraft] = field(default_factory=list)
    shown: list[tuple[str, CrmPicture]] = field(default_factory=list)
    sought: list[str] = field(default_factory=list)

    async def find_partner(self, code: str) -> Partner | None:
        self.sought.append(code)
        self.turns.come()
        return self.partners.get(code)

    async def find_lead(self, origin: str) -> str | None:
        self.turns.come()
        return next((str(number) for number, it in enumerate(self.leads, 1) if it.origin == origin), None)

    async def add_lead(self, draft: LeadDraft) -> str:
        self.turns.come()
        self.leads.append(draft)
        self.turns.go()
        return str(len(self.leads))

    async def show(self, lead_id: str, picture: CrmPicture) -> None:
        self.turns.come()
        self.shown.append((lead_id, picture))

    def lead_url(self, lead_id: str) -> str:
        return f"https://crm.example/{lead_id}"

    async def check(self) -> Health:
        return Health(ok=True)


@dataclass
class PaperCaller:
    """``accepted`` are the tokens of the calls it took, as often as it took them."""

    name: str = "paper"
    turns: Turns = field(default_factory=Turns)
    accepted: list[str] = field(default_factory=list)
    stopped: list[str] = field(default_factory=list)
    asked_about: list[tuple[str, datetime]] = field(default_factory=list)
    reports: dict[str, CallReport] = field(default_factory=dict)

    async def start(self, token: str) -> StartedCall:
        self.turns.come()
        self.accepted.append(token)
        self.turns.go()
        return StartedCall(f"session of {token}", f"https://stop.example/{token}")

    async def find(self, token: str, since: datetime) -> CallReport | None:
        self.asked_about.append((token, since))
        self.turns.come()
        return self.reports.get(token)

    async def stop(self, stop_address: str) -> None:
        self.turns.come()
        self.stopped.append(stop_address)

    async def check(self) -> Health:
        return Health(ok=True)


@dataclass
class PaperGateway:
    name: str = "paper"
    repeatability: Repeatability = Repeatability.QUERYABLE
    turns: Turns = field(default_factory=Turns)
    accepted: list[Sms] = field(default_factory=list)
    reports: dict[str, SmsReport] = field(default_factory=dict)
    asked_about: list[Sms] = field(default_factory=list)

    async def send(self, sms: Sms) -> SentSms:
        self.turns.come()
        self.accepted.append(sms)
        self.turns.go()
        return SentSms(f"id-{len(self.accepted)}", parts=1)

    async def find(self, sms: Sms, provider_id: str, since: datetime) -> SmsReport | None:
        self.asked_about.append(sms)
        self.turns.come()
        return self.reports.get(sms.ref)

    async def check(self) -> Health:
        return Health(ok=True)


@dataclass
class MortalStore:
    """A memory whose owner may die just before a commit or just after it."""

    store: Store
    fate: Fate

    async def write(self, work: Callable[[Books], T]) -> T:
        self.fate.meet()
        answer = await self.store.write(work)
        self.fate.meet()
        return answer

    async def read(self, work: Callable[[Books], T]) -> T:
        return await self.store.read(work)


@dataclass
class Room:
    """A lead in a real memory, and the bench its effects stand on."""

    store: Store
    clock: TurnedClock
    rules: Rules = field(default_factory=make_rules)
    crm: PaperCrm = field(default_factory=PaperCrm)
    caller: PaperCaller = field(default_factory=PaperCaller)
    gateway: PaperGateway = field(default_factory=PaperGateway)
    service: LeadService = field(init=False)
    lead_id: int = 0

    def __post_init__(self) -> None:
        nonces: Iterator[int] = itertools.count(1)
        self.service = LeadService(lambda: self.rules, lambda: f"{next(nonces):08}", lambda _city: "", lambda _ip: None)

    @property
    def bench(self) -> Bench:
        return Bench(self.store, self.service, self.clock)

    def mortal(self, fate: Fate) -> Bench:
        """A bench that shares its fate with the neighbours."""
        for port in (self.crm, self.caller, self.gateway):
            port.turns.fate = fate
        return Bench(MortalStore(self.store, fate), self.service, self.clock)

    async def open(self, *facts: events.Event, order: Order | None = None) -> Lead:
        now = self.clock.now()

        def work(books: Books) -> int:
            return self.service.receive(books, order or make_order(), now).lead_id

        self.lead_id = await self.store.write(work)
        return await self.tell(*facts)

    async def tell(self, *facts: events.Event) -> Lead:
        for fact in facts:
            await self.bench.tell(self.lead_id, fact)
        return await self.lead()

    async def lead(self) -> Lead:
        return await self.bench.load(self.lead_id)

    async def history(self) -> list[PastEntry]:
        return (await self.bench.load_with_history(self.lead_id))[1]

    async def whats(self) -> list[str]:
        return [it.what for it in await self.history()]

    async def owed(self) -> list[str]:
        return [it.kind for it in await self.store.read(lambda books: books.jobs.listed())]


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock()


@pytest.fixture
def room(store: Store, clock: TurnedClock) -> Room:
    return Room(store, clock)
