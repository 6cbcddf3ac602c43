"""A request is taken and its answer lost, or never heard of: a person says which, and nothing is done twice (N-07)."""

import asyncio
from typing import Any

from sandbox.kit.faults import Fault
from sandbox.world.staff import ANNA, OLGA
from tests.flows.chat import plain
from tests.flows.orders import codes
from tests.flows.scene import Scene
from tests.flows.test_call_trouble import START
from tests.flows.test_sms_trouble import call, sms


async def offered(scene: Scene, lead_id: int, button: str) -> None:
    await scene.until(lambda: scene.chat.offers(lead_id, button), button)


async def press(scene: Scene, lead_id: int, button: str) -> str:
    await offered(scene, lead_id, button)
    return (await scene.chat.press(ANNA, lead_id, button)).text


async def unsettled(scene: Scene, lead_id: int) -> dict[str, Any]:
    """The lead once the gateway was asked for as long as that makes sense."""
    for _ in range(40):
        lead = await scene.lead(lead_id)
        if lead["unknown"]:
            return lead
        scene.jump(minutes=2)
        await asyncio.sleep(0.1)
    raise AssertionError(f"nobody is asked: {lead['messages']} {codes(lead)}")


async def test_n_07_an_sms_that_was_never_heard_of_is_sent_by_a_persons_two_taps(scene: Scene) -> None:
    scene.world.smsc.faults.add(Fault("drop", "send"))
    lead_id = await scene.order()
    await scene.when(lead_id, lambda lead: sms(lead) == "unknown")
    await unsettled(scene, lead_id)
    await press(scene, lead_id, "Нет, не ушло")
    scene.jump(hours=1)
    await offered(scene, lead_id, "Отправить снова")
    assert scene.asked("smsc", "send") == 1, "nothing is repeated by a person's word"
    await press(scene, lead_id, "Отправить снова")
    lead = await scene.when(lead_id, lambda it: it["messages"][-1]["status"] == "delivered")
    assert [it["word"] for it in lead["messages"]] == ["not", None]
    assert (scene.asked("smsc", "send"), len(scene.texts())) == (2, 1)


async def test_n_07_an_sms_that_was_taken_is_known_by_its_record_whatever_a_person_said(scene: Scene) -> None:
    """The answer is lost, the gateway's list cannot be read, and its report comes when a person has said no."""
    scene.world.smsc.set_fate("+79161234567", "delivered")
    scene.world.smsc.ended_after = 24 * 3600.0
    scene.world.smsc.handed_after = 24 * 3600.0
    scene.world.smsc.faults.add(Fault("accept_drop", "send"))
    scene.world.smsc.faults.add(Fault("drop", "status", times=None))
    lead_id = await scene.order()
    await scene.when(lead_id, lambda lead: sms(lead) == "unknown")
    await unsettled(scene, lead_id)
    await press(scene, lead_id, "Нет, не ушло")
    scene.jump(hours=24)
    lead = await scene.when(lead_id, lambda it: sms(it) in ("sent", "delivered"))
    assert "word_overruled" in codes(lead)
    assert (scene.asked("smsc", "send"), len(scene.texts())) == (1, 1)


async def test_n_07_a_call_that_nobody_knows_of_is_made_anew_only_after_a_persons_word(scene: Scene) -> None:
    scene.world.voximplant.faults.add(Fault("drop", START))
    lead_id = await scene.order()
    lead = await scene.when(lead_id, lambda it: "call_unsure" in codes(it))
    assert lead["unknown"] == [], "the provider is asked first"
    scene.jump_to(lead["next"]["at"])
    await scene.reach(lead_id, "manual")
    await offered(scene, lead_id, "Да, ушло")
    assert not scene.chat.offers(lead_id, "Повторить")
    (listed,) = await scene.until(lambda: scene.chat.private(OLGA))
    assert "1 звонок" in plain(listed.text)
    await press(scene, lead_id, "Нет, не ушло")
    assert (scene.asked("voximplant", START), scene.dialled()) == (1, [])
    await press(scene, lead_id, "Повторить")
    lead = await scene.reach(lead_id, "reached")
    assert [it["word"] for it in lead["calls"]] == ["not", None]
    assert len(scene.dialled()) == 1


async def test_n_07_the_command_line_lists_and_settles_it(scene: Scene) -> None:
    scene.world.smsc.faults.add(Fault("drop", "send"))
    lead_id = await scene.order()
    await scene.when(lead_id, lambda lead: sms(lead) == "unknown")
    await unsettled(scene, lead_id)
    assert "reached" in await asyncio.to_thread(call, scene, "leads", "unknown")
    await asyncio.to_thread(call, scene, "leads", "settle", str(lead_id), "--went")
    lead = await scene.lead(lead_id)
    assert (sms(lead), lead["messages"][0]["word"], lead["unknown"]) == ("sent", "went", [])
