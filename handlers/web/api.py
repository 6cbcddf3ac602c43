"""GET /api/leads/{id}: one lead, as ``ringdesk leads show`` prints it."""

from aiohttp import web
from pydantic import SecretStr

from handlers.web.answers import answer_json
from handlers.web.desk import WebDesk
from handlers.web.problems import Problem, unauthorised
from handlers.web.signatures import has_bearer

LARGEST_ID = 2**63 - 1  # of a row


class Api:
    def __init__(self, desk: WebDesk, token: SecretStr) -> None:
        self._desk = desk
        self._token = token

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/api/leads/{id}", self.lead)]

    async def lead(self, request: web.Request) -> web.Response:
        headers = {"authorization": request.headers.get("Authorization", "")}
        if not has_bearer(headers, [self._token]):
            raise unauthorised("the API needs its token")
        return answer_json(await self._desk.lead_json(_number(request.match_info["id"])))


def _number(text: str) -> int:
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= 19 else 0
    if not 0 < number <= LARGEST_ID:
        raise Problem(404, "there is no such lead")
    return number
