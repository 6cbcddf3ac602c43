"""A desk under load that is killed, or asked to stop, again and again."""

import asyncio
import random
import shutil
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from sandbox.kit.history import Entry
from tests.faults.checker.evidence import find_damage
from tests.flows.process import OtherDesk
from tests.flows.scene import Scene

GATEWAYS = ("smsc", "voximplant")
AIMED = 0.020  # real seconds after a request to a gateway, where doubles are born
PAUSE = (0.2, 3.0)  # real seconds between a start and the next kill
READY_AT_LAST = 30.0
QUIET = 5.0  # real seconds without any request to a gateway: then the moment does not matter


class Killable(Protocol):
    """A desk in a process of its own."""

    url: str

    async def start(self) -> None: ...
    async def stop(self) -> None: ...
    async def kill(self) -> None: ...


@dataclass
class Siege:
    """``gone``: real seconds of every stop. ``damage``: what was found in the file after kills."""

    scene: Scene
    desk: Killable
    dice: random.Random
    gone: list[float] = field(default_factory=list)
    damage: list[str] = field(default_factory=list)

    async def wait(self, *, aimed: bool) -> None:
        """A random while; when ``aimed``, until just after a request to a gateway."""
        await asyncio.sleep(self.dice.uniform(*PAUSE))
        if aimed:
            await self._wait_for_a_gateway()
            await asyncio.sleep(self.dice.uniform(0.0, AIMED))

    async def kill(self) -> None:
        self.note("killed")
        await self.desk.kill()
        self.damage += await asyncio.to_thread(look_into_copy, self.scene.database)

    async def stop(self) -> None:
        self.note("stopping")
        began = time.perf_counter()
        await self.desk.stop()
        self.gone.append(time.perf_counter() - began)

    async def start(self, desk: Killable | None = None) -> float:
        """The desk as it was, or another one on the same file; real seconds until it was ready."""
        self.desk = desk or self.desk
        began = time.perf_counter()
        await self.desk.start()
        async with asyncio.timeout(READY_AT_LAST):
            while not (await self.scene.web.get("/readyz")).is_success:  # noqa: ASYNC110 - it tells who asks
                await asyncio.sleep(0.01)
        self.note("ready")
        return time.perf_counter() - began

    def note(self, what: str) -> Entry:
        world = self.scene.world
        return world.history.add(world.clock.now().isoformat(), "desk", what)

    def in_earnest(self, folder: Path) -> OtherDesk:
        """``ringdesk run``, as it is started in a shop."""
        return OtherDesk(self.desk.url, self.scene.config, folder / "clock.json", folder / "desk.log", "INFO")

    async def _wait_for_a_gateway(self) -> None:
        history = self.scene.world.history
        seen = len(history.entries)

        def asked() -> bool:
            nonlocal seen
            fresh, seen = history.entries[seen:], len(history.entries)
            return any(it.who in GATEWAYS and it.what == "request" for it in fresh)

        try:
            await history.wait_for(asked, QUIET)
        except TimeoutError:
            return


def look_into_copy(database: Path) -> list[str]:
    """Of the file as it was left: whoever opens it would tidy it up before the desk does."""
    copy = database.with_name("copy.db")
    for tail in ("", "-wal"):
        left = Path(f"{database}{tail}")
        if left.exists():
            shutil.copyfile(left, f"{copy}{tail}")
    found = find_damage(copy)
    for tail in ("", "-wal", "-shm"):
        Path(f"{copy}{tail}").unlink(missing_ok=True)
    return found
