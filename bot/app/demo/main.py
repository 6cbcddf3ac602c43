"""World, page and desk, from start to stop."""

import asyncio
import json
import signal
import socket
import tempfile
from contextlib import AsyncExitStack
from pathlib import Path

import tomli_w
import typer

from bot.app.demo.crew import greet, hire
from bot.app.demo.process import DeskProcess
from sandbox.kit.clock import WorldClock
from sandbox.kit.history import History
from sandbox.page.server import build_page, serve
from sandbox.world.access import API_TOKEN
from sandbox.world.world import World

HOST = "127.0.0.1"
UNDO = "5s"  # as a shop would have it; by the demo's own clock
HISTORY = "2s"  # real ones: whoever changed an order looks for its deal


async def run_demo(port: int, speed: float, store: str, *, as_json: bool) -> None:
    """Serve until SIGINT or SIGTERM. Everything lives in a temporary folder, which is gone afterwards.

    ``store``: ``cms``, ``shopify`` or ``bitrix-site``.
    """
    async with AsyncExitStack() as held:
        folder = Path(held.enter_context(tempfile.TemporaryDirectory(prefix="ringdesk-demo-")))
        desk_url = f"http://{HOST}:{find_port()}"
        world = World(
            WorldClock(speed=speed),
            History(folder / "history.jsonl"),
            desk_url,
            clock_file=folder / "clock.json",
            team=True,
            store=store,
            tracker=True,
        )
        await world.start(HOST)
        held.push_async_callback(world.stop)
        config = _write_settings(world, folder)
        await hire(config, world)
        greet(world)
        desk = DeskProcess(desk_url, API_TOKEN, config, folder / "clock.json", folder / "desk.log")
        held.push_async_callback(desk.stop)
        runner = await serve(build_page(world, desk), HOST, port)
        held.push_async_callback(runner.cleanup)
        url = f"http://{HOST}:{runner.addresses[0][1]}"
        if not as_json:
            typer.echo("starting the desk …")
        await desk.start()
        typer.echo(json.dumps({**world.describe(desk_url), "url": url}) if as_json else f"open {url}")
        await _wait_for_signal()


def find_port() -> int:
    """A port that is free now; the desk opens it a moment later."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _write_settings(world: World, folder: Path) -> Path:
    config = folder / "ringdesk.toml"
    port = int(world.public_url.rpartition(":")[2])
    settings = world.settings(host=HOST, port=port, database_url=f"sqlite+aiosqlite:///{folder}/desk.db")
    settings["staff"] = settings.get("staff", {}) | {"morning": "09:30", "evening": "20:00", "undo": UNDO}
    settings["retailcrm"]["history_every"] = HISTORY
    config.write_text(tomli_w.dumps(settings), "utf-8")
    return config


async def _wait_for_signal() -> None:
    signalled = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, signalled.set)
    await signalled.wait()
