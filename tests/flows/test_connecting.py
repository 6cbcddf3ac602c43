"""*Call me and connect* through the whole desk: the press, the seller's phone, the customer's, the card."""

from typing import Any

import pytest

from sandbox.kit.faults import Fault
from sandbox.voximplant.fate import Fate
from sandbox.world.staff import ANNA, BORIS
from tests.flows.conftest import OpenScene, running
from tests.flows.orders import PHONE, codes
from tests.flows.scene import Scene

SELLER = "+79035556677"
BUTTON = "Соединить меня"
SPEED = 20.0  # nobody is rung later than two minutes after the press


@pytest.fixture
async def scene(open_scene: OpenScene) -> Scene:
    return await open_scene(speed=SPEED)


async def taken(scene: Scene, number: str = SELLER, **changed: Any) -> int:
    """A lead that the robot may not call, and that Anna has."""
    lead_id = await scene.order(consent={"calls": False}, **changed)
    await scene.reach(lead_id, "manual")
    await scene.until_card(lead_id, "нужен человек")
    await scene.chat.press(ANNA, lead_id, "Взять")
    await scene.until_card(lead_id, "в работе: Анна П.")
    app = running(scene)
    now = app.clock.now()
    await app.store.write(lambda books: books.people.change(ANNA, now, phone=number))
    return lead_id


async def ended(scene: Scene, lead_id: int) -> dict[str, Any]:
    lead = await scene.when(lead_id, lambda it: it["bridges"] and it["bridges"][-1]["result"])
    bridge: dict[str, Any] = lead["bridges"][-1]
    return bridge


async def test_the_seller_is_called_then_the_customer_and_the_card_lives_with_it(scene: Scene) -> None:
    scene.world.fates[SELLER], scene.world.fates[PHONE] = Fate(ring_s=10, talk_s=600), Fate(ring_s=10, talk_s=60)
    lead_id = await taken(scene)
    assert "Сейчас телефония позвонит вам" in (await scene.chat.press(ANNA, lead_id, BUTTON)).text
    await scene.until_card(lead_id, "📞 Анна П.")
    bridge = await ended(scene, lead_id)
    assert (bridge["result"], bridge["leg"], bridge["by"]["name"]) == ("answered", "talk", "Анна Петрова")
    assert 60 <= bridge["talk_seconds"] < 120
    assert float(bridge["cost"]) > 0
    card = await scene.until_card(lead_id, "разговор с покупателем")
    assert "555" not in card
    lead = await scene.lead(lead_id)
    told = [it for it in codes(lead) if it.startswith("connect_")]
    assert told[0] == "connect_asked"
    assert set(told) == {
        f"connect_{it}" for it in ("asked", "sent", "started", "ringing", "customer", "talk", "talked")
    }
    assert (lead["status"], lead["assignee"]["name"], lead["messages"]) == ("manual", "Анна Петрова", [])
    assert len(scene.dialled()) == len(scene.dialled(SELLER)) == 1
    assert scene.dialled()[0].started_at >= scene.dialled(SELLER)[0].answered_at
    assert SELLER[1:] not in str(lead)
    assert BUTTON in scene.chat.buttons(lead_id), "and may be asked for again"


@pytest.mark.parametrize(
    ("seller", "customer", "words", "rang"),
    [
        (Fate("no_answer", ring_s=10), Fate(), "телефон продавца — не ответил", 0),
        (Fate("voicemail"), Fate(), "телефон продавца — автоответчик", 0),
        (Fate(talk_s=99), Fate("busy"), "покупатель — занято", 1),
        (Fate(played=False), Fate(), "соединить не удалось", 0),
    ],
)
async def test_whoever_is_not_reached_is_named(
    scene: Scene, seller: Fate, customer: Fate, words: str, rang: int
) -> None:
    scene.world.fates[SELLER], scene.world.fates[PHONE] = seller, customer
    lead_id = await taken(scene)
    await scene.chat.press(ANNA, lead_id, BUTTON)
    await ended(scene, lead_id)
    await scene.until_card(lead_id, words)
    assert len(scene.dialled()) == rang


async def test_s0_47_a_lost_start_and_a_lost_report_ring_nobody_twice(scene: Scene) -> None:
    """The answer to the start is lost, so is the report: the history tells it."""
    scene.world.fates[SELLER] = Fate(talk_s=50, report="lost")
    scene.world.fates[PHONE] = Fate(talk_s=40)
    lead_id = await taken(scene)
    scene.world.voximplant.faults.add(Fault("accept_drop", match="StartScenarios", times=1))
    await scene.chat.press(ANNA, lead_id, BUTTON)
    await scene.until(lambda: scene.dialled() and scene.dialled()[0].state == "ended")
    scene.jump(minutes=7)
    bridge = await ended(scene, lead_id)
    assert (bridge["result"], bridge["leg"]) == ("answered", "talk")
    assert len(scene.dialled(SELLER)) == len(scene.dialled()) == scene.asked("voximplant", "StartScenarios") == 1


async def test_a_lead_that_was_given_away_meanwhile_rings_nobody(scene: Scene) -> None:
    lead_id = await taken(scene)
    scene.world.voximplant.faults.add(Fault("late", match="StartScenarios", times=1, seconds=60))
    await scene.chat.press(ANNA, lead_id, BUTTON)
    await scene.chat.press(ANNA, lead_id, "Вернуть")
    bridge = await ended(scene, lead_id)
    assert bridge["result"] == "failed"
    assert scene.dialled(SELLER) == scene.dialled() == []


async def test_at_night_nobody_is_connected_and_the_opening_is_named(open_scene: OpenScene) -> None:
    scene = await open_scene(speed=SPEED)
    lead_id = await taken(scene, city="Владивосток")
    scene.jump(hours=4)  # 23:00 there
    answer = await scene.chat.press(ANNA, lead_id, BUTTON)
    assert "можно звонить с 24 ноября 09:00" in answer.text
    assert scene.dialled(SELLER) == []
    assert (await scene.lead(lead_id))["bridges"] == []


async def test_nobody_but_the_owner_is_connected(scene: Scene) -> None:
    lead_id = await taken(scene)
    assert "уже в работе: Анна" in (await scene.chat.press(BORIS, lead_id, BUTTON)).text
    assert scene.dialled() == []


async def test_where_no_rule_is_named_there_is_no_button(open_scene: OpenScene) -> None:
    scene = await open_scene(speed=SPEED, voximplant={"connect_rule_id": 0})
    lead_id = await taken(scene)
    assert BUTTON not in scene.chat.buttons(lead_id)
