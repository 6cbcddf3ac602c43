"""F-07 through the whole desk: the CRM fails in fourteen ways, orders are taken, and each becomes one lead."""

import random
from collections import Counter

import pytest

from sandbox.kit.listener import Listener
from tests.faults.line import FULL, Line
from tests.faults.neighbours.mishaps import REFUSED, Mishap, list_mishaps
from tests.faults.neighbours.outages import (
    REQUESTS,
    asked_since,
    expect_patience,
    incident_cards,
    pass_minutes,
    post_orders,
    wind_until,
)
from tests.flows.conftest import OpenScene, open_scene
from tests.flows.scene import Scene

__all__ = ["open_scene"]  # a fixture

FAST = {"requests_per_second": 100, "burst": 100}
INNER = '{"error":"INTERNAL_SERVER_ERROR","error_description":"Internal server error"}'
MISHAPS = {it.name: it for it in list_mishaps(INNER)}
PATIENCE = 20.0  # real seconds
SLOW = 1.0  # real seconds: a minute of this world
BETWEEN = 3  # minutes of this world: what comes back sooner goes on in the former card


@pytest.mark.parametrize("share", range(4) if FULL else [0])
async def test_f_07_an_outage_loses_and_doubles_nothing_and_is_one_card(
    line: Line, seed: int, open_scene: OpenScene, share: int
) -> None:
    dice = random.Random(seed)
    names = sorted(MISHAPS)[share::4] if FULL else dice.sample(sorted(set(MISHAPS) - {"silent", "silent, done"}), 2)
    scene = await open_scene(bitrix24=FAST)
    stranger = Listener(scene.world.clock, scene.world.history)
    await stranger.start("localhost")
    took: list[float] = []
    for place, name in enumerate(names):
        orders = line.pick(4, 20)
        await suffer(line, scene, MISHAPS[name], stranger.url, place * orders, orders, took)
    line.expect(stranger.received == [], "credentials went to a stranger")
    line.expect(sorted(took)[len(took) // 2] < 1, f"orders wait for the CRM: {sorted(took)[len(took) // 2]:.2f} s")
    line.note(f"p99 of an order during faults {share}, ms", round(sorted(took)[int(len(took) * 0.99)] * 1000))
    await stranger.stop()


async def suffer(
    line: Line, scene: Scene, mishap: Mishap, stranger: str, first: int, orders: int, took: list[float]
) -> None:
    await scene.until(lambda: all_green(incident_cards(scene)), f"before {mishap.name}: all is well", PATIENCE)
    await pass_minutes(scene, BETWEEN)
    cards, mark = len(incident_cards(scene)), len(scene.world.history.entries)
    await break_crm(scene, mishap, stranger)
    lead_ids = await post_orders(scene, first, orders, took)
    await pass_minutes(scene, 4)
    if not mishap.harmless:
        expect_patience(line, mishap.name, asked_since(scene, mark))
        fresh = await scene.until(lambda: incident_cards(scene)[cards:], f"{mishap.name}: an incident card", PATIENCE)
        line.expect([it[0] for it in fresh] == ["🔴"], f"{mishap.name}: incident cards {fresh}")
    await mend_crm(scene, mishap)
    late = await wind_until(scene, lead_ids, "reached")
    line.expect(not late, f"{mishap.name}: {[(it['id'], it['status'], it['next']) for it in late]}")
    found = Counter(lead["ORIGIN_ID"].partition("-")[0] for lead in scene.crm_leads)
    wrong = {lead_id: found[str(lead_id)] for lead_id in lead_ids if found[str(lead_id)] != 1}
    line.expect(not wrong, f"{mishap.name}: leads in the CRM {wrong}")
    if not mishap.harmless:
        await scene.until(lambda: all_green(incident_cards(scene)), f"{mishap.name}: it closes", PATIENCE)
    line.expect(len(incident_cards(scene)) - cards <= 1, f"{mishap.name}: {incident_cards(scene)[cards:]}")
    line.case(orders)


def all_green(cards: list[str]) -> bool:
    return all(card.startswith("🟢") for card in cards)


async def break_crm(scene: Scene, mishap: Mishap, stranger: str) -> None:
    if mishap.name == REFUSED:
        await scene.world.bitrix24.unplug()
        return
    fault = mishap.script(REQUESTS, 0, None, stranger)
    if mishap.harmless:
        fault.seconds = SLOW
    scene.world.bitrix24.faults.add(fault)


async def mend_crm(scene: Scene, mishap: Mishap) -> None:
    scene.world.bitrix24.mend()
    if mishap.name == REFUSED:
        await scene.world.bitrix24.start()
