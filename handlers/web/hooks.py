"""/hooks/{integration}: events from neighbours. Verified, kept, answered; understood later, by the desk."""

import hashlib

from aiohttp import web

from desk.errors import Rejected
from desk.model import InboundRequest
from desk.ports import Hook, SecretAddress
from handlers.web.bodies import Intake, signs_in
from handlers.web.desk import Surroundings, WebDesk
from handlers.web.problems import Problem

# Neighbours read their forms before they know whether a body is genuine, and a megabyte of escapes or separators
# keeps the standard library busy for seconds. No event has more than a few hundred.
MOST_MARKS = 10_000


class Hooks:
    def __init__(self, desk: WebDesk, around: Surroundings, intake: Intake) -> None:
        self._desk = desk
        self._around = around
        self._intake = intake

    def routes(self) -> list[web.RouteDef]:
        """Some gateways report by GET. The plan's address is no hook's."""
        plan = [web.get("/hooks/voximplant/plan", self.plan, allow_head=False)] if self._around.plan else []
        return plan + [
            route
            for path in ("/hooks/{integration}", "/hooks/{integration:(?!voximplant/plan$)[^/]+}/{tail:.+}")
            for route in (web.post(path, self.keep), web.get(path, self.keep, allow_head=False))
        ]

    async def keep(self, request: web.Request) -> web.Response:
        """What the neighbour's ``parse`` will not understand is kept all the same: it may be our misunderstanding."""
        name = request.match_info["integration"]
        hook = self._around.hooks.get(name)
        if hook is None:
            raise Problem(404, "there is no such integration")
        received = await self._intake.receive(request)
        if signs_in(received.body, b"%&") > MOST_MARKS:
            raise Problem(413, "this is no event: it has more escapes and fields than any")
        hook.verify(received)
        kept = hook.redact(received) if isinstance(hook, SecretAddress) else received
        await self._desk.keep_event(name, _delivery_id(hook, received), kept)
        return _success(hook)

    async def plan(self, request: web.Request) -> web.Response:
        """What shall this call say to whom? Answered to one telephony session only."""
        hook = self._around.plan
        if hook is None:
            raise Problem(404, "there is no telephony")
        received = await self._intake.receive(request)
        plan = await self._desk.hand_out_plan(hook.ask(received))
        return web.Response(body=hook.answer(plan), content_type="application/json", charset="utf-8")


def _delivery_id(hook: Hook, request: InboundRequest) -> str:
    try:
        return hook.delivery_id(request)
    except Rejected:
        return hashlib.sha256(b"\0".join([request.url.encode(), request.body])).hexdigest()


def _success(hook: Hook) -> web.Response:
    is_json = hook.success.startswith((b"{", b"["))
    return web.Response(
        body=hook.success, content_type="application/json" if is_json else "text/plain", charset="utf-8"
    )
