"""A desk from start to stop: everything that runs, and the order in which it ends."""

import asyncio
import contextlib
import socket
from collections.abc import Sequence
from datetime import timedelta

import structlog

from bot.app.composition import App
from bot.app.stages import LOOK_EVERY as LOOK_EVERY_STAGES
from bot.app.upkeep import EVERY as UPKEEP_EVERY
from bot.app.web import web_limits
from handlers.web.connections import GuardedRunner
from handlers.web.server import open_door, serve
from scheduler.metronome import Metronome
from scheduler.pricing import ASK_EVERY
from scheduler.silence import LOOK_EVERY
from scheduler.spending import LOOK_EVERY as SPENDING_EVERY

log = structlog.get_logger("desk")
GRACE = 8.0  # seconds: a stop is over in less than ten
LATECOMERS = 0.2  # seconds: of who was let in, but has not said yet what they want


class Desk:
    """``start``, ``stop``, and in between ``run_until``. ``url`` is where the web side listens."""

    def __init__(self, app: App) -> None:
        self.app = app
        self.url = ""
        self._metronome = Metronome()
        self._runner: GuardedRunner | None = None
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self, door: Sequence[socket.socket] = ()) -> None:
        """``door``: sockets that listen already, and stay open when this desk is stopped; else that of the settings."""
        app, server = self.app, self.app.settings.server
        await app.live.load()
        await app.switches.load()
        await app.watch.load()
        if app.timekeeper:
            await app.timekeeper.begin()
        own = [it.dup() for it in door] or await open_door(server.host, server.port)
        self._runner = await serve(app.web, own, web_limits(app.settings))
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"
        self._tasks = [
            asyncio.create_task(app.worker.run(), name="worker"),
            asyncio.create_task(app.inbox.run(), name="inbox"),
            asyncio.create_task(app.chat.run(), name="chat"),
        ]
        if app.timekeeper:
            app.timekeeper.on_step = self._metronome.wind_up
            self._tasks.append(asyncio.create_task(app.timekeeper.run(), name="timekeeper"))
        self._metronome.every(timedelta(minutes=1), "audit", app.audit.run)
        self._metronome.every(timedelta(seconds=5), "pulse", app.pulse.run)
        self._metronome.every(timedelta(seconds=5), "settings", app.live.load)
        self._metronome.every(timedelta(seconds=5), "switches", app.switches.load)
        self._metronome.every(timedelta(minutes=1), "daily", app.daily.run)
        self._metronome.every(timedelta(hours=1), "checkup", app.checkup.run)
        self._metronome.every(SPENDING_EVERY, "spending", app.spending.run)
        self._metronome.every(ASK_EVERY, "pricing", app.pricing.run)
        await app.caretaker.owe()
        self._metronome.every(UPKEEP_EVERY, "upkeep", app.caretaker.owe)
        if exchange := app.exchange:
            await exchange.stages.load()
            now = app.clock.now()
            await app.store.write(lambda books: exchange.begin(books, now))
            await exchange.stages.ask_later()
            await exchange.reconciliation.owe()  # the first look of all marks where the next begins
            every = app.settings.order_sync.reconcile_every
            self._metronome.every(LOOK_EVERY_STAGES, "stages", exchange.stages.ask_later)
            self._metronome.every(timedelta(seconds=5), "pipeline", exchange.stages.follow)
            self._metronome.every(every, "reconciliation", exchange.reconciliation.owe)
            self._metronome.every(timedelta(minutes=1), "comparison", exchange.comparing.run)
        if tracking := app.tracking:
            await tracking.looks.begin()
            self._metronome.every(tracking.every, "tracking", tracking.looks.owe)
            self._metronome.every(tracking.lists_every, "tracking lists", tracking.looks.owe_lists)
        if app.mending:
            self._metronome.every(timedelta(seconds=15), "mending", app.mending.run)
        if app.silence:
            self._metronome.every(LOOK_EVERY, "silence", app.silence.run)
        self._metronome.start()
        log.info("the desk is open", url=self.url)

    async def stop(self, *, open_again: bool = False) -> None:
        """Stop taking in, end what is under way, give the rest back.

        ``open_again``: the door stays open, so nobody who came through it is sent away.
        """
        app = self.app
        self._metronome.stop()
        if self._runner:
            await self._runner.part()
            await asyncio.sleep(LATECOMERS if open_again else 0)
            await self._runner.cleanup()
        await app.chat.stop()
        await app.inbox.stop(GRACE / 4)
        await app.worker.stop(GRACE / 2)
        for task in self._tasks:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
        await app.chat.close()
        await app.http.close()
        await app.store.database.close()
        log.info("the desk is closed")

    async def run_until(self, moment: asyncio.Event) -> None:
        """Also until a part of the desk falls over: then raises what it died of."""
        waiting = asyncio.create_task(moment.wait())
        done, _running = await asyncio.wait({waiting, *self._tasks}, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        for task in done - {waiting}:
            task.result()
