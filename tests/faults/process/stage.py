"""A town and a forked desk: what a fault line plays its scripts on."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from storage.schema import copy_file
from tests.faults.leaks import keep_log
from tests.faults.process.orders import DeskOrder
from tests.faults.process.stable import ForkedDesk, Stable
from tests.flows.conftest import HOST, NOON, SPEED, found, write_settings
from tests.flows.scene import Scene
from tests.ports import find_port

WEBHOOK = {"mode": "webhook", "webhook_secret": "sandbox-telegram-hook"}
NO_TOKENS = dict.fromkeys(("client_id", "client_secret", "refresh_token"), "")


class Stage:
    """``open`` gives a scene whose desk was not started yet; it lives in an existing folder.

    ``wall``: a file with the wall clock of the desk's machine, which is nobody else's. ``store``: whose orders
    are kept in step with deals; then the portal's key never has to be renewed, unless told otherwise.
    """

    def __init__(self, stable: Stable, empty_database: Path) -> None:
        self._stable = stable
        self._empty = empty_database

    @asynccontextmanager
    async def open(
        self,
        folder: Path,
        at: datetime = NOON,
        speed: float = SPEED,
        *,
        level: str = "INFO",
        world_seconds: bool = True,
        wall: Path | None = None,
        town_store: str = "",
        town_tracker: bool = False,
        **changed: dict[str, Any],
    ) -> AsyncIterator[Scene]:
        url = f"http://{HOST}:{find_port()}"
        world = await found(url, at, speed, folder, store=town_store, tracker=town_tracker)
        if town_store:
            changed.setdefault("bitrix24", {**NO_TOKENS, "webhook_url": world.bitrix24.webhook_url})
        config, database = folder / "ringdesk.toml", folder / "flow.db"
        copy_file(self._empty, database)
        write_settings(world, config, database, changed)
        order = DeskOrder.in_folder(folder, config, wall or folder / "clock.json", level, world_seconds=world_seconds)
        order = replace(order, steady=wall is not None)
        desk = ForkedDesk(self._stable, url, order)
        scene = Scene(world, desk, config, database)
        try:
            yield scene
        finally:
            await desk.kill()
            keep_log(desk.log)
            await scene.close()
            await world.stop()


def desk_of(scene: Scene) -> ForkedDesk:
    assert isinstance(scene.desk, ForkedDesk)
    return scene.desk
