"""F-17: two readers of one connection never disagree about where an order ends, and nobody pins memory by asking on."""

import asyncio
import gc
import json
import random
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.clocks import TurnedClock
from tests.faults.line import Line
from tests.faults.web.doors import BEARER, SETTINGS
from tests.faults.web.edge import Edge, open_edge, read_settings
from tests.faults.web.shapes import INNER, broken, whole
from tests.faults.web.test_f_16_bodies import MOST_GROWTH, resident
from tests.faults.web.wire import HOST

HEALTH = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
QUIET = 0.3  # real seconds in which a reader who expects more says nothing


@pytest.fixture
async def edge(tmp_path: Path) -> AsyncIterator[Edge]:
    async with open_edge(read_settings(tmp_path, SETTINGS), TurnedClock()) as one:
        yield one


async def talk(edge: Edge, *pieces: bytes, wait: float = QUIET) -> bytes:
    """Everything that is said until the other side closes, or has nothing to say."""
    reader, writer = await asyncio.open_connection(HOST, edge.port)
    said = b""
    try:
        for piece in pieces:
            writer.write(piece)
            await asyncio.sleep(0)
        while more := await asyncio.wait_for(reader.read(65536), wait):
            said += more
    except (TimeoutError, ConnectionError):
        pass
    finally:
        writer.close()
    return said


async def test_f_17_no_ambiguous_request_is_taken(edge: Edge, line: Line) -> None:
    for name, raw in broken().items():
        for pieces in ((raw,), (HEALTH + raw,), (raw[:-1], raw[-1:]), (raw, INNER)):
            said = await talk(edge, *pieces)
            line.case()
            refs = [it.order.ref for it in edge.desk.orders]
            line.expect(not refs, f"{name}: taken were {refs}")
            line.expect(b" 202 " not in said, f"{name}: was answered {said[:60]!r}")
            edge.desk.orders.clear()


async def test_f_17_a_strange_but_clear_request_is_one_order(edge: Edge, line: Line, seed: int) -> None:
    rng = random.Random(seed)
    for name, raw in whole().items():
        for _ in range(line.pick(3, 100)):
            cuts = sorted(rng.sample(range(1, len(raw)), rng.randrange(4)))
            pieces = [raw[start:end] for start, end in zip([0, *cuts], [*cuts, len(raw)], strict=True)]
            said = await talk(edge, *pieces, b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", wait=5)
            line.case()
            refs = [it.order.ref for it in edge.desk.orders]
            line.expect(refs == ["outer"], f"{name}, cut at {cuts}: taken were {refs}, said was {said[:200]!r}")
            line.expect(said.count(b"HTTP/1.1 20") == 2, f"{name}: what came behind it was answered {said[-200:]!r}")
            edge.desk.orders.clear()


async def test_f_17_pipelined_orders_are_answered_one_by_one(edge: Edge, line: Line) -> None:
    count = line.pick(200, 5000)
    bodies = [json.dumps({"order_id": str(n)}).encode() for n in range(count)]
    head = (
        f"POST /orders/site HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {BEARER}\r\nContent-Type: application/json\r\n"
    )
    raw = b"".join(head.encode() + b"Content-Length: %d\r\n\r\n" % len(it) + it for it in bodies)
    said = await talk(edge, raw, wait=2)
    line.case(count)
    line.expect(said.count(b"HTTP/1.1 202") == count, f"{said.count(b'HTTP/1.1 202')} of {count} were answered")
    line.expect([it.order.ref for it in edge.desk.orders] == [str(n) for n in range(count)], "the order of orders")


async def test_f_17_who_asks_on_without_listening_pins_no_memory(edge: Edge, line: Line) -> None:
    """Requests behind one another for as long as they are taken; the answers fill the buffers."""
    await talk(edge, HEALTH * 100)
    gc.collect()
    before = resident()
    talkers = [await asyncio.open_connection(HOST, edge.port, limit=1024) for _ in range(line.pick(5, 40))]
    for _ in range(line.pick(20, 100)):
        for _reader, writer in talkers:
            line.case()
            if not writer.is_closing() and writer.transport.get_write_buffer_size() < 2**16:
                writer.write(HEALTH * 500)
        await asyncio.sleep(0.02)
    grown = resident() - before
    for _reader, writer in talkers:
        writer.transport.abort()
    line.note("growth MB under pipelined requests", f"{grown / 2**20:.1f}")
    line.expect(grown <= MOST_GROWTH, f"memory grew by {grown / 2**20:.1f} MB")


async def test_f_17_a_caller_who_hangs_up_half_way_harms_nobody(edge: Edge, line: Line, seed: int) -> None:
    """Half a request and the end of the line, or a reset; then an order of somebody else."""
    rng = random.Random(seed)
    raw = whole()["as it should be"]
    for _ in range(line.pick(100, 3000)):
        _reader, writer = await asyncio.open_connection(HOST, edge.port)
        cut = rng.randrange(len(raw))
        writer.write(raw[:cut])
        if rng.random() < 0.5:
            writer.write_eof()
        else:
            writer.transport.abort()
        answer = await edge.wire.send(raw)
        line.case()
        line.expect(answer.status == 202, f"after a request cut at {cut} a good order was answered {answer.status}")
        writer.close()
