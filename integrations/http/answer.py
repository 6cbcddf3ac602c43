"""An answer of a neighbour, whole and decoded, and what its status means."""

from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any

import orjson

from desk.errors import DeskError, Rejected, Temporary, Unauthorised, Unknown

REDIRECTS = range(300, 400)
SEE_OTHER = 303
TOO_MANY = 429
UNAUTHORISED = (401, 403)
SERVER_ERROR = 500
UNAVAILABLE = 503
LONGEST_PAUSE = 3600.0  # seconds; whatever the header says, after an hour it is worth a look


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


def is_sound(answer: Answer) -> bool:
    """Whether the neighbour itself has answered, and not a balancer's page, half an answer, or *too many*."""
    if answer.status >= SERVER_ERROR or answer.status == TOO_MANY:
        return False
    try:
        answer.json()
    except ValueError:
        return False
    return True


def retry_after(answer: Answer) -> float | None:
    """Seconds of the ``Retry-After`` header, an hour at most; None for none that can be read.

    A date is measured from the answer's own ``Date`` (RFC 9110 §10.2.3).
    """
    value = answer.headers.get("retry-after", "").strip()
    seconds = float(value) if value.isascii() and value.isdecimal() else _until(value, answer)
    return None if seconds is None else min(max(seconds, 0.0), LONGEST_PAUSE)


def _until(value: str, answer: Answer) -> float | None:
    try:
        moment, now = parsedate_to_datetime(value), parsedate_to_datetime(answer.headers.get("date", ""))
        return (moment - now).total_seconds()
    except (TypeError, ValueError, OverflowError):  # no dates, or one with a zone and one without
        return None


def refuse(answer: Answer, *, repeatable: bool) -> DeskError:
    """The error that an unsuccessful status stands for.

    A 5xx after a request that must not be repeated is *unknown*: the neighbour may have done it first.
    A redirect sends us away before anything is done, but for 303, which may also follow the work.
    """
    reason = f"HTTP {answer.status}: {answer.excerpt}"
    code = str(answer.status)
    if answer.status in REDIRECTS and (repeatable or answer.status != SEE_OTHER):
        return Temporary(f"HTTP {code}: we are sent to another address; is the configured one right?", code=code)
    if answer.status == TOO_MANY:
        return Temporary(reason, code=code, retry_after=retry_after(answer))
    if answer.status in UNAUTHORISED:
        return Unauthorised(reason, code=code)
    if answer.status >= SERVER_ERROR or answer.status == SEE_OTHER:
        if repeatable:
            return Temporary(reason, code=code, retry_after=retry_after(answer))
        return Unknown(reason, code=code)
    return Rejected(reason, code=code)
