"""The store as a server: Admin GraphQL, token endpoint, and the events it sends."""

import json
from typing import Any

from aiohttp import web

from sandbox.kit.clock import WorldClock
from sandbox.kit.fake import Fake
from sandbox.kit.history import History
from sandbox.shopify import costs
from sandbox.shopify.access import Access
from sandbox.shopify.changes import Changes, refused
from sandbox.shopify.control import Control
from sandbox.shopify.deliveries import Deliveries, Delivery, topic_of
from sandbox.shopify.execution import Execution
from sandbox.shopify.language import SyntaxRefusal, parse
from sandbox.shopify.looks import Looks
from sandbox.shopify.order import Order, Row
from sandbox.shopify.refusals import Refusal, UserMistake, denied
from sandbox.shopify.schema import ROOTS, SCHEMA, base
from sandbox.shopify.shop import Shop
from sandbox.shopify.validation import Request, validate

VERSIONS = ("2026-01", "2026-04", "2026-07", "2026-10")
NO_KEY = "[API] Invalid API key or access token (unrecognized login or wrong password)"


class ShopifyFake(Control, Fake):
    """Knobs: ``bucket``, ``deliveries`` (delay, copies, lose, hold), ``access.scopes``, ``shop.redacted``,
    ``cancel_seconds`` of the world that a cancellation takes, ``faults`` (by the operation's name, or ``token``)."""

    name = "shopify"

    def __init__(
        self,
        clock: WorldClock,
        history: History,
        *,
        domain: str = "acme.myshopify.com",
        token: str = "shpat_sandbox",  # noqa: S107  a fake's password
        client_id: str = "sandboxclient",
        client_secret: str = "shpss_sandbox",  # noqa: S107
    ) -> None:
        super().__init__(clock, history)
        self.access = Access(token, client_id, client_secret)
        self.deliveries = Deliveries(domain, client_secret, VERSIONS[-1], clock.sleep, self._tried)
        self.bucket = costs.Bucket()
        self.cancel_seconds = 0.0
        self.shop = Shop(domain, clock.now, self._emit)
        self._looks = Looks(self.shop, lambda: self.access.scopes)
        self._changes = Changes(self.shop, self._looks, self._cancel)

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/admin/api/{version}/graphql.json", self._graphql),
            web.post("/admin/oauth/access_token", self._token),
        ]

    async def identify(self, request: web.Request) -> str:
        """The operation's name, or ``token``."""
        if request.path.endswith("/access_token"):
            return "token"
        try:
            return str(json.loads(await request.text())["operationName"])
        except (ValueError, KeyError, TypeError):
            return request.path

    def release_events(self, *, shuffle: bool = False) -> int:
        """Send what ``deliveries.hold`` kept back, and return how many."""
        return self.send_held(self.deliveries, shuffle=shuffle)

    async def _token(self, request: web.Request) -> web.Response:
        asked = await request.json() if request.content_type == "application/json" else dict(await request.post())
        return self.access.grant(asked, self.clock.now())

    async def _graphql(self, request: web.Request) -> web.Response:
        if request.match_info["version"] not in VERSIONS:
            return web.json_response({"errors": "Not Found"}, status=404)
        if not self.access.knows(request.headers.get("X-Shopify-Access-Token", ""), self.clock.now()):
            return web.json_response({"errors": NO_KEY}, status=401)
        body = await _answer(self, request)
        return web.json_response(body, headers={"X-Shopify-API-Version": request.match_info["version"]})

    async def answer(self, document: str, variables: Any, name: str | None) -> Row:
        """Raises Refusal, SyntaxRefusal."""
        operation = parse(document)
        if name and name != operation.name:
            raise Refusal(f'No operation named "{name}"', "operationNotFound")
        request = validate(operation, variables or {})
        costs.check_pages(request.fields, ROOTS[request.kind])
        cost = costs.requested_cost(request)
        if cost > costs.MOST:
            text = f"Query cost is {cost}, which exceeds the single query max cost limit ({costs.MOST})."
            raise Refusal(text, "MAX_COST_EXCEEDED", cost=cost, maxCost=costs.MOST)
        if not self.bucket.take(cost, self.clock.now()):
            documentation = "https://shopify.dev/api/usage/rate-limits"
            refusal = Refusal("Throttled", "THROTTLED", documentation=documentation)
            return {"errors": [refusal.error], "extensions": self._extensions(cost, None)}
        return await self._execute(request, cost)

    async def _execute(self, request: Request, cost: int) -> Row:
        execution = Execution(self.access.scopes)
        data = {it.alias: await self._root(it, request, execution) for it in request.fields}
        actual = min(cost, costs.count_objects(data) - 1 + (costs.MUTATION if request.kind == "mutation" else 0))
        self.bucket.give_back(cost - actual)
        errors = {"errors": execution.errors} if execution.errors else {}
        return {"data": data, **errors, "extensions": self._extensions(cost, actual)}

    async def _root(self, field: Any, request: Request, execution: Execution) -> Any:
        if scope := self.access.lacks(field.name):
            execution.errors.append(denied(field.name, scope) | {"path": [field.alias]})
            return None
        if request.kind == "query":
            value = self._looks.roots[field.name](field.arguments)
        else:
            try:
                value = {"userErrors": [], "orderCancelUserErrors": []}
                value |= await self._changes.roots[field.name](field.arguments)
            except UserMistake as mistake:
                value = refused(field.name, mistake)
        kind = base(SCHEMA.types[ROOTS[request.kind]][field.name].type)
        return value and execution.select(field.fields, kind, value, (field.alias,))

    def _extensions(self, requested: int, actual: int | None) -> Row:
        status = self.bucket.status()
        return {"cost": {"requestedQueryCost": requested, "actualQueryCost": actual, "throttleStatus": status}}

    async def _cancel(self, order: Order, reason: str) -> None:
        if not self.cancel_seconds:
            self.shop.cancel(order, reason)
            return

        async def end() -> None:
            await self.clock.sleep(self.cancel_seconds)
            self.shop.cancel(order, reason)

        self.run(end())

    def _emit(self, topic: str, body: bytes) -> None:
        self.note("event", event=topic_of(topic), body=body.decode())
        listeners = self.shop.listeners(topic)
        for delivery in self.deliveries.write(listeners, topic_of(topic), body, self.clock.now()):
            self.run(self.deliveries.send(delivery))

    def _tried(self, delivery: Delivery, taken: bool) -> None:
        self.note("delivery", topic=delivery.subscription.topic, to=delivery.subscription.uri, taken=taken)


async def _answer(fake: ShopifyFake, request: web.Request) -> Row:
    """Whatever is wrong with a request is told with 200."""
    try:
        asked = await request.json()
        document, variables, name = asked["query"], asked.get("variables"), asked.get("operationName")
    except (ValueError, KeyError, TypeError, AttributeError):
        return {"errors": [{"message": "the body is no GraphQL request", "extensions": {"code": "BAD_REQUEST"}}]}
    try:
        return await fake.answer(str(document), variables, name)
    except SyntaxRefusal as wrong:
        return {"errors": [{"message": str(wrong), "extensions": {"code": "syntaxError"}}]}
    except Refusal as refusal:
        return {"errors": [refusal.error]}
