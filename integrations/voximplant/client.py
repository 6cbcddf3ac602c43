"""The Management API: one POST form a method, an envelope back.

https://voximplant.com/docs/guides/management-api/basics
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from desk.errors import DeskError, Rejected, Temporary, Unauthorised
from desk.ports import Clock
from integrations.http import REDIRECTS, Answer, Http, HttpFactory, Limits, is_sound, retry_after
from integrations.http import refuse as refuse_status
from integrations.voximplant.codes import find_error, is_inner, lose, refuse
from integrations.voximplant.identity import Identity

FORM = "application/x-www-form-urlencoded; charset=UTF-8"
DATE = "%Y-%m-%d %H:%M:%S"  # UTC, both ways
LIMITS = Limits(parallel=10, connect_seconds=5, read_seconds=30)


class Client:
    """Answers are never logged or quoted: some hold the account's key, others the address of a live session."""

    def __init__(self, http: Http, identity: Identity, clock: Clock) -> None:
        self._http = http
        self._identity = identity
        self._clock = clock

    def now(self) -> datetime:
        return self._clock.now()

    async def ask(self, method: str, fields: Mapping[str, str] | None = None, *, repeatable: bool) -> dict[str, Any]:
        """The envelope of a success, with its ``result``.

        POST keeps the key out of addresses. Raises the errors of ``desk.errors``.
        """
        papers = self._identity.show(self._clock.now())
        answer = await self._http.request(
            "POST",
            f"/platform_api/{method}",
            operation=method,
            repeatable=repeatable,
            headers={"Content-Type": FORM, **papers.headers},
            data={**papers.fields, **(fields or {})},
            sound=speaks_well,
        )
        return read_envelope(answer, repeatable=repeatable)

    async def rows(self, method: str, fields: Mapping[str, str]) -> list[dict[str, Any]]:
        """The rows of a reading method; whatever is not a row is left out."""
        result = (await self.ask(method, fields, repeatable=True))["result"]
        return [row for row in result if isinstance(row, dict)] if isinstance(result, list) else []


def open_client(http: HttpFactory, api_url: str, rate: float, identity: Identity, clock: Clock) -> Client:
    limits = Limits(
        rate=rate,
        burst=max(1, int(rate)),
        parallel=LIMITS.parallel,
        connect_seconds=LIMITS.connect_seconds,
        read_seconds=LIMITS.read_seconds,
    )
    return Client(http.open("voximplant", api_url, limits), identity, clock)


def speaks_well(answer: Answer) -> bool:
    """Of the service's health: an inner error is none the less one for coming with HTTP 200."""
    return is_sound(answer) and not is_inner(find_error(answer.json()))


def read_envelope(answer: Answer, *, repeatable: bool) -> dict[str, Any]:
    """Errors travel with HTTP 200, so ``error`` is looked for before ``result``."""
    if answer.status == 429:
        raise Temporary("Voximplant: too many requests", code="429", retry_after=retry_after(answer))
    if answer.status >= 500:
        raise lose(f"Voximplant: HTTP {answer.status}", str(answer.status), repeatable=repeatable)
    try:
        body = answer.json()
    except ValueError:
        raise _misread(answer, repeatable) from None
    error = find_error(body)
    if error is not None:
        raise refuse(error, repeatable=repeatable, wait=retry_after(answer))
    if answer.status >= 300 or not isinstance(body, dict) or "result" not in body:
        raise _misread(answer, repeatable)
    return body


def write_period(since: datetime, until: datetime) -> dict[str, str]:
    """Both dates are always sent: older versions require them, newer ones fall back to a month."""
    return {"from_date": since.strftime(DATE), "to_date": until.strftime(DATE)}


def widen(since: datetime, now: datetime, slack: timedelta) -> dict[str, str]:
    """A period that forgives clocks that differ."""
    return write_period(since - slack, now + timedelta(minutes=1))


def _misread(answer: Answer, repeatable: bool) -> DeskError:
    reason, code = f"Voximplant: HTTP {answer.status} without an envelope", str(answer.status)
    if answer.status in REDIRECTS:
        return refuse_status(answer, repeatable=repeatable)
    if answer.status in (401, 403):
        return Unauthorised(reason, code=code)
    if answer.status >= 300:
        return Rejected(reason, code=code)
    return lose(reason, code, repeatable=repeatable)
