"""A neighbour without limits, as fast as Python can answer: ``python -m bench.responder PORT``.

Reads just enough of HTTP/1.1 to find the end of a request; what a neighbour would do with it is not measured.
"""

import asyncio
import re
import sys
from typing import cast

import uvloop

LENGTH = re.compile(rb"(?i)\r\ncontent-length: *(\d+)")
ANSWERS = {
    b"/rest": b'{"result":5533,"time":{"start":1,"finish":1,"duration":0,"processing":0}}',
    b"/sys/": b'{"id":17,"cnt":1,"cost":"2.5","balance":"997.5"}',
}
OTHER = b"{}"


class Responder(asyncio.Protocol):
    def __init__(self) -> None:
        self._kept = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's own is no subclass

    def data_received(self, data: bytes) -> None:
        self._kept += data
        while (end := self._kept.find(b"\r\n\r\n")) >= 0:
            length = LENGTH.search(self._kept, 0, end)
            whole = end + 4 + (int(length[1]) if length else 0)
            if len(self._kept) < whole:
                return
            request, self._kept = self._kept[:whole], self._kept[whole:]
            self._answer(request)

    def _answer(self, request: bytes) -> None:
        path = request.split(b" ", 2)[1]
        body = ANSWERS.get(path[:5], OTHER)
        head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body)
        if self._transport:
            self._transport.write(head + body)


async def serve(port: int) -> None:
    server = await asyncio.get_running_loop().create_server(Responder, "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(serve(int(sys.argv[1])))
