"""An answer of a neighbour, whole and decoded, and what its status means."""

from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any

import orjson

from desk.errors import DeskError, Rejected, Temporary, Unauthorised, Unknown

TOO_MANY = 429
UNAUTHORISED = (401, 403)
SERVER_ERROR = 500


@dataclass(frozen=True, slots=True)
class Answer:
    """Header names are lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        """Raises ValueError when the body is not JSON (an HTML error page, half an answer)."""
        return orjson.loads(self.body)

    @property
    def excerpt(self) -> str:
        """The beginning of the body for people, without line breaks."""
        return " ".join(self.body[:200].decode("utf-8", "replace").split())


def retry_after(answer: Answer) -> float | None:
    """Seconds of the ``Retry-After`` header; a date is measured from the answer's own ``Date`` (RFC 9110 §10.2.3)."""
    value = answer.headers.get("retry-after", "").strip()
    if value.isdigit():
        return float(value)
    try:
        moment, now = parsedate_to_datetime(value), parsedate_to_datetime(answer.headers.get("date", ""))
    except (TypeError, ValueError):
        return None
    return max(0.0, (moment - now).total_seconds())


def refuse(answer: Answer, *, repeatable: bool) -> DeskError:
    """The error that an unsuccessful status stands for.

    A 5xx after a request that must not be repeated is *unknown*: the neighbour may have done it first.
    """
    reason = f"HTTP {answer.status}: {answer.excerpt}"
    code = str(answer.status)
    if answer.status == TOO_MANY:
        return Temporary(reason, code=code, retry_after=retry_after(answer))
    if answer.status in UNAUTHORISED:
        return Unauthorised(reason, code=code)
    if answer.status >= SERVER_ERROR:
        if repeatable:
            return Temporary(reason, code=code, retry_after=retry_after(answer))
        return Unknown(reason, code=code)
    return Rejected(reason, code=code)
