"""The Admin GraphQL of one shop: one door for every operation.

https://shopify.dev/docs/api/admin-graphql
"""

import logging
from collections.abc import Mapping
from typing import Any

from desk.errors import Temporary
from integrations.http import Answer, Http, Limits
from integrations.neighbour import Surroundings
from integrations.shopify.config import Shopify
from integrations.shopify.errors import (
    THROTTLED,
    code_of,
    is_partial,
    judge_errors,
    judge_status,
    refusal,
    tell,
    unreadable,
)
from integrations.shopify.pacing import Pace
from integrations.shopify.tokens import Access, App, FixedAccess, GrantedAccess

log = logging.getLogger(__name__)

LIMITS = Limits(parallel=5)  # how much may be asked is counted in points, by ``Pace``
OK = 200
NO_TOKEN = 401
MISTAKES = ("userErrors", "orderCancelUserErrors")

Data = dict[str, Any]


class Client:
    """``repeatable`` operations may be sent again when their answer was lost; a lost answer to any other is Unknown."""

    def __init__(self, http: Http, access: Access, pace: Pace, url: str) -> None:
        self._http = http
        self._access = access
        self._pace = pace
        self._url = url

    async def run(
        self, operation: str, document: str, variables: Mapping[str, Any] | None = None, *, repeatable: bool = True
    ) -> Data:
        """``data`` of the answer; fields that Shopify holds back are null. ``operation`` is the one in the document.

        Raises the errors of ``desk.errors``.
        """
        asked = {"query": document, "operationName": operation, "variables": dict(variables or {})}
        async with self._pace.turn(operation):
            answer = await self._ask(operation, asked, repeatable=repeatable)
            if answer.status != OK:
                raise judge_status(answer, operation, repeatable=repeatable)
            return self._read(operation, answer, repeatable=repeatable)

    async def change(
        self, operation: str, document: str, variables: Mapping[str, Any], *, repeatable: bool = True
    ) -> Data:
        """The payload of the document's only mutation. Raises Rejected with the text of its ``userErrors``."""
        data = await self.run(operation, document, variables, repeatable=repeatable)
        payload = as_dict(next(iter(data.values()), None))
        if not payload:
            raise unreadable(operation, repeatable=repeatable)
        if mistakes := [it for name in MISTAKES for it in as_rows(payload.get(name))]:
            raise refusal(mistakes)
        return payload

    async def _ask(self, operation: str, asked: Data, *, repeatable: bool) -> Answer:
        token = await self._access.current()
        answer = await self._send(operation, asked, token, repeatable=repeatable)
        if answer.status != NO_TOKEN:
            return answer
        # Refused before anything was done, so even what must not be repeated is safe to send again.
        return await self._send(operation, asked, await self._access.renew(token), repeatable=repeatable)

    async def _send(self, operation: str, asked: Data, token: str, *, repeatable: bool) -> Answer:
        headers = {"X-Shopify-Access-Token": token}
        return await self._http.request(
            "POST", self._url, operation=operation, repeatable=repeatable, headers=headers, json=asked
        )

    def _read(self, operation: str, answer: Answer, *, repeatable: bool) -> Data:
        try:
            body = as_dict(answer.json())
        except ValueError:
            body = {}
        data, errors = as_dict(body.get("data")), as_rows(body.get("errors"))
        if cost := as_dict(as_dict(body.get("extensions")).get("cost")):
            self._pace.note(operation, cost)
        if errors and not is_partial(errors, data):
            error = judge_errors(errors, operation, repeatable=repeatable)
            if isinstance(error, Temporary) and code_of(errors[0]) == THROTTLED:
                error.retry_after = self._pace.pause(operation)
            raise error
        if not data:
            raise unreadable(operation, repeatable=repeatable)
        if errors:
            log.info("Shopify holds fields of %s back: %s", operation, tell(errors))
        return data


def open_client(section: Shopify, around: Surroundings) -> Client:
    """One client, and with it one pace and one token, per shop."""
    http = around.http.open("shopify", limits=LIMITS)
    url = f"{section.base}/admin/api/{section.api_version}/graphql.json"
    return Client(http, _open_access(section, around), Pace(around.clock), url)


def _open_access(section: Shopify, around: Surroundings) -> Access:
    if token := section.access_token.get_secret_value():
        return FixedAccess(token)
    app = App(section.base, section.client_id, section.client_secret.get_secret_value())
    return GrantedAccess(around.http.open("shopify-oauth"), around.vault, app, around.clock)


def as_dict(value: Any) -> Data:
    return value if isinstance(value, dict) else {}


def as_rows(value: Any) -> list[Data]:
    return [it for it in value if isinstance(it, dict)] if isinstance(value, list) else []


def following(page: Mapping[str, Any]) -> str:
    """Where the next page of a listing begins; empty: there is none."""
    info = as_dict(page.get("pageInfo"))
    return str(info.get("endCursor") or "") if info.get("hasNextPage") is True else ""
