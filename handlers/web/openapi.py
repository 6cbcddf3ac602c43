"""GET /openapi.json: the interface described, for those who write against it. OpenAPI 3.1."""

from typing import Any

from aiohttp import web

from handlers.web.answers import answer_json
from handlers.web.desk import Surroundings, WebSettings
from handlers.web.paths import all_paths, problem_responses
from handlers.web.schemas import PROBLEM


def describe(public_url: str = "", *, with_plan: bool = True) -> dict[str, Any]:
    """The whole document. Without a ``public_url`` its addresses are relative to where it was found."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Ringdesk",
            "version": "1",
            "description": "Orders and events in; everything is on disk before it is answered 2xx.",
        },
        "servers": [{"url": public_url or "/"}],
        "paths": all_paths(with_plan),
        "components": {
            "schemas": {"Problem": PROBLEM},
            "responses": problem_responses(),
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer", "description": "The secret or token as it is set"},
                "webhookId": _signed("webhook-id", "Unique per delivery, without full stops"),
                "webhookTimestamp": _signed("webhook-timestamp", "Seconds since 1970, at most five minutes off"),
                "webhookSignature": _signed("webhook-signature", "v1,base64(HMAC-SHA256(id.timestamp.body))"),
            },
        },
    }


def _signed(header: str, about: str) -> dict[str, Any]:
    return {"type": "apiKey", "in": "header", "name": header, "description": f"Standard Webhooks. {about}"}


class Description:
    def __init__(self, settings: WebSettings, around: Surroundings) -> None:
        self._document = describe(settings.public_url, with_plan=around.plan is not None)

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/openapi.json", self.show)]

    async def show(self, _request: web.Request) -> web.Response:
        return answer_json(self._document)
