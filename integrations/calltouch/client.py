"""Calltouch's HTTP: lists with the token in the query, deals with it in a header.

https://www.calltouch.ru/support/api-metod-vygruzki-zhurnala-zvonkov/
"""

from collections.abc import Mapping
from typing import Any

from desk.errors import OUT_OF_ORDER, Temporary
from desk.ports import Clock
from integrations.calltouch.config import Calltouch
from integrations.calltouch.refusals import judge, unreadable
from integrations.http import TOO_MANY, Answer, Http, HttpFactory, Limits

ATTEMPTS = 3
FIRST_PAUSE = 1.0  # seconds, doubled; longer ones are left to whoever asked
LONGEST_PAUSE = 5.0
NETWORK = ""  # the code of what never became an answer

Row = dict[str, Any]


class Client:
    """Everything may be asked twice: a list changes nothing, and a deal is known by its number."""

    def __init__(self, http: Http, clock: Clock, section: Calltouch) -> None:
        self._http = http
        self._clock = clock
        self._token = section.token.get_secret_value()
        self.site_id = str(section.site_id)

    async def read(self, operation: str, path: str, params: Mapping[str, str]) -> Any:
        """A list. Raises the errors of ``desk.errors``, never Unknown."""
        asked = {"clientApiId": self._token, **params}
        return await self._ask("GET", f"/calls-service/RestAPI/{path}", operation=operation, params=asked)

    async def tell(self, operation: str, path: str, body: Row) -> Any:
        """Raises Rejected with the code *validation* where the words of the body are refused."""
        headers = {"Access-Token": self._token, "SiteId": self.site_id}
        return await self._ask("POST", f"/lead-service/v1/api/{path}", operation=operation, headers=headers, json=body)

    async def _ask(self, method: str, path: str, *, operation: str, **how: Any) -> Any:
        for attempt in range(1, ATTEMPTS):
            try:
                return await self._once(method, path, operation, how)
            except Temporary as error:
                pause = error.retry_after or FIRST_PAUSE * 2 ** (attempt - 1)
                if not _is_passing(error) or pause > LONGEST_PAUSE:
                    raise
                await self._clock.sleep(pause)
        return await self._once(method, path, operation, how)

    async def _once(self, method: str, path: str, operation: str, how: Mapping[str, Any]) -> Any:
        answer = await self._http.request(method, path, operation=operation, repeatable=True, **how)
        return _read(answer, operation)


def open_client(factory: HttpFactory, clock: Clock, section: Calltouch) -> Client:
    # Evenly, without bursts: with them a second could see more than the API takes.
    limits = Limits(rate=section.requests_per_second, parallel=5)
    return Client(factory.open("calltouch", section.api_url, limits), clock, section)


def _is_passing(error: Temporary) -> bool:
    """Worth another try at once: the network, too many, their own trouble."""
    return error.code != OUT_OF_ORDER and (error.code in (NETWORK, str(TOO_MANY)) or error.code.startswith("5"))


def _read(answer: Answer, operation: str) -> Any:
    if not 200 <= answer.status < 300:
        raise judge(answer, operation)
    try:
        return answer.json()
    except ValueError:
        raise unreadable(operation, "no JSON; is api_url right?") from None


def as_dict(value: Any) -> Row:
    return value if isinstance(value, dict) else {}


def as_rows(value: Any) -> list[Row]:
    return [it for it in value if isinstance(it, dict)] if isinstance(value, list) else []
