"""What a request costs, and the bucket it is paid from. https://shopify.dev/docs/api/usage/limits"""

from datetime import datetime
from typing import Any

from sandbox.shopify.language import Field
from sandbox.shopify.refusals import Refusal
from sandbox.shopify.schema import ROOTS, SCHEMA, base
from sandbox.shopify.validation import Request

MUTATION = 10
MOST = 1000
LONGEST_PAGE = 250


def requested_cost(request: Request) -> int:
    """An object is one point, a page as many as it may bring. The real service is milder with long pages."""
    root = ROOTS[request.kind]
    own = MUTATION if request.kind == "mutation" else 0
    return own + sum(_cost(field, root) for field in request.fields)


def check_pages(fields: tuple[Field, ...], parent: str) -> None:
    """Raises Refusal for a page without a length, or with one beyond the limit."""
    for field in fields:
        member = SCHEMA.types[parent][field.name]
        if "first" in member.arguments:
            length = field.arguments.get("first")
            if length is None:
                raise Refusal("you must provide one of first or last", "BAD_REQUEST")
            if not 0 < length <= LONGEST_PAGE:
                raise Refusal(f"first cannot exceed {LONGEST_PAGE}", "BAD_REQUEST")
        check_pages(field.fields, base(member.type))


def _cost(field: Field, parent: str) -> int:
    if not field.fields:
        return 0
    kind = base(SCHEMA.types[parent][field.name].type)
    inner = sum(_cost(it, kind) for it in field.fields)
    if "first" in field.arguments:
        return 1 + int(field.arguments["first"]) * inner
    return inner if field.name == "pageInfo" else 1 + inner


def count_objects(value: Any) -> int:
    """What an answer was really worth."""
    if isinstance(value, dict):
        return 1 + sum(count_objects(it) for it in value.values())
    return sum(count_objects(it) for it in value) if isinstance(value, list) else 0


class Bucket:
    """Points, in the world's time; ``left`` may be set by hand."""

    def __init__(self, size: float = 2000.0, rate: float = 100.0) -> None:
        self.size = size
        self.rate = rate
        self.left = size
        self._at: datetime | None = None

    def take(self, cost: float, now: datetime) -> bool:
        passed = (now - self._at).total_seconds() if self._at else 0.0
        self.left, self._at = min(self.size, self.left + max(0.0, passed) * self.rate), now
        if cost > self.left:
            return False
        self.left -= cost
        return True

    def give_back(self, cost: float) -> None:
        self.left = min(self.size, self.left + cost)

    def status(self) -> dict[str, float]:
        return {"maximumAvailable": self.size, "currentlyAvailable": int(self.left), "restoreRate": self.rate}
