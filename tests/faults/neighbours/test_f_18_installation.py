"""F-18 through the whole desk: tokens expire, a renewal is lost, and a person installs the application anew."""

import asyncio
import random
from collections import Counter

from sandbox.kit.faults import Kind
from sandbox.world.staff import OLGA
from tests.faults.line import Line
from tests.faults.neighbours.outages import post_orders, wind_until
from tests.flows.conftest import OpenScene, open_scene, running
from tests.flows.scene import Scene

__all__ = ["open_scene"]  # a fixture

FAST = {"requests_per_second": 100, "burst": 100}
LOSSES: tuple[Kind, ...] = ("accept_drop", "cut", "accept_status", "twice")
PATIENCE = 20.0  # real seconds


async def test_f_18_leads_wait_for_a_lost_renewal_and_go_on_after_the_installation(
    line: Line, seed: int, open_scene: OpenScene
) -> None:
    dice, took, lead_ids = random.Random(seed), [], []
    scene = await open_scene(bitrix24=FAST)
    orders = line.pick(2, 20)
    for _ in range(line.pick(1, 8)):
        asked = scene.asked("bitrix24", "oauth.token")
        wave = await post_orders(scene, len(lead_ids), orders, took)
        lead_ids += wave
        line.expect(not await wind_until(scene, wave, "reached"), f"a wave of {orders} does not arrive")
        line.expect(scene.asked("bitrix24", "oauth.token") - asked <= 1, "more than one renewal for an expiry")
        scene.world.bitrix24.expire_tokens()
    for place, loss in enumerate(LOSSES[: line.pick(2, len(LOSSES))]):
        lead_ids += await lose(line, scene, loss, place, len(lead_ids), orders)
        if dice.random() < 0.5:
            scene.world.bitrix24.expire_tokens()
    found = Counter(lead["ORIGIN_ID"].partition("-")[0] for lead in scene.crm_leads)
    line.expect(found == {str(lead_id): 1 for lead_id in lead_ids}, f"lost or doubled: {found}")
    line.case(len(lead_ids))


async def lose(line: Line, scene: Scene, loss: Kind, place: int, first: int, orders: int) -> list[int]:
    """The renewal spends the token and its answer is lost; all leads of the wave wait, one message tells the admin."""
    told = len(scene.chat.private(OLGA))
    fake = scene.world.bitrix24
    fake.expire_tokens()
    lost = fake.break_down("lost", "oauth.token", times=1)
    lost.do = loss
    wave = await post_orders(scene, first, orders, [])
    line.expect(not await wind_until(scene, wave, "manual"), f"{loss}: not all wait for a person")
    await scene.until(lambda: len(scene.chat.private(OLGA)) > told, f"{loss}: the admin is told", PATIENCE)
    scene.jump(minutes=30)
    await asyncio.sleep(0.3)
    line.expect(len(scene.chat.private(OLGA)) == told + 1, f"{loss}: {len(scene.chat.private(OLGA)) - told} messages")
    await fake.install(f"{scene.desk.url}/hooks/bitrix24")
    mending = running(scene).mending
    assert mending
    for _ in range(200):
        if await mending.run():
            break
        await asyncio.sleep(0.05)
    line.expect(not await wind_until(scene, wave, "reached"), f"{loss}: not all go on after the installation")
    line.note(f"parked by loss {place + 1}", orders)
    return wave
