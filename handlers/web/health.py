"""/healthz, /readyz and /metrics: for those who watch over the desk."""

import asyncio
import contextlib

from aiohttp import web
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from desk.errors import DeskError, Temporary
from handlers.web.answers import answer_json
from handlers.web.desk import Check, Surroundings, WebSettings
from handlers.web.problems import unauthorised
from handlers.web.signatures import has_bearer


class Health:
    def __init__(self, settings: WebSettings, around: Surroundings) -> None:
        self._settings = settings
        self._around = around

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/healthz", self.healthz),
            web.get("/readyz", self.readyz),
            web.get("/metrics", self.metrics),
        ]

    async def healthz(self, _request: web.Request) -> web.Response:
        """Alive: the event loop answers. Asks nobody, so that a broken neighbour restarts nothing."""
        return answer_json({"status": "alive"})

    async def readyz(self, _request: web.Request) -> web.Response:
        answers = await asyncio.gather(
            *(_run(check, self._settings.limits.check_seconds) for check in self._around.checks.values())
        )
        shown = {
            name: {"ok": ok, "detail": detail} for name, (ok, detail) in zip(self._around.checks, answers, strict=True)
        }
        ready = all(ok for ok, _ in answers)
        return answer_json({"ready": ready, "checks": shown}, 200 if ready else 503)

    async def metrics(self, request: web.Request) -> web.Response:
        headers = {"authorization": request.headers.get("Authorization", "")}
        if not has_bearer(headers, [self._settings.metrics_token]):
            raise unauthorised("metrics need their token")
        with contextlib.suppress(Temporary):  # the last known figures are better than none
            await self._around.count()
        return web.Response(body=generate_latest(self._around.registry), headers={"Content-Type": CONTENT_TYPE_LATEST})


async def _run(check: Check, seconds: float) -> tuple[bool, str]:
    """A check that hangs or falls is an answer too."""
    try:
        async with asyncio.timeout(seconds):
            return await check()
    except TimeoutError:
        return False, "no answer in time"
    except DeskError as error:
        return False, error.reason
    except OSError:
        return False, "failed"
