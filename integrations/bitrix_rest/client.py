"""The portal's REST: one door for single calls and batches.

https://apidocs.bitrix24.com/settings/how-to-call-rest-api/general-principles.html
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from desk.errors import DeskError, Temporary, Unknown
from integrations.bitrix_rest.access import Access, Ticket
from integrations.bitrix_rest.address import Moves
from integrations.bitrix_rest.errors import (
    EXPIRED,
    OPERATION_LIMIT,
    QUERY_LIMIT,
    UNCERTAIN,
    code_of,
    refusal,
    unreadable,
)
from integrations.bitrix_rest.pauses import Pauses
from integrations.bitrix_rest.query import encode
from integrations.http import Answer, Http, is_sound
from integrations.values import as_id, clean

BATCH_MAX = 50
REDIRECTS = (301, 302, 307, 308)
PAGES_MAX = 40  # of 50 rows


@dataclass(frozen=True, slots=True)
class Command:
    method: str
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BatchAnswer:
    """Per command its result or its error; commands after a halt have neither. ``next`` starts further pages."""

    results: Mapping[str, Any]
    errors: Mapping[str, DeskError]
    next: Mapping[str, int]

    def take(self, key: str) -> Any:
        """Raises the command's own error, or Unknown when the portal says nothing about it."""
        if key in self.errors:
            raise self.errors[key]
        if key not in self.results:
            raise Unknown(f"Bitrix24 left a command of a batch unanswered: {key}", code="batch")
        return self.results[key]


@dataclass(frozen=True, slots=True)
class _Reply:
    status: int
    body: dict[str, Any]


class Client:
    """``repeatable`` calls may be sent again when their answer was lost; a lost answer to any other is Unknown."""

    def __init__(self, http: Http, access: Access, moves: Moves, pauses: Pauses) -> None:
        self._http = http
        self._access = access
        self._moves = moves
        self._pauses = pauses

    def origin(self) -> str:
        """Where people open the portal, without a trailing slash; empty while it is not known."""
        return self._moves.known(self._access.origin())

    async def call(self, method: str, params: Mapping[str, Any] | None = None, *, repeatable: bool) -> Any:
        """Return ``result``. Raises the errors of ``desk.errors``."""
        body = await self._ask(method, params or {}, [method], repeatable=repeatable)
        return body.get("result")

    async def read_on(self, method: str, params: Mapping[str, Any], start: Any) -> list[dict[str, Any]]:
        """The rows of all pages from ``start``; None: there are none."""
        rows: list[dict[str, Any]] = []
        start = _following(start)
        for _ in range(PAGES_MAX):
            if start is None:
                break
            body = await self._ask(method, {**params, "start": start}, [method], repeatable=True)
            rows += as_rows(body.get("result"))
            start = _following(body.get("next"))
        return rows

    async def batch(self, commands: Mapping[str, Command], *, halt: bool, repeatable: bool) -> BatchAnswer:
        """Up to 50 commands as one request. Raises when the request as a whole failed; look into ``errors`` else."""
        if len(commands) > BATCH_MAX:
            raise ValueError(f"a batch takes {BATCH_MAX} commands")
        cmd = {key: encode(command.method, clean(dict(command.params))) for key, command in commands.items()}
        methods = list(dict.fromkeys(command.method for command in commands.values()))
        body = await self._ask("batch", {"halt": int(halt), "cmd": cmd}, methods, repeatable=repeatable)
        return self._read_batch(commands, as_dict(body.get("result")), repeatable=repeatable)

    def _read_batch(
        self, commands: Mapping[str, Command], result: Mapping[str, Any], *, repeatable: bool
    ) -> BatchAnswer:
        errors = {
            key: self._judge(commands[key].method, as_dict(error), 400, repeatable=repeatable)
            for key, error in as_dict(result.get("result_error")).items()
            if key in commands
        }
        for key, time in as_dict(result.get("result_time")).items():
            if key in commands:
                self._pauses.note(commands[key].method, time)
        return BatchAnswer(as_dict(result.get("result")), errors, as_dict(result.get("result_next")))

    async def _ask(
        self, method: str, params: Mapping[str, Any], methods: Sequence[str], *, repeatable: bool
    ) -> dict[str, Any]:
        self._pauses.check(methods)
        operation = method if method == methods[0] else f"{method} {'+'.join(methods)}"
        ticket = await self._access.ticket()
        reply = await self._send(ticket, method, params, operation, repeatable=repeatable)
        if code_of(reply.body) == EXPIRED:
            # The portal refused before doing anything, so even an add is safe to send again.
            ticket = await self._access.renew(ticket)
            reply = await self._send(ticket, method, params, operation, repeatable=repeatable)
        if "error" in reply.body:
            raise self._judge(method, reply.body, reply.status, repeatable=repeatable)
        self._pauses.relax()
        self._pauses.note(method, reply.body.get("time"))
        return reply.body

    async def _send(
        self, ticket: Ticket, method: str, params: Mapping[str, Any], operation: str, *, repeatable: bool
    ) -> _Reply:
        json = clean(dict(params)) | ({"auth": ticket.token} if ticket.token else {})
        origin = await self._moves.resolve(ticket.origin)
        for _ in range(2):  # a renamed portal redirects once
            url = f"{origin}{ticket.path}{method}"
            answer = await self._http.request(
                "POST", url, operation=operation, repeatable=repeatable, json=json, sound=speaks_well
            )
            if answer.status not in REDIRECTS:
                return _read(method, answer, repeatable=repeatable)
            origin = await self._moves.follow(ticket.origin, url, answer.headers.get("location", ""))
        raise Temporary("Bitrix24 redirects in a circle", code="redirect")

    def _judge(self, method: str, body: Mapping[str, Any], status: int, *, repeatable: bool) -> DeskError:
        error = refusal(method, body, status, repeatable=repeatable)
        if isinstance(error, Temporary) and error.code == QUERY_LIMIT:
            error.retry_after = self._pauses.slow_down()
        if isinstance(error, Temporary) and error.code == OPERATION_LIMIT:
            self._pauses.note(method, body.get("time") or body)
            error.retry_after = self._pauses.block(method)
        return error


def speaks_well(answer: Answer) -> bool:
    """Of the portal's health. A method that has worked too much says nothing about the others."""
    code = code_of(as_dict(_body(answer)))
    return code == OPERATION_LIMIT or (is_sound(answer) and code not in UNCERTAIN)


def _body(answer: Answer) -> Any:
    try:
        return answer.json()
    except ValueError:
        return None


def _read(method: str, answer: Answer, *, repeatable: bool) -> _Reply:
    body = _body(answer)
    if not isinstance(body, dict) or ("error" not in body and (answer.status >= 400 or "result" not in body)):
        raise unreadable(method, answer, repeatable=repeatable)
    return _Reply(answer.status, body)


def as_dict(value: Any) -> dict[str, Any]:
    """An empty map of PHP arrives as ``[]``."""
    return value if isinstance(value, dict) else {}


def as_rows(value: Any) -> list[dict[str, Any]]:
    """A listing, with the number of each record.

    Raises Temporary for anything else: what is taken for *nothing found* would be written once more.
    """
    rows = as_list(value)
    if not isinstance(value, list | dict) or not all(isinstance(row, dict) and as_id(row.get("ID")) for row in rows):
        raise Temporary("Bitrix24 answers with something that is no list of records", code="shape")
    return rows


def as_moment(value: Any) -> datetime:
    """In UTC. Raises Temporary for what is no moment, or names no zone."""
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise Temporary("Bitrix24 names something that is no moment", code="shape")
    return moment.astimezone(UTC)


def _following(start: Any) -> int | None:
    if start is None:
        return None
    if not (number := as_id(start)):
        raise Temporary("Bitrix24 names no next page", code="shape")
    return number


def as_list(value: Any) -> list[Any]:
    """A list with holes arrives as a map."""
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []
