"""F-34: a deploy every few seconds under load: the desk is asked to stop, sometimes twice, and started again."""

import asyncio
import os
import random
import signal
import socket
import sqlite3
import time
from contextlib import closing, suppress
from pathlib import Path

import pytest

from sandbox.world import access
from tests.faults.checker.leaks import leaked, tail
from tests.faults.line import FULL, Line
from tests.faults.process.load import besieged
from tests.faults.process.siege import Siege
from tests.faults.process.stage import Stage, desk_of
from tests.faults.process.trouble import outage
from tests.flows.orders import PHONE, order
from tests.flows.planted import planted

STOPS, ORDERS = (2, 50), (60, 1000)
PARTS = range(4 if FULL else 1)
GONE_WITHIN = 10.0  # real seconds
TWICE = 0.3  # of all stops somebody has no patience, and asks again
IMPATIENCE = (0.0, 0.5)  # real seconds
TAKEN = "SELECT count(*) FROM job WHERE status = 'taken'"


@pytest.mark.parametrize("part", PARTS)
async def test_f_34_a_desk_that_is_stopped_under_load_leaves_in_time_and_hands_everything_back(
    line: Line, seed: int, part: int, stage: Stage, tmp_path: Path
) -> None:
    """S0-16, S0-30, X-02, F-26: its log, at its most talkative, gives nothing away; the CRM is down for one stop."""
    dice = random.Random(f"{seed}-{part}")
    async with besieged(line, dice, stage, tmp_path, line.pick(*ORDERS), level="DEBUG") as siege:
        world = siege.scene.world
        async with outage(world, world.bitrix24):
            await deploy(siege, line)
        for _ in range(line.pick(*STOPS) - 1):
            await deploy(siege, line)
        line.note("s to stop, longest", round(max(siege.gone), 2))


async def deploy(siege: Siege, line: Line) -> None:
    line.case()
    await siege.wait(aimed=False)
    await stop(siege, line)
    await siege.start()


async def stop(siege: Siege, line: Line) -> None:
    desk = desk_of(siege.scene)
    asking_again = asyncio.create_task(ask_again(siege, desk.pid)) if siege.dice.random() < TWICE else None
    await siege.stop()
    if asking_again:
        await asking_again
    line.expect(siege.gone[-1] <= GONE_WITHIN, f"it took {siege.gone[-1]:.1f} s to stop")
    line.expect(desk.ended() in (0, -signal.SIGTERM if asking_again else 0), f"it ended with {desk.ended()}")
    line.expect(count_taken(siege.scene.database) == 0, "jobs were not handed back")


async def ask_again(siege: Siege, pid: int) -> None:
    await asyncio.sleep(siege.dice.uniform(*IMPATIENCE))
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGTERM)


async def test_f_34_half_a_request_and_a_silent_crm_do_not_hold_a_stop_up(
    line: Line, stage: Stage, tmp_path: Path
) -> None:
    """X-02, F-26: nor do a wrong secret and one in an address show in the log."""
    async with stage.open(tmp_path, level="DEBUG") as scene:
        desk = desk_of(scene)
        await desk.start()
        scene.world.bitrix24.break_down("html", "batch", times=1)
        scene.world.bitrix24.break_down("hang", "batch", seconds=20)
        await scene.web.post(f"/api/1/json/public/31754/{access.SHOP_SECRET}", json=order("A-1", phone=PHONE))
        await scene.post(order("A-2", phone=PHONE), Authorization="Bearer wrong-secret-value")
        scene.jump(minutes=1)
        await scene.until(lambda: scene.asked("bitrix24", "batch") > 1)
        with knock(desk.url), knock(desk.url) as slow:
            slow.sendall(HALF)
            began = time.perf_counter()
            await desk.stop()
            line.expect(time.perf_counter() - began <= GONE_WITHIN, "it is held up")
        line.case()
        log = desk.log.read_text("utf-8")
        line.expect("the desk is closed" in log and '"level": "debug"' in log, "it did not end well")
        line.expect(count_taken(scene.database) == 0, "jobs were not handed back")
        hidden = planted(scene.world) | {"wrong-secret-value"}
        line.expect(not (found := leaked(log, hidden, frozenset({tail(PHONE)}))), f"the log shows {found}")


HALF = f"""\
POST /orders/site HTTP/1.1\r
Host: desk\r
Authorization: Bearer {access.SHOP_SECRET}\r
Content-Type: application/json\r
Content-Length: 500\r
\r
{{"name": """.encode()


def knock(url: str) -> socket.socket:
    return socket.create_connection(("127.0.0.1", int(url.rpartition(":")[2])))


def count_taken(database: Path) -> int:
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as file:
        return int(file.execute(TAKEN).fetchone()[0])
