"""The morning's picture and the evening's figures come to the admins, once a day (X-37)."""

from datetime import timedelta

from sandbox.world.staff import OLGA
from tests.flows.conftest import NOON, OpenScene, open_scene, running
from tests.flows.scene import Scene

__all__ = ["open_scene"]  # a fixture


async def test_x_37_the_days_figures_come_to_admins_once_in_the_evening(open_scene: OpenScene) -> None:
    scene = await open_scene(staff={"evening": "19:00"})
    await greet(scene)
    daily = running(scene).daily
    assert await daily.run() == 0, "it is noon"
    scene.jump_to(NOON + timedelta(hours=7))
    assert await daily.run() == 1
    before = len(scene.chat.private(OLGA))
    assert await daily.run() == 0, "once a day"
    await scene.until(lambda: len(scene.chat.private(OLGA)) >= before)
    await scene.until(lambda: [it for it in scene.chat.private(OLGA) if it.media == "photo"], "figures", 20.0)
    await scene.desk.stop()
    await scene.desk.start()
    assert await running(scene).daily.run() == 0, "nor after a restart"
    scene.jump_to(NOON + timedelta(days=1, hours=12))
    assert await running(scene).daily.run() == 0, "too late for that day"


async def greet(scene: Scene) -> None:
    control = scene.world.telegram.control
    control.open_private(OLGA)
    control.say(OLGA, OLGA, "/start")
    await scene.until(lambda: scene.chat.private(OLGA))


async def test_x_37_a_group_with_topics_gets_the_process_and_not_the_figures(open_scene: OpenScene) -> None:
    scene = await open_scene(staff={"evening": "19:00"}, telegram={"topics": True})
    group = scene.world.staff.group
    group.is_forum = True
    await greet(scene)
    scene.jump_to(NOON + timedelta(hours=7))
    await running(scene).daily.run()
    await scene.until(lambda: [it for it in scene.chat.private(OLGA) if it.media == "photo"], "figures", 20.0)
    await scene.until(lambda: [it for it in scene.chat.group() if it.media == "photo"], "the process", 20.0)
    (picture,) = [it for it in scene.chat.group() if it.media == "photo"]
    assert group.topics[picture.thread_id].name == "Сводки"
    assert picture.text != next(it.text for it in scene.chat.private(OLGA) if it.media == "photo")
