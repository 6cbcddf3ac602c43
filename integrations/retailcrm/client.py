"""The API v5 of one account: one door for every method.

https://docs.retailcrm.ru/Developers/API/APIVersions/APIv5
"""

import asyncio
import random
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

import orjson

from desk.errors import Temporary, Unauthorised, Unknown
from integrations.http import Http, Limits
from integrations.neighbour import Surroundings
from integrations.retailcrm.config import RetailCrm
from integrations.retailcrm.errors import SHAPE, is_limit, judge, read_body, speaks_well
from integrations.retailcrm.shape import Data, as_map, as_rows
from integrations.values import as_id, clean

PAGE = 100  # rows; 20, 50 and 100 are allowed
PAGES_MAX = 200
READ_SECONDS = 60  # as the official clients wait
PARALLEL = 5
# Real seconds before another try of a request that was one too many: what the limit counts is real, too.
PAUSES = (0.2, 0.4, 0.8, 1.6)

Query = Sequence[tuple[str, str]]


class Client:
    """``repeatable`` requests may be sent again when their answer was lost; a lost answer to any other is Unknown."""

    def __init__(self, http: Http, origin: str, api_key: str) -> None:
        self.origin = origin
        self._http = http
        self._headers = {"X-API-KEY": api_key}
        self._sendable = api_key.isascii() and api_key.isprintable()

    async def get(self, path: str, query: Query = (), *, operation: str = "", version: str = "v5/") -> Data:
        """The body of the answer. Raises the errors of ``desk.errors``."""
        target = f"/api/{version}{path}" + (f"?{urlencode(query)}" if query else "")
        return await self._ask("GET", target, operation or path, repeatable=True)

    async def post(
        self, path: str, entity: Mapping[str, Any], *, operation: str = "", repeatable: bool = False, **form: str
    ) -> Data:
        """``entity``: the name of the method's JSON field, and what stands in it. ``form``: plain fields beside it.

        Raises the errors of ``desk.errors``.
        """
        data = {name: orjson.dumps(clean(value)).decode() for name, value in entity.items()}
        data |= {name: value for name, value in form.items() if value}
        return await self._ask("POST", f"/api/v5/{path}", operation or path, repeatable=repeatable, data=data)

    async def pages(self, path: str, name: str, query: Query = (), *, needs: str = "id") -> AsyncIterator[list[Data]]:
        """The rows under ``name``, page after page; in no order that could be relied upon."""
        for page in range(1, PAGES_MAX + 1):
            body = await self.get(path, [*query, ("limit", str(PAGE)), ("page", str(page))])
            yield as_rows(body.get(name), needs=needs)
            if page >= count_pages(body):
                return

    async def rows(self, path: str, name: str, query: Query = (), *, needs: str = "id") -> list[Data]:
        """Of all pages, each record once: while we read, a new one may push another to the next page."""
        found: dict[str, Data] = {}
        async for page in self.pages(path, name, query, needs=needs):
            found |= {str(row[needs]): row for row in page}
        return list(found.values())

    async def _ask(
        self, method: str, target: str, operation: str, *, repeatable: bool, data: Mapping[str, str] | None = None
    ) -> Data:
        if not self._sendable:
            raise Unauthorised("the API key of RetailCRM holds characters that no key has", code="key")
        for pause in (*PAUSES, None):
            answer = await self._http.request(
                method,
                target,
                operation=operation,
                repeatable=repeatable,
                headers=self._headers,
                data=data,
                sound=speaks_well,
            )
            if pause is None or not is_limit(answer) or "retry-after" in answer.headers:
                break
            await asyncio.sleep(pause * random.uniform(1, 1.5))  # noqa: S311  a jitter, no cipher
        body = read_body(answer)
        if answer.status >= 300 or body is None or body["success"] is not True:
            raise judge(operation, answer, repeatable=repeatable)
        return body


def open_client(section: RetailCrm, around: Surroundings) -> Client:
    """One client, and with it one limiter, for whoever asks with this key."""
    limits = Limits(rate=section.requests_per_second, parallel=PARALLEL, read_seconds=READ_SECONDS)
    http = around.http.open("retailcrm", section.url, limits)
    return Client(http, section.url, section.api_key.get_secret_value().strip())


def count_pages(body: Data) -> int:
    """Raises Temporary where nobody says how much there is: what was not read would be made once more."""
    pages = as_map(body.get("pagination")).get("totalPageCount")
    if not isinstance(pages, int):
        raise Temporary("RetailCRM does not say how many pages there are", code=SHAPE)
    return pages


def id_of(body: Data, operation: str) -> str:
    """Of what was made. Raises Unknown where the CRM names none."""
    number = as_id(body.get("id"))
    if not number:
        raise Unknown(f"RetailCRM {operation}: it took the record and named no id", code=SHAPE)
    return str(number)
