"""Shapes of the HTTP interface, as JSON Schema 2020-12 (OpenAPI 3.1)."""

from typing import Any

Schema = dict[str, Any]


def text(about: str, example: str, **more: Any) -> Schema:
    return {"type": ["string", "number", "null"], "description": about, "examples": [example], **more}


def amount(about: str, example: str) -> Schema:
    one_of: list[Schema] = [
        {"type": "number", "minimum": 0, "maximum": 10**9},
        {"type": "string", "pattern": r"^[0-9]{1,9}([.,][0-9]{1,2})?$"},
        {"type": "null"},
    ]
    return {"anyOf": one_of, "description": about, "examples": [example]}


def flag(about: str) -> Schema:
    words = ["1", "0", "on", "off", "yes", "no", "true", "false"]
    return {"anyOf": [{"type": ["boolean", "null"]}, {"enum": words}], "description": about}


def thing(properties: dict[str, Schema], *required: str, **more: Any) -> Schema:
    return {"type": "object", "properties": properties, "required": list(required), **more}


LINE = thing(
    {
        "sku": text("The store's article number", "W-17"),
        "name": text("What it is called", "Diver 300"),
        "quantity": amount("How many; 1 when left out", "1"),
        "price": amount("Of one piece", "1 200,50"),
        "category": text("Decides who handles the order", "watches"),
    }
)

CONSENT = thing(
    {
        "calls": flag("May we call"),
        "advertising": flag("May we advertise"),
        "text": text("What the customer agreed to, word for word", "I agree to be called about my order"),
        "at": text("When", "2025-03-01T12:00:00+03:00"),
    }
)

ORDER_EXAMPLE: dict[str, Any] = {
    "order_id": "1001",
    "name": "Anna",
    "phone": "8 900 123-45-67",
    "email": "anna@example.com",
    "city": "Tver",
    "timezone": "Europe/Moscow",
    "comment": "After six, please",
    "consent": {"calls": True, "advertising": False, "text": "I agree to be called about my order"},
    "utm_source": "partner-7",
    "items": [{"sku": "W-17", "name": "Diver 300", "quantity": 1, "price": "1200.50", "category": "watches"}],
    "total": "1200.50",
    "currency": "RUB",
}

ARTICLE_EXAMPLE: dict[str, Any] = {
    "server": {"REMOTE_ADDR": "203.0.113.7"},
    "cookies": {"utm_source": "partner-7"},
    "post": {"name": "Anna", "phone": "89001234567"},
}

_FIELDS: dict[str, Schema] = {
    "order_id": text("The store's key", "1001"),
    "name": text("Of the customer", "Anna"),
    "phone": text("However it was typed", "8 900 123-45-67"),
    "email": text("Of the customer", "anna@example.com"),
    "city": text("Of the customer", "Tver"),
    "timezone": text("IANA name; beats the one derived from city, address or phone", "Europe/Moscow"),
    "ip": text("Of the customer", "203.0.113.7"),
    "comment": text("Of the customer", "After six, please"),
    "partner": text("Whose link brought the customer; utm_source when left out", "partner-7"),
    "consent": CONSENT,
    "items": {"type": "array", "items": LINE, "maxItems": 1000},
    "total": amount("Of the whole order; the lines are added up when left out", "1200.50"),
    "currency": text("ISO 4217", "RUB"),
}

ORDER = thing(
    _FIELDS
    | {
        "server": thing({"REMOTE_ADDR": text("The same as ip", "203.0.113.7")}),
        "cookies": thing({}, patternProperties={"^utm_": text("Kept", "partner-7")}),
        "post": thing(_FIELDS, description="Read like the top level"),
    },
    patternProperties={"^utm_": text("Kept, and given to the CRM", "partner-7")},
    description="No field is required; unknown ones are kept and shown.",
    examples=[ORDER_EXAMPLE, ARTICLE_EXAMPLE],
)

FORM = thing(
    {"order_id": {"type": "string"}, "name": {"type": "string"}, "phone": {"type": "string"}},
    minProperties=1,
    description="The same fields; nested ones as PHP names them: items[0][name], consent[calls].",
    examples=[{"name": "Anna", "phone": "8 900 123-45-67"}],
)

ACCEPTED = thing(
    {"lead": {"type": "integer", "minimum": 1}, "status": {"enum": ["accepted", "attached"]}}, "lead", "status"
)

PROBLEM = thing(
    {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "field": {"type": "string", "description": "The culprit", "examples": ["items[0].price"]},
        "instance": {"type": "string"},
    },
    "type",
    "title",
    "status",
    "detail",
)

OPERATION = thing(
    {
        "type": {"const": "create"},
        "obj": {"const": "task"},
        "ref": text("By which the store knows the order", "203.0.113.7"),
        "id": text("To match the answer by", "1"),
        "conv_id": {"description": "Not looked at"},
        "data": {"type": "object", "description": "An order, in any shape that /orders/{source} takes"},
    },
    "type",
    "obj",
)

OPERATIONS = thing(
    {"ops": {"type": "array", "items": OPERATION, "minItems": 1, "maxItems": 100}},
    "ops",
    examples=[{"ops": [{"ref": "203.0.113.7", "type": "create", "obj": "task", "data": ARTICLE_EXAMPLE}]}],
)

TASK: Schema = {"type": "object", "properties": {"ops": False}, "description": "The data of a single task"}

_RESULT = thing(
    {
        "id": {"type": "string"},
        "proc": {"enum": ["ok", "error"]},
        "obj": {"const": "task"},
        "ref": {"type": "string"},
        "obj_id": {"type": "string", "pattern": "^[0-9a-f]{24}$"},
        "description": {"type": "string"},
        "key": {"type": "string"},
    },
    "proc",
    "obj",
)

RESULTS = thing(
    {
        "request_proc": {"enum": ["ok", "error"]},
        "ops": {"type": "array", "items": _RESULT},
        "description": {"type": "string"},
    },
    "request_proc",
    "ops",
)

READINESS = thing(
    {
        "ready": {"type": "boolean"},
        "checks": {
            "type": "object",
            "additionalProperties": thing({"ok": {"type": "boolean"}, "detail": {"type": "string"}}, "ok", "detail"),
        },
    },
    "ready",
    "checks",
)
