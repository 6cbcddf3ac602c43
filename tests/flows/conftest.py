"""A town, a desk and a real database file for every test; what must always hold is looked at after each."""

from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import structlog
import tomli_w

from bot.app.composition import App
from bot.app.house import House
from bot.cli.setting_up import look_at_settings
from sandbox.kit.clock import WorldClock
from sandbox.kit.history import History
from sandbox.voximplant.fate import Fate
from sandbox.world.world import World
from storage.schema import copy_file
from tests.flows.clock import WorldTime
from tests.flows.invariants import find_faults
from tests.flows.scene import Scene
from tests.ports import HOST, find_port

SPEED = 60.0
MOSCOW = ZoneInfo("Europe/Moscow")
# A Monday. Commands typed beside the desk go by the real clock: it must not be ahead of the world's.
NOON = datetime(2037, 11, 23, 12, 0, tzinfo=MOSCOW)  # the shop is open from 9 to 21

OpenScene = Callable[..., Coroutine[Any, Any, Scene]]


class HouseDesk:
    """The desk in this process: built anew at every start, on the same file."""

    def __init__(self, config: Path, clock: WorldTime, url: str) -> None:
        self._config = config
        self._clock = clock
        self.url = url
        self.running: House | None = None
        self.starts = 0

    async def start(self) -> None:
        settings, mistakes = look_at_settings(self._config)
        assert settings, mistakes
        assert not mistakes
        self.running = House(settings, self._clock)
        self.starts += 1
        await self.running.start()

    async def stop(self) -> None:
        if self.running:
            await self.running.stop()
            self.running = None


@pytest.fixture
async def open_scene(empty_database: Path, tmp_path: Path) -> AsyncIterator[OpenScene]:
    """``at`` is an aware moment; ``changed`` are keys of the settings, section by section. ``town_crm``: where leads
    go. ``tracker``: a Calltouch fills a RetailCRM."""
    async with AsyncExitStack() as held:
        logged = held.enter_context(structlog.testing.capture_logs())

        async def open_one(
            at: datetime = NOON,
            speed: float = SPEED,
            *,
            store: str = "",
            town_crm: str = "bitrix24",
            tracker: bool = False,
            **changed: dict[str, Any],
        ) -> Scene:
            url = f"http://{HOST}:{find_port()}"
            world = await found(url, at, speed, tmp_path, store=store, crm=town_crm, tracker=tracker)
            held.push_async_callback(world.stop)
            config, database = tmp_path / "ringdesk.toml", tmp_path / "flow.db"
            copy_file(empty_database, database)
            write_settings(world, config, database, changed)
            desk = HouseDesk(config, WorldTime(world.clock), url)
            scene = Scene(world, desk, config, database)
            held.callback(lambda: check(scene, logged, desk))
            held.push_async_callback(scene.close)
            held.push_async_callback(desk.stop)
            await desk.start()
            return scene

        yield open_one


@pytest.fixture
async def scene(open_scene: OpenScene) -> Scene:
    """Monday noon in Moscow, a minute in every second."""
    return await open_scene()


def running(scene: Scene) -> App:
    """The parts of the desk in this process, whose beats come too seldom for a test to wait for."""
    assert isinstance(scene.desk, HouseDesk)
    assert scene.desk.running
    return scene.desk.running.app


async def found(url: str, at: datetime, speed: float, folder: Path, **kinds: Any) -> World:
    clock = WorldClock(at.astimezone(UTC), speed)
    world = World(clock, History(), url, clock_file=folder / "clock.json", **kinds)
    await world.start(HOST)
    world.fates.default = Fate(ring_s=2, talk_s=6)
    world.smsc.handed_after, world.smsc.ended_after = 1.0, 2.0
    return world


def write_settings(world: World, config: Path, database: Path, changed: dict[str, dict[str, Any]]) -> None:
    port = int(world.public_url.rpartition(":")[2])
    settings = world.settings(host=HOST, port=port, database_url=f"sqlite+aiosqlite:///{database}")
    settings["shop"]["name"] = "Часы"
    for section, keys in changed.items():
        settings[section] = settings.get(section, {}) | keys
    config.write_text(tomli_w.dumps(settings), "utf-8")


def check(scene: Scene, logged: list[Any], desk: HouseDesk) -> None:
    assert find_faults(scene, logged, restarted=desk.starts > 1) == []
