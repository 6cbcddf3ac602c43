"""A desk with its chat, on leaping time, in front of Telegram's strict fake: real database, real sockets."""

import asyncio
import contextlib
import itertools
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

from prometheus_client import CollectorRegistry

from bench.leaping import LeapingClock, LeapingStore
from bot.app.chat import Chat, build_chat
from bot.app.neighbours import Neighbours
from bot.settings.loading import Settings, load_settings
from desk.hours import Calendar, parse_hours
from desk.leads.books import Lane
from desk.leads.effects.outcome import Done
from desk.leads.events import Claimed, Event, Released
from desk.leads.model import Lead, Person
from desk.leads.policy import ConsentRule, ContactHours, Rules
from desk.leads.service import LeadService
from desk.leads.work import PLACE_CALL, REGISTER, SEND_SMS, SHOW_CRM, STOP_CALL, WAKE
from desk.model import Consent, Customer, Order
from integrations.http.door import open_gate
from sandbox.kit.history import History
from sandbox.telegram.fake import TOKEN, TelegramFake
from scheduler.handlers import Handler
from scheduler.inbox import InboxReader
from scheduler.retry import RetryPolicy
from scheduler.switches import Switches
from scheduler.watch import Watch
from scheduler.worker import Worker
from storage.database import Database
from storage.jobs import Job

GROUP, OWNER = -1001234567890, 904
SELLERS = tuple(range(501, 511))
LANES = {Lane.DESK: 8, Lane.CRM: 4, Lane.CALLS: 4, Lane.SMS: 4, Lane.CHAT: 8}  # as a desk runs them
PHONE = "+79161234567"


@asynccontextmanager
async def open_telegram(clock: LeapingClock, seed: int) -> AsyncIterator[TelegramFake]:
    fake = TelegramFake(clock, History(), seed=seed)
    control = fake.control
    owner = control.add_user("Ольга", number=OWNER)
    people = [control.add_user(f"Seller{number}", number=number) for number in SELLERS]
    control.add_supergroup("Продажи", owner, people, number=GROUP)
    for person in (owner, *people):
        control.open_private(person)
    await fake.start()
    try:
        yield fake
    finally:
        await fake.stop()


@dataclass
class Desk:
    """One process of the desk: ``stop`` it and open another on the same file to restart."""

    store: LeapingStore
    service: LeadService
    chat: Chat
    worker: Worker
    inbox: InboxReader
    clock: LeapingClock
    tasks: list[asyncio.Task[None]] = field(default_factory=list)

    def start(self) -> None:
        runs = (self.worker.run(), self.inbox.run(), self.chat.run())
        self.tasks = [asyncio.create_task(run) for run in runs]

    async def stop(self) -> None:
        await self.chat.stop()
        await self.inbox.stop(1)
        await self.worker.stop(1)
        for task in self.tasks:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
        await self.chat.close()
        await self.store.database.close()

    async def order(self, number: int) -> int:
        name = f"R-{number}"
        order = Order(
            "site", name, Customer(name=f"К{number}", phone=PHONE), order_id=name, consent=Consent(calls=True)
        )
        now = self.clock.now()
        received = await self.store.write(lambda books: self.service.receive(books, order, now))
        return received.lead_id

    async def tell(self, lead_id: int, fact: Event) -> Lead:
        now = self.clock.now()
        return await self.store.write(lambda books: self.service.tell(books, lead_id, fact, now))

    async def hand_over(self, lead_id: int, version: int) -> None:
        """The lead's next state: the holder is called by its number, so that a card tells how new it is."""
        lead = await self.lead(lead_id)
        if lead.assignee:
            await self.tell(lead_id, Released(lead.assignee))
        await self.tell(lead_id, Claimed(Person(9000 + version, f"v{version}")))

    async def lead(self, lead_id: int) -> Lead:
        return await self.store.read(lambda books: books.leads.load(lead_id))

    async def owed(self) -> Sequence[Job]:
        return await self.store.read(lambda books: books.jobs.listed(limit=5000))


def write_settings(folder: Path, url: str, database: str, attempts: int = 12) -> Settings:
    file = folder / "ringdesk.toml"
    told = (
        f'[telegram]\ntoken = "{TOKEN}"\napi_url = "{url}"\nsellers_chat = {GROUP}\nadmins = [{OWNER}]',
        f'language = "ru"\n[database]\nurl = "{database}"\n[shop]\nname = "Часы"\n[jobs]\nattempts = {attempts}\n',
    )
    file.write_text("\n".join(told), encoding="utf-8")
    return load_settings({}, file, {})


def open_desk(settings: Settings, clock: LeapingClock) -> Desk:
    store = LeapingStore(Database(settings.database.url))
    rules, nonces = _always_open(), itertools.count(1)
    service = LeadService(lambda: rules, lambda: f"{next(nonces):x}", lambda _city: "", lambda _ip: None)
    watch, switches = Watch(store, clock, CollectorRegistry()), Switches(store, clock)
    chat = build_chat(settings, store, service, clock, Neighbours(), switches, watch, open_gate)
    others = dict.fromkeys((REGISTER, SHOW_CRM, PLACE_CALL, STOP_CALL, SEND_SMS, WAKE), Handler(_leave_it))
    jobs = settings.jobs
    worker = Worker(
        store,
        clock,
        handlers={**others, **chat.handlers()},
        lanes={lane.value: most for lane, most in LANES.items()},
        policy=RetryPolicy(jobs.first_pause, jobs.longest_pause, jobs.attempts),
        watcher=watch,
    )
    inbox = InboxReader(store, clock, {"telegram": chat.read, "*": chat.read}, chat.order_of, chat.report_unreadable)
    store.on_jobs, store.on_mail = worker.nudge, inbox.nudge
    return Desk(store, service, chat, worker, inbox, clock)


def _always_open() -> Rules:
    hours = ContactHours(Calendar(parse_hours("24/7")), "Europe/Moscow", spread=timedelta(0))
    return replace(Rules(hours, crm=False, consent=ConsentRule.ASSUMED))


async def _leave_it(_job: Job) -> Done:
    return Done()
