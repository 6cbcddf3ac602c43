"""Files for people: sent as documents, announced while they are made."""

from typing import Any

import structlog
from aiogram.methods.base import TelegramMethod
from aiogram.types import BufferedInputFile, InputFile

from bot.courier.courier import Courier
from bot.courier.limits import Precedence
from desk.errors import DeskError

LARGEST = 50 * 2**20  # bytes, https://core.telegram.org/bots/api#senddocument
UPLOAD = 180.0  # real seconds for all of it
PATIENCE = 60.0
log = structlog.get_logger("courier")


class SendDocument(TelegramMethod[dict[str, Any]]):
    __returning__ = dict[str, Any]
    __api_method__ = "sendDocument"

    chat_id: int
    document: InputFile
    caption: str | None = None


class SendChatAction(TelegramMethod[Any]):
    __returning__ = Any
    __api_method__ = "sendChatAction"

    chat_id: int
    action: str


class Documents:
    def __init__(self, courier: Courier) -> None:
        self._courier = courier

    async def send(self, chat_id: int, name: str, content: bytes, caption: str) -> None:
        """``caption``: plain text, at most 1024 characters. Raises what ``Courier.deliver`` raises."""
        method = SendDocument(chat_id=chat_id, document=BufferedInputFile(content, name), caption=caption)
        await self._courier.deliver(method, chat_id, Precedence.PRIVATE, patience=PATIENCE, timeout=UPLOAD)

    async def announce(self, chat_id: int) -> None:
        """*Sends a file …* above the chat, for five seconds; whoever waits sees that something goes on.

        https://core.telegram.org/bots/api#sendchataction
        """
        try:
            await self._courier.ask(SendChatAction(chat_id=chat_id, action="upload_document"), chat_id=chat_id)
        except DeskError as error:
            log.info("a file was not announced", chat=chat_id, reason=error.reason)
