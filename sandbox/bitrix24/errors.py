"""Refusals in the portal's own words: https://apidocs.bitrix24.com/error-codes.html"""

from typing import Any


class RestError(Exception):
    """An answer with ``error``; old CRM methods leave the code empty."""

    def __init__(self, text: str, code: str | int = "", status: int = 400) -> None:
        super().__init__(text)
        self.text = text
        self.code = code
        self.status = status

    def body(self) -> dict[str, Any]:
        return {"error": self.code, "error_description": self.text}


def expired_token() -> RestError:
    return RestError("The access token provided has expired", "expired_token", 401)


def no_auth() -> RestError:
    return RestError("Wrong authorization data", "NO_AUTH_FOUND", 401)


def wrong_webhook() -> RestError:
    return RestError("Invalid request credentials", "INVALID_CREDENTIALS", 401)


def small_scope(token: str) -> RestError:
    text = f"The request requires higher privileges than provided by the {token} token"
    return RestError(text, "insufficient_scope", 401)


def no_right(*, item_api: bool) -> RestError:
    """Of the employee in the CRM: the old API has no code for it."""
    return RestError("Access denied", "ACCESS_DENIED") if item_api else RestError("Access denied.")


def wrong_auth_type() -> RestError:
    return RestError("Current authorization type is denied for this method", "WRONG_AUTH_TYPE", 403)


def unknown_method() -> RestError:
    return RestError("Method not found!", "ERROR_METHOD_NOT_FOUND", 404)


def too_many() -> RestError:
    return RestError("Too many requests", "QUERY_LIMIT_EXCEEDED", 503)


def operating_limit() -> RestError:
    return RestError("Method is blocked due to operation time limit.", "OPERATION_TIME_LIMIT", 429)


def missing(name: str) -> RestError:
    """A parameter of a typed controller (``crm.item.*``, ``tasks.*``) is absent."""
    return RestError(f"Could not find value for parameter {{{name}}}", "100")


def not_found() -> RestError:
    """The old API says only this."""
    return RestError("Not found")


def element_not_found() -> RestError:
    return RestError("Element not found", "NOT_FOUND")


def must_be_array(name: str) -> RestError:
    return RestError(f"Parameter '{name}' must be array.")
