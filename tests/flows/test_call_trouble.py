"""Telephony is down, busy, or leaves us in the dark: nobody is called twice (F-08)."""

import asyncio

from sandbox.kit.faults import Fault, Kind
from sandbox.voximplant.fate import Fate
from sandbox.world.staff import OLGA
from tests.flows.chat import plain
from tests.flows.orders import PHONE, codes
from tests.flows.scene import Scene

START = "StartScenarios"


async def wind(scene: Scene, lead_id: int, status: str) -> None:
    for _ in range(30):
        if (await scene.lead(lead_id))["status"] == status:
            break
        await asyncio.sleep(0.15)
        scene.jump(seconds=20)
    await scene.reach(lead_id, status)


async def test_a_telephony_that_is_switched_off_is_asked_again_and_the_call_counts_once(scene: Scene) -> None:
    """S0-46, S0-54, F-08."""
    await scene.world.voximplant.unplug()
    lead_id = await scene.order()
    await scene.when(lead_id, lambda lead: "call_postponed" in codes(lead))
    await scene.world.voximplant.start()
    await wind(scene, lead_id, "reached")
    assert len((await scene.lead(lead_id))["calls"]) == len(scene.dialled()) == 1


async def test_a_busy_telephony_is_left_alone_as_long_as_it_asks_for(scene: Scene) -> None:
    """S0-46, F-08."""
    busy = Fault("status", START, times=2, status=429, body="Too Many Requests", headers={"Retry-After": "40"})
    scene.world.voximplant.faults.add(busy)
    lead_id = await scene.order()
    await wind(scene, lead_id, "reached")
    asked = [entry.at for entry in scene.world.history.find("voximplant", "request", operation=START)]
    assert len(asked) == 3
    assert len(scene.dialled()) == 1


async def test_a_start_whose_answer_is_lost_is_not_repeated_and_its_report_counts(scene: Scene) -> None:
    """S0-46, S0-47, F-05, F-08."""
    losses: list[Kind] = ["accept_drop", "cut", "accept_status"]
    for number, lost in enumerate(losses):
        phone = f"+7916000000{number}"
        scene.world.voximplant.faults.add(Fault(lost, START, status=502, body="<html>"))
        lead = await scene.reach(await scene.order(lost, phone=phone), "reached")
        assert "call_unsure" in codes(lead)
        assert scene.asked("voximplant", START) == number + 1
        assert len(scene.dialled(phone)) == len(scene.texts(phone)) == 1


async def test_a_start_nobody_knows_of_goes_to_a_person_and_is_not_repeated(scene: Scene) -> None:
    """S0-47, F-08."""
    scene.world.voximplant.faults.add(Fault("drop", START))
    lead_id = await scene.order()
    lead = await scene.when(lead_id, lambda it: "call_unsure" in codes(it))
    scene.jump_to(lead["next"]["at"])
    lead = await scene.reach(lead_id, "manual")
    assert lead["trouble"] == "no_result"
    scene.jump(hours=3)
    await scene.until_card(lead_id, "нужен человек")
    assert (scene.asked("voximplant", START), scene.dialled()) == (1, [])


async def test_a_telephony_without_money_hands_the_lead_to_a_person(scene: Scene) -> None:
    """S0-05, S0-47, D-03."""
    scene.world.fates[PHONE] = Fate("no_money", ring_s=1)
    lead = await scene.reach(await scene.order(), "manual")
    assert lead["trouble"] == "call_failed"
    await scene.until_card(1, "нужен человек")


async def test_a_telephony_that_refuses_our_key_is_told_to_each_admin_once(scene: Scene) -> None:
    """S0-05, D-03."""
    scene.world.voximplant.account.api_key = "changed"
    lead_ids = [await scene.order(f"A-{n}", phone=f"8916000000{n}") for n in range(3)]
    for lead_id in lead_ids:
        assert (await scene.reach(lead_id, "manual"))["trouble"] == "call_token"
        await scene.until_card(lead_id, "нужен человек", "телефония не принимает наш ключ доступа")
    (alarm,) = await scene.until(lambda: scene.chat.private(OLGA))
    assert "Телефония не принимает наш ключ доступа" in plain(alarm.text)
