"""What the API refuses, and how it says so."""

from typing import Any

from aiohttp import web

HELP = "<!DOCTYPE html><html><head><title>Calltouch</title></head><body><h1>Поддержка Calltouch</h1></body></html>"


class Refusal(Exception):
    """``data`` is the body of the answer."""

    def __init__(self, status: int, data: Any) -> None:
        super().__init__(str(data))
        self.status = status
        self.data = data

    def answer(self) -> web.Response:
        headers = {"Retry-After": "1"} if self.status == 429 else {}
        return web.json_response(self.data, status=self.status, headers=headers)


def bad(message: str, status: int = 400) -> Refusal:
    """Of the lists."""
    return Refusal(status, {"errorCode": status, "message": message})


def invalid(complaints: list[tuple[str, str]]) -> Refusal:
    """Of the deals: as a whole, with every field at fault."""
    rows = [{"field": field, "message": message} for field, message in complaints]
    return Refusal(400, {"data": {"validationErrorData": rows}})


def help_page() -> web.Response:
    return web.Response(text=HELP, content_type="text/html")
