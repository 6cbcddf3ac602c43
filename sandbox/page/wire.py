"""Who asked whom what: the history as rows of a table."""

import json
from collections.abc import Iterator
from typing import Any

from aiohttp import web

from sandbox.kit.history import Entry, History

LATEST = 50
Json = dict[str, Any]

# Happenings that are requests of a neighbour to the desk: what was asked, and the key that holds the HTTP status.
_KNOCKS = {
    "plan": ("what to say, to whom?", "status"),
    "reported": ("result of the call", "status"),
    "report_answer": ("status of the message", "http"),
    "webhook": ("somebody got in touch", "status"),
}
_SILENT = ("getUpdates",)
# What the desk asks every few seconds to see whether there is anything new: told only when it failed.
_LOOKS = frozenset({("retailcrm", "orders/history"), *(("calltouch", it) for it in ("calls", "requests", "orders"))})


class Wire:
    """``secrets`` are blotted out of whatever is shown."""

    def __init__(self, history: History, secrets: list[str]) -> None:
        self._history = history
        self._secrets = sorted((secret for secret in secrets if secret), key=len, reverse=True)

    def routes(self) -> list[web.RouteDef]:
        return [web.get(r"/demo/wire/{n:\d+}", self._detail)]

    def rows(self) -> list[Json]:
        """Newest first; the bot's waiting for updates is left out."""
        answers: dict[int, Entry] = {}
        rows: list[Json] = []
        for entry in reversed(self._history.entries):
            if entry.what == "answer" and "to" in entry.data:
                answers[entry.data["to"]] = entry
            elif row := self._row(entry, answers.get(entry.n)):
                rows.append(row)
            if len(rows) == LATEST:
                break
        return rows

    async def _detail(self, request: web.Request) -> web.Response:
        try:
            return web.json_response(self.detail(int(request.match_info["n"])))
        except LookupError:
            raise web.HTTPNotFound from None

    def detail(self, n: int) -> Json:
        """The bodies of one row. Raises LookupError."""
        if not 0 <= n < len(self._history.entries):
            raise LookupError(n)
        entry = self._history.entries[n]
        later = self._history.entries[n + 1 : n + 2000]
        answer = next((one for one in later if one.what == "answer" and one.data.get("to") == n), None)
        return {
            "asked": self._blot(_body(entry)),
            "path": self._blot(str(entry.data.get("path", ""))),
            "answered": self._blot(str(answer.data.get("body", ""))) if answer else "",
        }

    def _row(self, entry: Entry, answer: Entry | None) -> Json | None:
        data = entry.data
        if entry.who == "world":
            return _told(entry, "world", "", f"{entry.what}: {data.get('value', '')}".rstrip(": "))
        if entry.who == "shop":
            return (
                _told(entry, "shop", "desk", f"POST /{data['operation']}") if entry.what == "request" else _shop(entry)
            )
        if entry.what in _KNOCKS:
            what, status = _KNOCKS[entry.what]
            return _told(entry, entry.who, "desk", what, data.get(status))
        if entry.what != "request" or data.get("operation") in _SILENT or _is_idle(entry, answer):
            return None
        row = _told(entry, "desk", entry.who, str(data.get("operation", "")), answer.data["status"] if answer else None)
        return row | {"fault": answer.data.get("fault") if answer else None, "open": True}

    def _blot(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, "•••")
        return text


def _is_idle(entry: Entry, answer: Entry | None) -> bool:
    looked = (entry.who, entry.data.get("operation")) in _LOOKS
    return looked and (answer is None or answer.data["status"] == 200)


def _told(entry: Entry, asker: str, asked: str, what: str, status: Any = None) -> Json:
    return {"n": entry.n, "at": entry.at, "from": asker, "to": asked, "what": what, "status": status}


def _shop(entry: Entry) -> Json:
    return _told(entry, "desk", "shop", f"order {entry.data.get('order', '')}", entry.data.get("status"))


def _body(entry: Entry) -> str:
    if "body" in entry.data:
        return str(entry.data["body"])
    return json.dumps(entry.data, ensure_ascii=False, default=str)


def secrets_of(described: Json) -> Iterator[str]:
    """Every value of a description whose name says that it is a password, and the one inside an address."""
    for name, value in described.items():
        if isinstance(value, dict):
            yield from secrets_of(value)
        elif isinstance(value, str) and any(word in name for word in ("token", "secret", "key", "password")):
            yield value
        elif name == "webhook_url":
            yield value.rstrip("/").rpartition("/")[2]
