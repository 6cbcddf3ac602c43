"""What the API answers instead of doing what it was asked. Some texts end with a dot, as they do there."""

from collections.abc import Mapping
from typing import Any

ENTITY = "Errors in the entity format"
INPUT = "Errors in the input parameters"


class Refusal(Exception):
    """``errors``: what is wrong with each field."""

    def __init__(self, status: int, message: str, errors: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.errors = dict(errors or {})

    def body(self, *, as_list: bool = False) -> dict[str, Any]:
        told: dict[str, Any] = {"success": False, "errorMsg": self.message}
        if self.errors:
            told["errors"] = list(self.errors.values()) if as_list else self.errors
        return told


def wrong(**errors: str) -> Refusal:
    return Refusal(400, ENTITY, errors)


def strange(**errors: str) -> Refusal:
    return Refusal(400, INPUT, errors)


def missing(name: str) -> Refusal:
    return Refusal(400, f"Parameter '{name}' is missing")


def not_found() -> Refusal:
    return Refusal(404, "Not found")


def no_method() -> Refusal:
    return Refusal(404, "API method not found")


def no_key() -> Refusal:
    return Refusal(403, '"apiKey" is missing.')


def wrong_key() -> Refusal:
    return Refusal(403, 'Wrong "apiKey" value.')


def denied() -> Refusal:
    return Refusal(403, "Access denied.")


def too_fast() -> Refusal:
    return Refusal(503, "Rate limit exceeded")
