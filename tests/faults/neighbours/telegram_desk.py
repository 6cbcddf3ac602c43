"""A desk with its chat, on leaping time, in front of Telegram's strict fake: real database, real sockets."""

import itertools
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from bench.leaping import LeapingClock, LeapingStore
from bot.app.composition import LANES
from bot.app.gates import OPEN, Gates
from bot.app.neighbours import Neighbours
from bot.settings.loading import Settings, load_settings
from desk.leads.events import Claimed, Released
from desk.leads.model import Person
from desk.leads.service import LeadService
from desk.model import Customer
from sandbox.kit.history import History
from sandbox.telegram.fake import TOKEN, TelegramFake
from scheduler.retry import RetryPolicy
from storage.database import Database
from storage.jobs import Job
from tests.bot.telegram_room import PHONE, Room, always_open, furnish

GROUP, OWNER = -1001234567890, 904
SELLERS = tuple(range(501, 511))


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


class Desk(Room):
    """A room on leaping time: whatever waits is passed over at once."""

    async def sell(self, number: int) -> int:
        return await self.receive(f"R-{number}", Customer(name=f"К{number}", phone=PHONE))

    async def hand_over(self, lead_id: int, version: int) -> None:
        """The lead's next state: the holder is called by its number, so that a card tells how new it is."""
        lead = await self.lead(lead_id)
        if lead.assignee:
            await self.tell(lead_id, Released(lead.assignee))
        await self.tell(lead_id, Claimed(Person(9000 + version, f"v{version}")))

    async def owed(self) -> Sequence[Job]:
        return await self.store.read(lambda books: books.jobs.listed(limit=5000))


def write_settings(folder: Path, url: str, database: str, attempts: int = 12) -> Settings:
    file = folder / "ringdesk.toml"
    told = (
        f'[telegram]\ntoken = "{TOKEN}"\napi_url = "{url}"\nsellers_chat = {GROUP}\nadmins = [{OWNER}]',
        f'language = "ru"\n[database]\nurl = "{database}"\n[shop]\nname = "Часы"\n[jobs]\nattempts = {attempts}',
        '[answers]\nReady = "Your order is ready"\n[macros]\nNoted = ["note: noted"]\n',
    )
    file.write_text("\n".join(told), encoding="utf-8")
    return load_settings({}, file, {})


def open_desk(
    settings: Settings,
    clock: LeapingClock,
    gates: Gates = OPEN,
    neighbours: Neighbours | None = None,
    **ruled: Any,
) -> Desk:
    """``ruled``: what differs in the shop's rules."""
    rules, nonces, jobs = always_open(**ruled), itertools.count(1), settings.jobs
    service = LeadService(lambda: rules, lambda: f"{next(nonces):x}", lambda _city: "", lambda _ip: None)
    policy = RetryPolicy(jobs.first_pause, jobs.longest_pause, jobs.attempts)
    store = LeapingStore(Database(settings.database.url))
    return furnish(Desk, settings, store, service, clock, LANES, policy, neighbours, gates)
