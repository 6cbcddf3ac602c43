"""POST /telegram/{secret path}: updates in webhook mode. https://core.telegram.org/bots/api#setwebhook"""

from aiohttp import web

from handlers.web.answers import answer_json
from handlers.web.bodies import Intake
from handlers.web.desk import WebDesk, WebSettings
from handlers.web.payloads import read_object
from handlers.web.problems import Problem, unauthorised
from handlers.web.signatures import same

_HEADER = "x-telegram-bot-api-secret-token"


class Updates:
    def __init__(self, desk: WebDesk, settings: WebSettings, intake: Intake) -> None:
        self._desk = desk
        self._settings = settings
        self._intake = intake

    def routes(self) -> list[web.RouteDef]:
        return [web.post("/telegram/{secret_path}", self.keep)]

    async def keep(self, request: web.Request) -> web.Response:
        """The raw update is kept; Telegram repeats it until it hears 2xx."""
        if not same(request.match_info["secret_path"], self._settings.telegram_path):
            raise Problem(404, "there is no such address")
        received = await self._intake.receive(request)
        if not same(received.headers.get(_HEADER, ""), self._settings.telegram_secret):
            raise unauthorised("the secret token is missing or wrong")
        await self._desk.keep_update(_update_id(received.body), received.body)
        return answer_json({})


def _update_id(body: bytes) -> int:
    number = read_object(body).get("update_id")
    if isinstance(number, float) and number.is_integer():
        number = int(number)  # in JSON, 7.0 is a whole number
    if not isinstance(number, int) or isinstance(number, bool) or not 0 <= number < 2**63:
        raise Problem(422, "must be a whole number", field="update_id")
    return number
