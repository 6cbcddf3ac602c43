"""The house in which a desk is open: its door stays where it is, while the desk behind it may be built anew."""

import asyncio
import contextlib
import signal
import socket
from collections.abc import Callable

import structlog

from bot.app.composition import App, build_app
from bot.app.discretion import all_secrets
from bot.app.gates import OPEN, Gates
from bot.app.running import Desk
from bot.app.tracked import find_gaps, find_keys, tell_gaps
from bot.logs import hide
from bot.settings.loading import Settings
from desk.ports import Clock
from handlers.web.server import open_door

log = structlog.get_logger("desk")


class House:
    """``start``, ``stop``, and in between ``run_until_signalled``.

    When what is connected changes, the desk ends as on a signal and is built anew. Whoever calls meanwhile waits at the
    door, in the kernel's queue, and what was under way is in the database: nothing is lost, and nobody has to do it.
    ``settled`` is called whenever everything is in its place.
    """

    def __init__(
        self, settings: Settings, clock: Clock, gates: Gates = OPEN, settled: Callable[[], object] = bool
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._gates = gates
        self._settled = settled
        self._door: list[socket.socket] = []
        self._desk: Desk | None = None
        self._open = False
        self._keeper: asyncio.Task[None] | None = None
        self._ending = asyncio.Event()
        self._moving = asyncio.Lock()

    @property
    def desk(self) -> Desk:
        """While one ends and the next begins, still the former."""
        assert self._desk
        return self._desk

    @property
    def app(self) -> App:
        return self.desk.app

    async def start(self) -> None:
        server = self._settings.server
        self._door = await open_door(server.host, server.port)
        await self._begin()
        self._keeper = asyncio.create_task(self._keep(), name="house")

    async def stop(self) -> None:
        self._ending.set()
        async with self._moving:
            if self._keeper:
                self._keeper.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await self._keeper
            if self._open:
                await self.desk.stop()
        for it in self._door:
            it.close()

    async def run_until_signalled(self) -> None:
        """Until SIGTERM or SIGINT, or until a part of the desk falls over: then raises what it died of."""
        signalled, loop = asyncio.Event(), asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, signalled.set)
        assert self._keeper
        waiting = asyncio.create_task(signalled.wait())
        await asyncio.wait({waiting, self._keeper}, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        if self._keeper.done():
            self._keeper.result()

    async def _keep(self) -> None:
        while not self._ending.is_set():
            await self.desk.run_until(self.app.anew)
            if not self.app.anew.is_set():
                return
            log.info("what is connected has changed: the desk is built anew")
            async with self._moving:
                self._open = False
                await self.desk.stop(open_again=True)
                if not self._ending.is_set():
                    await self._begin()

    async def _begin(self) -> None:
        keys = await find_keys(self._settings)
        app = build_app(self._settings, self._clock, self._gates, keys)
        hide(all_secrets(app.settings))
        if gaps := find_gaps(app.settings):
            log.warning("call tracking does not run", missing=tell_gaps(gaps))
        desk = Desk(app)
        await desk.start(self._door)
        self._desk, self._open = desk, True
        self._settled()
