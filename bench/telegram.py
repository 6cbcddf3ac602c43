"""A Telegram that takes everything and notes what it first saw when: ``python -m bench.telegram PORT``."""

import asyncio
import re
import sys
import time

import orjson
import uvloop
from aiohttp import web

ORDER = re.compile(rb"B-(\d+)")
CLAIM = re.compile(rb"r1(?::|%3A)cl(?::|%3A)(\d+)")  # the button of a lead's card
PRESS = re.compile(rb"callback_query_id\W+(\d+)")  # whatever the body's form
BOT = {"id": 7, "is_bot": True, "first_name": "Desk", "username": "desk_bot", "can_join_groups": True}
GROUP = {"id": -1001, "type": "supergroup", "title": "Sellers", "accent_color_id": 0, "max_reaction_count": 0}
POLL = 5.0  # seconds
ANSWERS = {"getMe": BOT, "getUpdates": [], "getChat": GROUP}


class Telegram:
    def __init__(self) -> None:
        # in seconds of the machine's monotonic clock, the same in all processes
        self.seen: dict[int, float] = {}  # by order
        self.answered: dict[int, float] = {}  # by press
        self.cards: dict[int, int] = {}  # the number of each lead's first message
        self._messages = 0

    async def call(self, request: web.Request) -> web.Response:
        method, body = request.match_info["method"], await request.read()
        if method == "getUpdates":  # nobody writes to this bot
            await asyncio.sleep(POLL)
        if method == "sendMessage":
            return _answer(self._send(body))
        if method == "answerCallbackQuery":
            self.answered.setdefault(int(PRESS.findall(body)[0]), time.monotonic())
        return _answer(ANSWERS.get(method, True))

    def _send(self, body: bytes) -> dict[str, object]:
        now = time.monotonic()
        for number in ORDER.findall(body):
            self.seen.setdefault(int(number), now)
        self._messages += 1
        for lead in CLAIM.findall(body):
            self.cards.setdefault(int(lead), self._messages)
        return {"message_id": self._messages, "date": 1, "chat": GROUP, "text": "card"}

    async def tell(self, request: web.Request) -> web.Response:
        noted = {"/seen": self.seen, "/answered": self.answered, "/cards": self.cards}[request.path]
        return web.Response(body=orjson.dumps(noted, option=orjson.OPT_NON_STR_KEYS), content_type="application/json")


def _answer(result: object) -> web.Response:
    return web.Response(body=orjson.dumps({"ok": True, "result": result}), content_type="application/json")


if __name__ == "__main__":
    uvloop.install()
    telegram = Telegram()
    app = web.Application()
    app.add_routes(
        [web.post("/bot{token}/{method}", telegram.call), web.get("/{noted:seen|answered|cards}", telegram.tell)]
    )
    web.run_app(app, host="127.0.0.1", port=int(sys.argv[1]), print=None, access_log=None)
