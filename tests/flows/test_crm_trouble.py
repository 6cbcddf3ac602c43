"""The CRM is down, slow, talks nonsense or refuses: orders are taken all the same, and registered once (F-07, F-18)."""

import asyncio
import time
import tomllib
from functools import partial
from typing import Any

import tomli_w

from sandbox.kit.faults import Fault
from sandbox.world.staff import ANNA, OLGA
from tests.flows.chat import plain
from tests.flows.conftest import OpenScene, running
from tests.flows.orders import codes
from tests.flows.scene import Scene

FAST = {"requests_per_second": 100, "burst": 100}
FAULTS = ["html", "unavailable", "rate", "ok_with_error", "drop", "lost", "lost_html", "cut"]

REQUESTS = "[bc]*"  # batches and calls; a renewal whose answer is lost is another story

LONG = 30.0  # real seconds: an incident's card keeps its distance from the others of the group


def incidents(scene: Scene) -> list[str]:
    """Cards about the CRM itself in the sellers' chat."""
    return [text for seen in scene.chat.group() if (text := plain(seen.text)).startswith(("🔴 CRM", "🟢 CRM"))]


async def wind(scene: Scene, lead_ids: list[int], status: str) -> list[Any]:
    """Turn the clock on in minutes, as the pauses between tries pass, until every lead has this status."""
    for _ in range(40):
        found = [await scene.lead(lead_id) for lead_id in lead_ids]
        if all(lead["status"] == status for lead in found):
            return found
        await asyncio.sleep(0.15)
        scene.jump(seconds=30)
    return [await scene.reach(lead_id, status) for lead_id in lead_ids]


async def test_whatever_goes_wrong_at_the_crm_every_order_is_there_once(open_scene: OpenScene) -> None:
    """S0-28, F-07: each fault meets the search for the partner, the new lead, and what is shown on it."""
    scene = await open_scene(bitrix24=FAST)
    for number, kind in enumerate(FAULTS):
        phone = f"+79160000{number:03}"
        scene.world.bitrix24.break_down(kind, REQUESTS, times=4)
        lead_id = await scene.order(kind, phone=phone, utm_source="vk-club")
        (lead,) = await wind(scene, [lead_id], "reached")
        await scene.until(partial(scene.crm_shows, lead_id, "PROCESSED"), kind)
        assert len(scene.dialled(phone)) == 1, kind
        assert lead["partner"]["name"] == "Клуб любителей часов", kind
        comments = [it["COMMENT"] for it in scene.world.bitrix24.timeline("lead", int(lead["crm"]["id"]))]
        assert len(comments) == len(set(comments)), kind
        scene.world.bitrix24.mend()
    assert len(scene.crm_leads) == len(FAULTS)


async def test_an_outage_is_one_living_card_and_orders_are_taken_all_the_while(open_scene: OpenScene) -> None:
    """S0-05, D-03, F-07."""
    scene = await open_scene(bitrix24=FAST)
    scene.world.bitrix24.break_down("unavailable")
    lead_ids = [await scene.order(f"A-{n}", phone=f"8916000000{n}") for n in range(6)]
    card = await scene.until(lambda: incidents(scene), "an incident", LONG)
    assert "CRM не работает" in card[0]
    scene.jump(minutes=10)
    lead_ids.append(await scene.order("A-6", phone="89160000006"))
    await scene.until(lambda: any("Ждут" in it for it in incidents(scene)), "who waits", LONG)
    assert len(incidents(scene)) == 1
    scene.world.bitrix24.mend()
    await wind(scene, lead_ids, "reached")
    await scene.until(lambda: "CRM снова работает" in incidents(scene)[0], "the end of it", LONG)
    assert len(incidents(scene)) == 1
    assert len(scene.crm_leads) == 7


async def test_a_slow_crm_does_not_slow_the_intake(scene: Scene) -> None:
    """S0-01, S0-31, F-07."""
    scene.world.bitrix24.faults.add(Fault("delay", times=None, seconds=0.7))
    took = []
    for number in range(6):
        began = time.perf_counter()
        await scene.order(f"A-{number}", phone=f"8916000000{number}")
        took.append(time.perf_counter() - began)
    assert sorted(took)[3] < 0.3, took
    scene.world.bitrix24.mend()
    for number in range(1, 7):
        await scene.reach(number, "reached")


async def test_a_crm_that_is_switched_off_is_asked_again_until_it_is_back(scene: Scene) -> None:
    """S0-28, S0-30, F-07."""
    await scene.world.bitrix24.unplug()
    lead_id = await scene.order()
    await scene.until_card(lead_id, "новый")
    scene.jump(minutes=5)
    assert scene.dialled() == []
    await scene.world.bitrix24.start()
    await wind(scene, [lead_id], "reached")
    assert len(scene.crm_leads) == 1


async def test_a_lead_the_crm_refuses_goes_to_a_person_with_its_words(scene: Scene) -> None:
    """S0-05, D-03, D-05, D-06: *Retry* registers it when the portal is put right."""
    field = scene.world.bitrix24.seed_userfield("lead", "UF_CRM_SHELF", label="Полка", MANDATORY="Y")
    lead_id = await scene.order()
    lead = await scene.reach(lead_id, "manual")
    assert lead["trouble"] == "crm_refused"
    await scene.until_card(lead_id, "CRM не приняла лид", "Полка")
    assert {"Взять", "Повторить", "Вручную"} <= set(scene.chat.buttons(lead_id))
    assert scene.dialled() == []
    field["MANDATORY"] = "N"
    await scene.chat.press(ANNA, lead_id, "Повторить")
    await scene.reach(lead_id, "reached")
    assert len(scene.crm_leads) == 1


async def test_s0_22_a_token_that_expires_among_thirty_leads_is_renewed_once(open_scene: OpenScene) -> None:
    """S0-02, S0-22, F-18: no lead is lost or doubled."""
    scene = await open_scene(bitrix24=FAST)
    first = [await scene.order(f"A-{n}", phone=f"891600000{n:02}") for n in range(15)]
    await scene.when(first[0], lambda lead: lead["crm"]["id"])
    before = scene.asked("bitrix24", "oauth.token")
    scene.world.bitrix24.expire_tokens()
    rest = [await scene.order(f"A-{n}", phone=f"891600000{n:02}") for n in range(15, 30)]
    for lead_id in (*first, *rest):
        await scene.when(lead_id, lambda lead: lead["status"] == "reached", 30)
    assert scene.asked("bitrix24", "oauth.token") == before + 1
    assert len(scene.crm_leads) == len({call.number for call in scene.world.voximplant.calls}) == 30
    assert scene.chat.private(OLGA) == []


async def test_s0_56_when_the_token_is_refused_leads_go_to_people_and_each_admin_is_told_once(
    open_scene: OpenScene,
) -> None:
    """S0-22, S0-56, D-03, D-04, F-18: after the mending those go on by themselves that nobody has taken."""
    scene = await open_scene(bitrix24=FAST)
    await scene.reach(await scene.order("A-0"), "reached")
    scene.world.bitrix24.revoke()
    lead_ids = [await scene.order(f"A-{n}", phone=f"8916000000{n}", utm_source="vk-club") for n in range(1, 6)]
    for lead_id in lead_ids:
        lead = await scene.reach(lead_id, "manual")
        assert lead["trouble"] == "crm_token"
        await scene.until_card(lead_id, "нужен человек", "CRM не принимает наш ключ доступа")
    scene.jump(minutes=30)
    mending = running(scene).mending
    assert mending
    assert await mending.run() == 0
    (alarm,) = await scene.until(lambda: scene.chat.private(OLGA))
    assert "CRM не принимает наш ключ доступа" in alarm.text
    assert len(incidents(scene)) <= 1
    taken, *parked = lead_ids
    await scene.chat.press(ANNA, taken, "Взять")
    assert await renew_access(scene) == len(parked)
    await wind(scene, parked, "reached")
    assert len(scene.chat.private(OLGA)) == 1
    lead = await scene.lead(taken)
    assert (lead["status"], lead["assignee"]["id"], lead["calls"]) == ("manual", ANNA, [])
    assert codes(await scene.lead(parked[0])).count("registration_failed") <= 1


async def renew_access(scene: Scene) -> int:
    """An admin puts a new token into the settings and starts the desk anew; how many leads go on by themselves."""
    scene.world.bitrix24.tokens.revoked = False
    settings = tomllib.loads(scene.config.read_text("utf-8"))
    settings["bitrix24"]["refresh_token"] = scene.world.bitrix24.authorise()["refresh_token"]
    scene.config.write_text(tomli_w.dumps(settings), "utf-8")
    await scene.desk.stop()
    await scene.desk.start()
    mending = running(scene).mending
    assert mending
    return await mending.run()


async def test_a_renewal_whose_answer_is_lost_is_mended_by_installing_the_application_anew(
    open_scene: OpenScene,
) -> None:
    """S0-22, S0-56, F-18: the token works once, so nobody can know it any more."""
    scene = await open_scene(bitrix24=FAST)
    scene.world.bitrix24.break_down("lost", "oauth.token", times=2)
    lead_ids = [await scene.order(f"A-{n}", phone=f"8916000000{n}") for n in range(3)]
    await wind(scene, lead_ids, "manual")
    (alarm,) = await scene.until(lambda: scene.chat.private(OLGA))
    assert "CRM не принимает наш ключ доступа" in alarm.text
    await scene.world.bitrix24.install(f"{scene.desk.url}/hooks/bitrix24")
    app = running(scene)
    assert app.mending
    for _ in range(100):
        if await app.mending.run():
            break
        await asyncio.sleep(0.05)
    await wind(scene, lead_ids, "reached")
    assert len(scene.crm_leads) == len(scene.world.voximplant.calls) == 3
