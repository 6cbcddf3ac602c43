"""The page over a world, before a stand-in desk that takes orders and answers presses."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from playwright.async_api import Page, async_playwright

from sandbox.kit.clock import WorldClock
from sandbox.kit.history import History
from sandbox.page.desk import State
from sandbox.page.server import build_page, serve
from sandbox.world.world import World
from tests.browser import run_browser

NOON = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)  # a Tuesday, 12:00 in Moscow, 18:00 in Vladivostok


@dataclass(frozen=True, slots=True)
class Got:
    method: str
    target: str
    headers: dict[str, str]
    body: bytes


@dataclass(slots=True)
class StandIn:
    """A desk that keeps what it is sent. ``kill`` closes its port."""

    port: int = 0
    api_token: str = "token"
    got: list[Got] = field(default_factory=list)
    _runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def state(self) -> State:
        return "running" if self._runner else "stopped"

    async def start(self) -> None:
        if self._runner:
            return
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._take)
        self._runner = web.AppRunner(app, access_log=None, auto_decompress=False, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port, reuse_address=True).start()
        self.port = int(self._runner.addresses[0][1])

    async def kill(self) -> None:
        if self._runner:
            await self._runner.cleanup()
            self._runner = None

    async def _take(self, request: web.Request) -> web.Response:
        body = await request.read()
        headers = {name.lower(): value for name, value in request.headers.items()}
        self.got.append(Got(request.method, request.raw_path, headers, body))
        if request.path.startswith("/orders/"):
            return web.json_response({"lead": 17, "status": "accepted"}, status=202, headers={"X-Own": "1"})
        if request.path.startswith("/api/1/json/"):
            ref = json.loads(body)["ops"][0]["ref"]
            return web.json_response({"request_proc": "ok", "ops": [{"proc": "ok", "ref": ref, "obj_id": "11"}]})
        return web.Response(status=404, text="no such page of the desk")


@dataclass(slots=True)
class Visit:
    """One visitor: the page's address, and both sides of the world behind it."""

    url: str
    world: World
    desk: StandIn
    client: aiohttp.ClientSession

    async def post(self, name: str, body: dict[str, Any] | None = None, expect: int = 200) -> dict[str, Any]:
        async with self.client.post(f"{self.url}/demo/{name}", json=body or {}) as answer:
            told: dict[str, Any] = await answer.json()
            assert answer.status == expect, told
            return told

    async def state(self, person: int = 111) -> dict[str, Any]:
        async with self.client.get(f"{self.url}/demo/state?as={person}") as answer:
            told: dict[str, Any] = await answer.json()
            return told

    async def bot(self, method: str, **params: Any) -> Any:
        """What the desk's bot would ask of Telegram."""
        url = f"{self.world.telegram.url}/bot{self.world.telegram.token}/{method}"
        async with self.client.post(url, json=params) as answer:
            return (await answer.json())["result"]

    async def post_card(self, text: str = "<b>Лид №7</b>") -> int:
        """A message of the bot in the sellers' chat, with one button."""
        keys = {"inline_keyboard": [[{"text": "Взять", "callback_data": "r1:cl:7", "style": "success"}]]}
        group = self.world.staff.group.id
        sent = await self.bot("sendMessage", chat_id=group, text=text, parse_mode="HTML", reply_markup=keys)
        return int(sent["message_id"])

    async def answer_next_press(self, **answer: Any) -> dict[str, Any]:
        """One round of the bot: wait for a callback query, and answer it."""
        updates = await self.bot("getUpdates", timeout=5)
        query: dict[str, Any] = next(one["callback_query"] for one in updates if "callback_query" in one)
        await self.bot("answerCallbackQuery", callback_query_id=query["id"], **answer)
        await self.bot("getUpdates", offset=updates[-1]["update_id"] + 1)
        return query

    async def crm(self, method: str, **params: Any) -> Any:
        async with self.client.post(self.world.bitrix24.webhook_url + method, json=params) as answer:
            return (await answer.json())["result"]


@pytest.fixture
async def visit() -> AsyncIterator[Visit]:
    async for visit in open_page():
        yield visit


@pytest.fixture
async def team() -> AsyncIterator[Visit]:
    """A shop with admins and with topics, as in the demo."""
    async for visit in open_page(team=True):
        yield visit


@pytest.fixture
async def store() -> AsyncIterator[Visit]:
    """A shop whose orders are kept in step with deals, as in the demo."""
    async for visit in open_page(store="cms"):
        yield visit


@pytest.fixture
async def tracked() -> AsyncIterator[Visit]:
    """A shop whose calls are tracked, as in the demo."""
    async for visit in open_page(tracker=True):
        yield visit


async def open_page(*, team: bool = False, store: str = "", tracker: bool = False) -> AsyncIterator[Visit]:
    desk = StandIn()
    await desk.start()
    world = World(WorldClock(NOON), History(), desk.url, team=team, store=store, tracker=tracker)
    await world.start()
    runner = await serve(build_page(world, desk), "127.0.0.1", 0)
    url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    async with aiohttp.ClientSession() as client:
        yield Visit(url, world, desk, client)
    await runner.cleanup()
    await desk.kill()
    await world.stop()


@pytest.fixture
def send_sample(visit: Visit) -> Callable[..., Awaitable[dict[str, Any]]]:
    """Order as the page's form does: the next sample with some fields changed."""

    async def send(**changed: Any) -> dict[str, Any]:
        sample = await visit.post("sample")
        return await visit.post("order", {**sample, "way": "json", **changed})

    return send


@dataclass(slots=True)
class Window:
    """The page in a browser; ``troubles`` are errors of scripts and refused resources."""

    page: Page
    troubles: list[str]


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with run_browser(tmp_path_factory.mktemp("browser")) as address:
        yield address


@pytest.fixture
async def open_window(visit: Visit, browser: str) -> AsyncIterator[Callable[..., Awaitable[Window]]]:
    async for show in open_windows(visit, browser):
        yield show


@pytest.fixture
async def open_team_window(team: Visit, browser: str) -> AsyncIterator[Callable[..., Awaitable[Window]]]:
    async for show in open_windows(team, browser):
        yield show


@pytest.fixture
async def open_store_window(store: Visit, browser: str) -> AsyncIterator[Callable[..., Awaitable[Window]]]:
    async for show in open_windows(store, browser):
        yield show


@pytest.fixture
async def open_tracked_window(tracked: Visit, browser: str) -> AsyncIterator[Callable[..., Awaitable[Window]]]:
    async for show in open_windows(tracked, browser):
        yield show


async def open_windows(visit: Visit, browser: str) -> AsyncIterator[Callable[..., Awaitable[Window]]]:
    """Every window is a visitor of its own, with storage of its own."""
    async with async_playwright() as driver:
        connected = await driver.chromium.connect_over_cdp(browser)

        async def show(width: int = 1440, height: int = 900) -> Window:
            page = await connected.new_page(viewport={"width": width, "height": height}, locale="ru-RU")
            page.set_default_timeout(10_000)
            window = Window(page, [])
            page.on("console", lambda one: window.troubles.append(one.text) if one.type == "error" else None)
            page.on("pageerror", lambda error: window.troubles.append(str(error)))
            await page.goto(visit.url)
            await page.wait_for_selector(".segments [aria-pressed=true] >> text=1×")
            await page.wait_for_selector("#buy", state="attached")
            return window

        yield show
        await connected.close()
