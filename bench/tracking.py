"""Call tracking: requests for a touch and for a deal, beside the least possible, and a backlog at the CRM's limit.

The worker, the service and both neighbours' lines are the desk's own, before the strict fakes. World time leaps, so
that minutes of the limit are measured in seconds.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import tomli_w

from bench.leaping import LeapingClock, LeapingStore, run_leaping
from bot.app.composition import LANES
from bot.app.neighbours import build_neighbours
from bot.app.outside import surround
from bot.app.overrides import LiveSettings
from bot.app.tracking import Tracking, build_tracking
from bot.settings.loading import load_settings
from desk.errors import DeskError
from desk.tracking.model import Kind, Touch
from integrations.http import HttpFactory
from integrations.registry import NEIGHBOURS
from sandbox.calltouch.fake import CalltouchFake
from sandbox.kit.history import History
from sandbox.retailcrm.fake import RetailCrmFake
from scheduler.retry import RetryPolicy
from scheduler.worker import Worker
from storage.books import Books
from storage.database import Database
from storage.jobs import Job
from storage.schema import migrate

SAMPLE = 100  # touches of a kind; deals
BACKLOG = 1000
LIMIT = 10  # requests a second for a key: https://docs.retailcrm.ru/Developers/API/APIVersions/APIv5
# The desk's default, and nearly all that may be set: with just ten any jitter of the network is one too many.
RATES = (9.6, 9.9)
CACHED = ("reference/", "settings", "users", "custom-fields")
SITE = 12345
LOOK_EVERY = 1.0  # seconds of the world
# What is there before, how often section *calls* of the rules has the CRM asked for it at the least, and what it is.
KINDS = (
    ("empty", 3, "a new customer, a new order, in an account where nobody was found yet"),
    ("nobody", 3, "a new customer, a new order"),
    ("customer", 3, "a known customer, a new order"),
    ("complete", 3, "the order is closed: another one"),
    ("new", 4, "the open order is filled"),
    ("marked", 2, "the open order is filled already"),
)


MIXED = tuple(before for before, *_ in KINDS if before != "empty")


class Quiet:
    """Nobody is told of what the worker does."""

    async def failed(self, job: Job, error: DeskError) -> None: ...
    async def succeeded(self, job: Job) -> None: ...
    def done(self, job: Job, late: timedelta) -> None: ...


@dataclass(frozen=True, slots=True)
class Yard:
    clock: LeapingClock
    store: LeapingStore
    retail: RetailCrmFake
    calltouch: CalltouchFake
    tracking: Tracking

    def crm_asked(self) -> list[str]:
        found = (str(it.data["operation"]) for it in self.retail.history.find("retailcrm", "request"))
        return [it for it in found if not it.startswith(CACHED)]

    def tracker_asked(self) -> list[str]:
        return [str(it.data["operation"]) for it in self.calltouch.history.find("calltouch", "request")]

    def told(self, times: int) -> bool:
        deals = self.calltouch.cabinet.deals.values()
        return len(deals) == SAMPLE and all(len(it.told) == times for it in deals)

    async def receive(self, phones: list[str], first: int = 1) -> None:
        """As if they had come while the CRM was down: all of them are due in a minute."""
        now = self.clock.now()
        calls = [Touch(Kind.CALL, str(first + turn), str(SITE), now, phone=it) for turn, it in enumerate(phones)]

        def work(books: Books) -> None:
            for call in calls:
                self.tracking.service.receive(books, call, now)

        await self.store.write(work)

    async def until(self, over: Callable[[], bool]) -> None:
        while not over():  # noqa: ASYNC110 - the desk tells nobody
            await asyncio.sleep(LOOK_EVERY)

    async def until_handled(self) -> None:
        while (await self.store.read(lambda books: books.touches.counts())).get("", 0):  # noqa: ASYNC110 - as above
            await asyncio.sleep(LOOK_EVERY)


def measure_tracking(folder: Path) -> dict[str, Any]:
    """``folder`` exists and is empty. Takes about two minutes."""
    touches = [run_leaping(partial(_ask_touches, folder, *kind)) for kind in KINDS]
    backlogs = [run_leaping(partial(_drain, folder, rate)) for rate in RATES]
    return {"touches": touches, "deals": run_leaping(partial(_ask_deals, folder)), "backlogs": backlogs}


def write_tracking(figures: dict[str, Any]) -> str:
    lines = ["| requests for one | ours | at the least | ratio |", "|---|---|---|---|"]
    for row in [*figures["touches"], *figures["deals"]]:
        ratio = row["asked"] / row["least"]
        lines.append(f"| {row['what']} | {row['asked']:.2f} | {row['least']:g} | {ratio:.2f} |")
    columns = ("requests", "world seconds", "requests a second", f"share of the limit of {LIMIT}", "refused")
    lines += [
        "",
        f"| {BACKLOG} touches at once, allowed a second | {' | '.join(columns)} |",
        "|---|---|---|---|---|---|",
    ]
    for row in figures["backlogs"]:
        pace = row["requests"] / row["seconds"]
        cells = f"{row['requests']} | {row['seconds']:.0f} | {pace:.2f} | {pace / LIMIT:.3f} | {row['refused']}"
        lines.append(f"| {row['rate']:g} | {cells} |")
    return "\n".join(lines)


async def _ask_touches(folder: Path, before: str, least: int, what: str) -> dict[str, Any]:
    async with _open(folder, f"touches-{before}", 9) as yard:
        if before != "empty":
            await _be_found_once(yard)
        phones = _seed(yard, before, SAMPLE)
        asked = len(yard.crm_asked())
        await yard.receive(phones)
        await yard.until_handled()
        count = len([it for it in yard.crm_asked()[asked:] if it != "orders/history"])
    return {"what": f"touch: {what} (RetailCRM)", "asked": count / SAMPLE, "least": least}


async def _ask_deals(folder: Path) -> list[dict[str, Any]]:
    """Orders that come between two looks at the history, then the change of their status."""
    async with _open(folder, "deals", 9) as yard:
        await yard.until(lambda: "orders/history" in yard.crm_asked())
        await asyncio.sleep(5)
        rows = []
        orders: list[int] = []

        def place() -> None:
            orders.extend(yard.retail.place(yard.retail.seed_customer(_phone(turn))) for turn in range(SAMPLE))

        def move() -> None:
            for number in orders:
                yard.retail.set_status(number, "complete")

        for what, happen, told in (("made", place, 1), ("told again", move, 2)):
            before = len(yard.crm_asked()), len(yard.tracker_asked())
            happen()
            await yard.tracking.looks.owe()
            await yard.until(partial(yard.told, told))
            crm, tracker = len(yard.crm_asked()) - before[0], len(yard.tracker_asked()) - before[1]
            # One page of the history holds a hundred rows, one telling a hundred deals.
            rows.append({"what": f"deal {what} (RetailCRM)", "asked": crm / SAMPLE, "least": 1 / 100})
            rows.append({"what": f"deal {what} (Calltouch)", "asked": tracker / SAMPLE, "least": 1 / 100})
    return rows


async def _drain(folder: Path, rate: float) -> dict[str, Any]:
    """Of every kind a fifth, by turns; from the first request to the last, whatever it was for."""
    async with _open(folder, f"backlog-{rate:g}", rate) as yard:
        await _be_found_once(yard)
        each = BACKLOG // len(MIXED)
        columns = [_seed(yard, before, each, turn * each) for turn, before in enumerate(MIXED)]
        phones = [phone for row in zip(*columns, strict=True) for phone in row]
        asked = len(yard.retail.history.find("retailcrm", "request"))
        await yard.receive(phones)
        await yard.until_handled()
        moments = [datetime.fromisoformat(it.at) for it in yard.retail.history.find("retailcrm", "request")[asked:]]
        results = await yard.store.read(lambda books: books.touches.counts())
    seconds = (moments[-1] - moments[0]).total_seconds()
    refused, failed = yard.retail.limit.refused, results.get("failed", 0)
    return {"rate": rate, "requests": len(moments), "seconds": seconds, "refused": refused, "failed": failed}


def _seed(yard: Yard, before: str, count: int, first: int = 0) -> list[str]:
    """Phones of callers, and what the CRM knows of each."""
    phones = [_phone(first + turn) for turn in range(count)]
    for phone in phones if before not in ("empty", "nobody") else ():
        customer = yard.retail.seed_customer(phone)
        if before == "marked":
            yard.retail.place(customer, customFields={"calltouch_site_id": "777"})
        elif before != "customer":
            yard.retail.place(customer, status=before)
    return phones


def _phone(turn: int) -> str:
    return f"79{turn:09}"


async def _be_found_once(yard: Yard) -> None:
    """In which spelling the CRM finds a number the desk learns from the first customer whom it finds."""
    phone = _phone(999_999)
    yard.retail.seed_customer(phone)
    await yard.receive([phone], first=999_999)
    await yard.until_handled()


@asynccontextmanager
async def _open(folder: Path, name: str, rate: float) -> AsyncIterator[Yard]:
    url = f"sqlite+aiosqlite:///{folder}/{name}.db"
    migrate(url)
    clock, history = LeapingClock(), History()
    retail, calltouch = RetailCrmFake(clock, history), CalltouchFake(clock, history)
    for fake in (retail, calltouch):
        await fake.start()
    file = folder / f"{name}.toml"
    file.write_text(tomli_w.dumps(_sections(retail, calltouch, rate)), "utf-8")
    settings = load_settings({it: found.section for it, found in NEIGHBOURS.items()}, file, {})
    store, http = LeapingStore(Database(url)), HttpFactory(clock)
    live = LiveSettings(settings, store, clock)
    tracking = build_tracking(live, store, clock, build_neighbours(settings, surround(settings, store, clock, http)))
    if tracking is None:
        raise RuntimeError("nothing is tracked")
    worker = Worker(
        store, clock, tracking.handlers, {it.value: most for it, most in LANES.items()}, RetryPolicy(), Quiet()
    )
    store.on_jobs = worker.nudge
    await tracking.looks.begin()
    running = asyncio.create_task(worker.run())
    try:
        yard = Yard(clock, store, retail, calltouch, tracking)
        await yard.until(lambda: len(retail.account.fields["order"]) >= 9)
        yield yard
    finally:
        await worker.stop()
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running
        await http.close()
        await store.database.close()
        for fake in (retail, calltouch):
            await fake.stop()


def _sections(retail: RetailCrmFake, calltouch: CalltouchFake, rate: float) -> dict[str, Any]:
    return {
        "retailcrm": {"url": retail.url, "api_key": retail.key, "requests_per_second": rate},
        "calltouch": {"api_url": calltouch.url, "site_id": SITE, "token": calltouch.token},
    }
