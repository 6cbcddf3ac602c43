"""Refusals, all of one shape: RFC 9457 problem details. Nothing a stranger sent is repeated in them."""

import math
from http import HTTPStatus
from typing import Any

from aiohttp import web

from desk.errors import Conflict, DeskError, NotFound, Rejected, Temporary, Unauthorised
from handlers.web.answers import answer_json

MEDIA_TYPE = "application/problem+json"
DEFAULT_PAUSE = 5  # seconds, when the desk named none


class Problem(Exception):
    """Raise to refuse. ``field`` names the culprit in the sender's own terms."""

    def __init__(self, status: int, detail: str, *, field: str = "", headers: dict[str, str] | None = None) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.field = field
        self.headers = headers or {}

    def response(self, **more: str) -> web.Response:
        phrase = HTTPStatus(self.status).phrase
        body: dict[str, Any] = {"type": "about:blank", "title": phrase, "status": self.status, "detail": self.detail}
        if self.field:
            body["field"] = self.field
        return answer_json(body | more, self.status, content_type=MEDIA_TYPE, headers=self.headers)


def unauthorised(detail: str) -> Problem:
    return Problem(401, detail, headers={"WWW-Authenticate": 'Bearer realm="ringdesk"'})


def problem_of(error: DeskError) -> Problem:
    """The desk's word for a failure as an answer; one that has no answer is ours to explain: 500."""
    match error:
        case Temporary():
            pause = str(max(1, math.ceil(error.retry_after or DEFAULT_PAUSE)))
            return Problem(429 if error.code == "overloaded" else 503, error.reason, headers={"Retry-After": pause})
        case Rejected():
            return Problem(422, error.reason, field=error.field)
        case Unauthorised():
            return unauthorised(error.reason)
        case NotFound():
            return Problem(404, error.reason)
        case Conflict():
            return Problem(409, error.reason)
        case _:
            return Problem(500, "the desk could not say what became of this request")


def problem_of_http(error: web.HTTPException) -> Problem:
    """What aiohttp itself refuses: no such address, a wrong method, a strange ``Expect``."""
    headers = {"Allow": error.headers["Allow"]} if "Allow" in error.headers else {}
    return Problem(error.status, HTTPStatus(error.status).description or error.reason, headers=headers)


@web.middleware
async def answer_problems(request: web.Request, handler: Any) -> web.StreamResponse:
    """Every refusal becomes a problem; a connection with an unread body is not used again."""
    try:
        response: web.StreamResponse = await handler(request)
    except Problem as problem:
        response = problem.response()
    except DeskError as error:
        response = problem_of(error).response()
    except web.HTTPException as error:
        response = problem_of_http(error).response()
    if not request.content.is_eof():
        response.force_close()
    return response
