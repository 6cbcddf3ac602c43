"""The state as server-sent events: sections that changed, and the time. https://html.spec.whatwg.org/#server-sent-events"""

import asyncio
import json
from contextlib import suppress
from typing import Any

from aiohttp import web

from sandbox.kit.history import History
from sandbox.page.view import View

GLANCE = 1.0  # real seconds: what changes by time alone (an SMS arrives) is looked for so often
BREATH = 0.12  # at most so often, however fast the world runs
BEAT = 10  # glances between two messages that say nothing but the time

Json = dict[str, Any]


class Stream:
    def __init__(self, view: View, history: History, everybody: frozenset[int]) -> None:
        self._view = view
        self._history = history
        self._everybody = everybody
        self._listeners: set[asyncio.Task[None]] = set()

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/demo/state", self._state), web.get("/demo/events", self._events)]

    async def _state(self, request: web.Request) -> web.Response:
        return web.json_response({"clock": self._view.clock(), **self._view.sections(self._viewer(request))})

    async def _events(self, request: web.Request) -> web.StreamResponse:
        viewer = self._viewer(request)
        response = web.StreamResponse(headers={"Cache-Control": "no-store"})
        response.content_type = "text/event-stream"
        await response.prepare(request)
        listener = asyncio.create_task(self._tell(response, viewer))
        self._listeners.add(listener)
        try:
            await asyncio.wait({listener})
        finally:
            listener.cancel()
            self._listeners.discard(listener)
        if not listener.cancelled():
            listener.result()
        return response

    async def close(self, _app: web.Application) -> None:
        """End all streams, so that the server need not wait for pages that are still open."""
        for listener in self._listeners:
            listener.cancel()

    async def _tell(self, response: web.StreamResponse, viewer: int) -> None:
        with suppress(ConnectionError):  # the page was closed
            await self._tell_changes(response, viewer)

    async def _tell_changes(self, response: web.StreamResponse, viewer: int) -> None:
        shown: dict[str, str] = {}
        quiet = BEAT
        while True:
            grown = len(self._history.entries)
            fresh = {name: _write(section) for name, section in self._view.sections(viewer).items()}
            changed = {name: text for name, text in fresh.items() if shown.get(name) != text}
            gone = sorted(shown.keys() - fresh.keys())
            quiet += 1
            if changed or gone or quiet >= BEAT:
                await response.write(_event(self._view.clock(), changed, gone))
                shown, quiet = fresh, 0
            await asyncio.sleep(BREATH)
            await self._wait(grown)

    async def _wait(self, grown: int) -> None:
        try:
            await self._history.wait_for(lambda: len(self._history.entries) > grown, GLANCE)
        except TimeoutError:
            return

    def _viewer(self, request: web.Request) -> int:
        asked = request.query.get("as", "")
        viewer = int(asked) if asked.isdecimal() else 0
        return viewer if viewer in self._everybody else min(self._everybody)


def _write(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _event(clock: Json, changed: dict[str, str], gone: list[str]) -> bytes:
    sections = ",".join(f"{_write(name)}:{text}" for name, text in changed.items())
    body = f'{{"clock":{_write(clock)},"gone":{_write(gone)},"sections":{{{sections}}}}}'
    return f"data: {body}\n\n".encode()
