"""Updates on their way: kept as they come, then understood one by one and handed to the handlers."""

from collections.abc import Sequence
from typing import Any

import orjson
import structlog
from aiogram import Bot, Dispatcher
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.types import Update
from pydantic import ValidationError

from bot.app.invitations import BOT
from desk.errors import DeskError, Rejected, Temporary, Unknown
from desk.leads.work import alarm_admins
from desk.model import InboundRequest
from desk.ports import Clock
from scheduler.watch import Watch, report
from storage.books import Store
from storage.inbox import Kept

SOURCE = "telegram"
AGAIN = 15.0  # seconds: no lost answer lasts so long that all tries fall into it
log = structlog.get_logger("telegram")


class Updates:
    """``keep`` is the poller's side (a ``Listener``), ``read`` the inbox's."""

    def __init__(self, store: Store, clock: Clock, watch: Watch, bot: Bot, dispatcher: Dispatcher) -> None:
        self._store = store
        self._clock = clock
        self._watch = watch
        self._bot = bot
        self._dispatcher = dispatcher
        self._troubled = True  # nobody knows what an earlier process left open

    async def keep(self, updates: Sequence[dict[str, Any]]) -> None:
        """All of them in one transaction; known ones are known by their number."""
        now = self._clock.now()

        def made(update: dict[str, Any]) -> InboundRequest:
            return InboundRequest("POST", "", {}, {}, orjson.dumps(update), "", now)

        deliveries = [(SOURCE, str(it.get("update_id")), made(it)) for it in updates]
        await self._store.write(lambda books: books.inbox.keep_all(deliveries))

    async def introduce(self, username: str) -> None:
        """The bot's own name, for links to it: kept, so that the command line knows it as well."""
        now = self._clock.now()
        await self._store.write(lambda books: books.vault.keep(BOT, {"username": username}, now))

    async def trouble(self, error: DeskError) -> None:
        """Another program takes our updates, or the token is dead: an incident that closes itself."""
        now = self._clock.now()
        self._troubled = True
        await self._store.write(lambda books: report(books, SOURCE, error.reason, now, now, error.reason))

    async def well(self) -> None:
        if self._troubled:
            await self._watch.close(SOURCE)
            self._troubled = False

    async def read(self, row: Kept) -> str:
        """How it ended. Raises Rejected for what is no update, Temporary when it shall come again."""
        update = self._parse(row)
        try:
            handled = await self._dispatcher.feed_update(self._bot, update)
        except Temporary:
            raise
        except Unknown as error:  # whoever waits for an answer had better get it twice than not at all
            raise Temporary(error.reason, retry_after=AGAIN) from error
        except DeskError as error:
            log.warning("an update led nowhere", update=update.update_id, reason=error.reason)
            return f"refused: {error.reason}"
        return "nothing to do" if handled is UNHANDLED else "handled"

    async def report_unreadable(self, row: Kept, reason: str) -> None:
        """The admins hear of it, once a source until they have looked."""
        cause = f"unreadable:{row.source}"
        job = alarm_admins(cause, f"{row.source}: {reason}", self._clock.now())
        await self._store.write(lambda books: books.jobs.put(job))

    def _parse(self, row: Kept) -> Update:
        try:
            return Update.model_validate(orjson.loads(row.request.body), context={"bot": self._bot})
        except (orjson.JSONDecodeError, ValidationError) as error:
            raise Rejected(f"an update cannot be understood ({type(error).__name__})") from error


def order_of(row: Kept) -> str:
    """Presses of one person keep their order, and messages of one chat, as Telegram's own queues do."""
    try:
        update = orjson.loads(row.request.body)
    except orjson.JSONDecodeError:
        return SOURCE
    if not isinstance(update, dict):
        return SOURCE
    bodies = [it for it in update.values() if isinstance(it, dict)]
    body = bodies[0] if bodies else {}
    owner = body.get("from") if "callback_query" in update else body.get("chat")
    return f"{SOURCE}:{'user' if 'callback_query' in update else 'chat'}:{_number(owner)}"


def _number(owner: Any) -> str:
    return str(owner.get("id", "")) if isinstance(owner, dict) else ""
