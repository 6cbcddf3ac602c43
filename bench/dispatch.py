"""Baseline: aiogram's own dispatch, with a handler that answers a press and keeps nothing:
``python -m bench.dispatch PORT TELEGRAM SECRET TOKEN``."""

import sys

import uvloop
from aiogram import Bot, Dispatcher, F
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import CallbackQuery
from aiogram.webhook.aiohttp_server import SimpleRequestHandler
from aiohttp import web

ANSWER = "Заказ ваш. Позвоните: +7 916 123-45-67"


async def answer(press: CallbackQuery) -> None:
    await press.answer(ANSWER, show_alert=True)


def make_app(telegram: str, secret: str, token: str) -> web.Application:
    dispatcher = Dispatcher()
    dispatcher.callback_query.register(answer, F.data)
    bot = Bot(token, session=AiohttpSession(api=TelegramAPIServer.from_base(telegram)))
    handler = SimpleRequestHandler(dispatcher, bot, handle_in_background=False, secret_token=secret)
    app = web.Application()
    handler.register(app, path=f"/telegram/{secret}")
    return app


if __name__ == "__main__":
    uvloop.install()
    port, telegram, secret, token = sys.argv[1:5]
    web.run_app(make_app(telegram, secret, token), host="127.0.0.1", port=int(port), print=None, access_log=None)
