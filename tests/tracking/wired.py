"""Call tracking on a real database, between a RetailCRM and a Calltouch that are reached over HTTP.

Events come through the cabinet's own webhooks, as requests; everything else is what the desk is put together of. Jobs
are done by hand, and the world's clock stands still until it is turned.
"""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import tomli_w

from bot.app.neighbours import build_neighbours
from bot.app.outside import surround
from bot.app.overrides import LiveSettings
from bot.app.reading import EventReader
from bot.app.tracking import Tracking, build_tracking
from bot.settings.loading import load_settings
from desk.errors import DeskError
from desk.leads.effects.outcome import Outcome
from desk.model import InboundRequest
from desk.tracking.case import Case
from integrations.http import HttpFactory
from integrations.registry import NEIGHBOURS
from sandbox.calltouch.cabinet import Call, Chat, Form
from sandbox.calltouch.fake import CalltouchFake
from sandbox.calltouch.webhooks import Webhook
from sandbox.kit.clock import WorldClock
from sandbox.kit.history import History
from sandbox.kit.listener import Listener
from sandbox.retailcrm.fake import RetailCrmFake
from scheduler.handlers import Handler
from storage.books import Store
from storage.jobs import Job
from tests.desk.leads.conftest import make_rules
from tests.integrations.conftest import DeskClock
from tests.scheduler.conftest import make_service
from tests.serving import serve
from tests.tracking.jobs import JobsByHand

SECRET, SITE = "a-long-secret-of-ours", "12345"
KINDS: dict[type, str] = {Call: "call", Form: "request", Chat: "chat"}
CACHED = ("reference/", "settings", "users", "custom-fields")  # asked for once an hour at most
NOON = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # in Moscow, of both
FAST = 10_000.0  # the limits have tests of their own
Lead = Call | Form | Chat


@dataclass
class Wired(JobsByHand):
    world: WorldClock
    retail: RetailCrmFake
    calltouch: CalltouchFake
    listener: Listener
    http: HttpFactory
    folder: Path
    heard: int = 0
    asked_before: int = 0
    tracking: Tracking = field(init=False)

    def restart(self, **wishes: Any) -> None:
        """A new process on the same file. ``wishes``: more keys of ``[calltouch]``."""
        calltouch = {"api_url": self.calltouch.url, "site_id": int(SITE), "token": self.calltouch.token}
        calltouch |= {"webhook_secret": SECRET, "requests_per_second": FAST}
        retailcrm = {"url": self.retail.url, "api_key": self.retail.key}
        file = self.folder / "ringdesk.toml"
        file.write_text(tomli_w.dumps({"calltouch": calltouch | wishes, "retailcrm": retailcrm}), "utf-8")
        settings = load_settings({name: it.section for name, it in NEIGHBOURS.items()}, file, {})
        quick = settings.neighbours["retailcrm"].model_copy(update={"requests_per_second": FAST})
        settings.neighbours["retailcrm"] = quick
        live = LiveSettings(settings, self.store, self.clock)
        neighbours = build_neighbours(settings, surround(settings, self.store, self.clock, self.http))
        tracking = build_tracking(live, self.store, self.clock, neighbours)
        assert tracking
        self.tracking, self.hook = tracking, neighbours.hooks["calltouch"]
        service = make_service(make_rules())
        hear = tracking.service.hear
        self.reader = EventReader(self.store, service, self.clock, {"calltouch": self.hook}, {}, hear_touch=hear)

    async def begin(self) -> None:
        """The connection is made, and everything is looked at once."""
        await self.tracking.looks.begin()
        await self.work()
        self.forget()

    async def run(self, job: Job) -> Outcome:
        return await self._handler(job).run(job)

    async def give_up(self, job: Job, error: str) -> None:
        """As after the last try."""
        give_up = self._handler(job).give_up
        assert give_up
        await give_up(job, error)
        await self.store.write(lambda books: books.jobs.finish(job.id))

    def turn(self, seconds: float) -> None:
        self.world.jump(seconds)

    # --- somebody gets in touch --------------------------------------------------------------------------------------

    async def hear(self) -> None:
        """What the cabinet's webhooks have brought since then is kept and read."""
        await self.calltouch.settle()
        for one in self.listener.received[self.heard :]:
            parts = urlsplit(f"https://desk.example.com{one.target}")
            request = InboundRequest(
                one.method, parts.path, one.headers, dict(parse_qsl(parts.query)), one.body, parts.geturl(), self.now()
            )
            self.hook.verify(request)
            name = self.hook.delivery_id(request)
            await self.store.mail.keep("hooks/calltouch", name, self.hook.redact(request))
        self.heard = len(self.listener.received)
        for row in await self.store.read(lambda books: books.inbox.waiting()):
            await self.reader(row)

    async def handled(self, lead: Lead) -> Case:
        """It is told of, the delay passes, and it is handled."""
        await self.hear()
        self.turn(60)
        assert await self.work() == []
        return await self.case_of(key_of(lead))

    # --- the two neighbours ------------------------------------------------------------------------------------------

    async def look(self) -> list[DeskError]:
        """The beat of the history, and whatever follows from it."""
        await self.tracking.looks.owe()
        return await self.work()

    def asked(self) -> list[str]:
        """What the CRM was asked for since ``forget``, but for its references, with R or W."""
        found = self.retail.history.find("retailcrm", "request")[self.asked_before :]
        told = [(it.data["method"], str(it.data["operation"])) for it in found]
        return [f"{'R' if how == 'GET' else 'W'} {what}" for how, what in told if not what.startswith(CACHED)]

    def forget(self) -> None:
        self.asked_before = len(self.retail.history.find("retailcrm", "request"))

    def written(self) -> set[str]:
        """Which fields of orders were changed, by the CRM's own account."""
        return {str(it["field"]) for it in self.retail.account.history if not it["more"]}

    def custom(self, number: int) -> dict[str, str]:
        return dict(self.retail.order(number)["customFields"] or {})

    def now(self) -> datetime:
        return self.world.now()

    def _handler(self, job: Job) -> Handler:
        return self.tracking.handlers[job.kind]


def key_of(lead: Lead) -> str:
    return f"{KINDS[type(lead)]}:{SITE}:{lead.id}"


@asynccontextmanager
async def open_wired(store: Store, folder: Path) -> AsyncIterator[Wired]:
    world, history = WorldClock(NOON, speed=0), History()
    clock = DeskClock(world)
    async with AsyncExitStack() as held:
        retail = await held.enter_async_context(serve(RetailCrmFake(world, history)))
        calltouch = await held.enter_async_context(serve(CalltouchFake(world, history)))
        listener = await held.enter_async_context(serve(Listener(world, history)))
        http = HttpFactory(clock)
        held.push_async_callback(http.close)
        retail.limit.enabled = calltouch.limits_enabled = False
        address = f"{listener.url}/hooks/calltouch/{SECRET}"
        calltouch.webhooks += [Webhook(kind, f"{address}/{kind}", begins=True) for kind in KINDS.values()]
        wired = Wired(store, clock, world, retail, calltouch, listener, http, folder)
        wired.restart()
        await wired.begin()
        yield wired
