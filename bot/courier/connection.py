"""The bot's connection: which server, which token."""

from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import LinkPreviewOptions


def make_bot(token: str, api_url: str) -> Bot:
    """Nobody is talked to yet. Raises aiogram's TokenValidationError for what cannot be a token."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(api_url))
    properties = DefaultBotProperties(parse_mode="HTML", link_preview=LinkPreviewOptions(is_disabled=True))
    return Bot(token, session=session, default=properties)
