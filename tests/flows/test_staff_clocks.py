"""Nobody is forgotten: leads are given out in turn, owners are reminded, admins hear of what nobody takes."""

from typing import Any

from sandbox.telegram.view import Seen
from sandbox.world.staff import ANNA, BORIS, OLGA
from tests.flows.chat import plain
from tests.flows.conftest import NOON, OpenScene, open_scene
from tests.flows.scene import Scene
from tests.flows.test_sellers import FULL, to_a_person

__all__ = ["open_scene"]  # a fixture
STAFF: dict[str, Any] = {
    "distribution": "round_robin",
    "answer_within": "15m",
    "warn_before": "5m",
    "lease": "2h",
    "remind_before": "30m",
}


async def say(scene: Scene, person: int, text: str) -> None:
    """A command in their private chat, and its answer."""
    control = scene.world.telegram.control
    control.open_private(person)
    before = len(scene.chat.private(person))
    control.say(person, person, text)
    await scene.until(lambda: scene.chat.private(person)[before:], text)


async def name_sellers(scene: Scene) -> None:
    for person in (ANNA, BORIS):
        await say(scene, person, "/start")
        await say(scene, OLGA, f"/sellers add {person}")


async def private(scene: Scene, person: int, words: str) -> Seen:
    """The latest private message that says so."""

    def look() -> Seen | None:
        return next((it for it in reversed(scene.chat.private(person)) if words in plain(it.text)), None)

    found: Seen = await scene.until(look, f"{person} reads {words!r}")
    return found


async def owned(scene: Scene, lead_id: int, name: str) -> None:
    await scene.when(lead_id, lambda it: (it["assignee"] or {}).get("name", "").startswith(name))


async def test_x_15_leads_go_out_in_turn_and_an_idle_owner_loses_theirs(open_scene: OpenScene) -> None:
    """N-01, X-15, X-17: given, reminded, taken back, given to the next; whoever is away is passed over."""
    scene = await open_scene(staff=STAFF)
    await name_sellers(scene)
    first = await scene.order("A-1", consent={"calls": False})
    await owned(scene, first, "Анна")
    assert FULL in plain((await private(scene, ANNA, FULL)).text)
    second = await scene.order("A-2", consent={"calls": False})
    await owned(scene, second, "Борис")
    reminders = len(scene.chat.private(ANNA))
    scene.jump(minutes=91)
    reminder = await private(scene, ANNA, "Лид ждёт вас")
    assert len(scene.chat.private(ANNA)) == reminders + 1
    await scene.chat.press_at(BORIS, BORIS, (await private(scene, BORIS, "Лид ждёт вас")).message_id, "Занимаюсь")
    scene.jump(minutes=31)
    await owned(scene, first, "Борис")
    await scene.until_card(first, "ничего не сделано вовремя")
    assert (await scene.lead(second))["assignee"]["name"].startswith("Борис"), "he said that he is at it"
    await scene.until(lambda: "скрыт" in plain(next(iter(find(scene, ANNA, reminder.message_id))).text))


async def test_x_14_x_16_a_lead_that_nobody_takes_is_brought_before_sellers_and_then_admins(
    open_scene: OpenScene,
) -> None:
    scene = await open_scene(staff=STAFF | {"distribution": "free"})
    await name_sellers(scene)
    lead_id = await to_a_person(scene)
    other = await to_a_person(scene, "A-2", phone="89160000002")
    group = len(scene.chat.group())
    scene.jump(minutes=11)
    warning = await private(scene, ANNA, "ждут человека")
    assert f"#{lead_id} " in plain(warning.text)
    assert f"#{other} " in plain(warning.text)
    assert FULL not in plain(warning.text)
    assert not [it for it in scene.chat.private(OLGA) if "ждут" in plain(it.text)]
    scene.jump(minutes=5)
    late = await private(scene, OLGA, "слишком долго")
    assert f"#{lead_id} " in plain(late.text)
    assert len(scene.chat.group()) == group, "the group is not filled with warnings"
    await scene.chat.press(ANNA, lead_id, "Взять")
    await private(scene, OLGA, "1 лид ждёт человека")
    await scene.chat.press(BORIS, other, "Взять")
    for person in (OLGA, ANNA, BORIS):
        await private(scene, person, "Все ждавшие лиды взяты")
    assert len([it for it in scene.chat.private(OLGA) if "жда" in plain(it.text)]) == 1, "one living message"


async def test_a_timer_of_people_survives_a_restart(open_scene: OpenScene) -> None:
    """N-01: the lease ends though the desk was down when the reminder was due."""
    scene = await open_scene(staff=STAFF | {"distribution": "free"})
    await name_sellers(scene)
    lead_id = await to_a_person(scene)
    await scene.chat.press(ANNA, lead_id, "Взять")
    await owned(scene, lead_id, "Анна")
    await scene.desk.stop()
    scene.jump(minutes=100)
    await scene.desk.start()
    await private(scene, ANNA, "Лид ждёт вас")
    await scene.desk.stop()
    scene.jump(minutes=30)
    await scene.desk.start()
    await scene.when(lead_id, lambda it: it["assignee"] is None)
    assert [it["what"] for it in (await scene.lead(lead_id))["history"]].count("taken_back") == 1


def find(scene: Scene, person: int, message_id: int) -> list[Seen]:
    return [it for it in scene.chat.private(person) if it.message_id == message_id]


async def test_while_it_is_closed_cards_come_without_a_sound(open_scene: OpenScene) -> None:
    scene = await open_scene(at=NOON.replace(hour=2))
    lead_id = await scene.order("A-1")
    await scene.until(lambda: scene.chat.cards(lead_id))
    assert scene.chat.cards(lead_id)[0].silent
    scene.jump_to(NOON)
    by_day = await scene.order("A-2", phone="89160000002")
    await scene.until(lambda: scene.chat.cards(by_day))
    assert not scene.chat.cards(by_day)[0].silent
