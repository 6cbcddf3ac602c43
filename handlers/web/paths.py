"""Every address of the desk: what it takes and what it may answer. Tests hold this against the real routes."""

from collections.abc import Mapping
from typing import Any

from handlers.web.schemas import (
    ACCEPTED,
    ARTICLE_EXAMPLE,
    FORM,
    OPERATIONS,
    ORDER,
    ORDER_EXAMPLE,
    READINESS,
    RESULTS,
    TASK,
    Schema,
    thing,
)

JSON = "application/json"
_ANYTHING: Schema = {}

_REFUSALS = {
    400: "Not well-formed: broken JSON, form, chunks or Content-Encoding",
    401: "The secret, token or signature is missing or wrong, or nothing was set, which closes the address",
    404: "There is no such thing here",
    408: "The body did not arrive in time",
    409: "The plan belongs to another telephony session",
    413: "The body is larger than 1 MiB, as sent or unpacked",
    415: "A content type or charset that is not taken here",
    417: "An Expect other than 100-continue",
    422: "Well-formed, but a field has a wrong type; `field` names it",
    429: "Too much at once; try again after Retry-After seconds",
    500: "An unexpected failure, with an id that is in the log",
    503: "Not now, and not kept; try again after Retry-After seconds",
}
_INTAKE = (400, 401, 404, 408, 413, 417, 429, 500, 503)

Item = dict[str, Any]


def answer(about: str, schema: Schema, *, kind: str = JSON, example: Any = None) -> Item:
    media: Item = {"schema": schema}
    if example is not None:
        media["example"] = example
    return {"description": about, "content": {kind: media}}


def refusals(*statuses: int) -> Item:
    return {str(status): {"$ref": f"#/components/responses/Problem{status}"} for status in statuses}


def problem_responses() -> Item:
    """The shared refusals, one component each."""
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        f"Problem{status}": answer(about, schema, kind="application/problem+json")
        for status, about in _REFUSALS.items()
    }


def in_path(name: str, about: str, schema: Schema | None = None) -> Item:
    return {
        "name": name,
        "in": "path",
        "required": True,
        "description": about,
        "schema": schema or {"type": "string", "minLength": 1, "pattern": "^[A-Za-z0-9_-]+$"},
    }


def operation(summary: str, answers: Mapping[str, Item], *parameters: Item, **more: Any) -> Item:
    return {"summary": summary, "parameters": list(parameters), "responses": dict(answers), **more}


def _orders() -> Item:
    examples = {"flat": {"value": ORDER_EXAMPLE}, "php": {"value": ARTICLE_EXAMPLE}}
    taken = {"lead": 17, "status": "accepted"}
    return operation(
        "Send an order",
        {
            "202": answer("Kept on disk as a new lead", ACCEPTED, example=taken),
            "200": answer(
                "Added to the lead in progress with the same ref", ACCEPTED, example=taken | {"status": "attached"}
            ),
            **refusals(*_INTAKE, 415, 422),
        },
        in_path("source", "A name under [sources]"),
        {"name": "Idempotency-Key", "in": "header", "schema": {"type": "string"}},
        security=[{"bearer": []}, {"webhookId": [], "webhookTimestamp": [], "webhookSignature": []}],
        requestBody={
            "required": True,
            "content": {
                JSON: {"schema": ORDER, "examples": examples},
                "application/x-www-form-urlencoded": {"schema": FORM},
                "multipart/form-data": {"schema": FORM},
            },
        },
    )


def _corezoid() -> Item:
    refused = [
        (400, "No JSON object, or no list of operations"),
        (401, "The hash is no source's secret"),
        (413, "Larger than 1 MiB"),
        (408, "The body did not arrive in time"),
        (415, "A charset that is not taken"),
        (422, "JSON, but no object"),
        (429, "Too much at once"),
        (503, "Not now"),
    ]
    return operation(
        "Upload tasks as to Corezoid",
        {
            "200": answer("Read `proc` of every operation", RESULTS),
            **{str(status): answer(about, RESULTS) for status, about in refused},
            **refusals(404, 417, 500),
        },
        in_path("conv_id", "Not looked at", {"type": "string", "minLength": 1}),
        in_path("secret", "A source's secret"),
        requestBody={"required": True, "content": {JSON: {"schema": {"anyOf": [OPERATIONS, TASK]}}}},
    )


def _hook(method: str, *parameters: Item) -> Item:
    kept = {"description": "Kept; the body is what this neighbour expects", "content": {"*/*": {"schema": _ANYTHING}}}
    body = {"requestBody": {"content": {"*/*": {"schema": _ANYTHING}}}} if method == "post" else {}
    return operation(
        "Report an event; each neighbour is verified in its own way",
        {"200": kept, **refusals(*_INTAKE, 422)},
        in_path("integration", "voximplant, bitrix24, shopify, calltouch, retailcrm …"),
        *parameters,
        **body,
    )


def _plan() -> Item:
    plan = thing({}, description="Whom to call and what to say, once per call attempt")
    asked = {"name": "j", "in": "query", "required": True, "schema": {"type": "string"}, "description": "Call token"}
    session = {"name": "s", "in": "query", "schema": {"type": "string"}, "description": "Telephony session"}
    return operation(
        "Ask for the plan of a call", {"200": answer("The plan", plan), **refusals(*_INTAKE, 409, 422)}, asked, session
    )


def _update() -> Item:
    update = thing({"update_id": {"type": "integer", "minimum": 0, "maximum": 2**53}}, "update_id")
    return operation(
        "A Telegram update",
        {"200": answer("Kept", thing({})), **refusals(*_INTAKE, 415, 422)},
        in_path("secret_path", "Part of the webhook's address"),
        {
            "name": "X-Telegram-Bot-Api-Secret-Token",
            "in": "header",
            "schema": {"type": "string", "pattern": "^[A-Za-z0-9_-]+$"},
        },
        requestBody={"required": True, "content": {JSON: {"schema": update}}},
    )


def _watching() -> Item:
    metrics = answer("Prometheus text", {"type": "string"}, kind="text/plain")
    return {
        "/healthz": {
            "get": operation(
                "Alive?", {"200": answer("Yes", thing({"status": {"const": "alive"}}, "status")), **refusals(417, 500)}
            )
        },
        "/readyz": {
            "get": operation(
                "Ready?",
                {"200": answer("Yes", READINESS), "503": answer("No, and why", READINESS), **refusals(417, 500)},
            )
        },
        "/metrics": {
            "get": operation("Metrics", {"200": metrics, **refusals(401, 417, 500)}, security=[{"bearer": []}])
        },
        "/openapi.json": {
            "get": operation("This description", {"200": answer("OpenAPI 3.1", thing({})), **refusals(417, 500)})
        },
    }


def all_paths(with_plan: bool) -> Item:
    tail = in_path("tail", "Whatever the neighbour adds", {"type": "string", "minLength": 1})
    number = in_path("id", "As in Telegram: #17", {"type": "integer", "minimum": 1})
    lead = {
        "200": answer("The lead", thing({"id": {"type": "integer"}}, "id")),
        **refusals(401, 404, 417, 429, 500, 503),
    }
    return {
        "/orders/{source}": {"post": _orders()},
        "/api/1/json/public/{conv_id}/{secret}": {"post": _corezoid()},
        "/api/2/json/public/{conv_id}/{secret}": {"post": _corezoid()},
        **({"/hooks/voximplant/plan": {"get": _plan()}} if with_plan else {}),
        "/hooks/{integration}": {method: _hook(method) for method in ("post", "get")},
        "/hooks/{integration}/{tail}": {method: _hook(method, tail) for method in ("post", "get")},
        "/telegram/{secret_path}": {"post": _update()},
        "/api/leads/{id}": {"get": operation("One lead", lead, number, security=[{"bearer": []}])},
        **_watching(),
    }
