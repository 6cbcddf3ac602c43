"""The line to Telegram: opened with patience, by polling or by webhook, and kept until the desk stops."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

import structlog

from bot.app.updates import Updates
from bot.courier.courier import Courier
from bot.courier.mailbox import KINDS, Mailbox
from bot.courier.menu import Menu
from bot.courier.methods import AskMe, DeleteWebhook, SetWebhook
from bot.settings.sections import Telegram
from desk.errors import DeskError, Temporary
from desk.ports import Clock

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
log = structlog.get_logger("telegram")


class Line:
    """``run`` returns only after ``stop``, and survives everything but cancellation."""

    def __init__(
        self, told: Telegram, public_url: str, courier: Courier, menu: Menu, updates: Updates, clock: Clock
    ) -> None:
        self._told = told
        self._public_url = public_url
        self._courier = courier
        self._menu = menu
        self._updates = updates
        self._mailbox = Mailbox(courier, updates, clock)
        self._stopped = asyncio.Event()

    async def run(self) -> None:
        life = asyncio.create_task(self._live(), name="telegram")
        stopped = asyncio.create_task(self._stopped.wait())
        try:
            await asyncio.wait((life, stopped), return_when=asyncio.FIRST_COMPLETED)
            if life.done():
                life.result()
        finally:
            for task in (life, stopped):
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task

    def stop(self) -> None:
        self._stopped.set()

    async def _live(self) -> None:
        await self._patiently(self._courier.moves.load)
        await self._patiently(self._introduce)
        await self._menu.set_up(self._told.sellers_chat, frozenset(self._told.admins))
        if self._told.mode == "webhook":
            await self._patiently(self._set_webhook)
            await self._stopped.wait()
        else:
            await self._drop_webhook()
            await self._mailbox.run()

    async def _introduce(self) -> None:
        me = await self._courier.ask(AskMe())
        await self._updates.introduce(str(me.get("username") or ""))
        log.info("the bot is connected", username=me.get("username"))

    async def _set_webhook(self) -> None:
        """https://core.telegram.org/bots/api#setwebhook"""
        secret = self._told.webhook_secret.get_secret_value()
        method = SetWebhook(url=f"{self._public_url}/telegram/{secret}", secret_token=secret, allowed_updates=KINDS)
        await self._courier.ask(method)
        log.info("updates come to our webhook")

    async def _drop_webhook(self) -> None:
        try:
            await self._courier.ask(DeleteWebhook())
        except DeskError as error:  # an old server, or none was set: polling will tell
            log.info("no webhook was deleted", reason=error.reason)

    async def _patiently(self, step: Callable[[], Awaitable[None]]) -> None:
        """Until it succeeds: the desk works without Telegram meanwhile."""
        pause = FIRST_PAUSE
        while True:
            try:
                await step()
            except DeskError as error:
                after = error.retry_after if isinstance(error, Temporary) else None
                log.warning("Telegram is not ready for us", reason=error.reason, again_in=pause)
                await asyncio.sleep(max(pause, after or 0))
                pause = min(pause * 2, LONGEST_PAUSE)
            else:
                return
