"""POST /orders/{source}: web orders.

What is not well-formed is refused with 400 or 415, and a known field of a wrong type with 422 and its name: the
sender's program is at fault and its programmer can see why. Whatever else is authentic is kept, also when it has
no name, no phone and no lines in it: then a person looks at it.
"""

import hashlib
import random
from dataclasses import replace

from aiohttp import web

from desk.model import InboundRequest
from desk.orders.understanding import understand
from handlers.web.answers import answer_json
from handlers.web.bodies import Intake
from handlers.web.desk import OrderDelivery, Surroundings, WebDesk, WebSettings
from handlers.web.payloads import read_payload
from handlers.web.problems import Problem
from handlers.web.signatures import authenticate

LONGEST_ID = 200
_SECRET_HEADERS = frozenset({"authorization", "webhook-signature", "cookie", "proxy-authorization"})


class Orders:
    def __init__(self, desk: WebDesk, settings: WebSettings, around: Surroundings, intake: Intake) -> None:
        self._desk = desk
        self._settings = settings
        self._around = around
        self._intake = intake

    def routes(self) -> list[web.RouteDef]:
        return [web.post("/orders/{source}", self.accept)]

    async def accept(self, request: web.Request) -> web.Response:
        name = request.match_info["source"]
        source = self._settings.sources.get(name)
        if source is None:
            raise Problem(404, "there is no such source")
        received = await self._intake.receive(request)
        now = self._around.wall.now()
        authenticate(received, source.valid_secrets(now), now, self._settings.signature_tolerance)
        payload = read_payload(received)
        if source.step:
            payload = source.step(payload)
        order = understand(name, payload, source.ref, received.received_at, new_ref())
        delivery = OrderDelivery(name, _delivery_id(received), order, payload, without_secrets(received))
        accepted = await self._desk.accept_order(delivery)
        status = 202 if accepted.status == "accepted" else 200
        return answer_json({"lead": accepted.lead_id, "status": accepted.status}, status)


def new_ref() -> str:
    """For an order the store gave no key: never the same twice."""
    return f"{random.getrandbits(128):032x}"


def without_secrets(request: InboundRequest) -> InboundRequest:
    """What is kept for years must not hold what opens the door."""
    headers = {name: value for name, value in request.headers.items() if name not in _SECRET_HEADERS}
    return replace(request, headers=headers)


def _delivery_id(request: InboundRequest) -> str | None:
    """The sender's own: https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/"""
    given = request.headers.get("webhook-id") or request.headers.get("idempotency-key")
    if not given:
        return None
    return given if given.isprintable() and len(given) <= LONGEST_ID else hashlib.sha256(given.encode()).hexdigest()
