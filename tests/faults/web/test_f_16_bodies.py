"""F-16: whatever is sent, the answer is below 500, repeats nothing raw, comes soon and costs no memory."""

import gc
import json
import random
import re
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.clocks import TurnedClock
from tests.faults.line import FULL, Line
from tests.faults.web.aims import AIMS, Aim
from tests.faults.web.bodies import Body, draw, kept, large
from tests.faults.web.doors import SETTINGS
from tests.faults.web.edge import Edge, open_edge, read_settings
from tests.faults.web.wire import Answer

PROBLEM = "application/problem+json"
RAW = re.compile("[<>\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
PARSED = ("orders", "Corezoid's address")  # the addresses whose bodies are understood before they are answered
P99 = 0.050  # seconds
SLOWEST = 0.5  # seconds for a megabyte of the worst, at its best of five
MOST_GROWTH = 20 * 2**20
PAGE = 4096


@pytest.fixture
async def edge(tmp_path: Path) -> AsyncIterator[Edge]:
    async with open_edge(read_settings(tmp_path, SETTINGS), TurnedClock()) as one:
        yield one


@pytest.mark.parametrize("aim", AIMS, ids=lambda aim: aim.name)
async def test_f_16_no_body_breaks_an_address(edge: Edge, aim: Aim, line: Line, seed: int) -> None:
    rng = random.Random(seed)
    first = rng.sample(kept(), line.pick(30 if aim.name in PARSED else 8, len(kept())))
    took = [await fire(edge, aim, body, line) for body in first]
    before = resident()
    took += [await fire(edge, aim, draw(rng), line) for _ in range(line.pick(15, 10_000))]
    gc.collect()
    grown = resident() - before
    line.expect(grown <= MOST_GROWTH, f"memory grew by {grown / 2**20:.1f} MB at {aim.name}")
    p99 = percentile(took, 0.99)
    line.note(f"{aim.name}: p99 ms of CPU", f"{p99 * 1000:.1f}")
    line.expect(p99 <= P99 or not FULL, f"the p99 at {aim.name} is {p99 * 1000:.0f} ms")
    line.note(f"{aim.name}: growth MB", f"{grown / 2**20:.1f}")


@pytest.mark.parametrize("aim", AIMS, ids=lambda aim: aim.name)
async def test_f_16_large_bodies_cost_little(edge: Edge, aim: Aim, line: Line, seed: int) -> None:
    """Twice each: what the first pass allocates may stay, the second must find it."""
    chosen = random.Random(seed).sample(large(), line.pick(1, len(large())))
    for body in chosen:
        await fire(edge, aim, body, line)
    gc.collect()
    before, took = resident(), {}
    for body in chosen:
        took[body.name] = min([await fire(edge, aim, body, line) for _ in range(line.pick(1, 5))])
    gc.collect()
    grown = resident() - before
    line.expect(grown <= MOST_GROWTH, f"memory grew by {grown / 2**20:.1f} MB at {aim.name}")
    slowest = max(took, key=lambda name: took[name])
    line.note(f"{aim.name}: slowest ms of CPU", f"{took[slowest] * 1000:.0f} ({slowest})")
    line.expect(took[slowest] <= SLOWEST or not FULL, f"{slowest} took {took[slowest]:.2f} s at {aim.name}")


async def fire(edge: Edge, aim: Aim, body: Body, line: Line) -> float:
    """Seconds of work for the answer, the client's own included: how busy the machine is otherwise does not count."""
    began = time.process_time()
    answer = await edge.wire.send(aim.request(body, int(edge.clock.now().timestamp())))
    took = time.process_time() - began
    line.case()
    for wrong in look(aim, answer):
        line.violate(f"{wrong}: {body.name} at {aim.name}: {body.kind!r} {body.coding!r} {body.data[:300]!r}")
    edge.desk.orders.clear()
    return took


def look(aim: Aim, answer: Answer) -> list[str]:
    wrong = []
    if not 200 <= answer.status < 500 or answer.status in range(300, 400):
        wrong.append(f"answered {answer.status}")
    if answer.status >= 400 and not aim.envelope and not is_problem(answer):
        wrong.append(f"a refusal that is no problem, {answer.kind}")
    if answer.headers.get("x-content-type-options") != "nosniff":
        wrong.append("an answer that a browser may take for something else")
    if RAW.search(answer.body.decode("utf-8")):
        wrong.append(f"raw signs in the answer {answer.body[:200]!r}")
    return wrong


def is_problem(answer: Answer) -> bool:
    return answer.kind == PROBLEM and json.loads(answer.body)["status"] == answer.status


def resident() -> int:
    """Bytes of memory this process holds."""
    return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * PAGE


def percentile(seconds: list[float], part: float) -> float:
    return sorted(seconds)[min(len(seconds) - 1, int(len(seconds) * part))]
