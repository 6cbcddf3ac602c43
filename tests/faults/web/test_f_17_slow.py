"""F-17: those who keep the desk waiting take nothing away from those who order."""

import asyncio
import json
import random
import resource
from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.world import access
from tests.faults.line import Line
from tests.faults.process.stage import Stage, desk_of
from tests.faults.web.slow import KINDS, hold
from tests.faults.web.test_f_16_bodies import percentile
from tests.faults.web.wire import HOST, Answer, Wire
from tests.flows.scene import Scene

RATE = 50  # good orders a second
CUT_AFTER = 10.0  # real seconds, by the desk's own guard
LATE = 3.0  # a refusal is given time to be read
NEVER = 25.0  # real seconds: who is still there then is not cut at all
ALONE = {"crm": {"use": ""}, "calls": {"use": ""}, "sms": {"use": ""}, "telegram": {"sellers_chat": 0}}
FEW = 1024  # descriptors: what many systems give a process


@pytest.fixture(autouse=True)
def descriptors() -> Iterator[None]:
    """As many as this process may have: it plays thousands of clients."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


async def test_f_17_good_orders_pass_beside_slow_connections(line: Line, stage: Stage, tmp_path: Path) -> None:
    """Slow ones come from few addresses, and come again when they are cut."""
    seconds = line.pick(3, 300)
    async with stage.open(tmp_path, **ALONE) as scene:
        await scene.desk.start()
        port = port_of(scene)
        slow = asyncio.create_task(besiege(port, line.pick(50, 500), line.pick(1, 300) + CUT_AFTER + LATE))
        answers = await order_on(port, seconds)
        held = await slow
        await look_at(scene, answers, line)
    line.note("good orders", len(answers))
    busy = max(it.seconds for it in answers)  # what the machine made even good orders wait
    for name, longest in held.items():
        line.note(f"cut in s, {name}", f"{longest:.1f}")
        allowed = min(CUT_AFTER + LATE + busy, NEVER - 1)
        line.expect(longest <= allowed, f"{name} was kept open for {longest:.1f} s")


async def besiege(port: int, number: int, seconds: float) -> dict[str, float]:
    """Keep ``number`` slow connections up; the longest time that any of a kind was held."""
    until = asyncio.get_running_loop().time() + seconds
    longest = dict.fromkeys(KINDS, 0.0)

    async def attack(index: int) -> None:
        name, slow = list(KINDS.items())[index % len(KINDS)]
        while asyncio.get_running_loop().time() + CUT_AFTER + LATE <= until + 0.1:
            held = await hold(port, slow, NEVER, f"127.0.0.{2 + index % 5}")
            longest[name] = max(longest[name], held)

    await asyncio.gather(*(attack(index) for index in range(number)))
    return longest


async def order_on(port: int, seconds: float) -> list[Answer]:
    """Good orders at a steady rate, on connections that are kept and on fresh ones in turn."""
    loop = asyncio.get_running_loop()
    began, tasks, kept = loop.time(), [], [Wire(port) for _ in range(8)]
    free = list(kept)
    for number in range(int(seconds * RATE)):
        await asyncio.sleep(max(0.0, began + number / RATE - loop.time()))
        tasks.append(asyncio.create_task(order_once(port, number, free)))
    answers = await asyncio.gather(*tasks)
    for wire in kept:
        await wire.close()
    return answers


async def order_once(port: int, number: int, free: list[Wire]) -> Answer:
    body = json.dumps({"order_id": f"G-{number}", "name": "Анна", "phone": "+79161234567"}).encode()
    headers = [("Content-Type", "application/json"), ("Authorization", f"Bearer {access.SHOP_SECRET}")]
    wire = free.pop() if free and number % 2 else Wire(port)
    try:
        return await wire.ask("POST", "/orders/site", headers, body)
    except (TimeoutError, OSError):
        return Answer(0, {}, b"", 0.0)
    finally:
        if number % 2:
            free.append(wire)
        else:
            await wire.close()


async def look_at(scene: Scene, answers: list[Answer], line: Line) -> None:
    """Every good order was answered, and what was answered is there."""
    line.case(len(answers))
    lost = [it.status for it in answers if it.status != 202]
    line.expect(not lost, f"{len(lost)} of {len(answers)} good orders were answered {sorted(set(lost))}")
    for it in random.sample([it for it in answers if it.status == 202], k=min(20, len(answers) - len(lost))):
        lead = await scene.lead(json.loads(it.body)["lead"])
        line.expect(lead["ref"].startswith("G-"), "an accepted order is not there")
    for name, part in (("median", 0.5), ("p99", 0.99)):
        line.note(f"{name} ms of good orders", f"{percentile([it.seconds for it in answers], part) * 1000:.0f}")


async def test_f_17_idle_connections_from_everywhere_take_no_order_away(
    line: Line, stage: Stage, tmp_path: Path
) -> None:
    """More of them than the process has descriptors, from so many addresses that none has too many."""
    number = line.pick(1300, 2000)
    async with stage.open(tmp_path, **ALONE) as scene:
        await scene.desk.start()
        port = port_of(scene)
        resource.prlimit(desk_of(scene).pid, resource.RLIMIT_NOFILE, (FEW, FEW))
        idle = [
            asyncio.create_task(hold(port, KINDS["silence"], 60, f"127.0.1.{1 + index % 20}"))
            for index in range(number)
        ]
        await asyncio.sleep(0.5)
        answers = await order_on(port, line.pick(3, 20))
        line.case(number)
        for task in idle:
            task.cancel()
        await asyncio.gather(*idle, return_exceptions=True)
        await look_at(scene, answers, line)


def port_of(scene: Scene) -> int:
    return int(scene.desk.url.rpartition(":")[2])


def test_f_17_this_machine_plays_many_addresses(line: Line) -> None:
    """Linux answers on all of 127.0.0.0/8; elsewhere the lines above would prove less than they say."""
    line.case()
    line.expect(HOST.startswith("127."), "the clients are not on loopback")
