"""Telegram is down, slow or refuses: nothing waits for it, and nothing is lost (D-02, F-09)."""

from sandbox.kit.faults import Fault
from sandbox.world.staff import ANNA
from tests.flows.chat import plain
from tests.flows.scene import Scene


async def test_cards_appear_when_telegram_is_back_and_everything_else_went_on(scene: Scene) -> None:
    """S0-04, D-02, F-09."""
    await scene.world.telegram.unplug()
    lead_ids = [await scene.order(f"A-{n}", phone=f"8916000000{n}") for n in range(3)]
    for lead_id in lead_ids:
        await scene.reach(lead_id, "reached")
    assert scene.chat.group() == []
    await scene.world.telegram.start()
    scene.jump(minutes=2)
    for lead_id in lead_ids:
        await scene.until_card(lead_id, "дозвонились")
        assert len(scene.chat.cards(lead_id)) == 1


async def test_a_press_made_while_the_desk_was_down_is_served_when_it_is_back(scene: Scene) -> None:
    """D-04, X-02."""
    lead_id = await scene.order(consent={"calls": False})
    await scene.until_card(lead_id, "нужен человек")
    card = scene.chat.cards(lead_id)[0].message_id
    await scene.desk.stop()
    press = scene.world.telegram.control.press(ANNA, scene.world.staff.group, card, "Взять")
    await scene.desk.start()
    assert "+7 916 123-45-67" in plain((await press.wait_answer(8)).text)
    await scene.until_card(lead_id, "в работе: Анна П.")


async def test_telegrams_pauses_are_kept_and_the_card_comes_afterwards(scene: Scene) -> None:
    """D-02, F-09."""
    scene.world.telegram.control.fail("sendMessage", 429, "Too Many Requests: retry after 20", retry_after=20)
    lead_id = await scene.order()
    await scene.reach(lead_id, "reached")
    await scene.until_card(lead_id, "дозвонились")
    first, second = scene.world.history.find("telegram", "request", operation="sendMessage")[:2]
    assert second.monotonic - first.monotonic >= 20 / 60


async def test_a_broken_answer_of_telegram_hangs_no_second_card(scene: Scene) -> None:
    """D-02, F-09: a server error, then a page that is no answer of the Bot API at all."""
    scene.world.telegram.control.fail("sendMessage", 500, "Internal Server Error")
    scene.world.telegram.faults.add(Fault("status", "sendMessage", status=502, body="<html>502 Bad Gateway</html>"))
    lead_id = await scene.order()
    await scene.reach(lead_id, "reached")
    scene.jump(minutes=5)
    await scene.until_card(lead_id, "дозвонились")
    assert len(scene.chat.cards(lead_id)) == 1
    answers = scene.world.history.find("telegram", "answer", operation="sendMessage")
    assert [answer.data["status"] for answer in answers][:3] == [500, 502, 200], "a third try brought it"
