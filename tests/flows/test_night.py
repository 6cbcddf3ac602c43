"""Outside business hours nobody is called (S0-35 … S0-41)."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from tests.flows.conftest import MOSCOW, OpenScene, running
from tests.flows.orders import codes
from tests.flows.scene import Scene

LATE = datetime(2037, 11, 23, 22, 30, tzinfo=MOSCOW)
VLADIVOSTOK = ZoneInfo("Asia/Vladivostok")


async def test_s0_37_at_night_one_sms_goes_out_and_the_call_comes_at_the_opening(open_scene: OpenScene) -> None:
    """S0-35, S0-36, S0-37, S0-38, S0-41."""
    scene = await open_scene(LATE)
    lead_id = await scene.order()
    lead = await scene.reach(lead_id, "waiting_hours")
    opening = datetime.fromisoformat(lead["next"]["at"])
    assert opening.utcoffset() == timedelta(hours=3)
    assert timedelta() <= opening - datetime(2037, 11, 24, 9, 0, tzinfo=MOSCOW) < timedelta(minutes=1)
    assert scene.texts() == ["Заказ A-1 принят. Позвоним в рабочее время, 24 ноября 09:00. Часы"]
    await scene.until_card(lead_id, "ждёт рабочего времени", "09:00")
    scene.jump_to(opening - timedelta(minutes=5))
    await scene.until_card(lead_id, "ждёт рабочего времени")
    assert scene.dialled() == []
    scene.jump_to(opening)
    lead = await scene.reach(lead_id, "reached")
    assert scene.dialled()[0].started_at >= opening
    assert [sms["kind"] for sms in lead["messages"]] == ["night", "reached"]


async def test_s0_38_the_hours_count_where_the_customer_lives(open_scene: OpenScene) -> None:
    """S0-09, S0-10, S0-35, S0-38: late in Moscow it is morning in Vladivostok, by noon there it is evening."""
    scene = await open_scene(datetime(2037, 11, 23, 3, 0, tzinfo=MOSCOW))
    near = await scene.order("A-1")
    far = await scene.order("A-2", phone="89160000002", city="Владивосток")
    assert (await scene.reach(far, "reached"))["timezone"] == "Asia/Vladivostok"
    assert (await scene.reach(near, "waiting_hours"))["timezone"] == "Europe/Moscow"
    scene.jump_to(datetime(2037, 11, 23, 21, 30, tzinfo=VLADIVOSTOK))
    evening = await scene.order("A-3", phone="89160000003", timezone="Asia/Vladivostok")
    lead = await scene.reach(evening, "waiting_hours")
    assert datetime.fromisoformat(lead["next"]["at"]).astimezone(VLADIVOSTOK).hour == 9
    await scene.reach(near, "reached")
    await scene.until_card(evening, "+7 ч")


async def test_x_02_a_sleeping_order_survives_a_restart_and_wakes_on_time(open_scene: OpenScene) -> None:
    """S0-37, S0-40, S0-41, X-02: also when the desk is down while the hours open."""
    scene = await open_scene(LATE)
    first = await scene.reach(await scene.order("A-1"), "waiting_hours")
    await scene.desk.stop()
    await scene.desk.start()
    assert (await scene.lead(1))["next"] == first["next"]
    await scene.desk.stop()
    scene.jump_to(first["next"]["at"], beyond=600)
    await scene.desk.start()
    lead = await scene.reach(1, "reached")
    assert [sms["kind"] for sms in lead["messages"]] == ["night", "reached"]
    assert len(scene.dialled()) == len(scene.crm_leads) == 1


async def test_s0_40_an_order_is_looked_at_every_two_hours_where_the_shop_wants_it(open_scene: OpenScene) -> None:
    """S0-37, S0-40."""
    scene = await open_scene(LATE, calls={"recheck": "2h"})
    lead = await scene.reach(await scene.order(), "waiting_hours")
    looks = 0
    while lead["next"]["action"] == "check_hours":
        looks += 1
        scene.jump_to(lead["next"]["at"])
        lead = await scene.when(1, partial(has_moved_on, lead["next"]["at"]))
    assert looks == 5
    scene.jump_to(lead["next"]["at"])
    lead = await scene.reach(1, "reached")
    assert codes(lead).count("hours_closed") == 6
    assert [sms["kind"] for sms in lead["messages"]] == ["night", "reached"]


def has_moved_on(since: str, lead: dict[str, Any]) -> bool:
    return bool(lead["next"]["at"] != since)


async def test_a_retry_that_falls_into_the_night_waits_for_the_morning(open_scene: OpenScene) -> None:
    """S0-38, S0-50."""
    scene = await open_scene(datetime(2037, 11, 23, 20, 45, tzinfo=MOSCOW))
    scene.world.fates.default = type(scene.world.fates.default)("busy", ring_s=1)
    lead = await scene.reach(await scene.order(), "waiting_hours")
    assert datetime.fromisoformat(lead["next"]["at"]).astimezone(MOSCOW).hour == 9
    assert [call["result"] for call in lead["calls"]] == ["busy"]
    assert [sms["kind"] for sms in lead["messages"]] == ["night"]


async def test_lost_timers_are_put_back_by_the_audit(open_scene: OpenScene) -> None:
    """X-02: a lost hint is a delay, never a loss."""
    scene = await open_scene(LATE)
    lead = await scene.reach(await scene.order(), "waiting_hours")
    app = running(scene)
    await app.store.write(lambda books: books.jobs.cancel("lead.wake:1"))
    scene.jump_to(lead["next"]["at"], beyond=150)
    assert await app.audit.run() == 1
    await scene.reach(1, "reached")


async def test_d_01_the_sellers_can_have_a_sleeping_customer_called_as_soon_as_it_is_allowed(scene: Scene) -> None:
    """S0-38, D-05."""
    lead_id = await scene.order(timezone="America/New_York")
    await scene.reach(lead_id, "waiting_hours")
    await scene.until_card(lead_id, "ждёт рабочего времени")
    answer = await scene.chat.press(111, lead_id, "Позвонить сейчас")
    assert "нерабочее время" in answer.text
    assert scene.dialled() == []
