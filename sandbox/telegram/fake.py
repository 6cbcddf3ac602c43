"""The fake server: addresses, tokens, the envelope. https://core.telegram.org/bots/api#making-requests"""

import hmac
import inspect
import json
import re
from collections.abc import Mapping
from ssl import SSLContext
from typing import Any

from aiohttp import web

from sandbox.kit.clock import WorldClock
from sandbox.kit.fake import Fake, Handler
from sandbox.kit.faults import Fault, Faults
from sandbox.kit.history import History
from sandbox.telegram.control import Control
from sandbox.telegram.errors import ApiError, failure
from sandbox.telegram.files import DOCUMENT_MAX, MEGABYTE
from sandbox.telegram.hand import ChatRef, UserRef
from sandbox.telegram.methods.delivery import Delivery
from sandbox.telegram.methods.method import Told
from sandbox.telegram.methods.table import NOT_IN_ANSWERS, build_table
from sandbox.telegram.params import Params, read_params
from sandbox.telegram.people import User
from sandbox.telegram.polling import Poller
from sandbox.telegram.state import State
from sandbox.telegram.view import Seen
from sandbox.telegram.webhook import Webhook

TOKEN = "42:SANDBOX-ringdesk-telegram-bot-token"  # noqa: S105


class TelegramFake(Fake):
    """One bot with ``token``. ``control`` is the world's side of it, ``state`` what the server knows.

    ``limits.enabled`` switches the sending limits; they are on from the start. ``chat_faults`` are scripts of
    what goes wrong in one chat only.
    """

    name = "telegram"
    max_body = 2 * DOCUMENT_MAX

    def __init__(
        self,
        clock: WorldClock,
        history: History,
        token: str = TOKEN,
        bot_username: str = "ringdesk_bot",
        bot_name: str = "Ringdesk",
        seed: int = 42,
    ) -> None:
        super().__init__(clock, history)
        self.token = token
        bot = User(int(token.partition(":")[0]), bot_name, username=bot_username, is_bot=True)
        self.state = State(clock, bot, self.note, seed)
        self.limits = self.state.limits
        self.chat_faults: dict[int, Faults] = {}
        self.poller = Poller(self.state.updates)
        self.webhook = Webhook(clock, self.state.updates, self._execute, self.note, self.state.dice)
        self.control = Control(self.state, token, self.faults)
        self._methods = build_table(Delivery(self.poller, self.webhook))

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/file/bot{token}/{path:.+}", self._download),
            web.route("*", "/bot{token}/{method}", self._call),
            web.route("*", "/{anything:.*}", self._lost),
        ]

    def operation(self, request: web.Request) -> str:
        return request.match_info.get("method", request.path)

    async def start(self, host: str = "127.0.0.1", port: int = 0, *, tls: SSLContext | None = None) -> str:
        url = await super().start(host, port, tls=tls)
        self.webhook.wake()
        return url

    async def stop(self) -> None:
        await self.webhook.close()
        await super().stop()

    async def unplug(self) -> None:
        self.poller.interrupt(ApiError(500, "Internal Server Error: restart"))
        await super().unplug()

    async def wait_text(
        self, chat: ChatRef, fragment: str, viewer: UserRef | None = None, seconds: float = 5.0
    ) -> Seen:
        """The first message in the chat that holds ``fragment``. Raises TimeoutError after real seconds."""

        def find() -> Seen | None:
            return next((seen for seen in self.control.transcript(chat, viewer) if fragment in seen.text), None)

        found: Seen = await self.history.wait_for(find, seconds)
        return found

    async def _answer(self, request: web.Request, handler: Handler, fault: Fault | None) -> web.StreamResponse:
        return await super()._answer(request, handler, fault or await self._chat_fault(request))

    async def _chat_fault(self, request: web.Request) -> Fault | None:
        if not self.chat_faults:
            return None
        try:
            params = await read_params(request.query, request.headers, await request.read())
            script = self.chat_faults.get(params.whole("chat_id"))
        except ApiError:
            return None
        return script.choose(self.operation(request)) if script else None

    async def _call(self, request: web.Request) -> web.Response:
        try:
            self._check_token(request.match_info["token"])
            body = await request.read()
            if len(body) > DOCUMENT_MAX + MEGABYTE:
                raise ApiError(413, "Request Entity Too Large")
            params = await read_params(request.query, request.headers, body)
            return _granted(await self._run(request.match_info["method"], params))
        except ApiError as error:
            return _refused(error)

    async def _run(self, name: str, params: Params) -> Any:
        method = self._methods.get(name.lower())
        if method is None:
            self.note("unknown_method", method=name)
            raise ApiError(404, "Not Found: method not found")
        result = method(self.state, params)
        return await result if inspect.isawaitable(result) else result

    async def _execute(self, headers: Mapping[str, str], body: bytes) -> None:
        """Run the method that an answer to a webhook delivery asks for; its result goes nowhere."""
        try:
            params = await read_params({}, headers, body)
            name = params.text("method")
            if name and not name.lower().startswith("get") and name.lower() not in NOT_IN_ANSWERS:
                await self._run(name, params)
                self.note("answered_by_webhook", method=name)
        except ApiError as error:
            self.note("webhook_answer_refused", description=error.description)

    async def _download(self, request: web.Request) -> web.Response:
        try:
            self._check_token(request.match_info["token"])
        except ApiError as error:
            return _refused(error)
        stored = self.state.files.open(request.match_info["path"])
        if stored is None:
            return _refused(ApiError(404, "Not Found"))
        return web.Response(body=stored.upload.content, content_type="application/octet-stream")

    async def _lost(self, request: web.Request) -> web.Response:
        return _refused(ApiError(404, "Not Found"))

    def _check_token(self, token: str) -> None:
        if not re.fullmatch(r"\d+:[\w-]+", token):
            raise ApiError(401, "Unauthorized: invalid token specified")
        if not hmac.compare_digest(token, self.token):
            raise ApiError(401, "Unauthorized")


def _granted(result: Any) -> web.Response:
    body = {"ok": True, "result": result.result if isinstance(result, Told) else result}
    if isinstance(result, Told):
        body["description"] = result.description
    return web.json_response(body, dumps=lambda value: json.dumps(value, ensure_ascii=False))


def _refused(error: ApiError) -> web.Response:
    retry_after = error.parameters.get("retry_after")
    headers = {"Retry-After": str(retry_after)} if retry_after else None
    return web.Response(status=error.code, text=failure(error), content_type="application/json", headers=headers)
