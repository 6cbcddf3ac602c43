"""A desk's chat on a real database in front of the strict Telegram fake, with a shop's people in a group."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from prometheus_client import CollectorRegistry
from pydantic import SecretStr

from bot.app.carrying import carrying_out
from bot.app.chat import Chat
from bot.app.effects import retrying
from bot.app.exchange import Exchange, build_exchange
from bot.app.gates import OPEN, Gates
from bot.app.money import make_policy
from bot.app.neighbours import Neighbours
from bot.app.overrides import LiveSettings
from bot.app.telegram import build_chat
from bot.settings.loading import Settings, load_settings
from desk.hours import Calendar, parse_hours
from desk.leads.books import Lane, NewJob
from desk.leads.effects.bench import Bench
from desk.leads.effects.outcome import Done
from desk.leads.effects.telling import TellLead
from desk.leads.events import Event, PatienceEnded
from desk.leads.model import Lead
from desk.leads.policy import ConsentRule, ContactHours, Rules
from desk.leads.service import LeadService
from desk.leads.work import (
    ASSIGN,
    CARRY_OUT,
    CHECK_BRIDGE,
    CHECK_CALL,
    CHECK_SMS,
    PATIENCE,
    PLACE_BRIDGE,
    PLACE_CALL,
    REGISTER,
    RETRY_LEAD,
    SEND_SMS,
    SHOW_CARD,
    SHOW_CRM,
    STOP_CALL,
    WAKE,
)
from desk.model import Consent, Customer, Order
from desk.ports import Clock
from integrations.registry import NEIGHBOURS
from sandbox.kit.history import History
from sandbox.telegram.chats import Chat as FakeChat
from sandbox.telegram.fake import TOKEN, TelegramFake
from sandbox.telegram.people import User
from sandbox.telegram.view import Seen
from scheduler.assignment import Assignment
from scheduler.brake import SpendingBrake
from scheduler.handlers import Handler
from scheduler.inbox import InboxReader
from scheduler.retry import RetryPolicy
from scheduler.switches import LIFT, Switches
from scheduler.watch import Watch
from scheduler.worker import Worker
from storage.acts import Act
from storage.books import Store
from storage.database import Database
from storage.jobs import Job
from tests.clocks import HurriedClock

ANNA, BORIS, OLGA, ZOE = 111, 222, 904, 555
GROUP = -1001234567890
PHONE = "+79161234567"
FULL, MASKED = "+7 916 123-45-67", "+7 916 ***-**-67"


def always_open(**changes: Any) -> Rules:
    hours = ContactHours(Calendar(parse_hours("24/7")), "Europe/Moscow", spread=timedelta(0))
    return replace(Rules(hours, crm=False, consent=ConsentRule.ASSUMED), **changes)


@dataclass
class Town:
    """The world's side: ``olga`` is the admin, Anna and Boris sell, Zoe is nobody."""

    fake: TelegramFake
    group: FakeChat
    anna: User
    boris: User
    olga: User
    zoe: User

    @property
    def control(self) -> Any:
        return self.fake.control

    def seen(self, chat: int | FakeChat | None = None, viewer: User | None = None) -> list[Seen]:
        return self.control.transcript(self.group if chat is None else chat, viewer)

    def cards(self, lead_id: int, chat: int | None = None) -> list[Seen]:
        return [it for it in self.seen(chat) if it.from_bot and f"#{lead_id} " in it.text]

    async def see(self, wanted: Callable[[], Any], seconds: float = 20.0) -> Any:
        return await self.fake.history.wait_for(wanted, seconds)

    async def see_card(self, lead_id: int, words: str = "", chat: int | None = None) -> Seen:
        """The card of a lead once it says ``words``."""

        def shown() -> Seen | None:
            return next((it for it in reversed(self.cards(lead_id, chat)) if words in it.text), None)

        return await self.see(shown)

    def calls(self, method: str) -> list[Any]:
        return self.fake.history.find("telegram", "request", operation=method)

    def refused(self, status: int) -> list[Any]:
        return self.fake.history.find("telegram", "answer", status=status)


@asynccontextmanager
async def open_town(*, limits: bool = True) -> AsyncIterator[Town]:
    fake = TelegramFake(HurriedClock(), History())
    fake.limits.enabled = limits
    control = fake.control
    anna = control.add_user("Анна", "Котова", "anna", number=ANNA)
    boris = control.add_user("Борис", number=BORIS)
    olga = control.add_user("Ольга", number=OLGA)
    zoe = control.add_user("Зоя", number=ZOE)
    group = control.add_supergroup("Продажи", olga, [anna, boris], number=GROUP)
    for person in (anna, olga):
        control.open_private(person)
    await fake.start()
    try:
        yield Town(fake, group, anna, boris, olga, zoe)
    finally:
        await fake.stop()


@dataclass
class Room:
    """One process of the desk: ``stop`` it and open another on the same database to restart."""

    store: Store
    service: LeadService
    chat: Chat
    worker: Worker
    inbox: InboxReader
    watch: Watch
    switches: Switches
    clock: Clock
    exchange: Exchange | None = None
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

    async def order(self, name: str = "Мария Иванова", phone: str = PHONE, **changes: Any) -> int:
        """A new lead; its number."""
        return await self.receive(f"R-{time.monotonic_ns()}", Customer(name=name, phone=phone), **changes)

    async def receive(self, ref: str, customer: Customer, **changes: Any) -> int:
        given = {"consent": Consent(calls=True)} | changes
        order, now = Order("site", ref, customer, order_id=ref, **given), self.clock.now()
        received = await self.store.write(lambda books: self.service.receive(books, order, now))
        return received.lead_id

    async def orders(self, count: int) -> list[int]:
        return [await self.order(name=f"Customer {number}") for number in range(count)]

    async def tell(self, lead_id: int, fact: Event) -> Lead:
        now = self.clock.now()
        return await self.store.write(lambda books: self.service.tell(books, lead_id, fact, now))

    async def lead(self, lead_id: int) -> Lead:
        return await self.store.read(lambda books: books.leads.load(lead_id))

    async def see_acts(self, count: int, what: str = "") -> list[Act]:
        """The latest acts, oldest first, once there are so many: a refusal is written down after its answer."""
        async with asyncio.timeout(5):
            while True:
                found = await self.store.read(lambda books: books.acts.latest(count + 1, what=what))
                if len(found) >= count:
                    return found[::-1]
                await asyncio.sleep(0.02)

    async def touch(self, lead_id: int) -> None:
        """The hint that the card may be old, as every change of a lead gives it."""
        from_now = self.clock.now()
        await self.store.write(lambda books: books.jobs.put(_card_job(lead_id, from_now)))


R = TypeVar("R", bound=Room)


def write_settings(folder: Path, town_url: str, database: str, **telegram: Any) -> Settings:
    given = {"token": TOKEN, "api_url": town_url, "sellers_chat": GROUP, "admins": [OLGA], "language": "ru"} | telegram
    lines = [f"{key} = {_toml(value)}" for key, value in given.items()]
    file = folder / "ringdesk.toml"
    text = "\n".join(["[telegram]", *lines, "[database]", f'url = "{database}"', "[shop]", 'name = "Часы"'])
    file.write_text(text, encoding="utf-8")
    return load_settings({name: it.section for name, it in NEIGHBOURS.items()}, file, {})


def open_room(settings: Settings, rules: Rules | None = None, neighbours: Neighbours | None = None) -> Room:
    given, policy = rules or always_open(), RetryPolicy(timedelta(seconds=0.3), timedelta(seconds=1), 12)
    service = LeadService(lambda: given, lambda: f"{time.monotonic_ns():x}", lambda _city: "", lambda _ip: None)
    store, lanes = Store(Database(settings.database.url)), {"desk": 2, "chat": 8, "calls": 2}
    if neighbours and neighbours.deals:
        lanes |= {"crm": 2, "store": 2}
    return furnish(Room, settings, store, service, HurriedClock(), lanes, policy, neighbours)


def furnish(
    kind: type[R],
    settings: Settings,
    store: Store,
    service: LeadService,
    clock: Clock,
    lanes: Mapping[str, int],
    policy: RetryPolicy,
    neighbours: Neighbours | None = None,
    gates: Gates = OPEN,
) -> R:
    """The chat as a desk has it, with a worker that leaves everything else as it is."""
    watch, switches = Watch(store, clock, CollectorRegistry()), Switches(store, clock)
    live = LiveSettings(settings, store, clock)
    exchange = build_exchange(live, store, service, clock, neighbours or Neighbours())
    chat = build_chat(
        live,
        store,
        service,
        clock,
        neighbours or Neighbours(),
        switches,
        watch,
        SpendingBrake(lambda: make_policy(live.current), settings.shop.timezone),
        gates,
        exchange,
    )
    calls = (PLACE_CALL, STOP_CALL, CHECK_CALL, PLACE_BRIDGE, CHECK_BRIDGE)
    others = dict.fromkeys((*calls, REGISTER, SHOW_CRM, SEND_SMS, CHECK_SMS, WAKE), Handler(_leave_it))
    bench, zone = Bench(store, service, clock), settings.shop.timezone
    tell, assignment = TellLead(bench), Assignment(store, service, clock, lambda: settings.staff.distribution, zone)
    watching = {PATIENCE: Handler(lambda job: tell(job.lead_id or 0, PatienceEnded())), ASSIGN: Handler(assignment)}
    doing = {
        CARRY_OUT: carrying_out(bench, chat.standing, exchange.granting if exchange else None),
        LIFT: Handler(switches.lift),
    }
    own = {RETRY_LEAD: retrying(bench), **doing, **watching, **chat.handlers()}
    both = exchange.handlers if exchange else {}
    worker = Worker(store, clock, {**others, **own, **both}, lanes, policy, watch)
    inbox = InboxReader(store, clock, {"telegram": chat.read, "*": chat.read}, chat.order_of, chat.report_unreadable)
    store.on_jobs, store.on_mail = worker.nudge, inbox.nudge
    return kind(store, service, chat, worker, inbox, watch, switches, clock, exchange)


async def _leave_it(_job: Job) -> Done:
    return Done()


def _card_job(lead_id: int, now: datetime) -> NewJob:
    return NewJob(SHOW_CARD, Lane.CHAT, f"{SHOW_CARD}:{lead_id}", now, "a test looks", lead_id=lead_id)


def _toml(value: Any) -> str:
    if isinstance(value, SecretStr):
        value = value.get_secret_value()
    return f'"{value}"' if isinstance(value, str) else str(value).lower() if isinstance(value, bool) else str(value)
