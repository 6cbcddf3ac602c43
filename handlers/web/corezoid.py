"""The Corezoid upload address, so that a shop's script only changes its host.

Envelope, answers and repeated refs as in https://doc.corezoid.com/docs/api-overview; anything a shop's script
reads is ``request_proc`` and each operation's ``proc``. The hash in the address is a source's secret.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any

from aiohttp import web

from desk.errors import Rejected, Temporary
from desk.model import InboundRequest, Order
from desk.orders.refs import fit_ref
from desk.orders.text import clean_line
from desk.orders.understanding import understand
from desk.orders.values import is_absent, read_line
from handlers.web.answers import answer_json
from handlers.web.bodies import Intake
from handlers.web.desk import OrderDelivery, Source, Surroundings, WebDesk, WebSettings
from handlers.web.orders import new_ref, without_secrets
from handlers.web.payloads import read_object
from handlers.web.problems import Problem, problem_of
from handlers.web.signatures import same_as_any

MOST_OPERATIONS = 100

Answer = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Operation:
    """One task to create. ``id`` is the sender's, to match the answer by."""

    id: str
    ref: str
    data: Mapping[str, Any]


class Corezoid:
    def __init__(self, desk: WebDesk, settings: WebSettings, around: Surroundings, intake: Intake) -> None:
        self._desk = desk
        self._sources = settings.sources
        self._wall = around.wall
        self._intake = intake

    def routes(self) -> list[web.RouteDef]:
        return [web.post(f"/api/{version}/json/public/{{conv_id}}/{{secret}}", self.upload) for version in (1, 2)]

    async def upload(self, request: web.Request) -> web.Response:
        try:
            received = await self._intake.receive(request)
            name = self._source_of(request.match_info["secret"])
            operations = _read_operations(read_object(received.body))
        except Problem as problem:
            return _refuse(problem)
        kept = _without_hash(received)
        answers, failures = [], []
        for raw in operations:
            answer, failure = await self._create(name, raw, kept)
            answers.append(answer)
            failures += [failure] if failure else []
        if len(failures) == len(answers):
            return _envelope(problem_of(failures[0]), answers)
        return answer_json({"request_proc": "ok", "ops": answers})

    def _source_of(self, secret: str) -> str:
        """Every source is compared, so that the time taken tells nothing."""
        now = self._wall.now()
        fitting = [name for name, source in self._sources.items() if same_as_any(secret, source.valid_secrets(now))]
        if not fitting:
            raise Problem(401, "the hash in the address is unknown")
        return fitting[0]

    async def _create(self, name: str, raw: Any, request: InboundRequest) -> tuple[Answer, Temporary | None]:
        """One operation's answer; a temporary failure comes back too, since all of them failing is the desk's."""
        about = _about(raw)
        try:
            operation = _read_operation(raw)
            order = _understand(name, self._sources[name], operation, request)
            accepted = await self._desk.accept_order(OrderDelivery(name, None, order, operation.data, request))
        except Rejected as error:
            wrong = {"key": error.field} if error.field else {}
            return about | {"proc": "error", "description": error.reason} | wrong, None
        except Temporary as error:
            return about | {"proc": "error", "description": error.reason}, error
        about["ref"] = order.ref
        return about | {"proc": "ok", "obj_id": f"{accepted.lead_id:024x}"}, None


def _read_operations(body: Mapping[str, Any]) -> list[Any]:
    """Raises Problem 400. A plain object is the data of a single task."""
    if "ops" not in body:
        return [{"type": "create", "obj": "task", "data": body}]
    operations = body["ops"]
    if not isinstance(operations, list) or not operations:
        raise Problem(400, "ops must be a list of operations", field="ops")
    if len(operations) > MOST_OPERATIONS:
        raise Problem(400, f"more than {MOST_OPERATIONS} operations", field="ops")
    return operations


def _read_operation(raw: Any) -> Operation:
    """Raises Rejected."""
    if not isinstance(raw, Mapping):
        raise Rejected("an operation must be an object")
    if raw.get("type") != "create":
        raise Rejected("only create is understood here", field="type")
    if raw.get("obj") != "task":
        raise Rejected("only task is understood here", field="obj")
    data = raw.get("data")
    if is_absent(data):
        data = {}
    if not isinstance(data, Mapping):
        raise Rejected("must be an object", field="data")
    return Operation(read_line(raw.get("id"), "id", 100), read_line(raw.get("ref"), "ref", 4000), data)


def _understand(name: str, source: Source, operation: Operation, request: InboundRequest) -> Order:
    data = source.step(operation.data) if source.step else operation.data
    order = understand(name, data, source.ref, request.received_at, new_ref())
    return replace(order, ref=fit_ref(operation.ref)) if operation.ref else order


def _about(raw: Any) -> Answer:
    """The sender's own id and ref, if they are texts or numbers; nothing else of what was sent is repeated."""
    said = raw if isinstance(raw, Mapping) else {}
    known = {key: clean_line(str(said[key]), 255) for key in ("id", "ref") if isinstance(said.get(key), (str, int))}
    return {"id": ""} | known | {"obj": "task"}


def _without_hash(request: InboundRequest) -> InboundRequest:
    path, url = (f"{address.partition('/json/public/')[0]}/json/public/***" for address in (request.path, request.url))
    return replace(without_secrets(request), path=path, url=url)


def _refuse(problem: Problem) -> web.Response:
    return _envelope(problem, [{"obj": "task", "proc": "error", "description": problem.detail}])


def _envelope(problem: Problem, operations: list[Answer]) -> web.Response:
    envelope = {"request_proc": "error", "ops": operations, "description": HTTPStatus(problem.status).phrase}
    return answer_json(envelope, problem.status, headers=problem.headers)
