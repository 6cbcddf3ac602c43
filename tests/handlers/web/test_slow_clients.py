"""F-17: who sends slowly, reads slowly, or comes in crowds. Raw sockets, small limits."""

import asyncio
import dataclasses
import json
import time
from contextlib import suppress

import pytest

from handlers.web.desk import Limits

QUICK = Limits(
    body_bytes=1000,
    body_seconds=0.4,
    header_seconds=0.4,
    idle_seconds=20,
    write_seconds=0.4,
    connections_per_address=5,
)
HEAD = (
    b"POST /orders/site HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer site-secret\r\nContent-Type: application/json\r\n"
)


async def drip(port: int, start: bytes, drop: bytes, pause: float = 0.05, most: float = 3) -> tuple[float, bytes]:
    """Send ``start``, then ``drop`` again and again; seconds until the other side closed, and what it said."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    began = time.monotonic()
    writer.write(start)
    said = bytearray()
    answer = asyncio.create_task(collect(reader, said))
    while not answer.done() and time.monotonic() - began < most:
        writer.write(drop)
        await asyncio.wait([answer], timeout=pause)
    answer.cancel()
    writer.close()
    return time.monotonic() - began, bytes(said)


async def collect(reader: asyncio.StreamReader, said: bytearray) -> None:
    """Whoever is cut while still sending is told by a reset; what was said before counts."""
    with suppress(ConnectionError):
        while heard := await reader.read(4096):
            said += heard


async def test_f_17_slow_headers_are_cut(start):
    web = await start(QUICK)
    beginnings = [b"POST /orders/si", b"POST /orders/site HTTP/1.1\r\n", HEAD]
    slow = [drip(web.port, beginning, b"P") for beginning in beginnings]
    for seconds, said in await asyncio.gather(*slow, drip(web.port, HEAD, b"X-Drop: 1\r\n")):
        assert 0.3 < seconds < 1.5 and b" 202 " not in said


async def test_f_17_slow_headers_are_cut_also_after_a_good_request(start):
    web = await start(QUICK)
    good = HEAD + b"Content-Length: 2\r\n\r\n{}"
    seconds, said = await drip(web.port, good + b"POST /orders", b"x")
    assert said.startswith(b"HTTP/1.1 202") and seconds < 1.5
    assert len(web.desk.orders) == 1


async def test_f_17_a_slow_body_is_told_so_and_cut(start):
    web = await start(QUICK)
    announced = drip(web.port, HEAD + b"Content-Length: 900\r\n\r\n", b" ")
    chunked = drip(web.port, HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n")
    for seconds, said in await asyncio.gather(announced, chunked):
        assert said.startswith(b"HTTP/1.1 408") and seconds < 2


async def test_f_17_silence_is_cut_before_and_after_a_request(start):
    web = await start(dataclasses.replace(QUICK, idle_seconds=0.5))
    before, after = await asyncio.gather(
        web.send_raw(b"", 2), web.send_raw(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n", 2)
    )
    assert before == b"" and after.startswith(b"HTTP/1.1 200")


async def test_f_17_an_endless_body_is_refused_before_it_is_read_whole(start):
    web = await start(QUICK)
    announced = await web.send_raw(HEAD + b"Content-Length: 10000000000\r\n\r\n" + b"x" * 500)
    assert announced.startswith(b"HTTP/1.1 413") and b"Connection: close" in announced
    seconds, said = await drip(
        web.port, HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"100\r\n" + b"x" * 256 + b"\r\n"
    )
    assert said.startswith(b"HTTP/1.1 413") and seconds < 2


async def test_an_oversized_body_that_asks_first_is_refused_before_it_is_sent(start):
    web = await start(QUICK)
    asking = HEAD + b"Expect: 100-continue\r\nContent-Length: %d\r\n\r\n"
    assert (await web.send_raw(asking % 2000)).startswith(b"HTTP/1.1 413")
    assert (
        await web.send_raw(HEAD + b"Expect: 100-continue\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}")
    ).startswith(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 202")
    strange = await web.send_raw(HEAD + b"Expect: <b>\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}")
    assert strange.startswith(b"HTTP/1.1 417") and b"problem+json" in strange and b"<b>" not in strange
    strange = await web.send_raw(b"GET /nowhere HTTP/1.1\r\nHost: x\r\nExpect: <b>\r\nConnection: close\r\n\r\n")
    assert strange.startswith(b"HTTP/1.1 417") and b"problem+json" in strange and b"<b>" not in strange


async def test_f_17_a_crowd_is_thinned_out_but_not_of_those_who_order(start):
    """The limit is five; a connection that has ordered before outlasts those that never said anything."""
    web = await start(Limits(connections_per_address=5, grace_seconds=0.3))
    assert (await web.post("/orders/site", json={"order_id": "1"}))[0] == 202
    idle = [await asyncio.open_connection("127.0.0.1", web.port) for _ in range(12)]
    async with asyncio.timeout(5):
        await asyncio.gather(*(reader.read() for reader, _ in idle[:8]))
    await asyncio.sleep(0.4)
    assert [reader.at_eof() for reader, _ in idle] == [True] * 8 + [False] * 4
    assert (await web.post("/orders/site", json={"order_id": "2"}))[0] == 202
    for _, writer in idle:
        writer.close()


async def test_f_17_good_orders_pass_beside_slow_connections(start):
    web = await start(Limits(body_seconds=1, header_seconds=1, connections_per_address=50))
    slow = [asyncio.create_task(drip(web.port, HEAD[:40], b"x", 0.1)) for _ in range(60)]
    took = []
    for _ in range(40):
        began = time.monotonic()
        assert (await web.post("/orders/site", json={"name": "Anna"}))[0] == 202
        took.append(time.monotonic() - began)
        await asyncio.sleep(0.02)
    assert sorted(took)[-2] < 0.25
    assert max(seconds for seconds, _ in await asyncio.gather(*slow)) < 2.5


async def test_f_17_beyond_five_times_the_limit_newcomers_are_turned_away(start):
    gate = asyncio.Event()

    async def slow_check():
        await gate.wait()
        return True, ""

    web = await start(Limits(connections_per_address=2, grace_seconds=0.1), checks={"slow": slow_check})
    ask = b"GET /readyz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    served = [asyncio.create_task(web.send_raw(ask)) for _ in range(10)]
    await asyncio.sleep(0.4)
    assert await web.send_raw(ask, 1) == b""
    gate.set()
    assert all([(await task).startswith(b"HTTP/1.1 200") for task in served])
    assert (await web.send_raw(ask)).startswith(b"HTTP/1.1 200")


async def test_f_17_a_burst_far_beyond_the_limit_loses_no_order(start):
    web = await start(Limits(connections_per_address=50))
    order = HEAD + b"Connection: close\r\nContent-Length: 2\r\n\r\n{}"
    said = await asyncio.gather(*(web.send_raw(order) for _ in range(150)))
    assert all(answer.startswith(b"HTTP/1.1 202") for answer in said)


async def test_f_17_who_does_not_read_the_answer_is_cut(start):
    web = await start(QUICK)
    reader, writer = await asyncio.open_connection("127.0.0.1", web.port, limit=1024)
    began = time.monotonic()
    ask = b"GET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n"
    with pytest.raises(ConnectionError):
        while time.monotonic() - began < 5:
            writer.write(ask * 50)
            await asyncio.sleep(0.02)
            if reader.exception():
                raise reader.exception()
    writer.close()


async def test_smuggled_and_broken_http_is_refused_as_a_problem(start):
    web = await start(QUICK)
    broken = [
        HEAD + b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        HEAD + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}x",
        HEAD + b"Content-Length: +2\r\n\r\n{}",
        HEAD + b"Content-Length : 2\r\n\r\n{}",
        HEAD + b"Transfer-Encoding: xchunked\r\n\r\n{}",
        HEAD + b"X-Nul: \x00\r\nContent-Length: 2\r\n\r\n{}",
        HEAD + b"X-Long: " + b"a" * 20_000 + b"\r\n\r\n",
        b"<script> HTTP/1.1\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
    ]
    for data in broken:
        said = await web.send_raw(data)
        assert said.startswith((b"HTTP/1.1 400", b"HTTP/1.0 400")), (data[-60:], said)
        assert b"application/problem+json" in said and b"<script>" not in said, data[-60:]
    assert not web.desk.orders


async def test_strange_targets_and_hosts_are_no_failure_of_ours(start, caplog):
    """Also without a public address of our own, when the Host is all there is."""
    configured = (await start()).settings
    web = await start(settings=dataclasses.replace(configured, public_url=""))
    order = HEAD.partition(b"Host: x\r\n")[2] + b"Connection: close\r\nContent-Length: 2\r\n\r\n{}"
    for host in (b"", b"<script>", b"a b:99999", b"[::1", b"\xff\xfe", b"a:b:c", b"x:70000"):
        said = await web.send_raw(b"POST /orders/site HTTP/1.1\r\nHost: " + host + b"\r\n" + order)
        assert said.startswith((b"HTTP/1.1 202", b"HTTP/1.1 400")) and b"script" not in said, host
    for target in (
        b"*",
        b"//x",
        b"http://[::1/x",
        b"/orders/%00",
        b"/orders/%FF",
        b"/orders/..%2fsite",
        b"/\xff",
        b"x",
    ):
        said = await web.send_raw(b"POST " + target + b" HTTP/1.1\r\nHost: x\r\n" + order)
        assert said[9:12] in (b"400", b"404"), target
    assert web.desk.orders[0].request.url == "http:///orders/site"
    json.dumps([delivery.request.url for delivery in web.desk.orders], ensure_ascii=False).encode()
    assert not caplog.records


async def test_an_address_is_kept_as_it_was_written(start):
    """Neighbours that sign the address sign it as they wrote it."""
    web = await start()
    written = "/hooks/smsgate/a%2Bb?id=1%2B2&key=hook-key&x=a+b%20c"
    await web.send_raw(f"GET {written} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
    assert web.desk.events[0][2].url == "https://desk.example.com" + written


async def test_a_client_that_leaves_in_the_middle_harms_nobody(start, caplog):
    web = await start()
    for cut in (HEAD, HEAD + b"Content-Length: 20\r\n\r\n{", HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\n{"):
        _, writer = await asyncio.open_connection("127.0.0.1", web.port)
        writer.write(cut)
        await asyncio.sleep(0.05)
        writer.transport.abort()
    await asyncio.sleep(0.05)
    assert (await web.post("/orders/site", json={}))[0] == 202
    assert not caplog.records


async def test_pipelined_orders_are_all_answered_in_order(start):
    web = await start()
    one = HEAD + b'Content-Length: 14\r\n\r\n{"order_id":%d}'
    last = HEAD + b'Connection: close\r\nContent-Length: 14\r\n\r\n{"order_id":%d}'
    said = await web.send_raw(one % 1 + one % 2 + last % 3)
    assert said.count(b"HTTP/1.1 202") == 3
    assert [delivery.order.ref for delivery in web.desk.orders] == ["1", "2", "3"]
