"""What is undone in time never left the machine; what is not takes place once, whatever happens to the desk (N-08)."""

from typing import Any

from sandbox.voximplant.fate import Fate
from sandbox.world.staff import ANNA, BORIS
from tests.flows.conftest import OpenScene, open_scene
from tests.flows.orders import PHONE, codes
from tests.flows.scene import Scene
from tests.flows.test_sellers import to_a_person

__all__ = ["open_scene"]  # a fixture
STAFF: dict[str, Any] = {"undo": "1m"}
SPEED = 10.0  # a minute takes six seconds: enough for a person's two taps
NEIGHBOURS = ("voximplant", "bitrix24", "smsc")


def asked(scene: Scene) -> int:
    """Requests that left the machine, but for those to Telegram and the desk's own questions about the past."""
    return sum(len(scene.world.history.find(who, "request")) for who in NEIGHBOURS)


async def quiet(scene: Scene, lead_id: int) -> None:
    """The CRM shows the lead as it is."""
    await scene.until(lambda: scene.crm_leads)
    await scene.until_card(lead_id, "Битрикс24")
    seen = -1
    while seen != asked(scene):
        seen = asked(scene)
        await scene.when(lead_id, lambda _lead: True)


async def broken(scene: Scene) -> int:
    """A lead whose call broke, and whose next one is answered."""
    scene.world.fates[PHONE] = [Fate("playback_error", ring_s=1), Fate(ring_s=1, talk_s=3)]
    lead_id = await scene.order()
    await scene.reach(lead_id, "manual")
    await scene.until(lambda: scene.chat.offers(lead_id, "Повторить"))
    return lead_id


async def undo(scene: Scene, person: int, lead_id: int) -> str:
    await scene.until(lambda: scene.chat.offers(lead_id, "Отменить"))
    return (await scene.chat.press(person, lead_id, "Отменить")).text


async def test_n_08_an_undone_outcome_reaches_no_neighbour(open_scene: OpenScene) -> None:
    scene = await open_scene(speed=SPEED, staff=STAFF)
    lead_id = await to_a_person(scene)
    await scene.chat.press(ANNA, lead_id, "Взять")
    await scene.until(lambda: scene.chat.offers(lead_id, "Отказ"))
    await quiet(scene, lead_id)
    before = asked(scene)
    assert "Отменить" in (await scene.chat.press(ANNA, lead_id, "Отказ")).text
    assert "Ничего не сделано" in await undo(scene, ANNA, lead_id)
    scene.jump(minutes=10)
    await scene.until(lambda: scene.chat.offers(lead_id, "Отказ"))
    assert asked(scene) == before, "no request left the machine"
    assert (await scene.lead(lead_id))["status"] == "manual"
    assert not scene.crm_shows(lead_id, "JUNK")


async def test_n_08_an_undone_retry_rings_nowhere(open_scene: OpenScene) -> None:
    scene = await open_scene(speed=SPEED, staff=STAFF)
    lead_id = await broken(scene)
    rung = len(scene.dialled())
    await scene.chat.press(BORIS, lead_id, "Повторить")
    lead = await scene.lead(lead_id)
    assert lead["next"]["action"] == "carry_out"
    await undo(scene, BORIS, lead_id)
    scene.jump(minutes=10)
    await scene.until(lambda: scene.chat.offers(lead_id, "Повторить"))
    assert (len(scene.dialled()), len((await scene.lead(lead_id))["calls"])) == (rung, 1)


async def test_n_08_after_the_time_it_takes_place_once_though_the_desk_was_down(open_scene: OpenScene) -> None:
    scene = await open_scene(speed=SPEED, staff=STAFF)
    lead_id = await broken(scene)
    rung = len(scene.dialled())
    await scene.chat.press(BORIS, lead_id, "Повторить")
    await scene.desk.stop()
    scene.jump(minutes=5)
    await scene.desk.start()
    lead = await scene.reach(lead_id, "reached")
    assert (len(scene.dialled()) - rung, codes(lead).count("retry_asked")) == (1, 1)
    await scene.until(lambda: not scene.chat.offers(lead_id, "Отменить"))
