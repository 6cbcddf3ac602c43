"""The bot's connection: which server, which token, and the gate that every request passes."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.client.telegram import TelegramAPIServer
from aiogram.methods import Response
from aiogram.methods.base import TelegramMethod
from aiogram.types import LinkPreviewOptions

T = TypeVar("T")
ANSWERED = Response[Any]  # held here: pydantic forgets a class that nobody holds, and aiogram asks for it at every call
Gate = Callable[[str], Awaitable[None]]


async def open_gate(_point: str) -> None:
    """What stands between us and Telegram in production: nothing."""


class Gateway(BaseRequestMiddleware):
    """aiogram's own requests pass here as well as the courier's.

    https://docs.aiogram.dev/en/latest/api/session/middleware.html
    """

    def __init__(self, gate: Gate) -> None:
        self._gate = gate

    async def __call__(
        self, make_request: NextRequestMiddlewareType[T], bot: Bot, method: TelegramMethod[T]
    ) -> Response[T]:
        await self._gate(f"before telegram {method.__api_method__}")
        try:
            return await make_request(bot, method)
        finally:
            await self._gate(f"after telegram {method.__api_method__}")


def make_bot(token: str, api_url: str, gate: Gate = open_gate) -> Bot:
    """Nobody is talked to yet. Raises aiogram's TokenValidationError for what cannot be a token."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(api_url))
    session.middleware.register(Gateway(gate))
    properties = DefaultBotProperties(parse_mode="HTML", link_preview=LinkPreviewOptions(is_disabled=True))
    return Bot(token, session=session, default=properties)
