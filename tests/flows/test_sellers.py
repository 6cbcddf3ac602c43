"""What sellers do with leads: everything is decided by a press in the chat (D-01, D-04 … D-06)."""

import asyncio
from functools import partial
from typing import Any

from sandbox.voximplant.fate import Fate
from sandbox.world.staff import ANNA, BORIS, CHAT_ID, OLGA, VERA
from tests.flows.chat import plain
from tests.flows.orders import PHONE, codes
from tests.flows.scene import Scene

FULL = "+7 916 123-45-67"


async def to_a_person(scene: Scene, order_id: str = "A-1", **changed: Any) -> int:
    """A lead that the robot may not call, waiting for somebody."""
    lead_id = await scene.order(order_id, consent={"calls": False}, **changed)
    await scene.reach(lead_id, "manual")
    await scene.until_card(lead_id, "нужен человек")
    return lead_id


async def test_d_04_a_claim_while_the_phone_rings_ends_the_call_and_nothing_more_is_sent(scene: Scene) -> None:
    scene.world.fates[PHONE] = Fate(ring_s=30, talk_s=60)
    lead_id = await scene.order()
    await scene.until_card(lead_id, "робот набирает")
    answer = await scene.chat.press(ANNA, lead_id, "Взять")
    assert FULL in answer.text
    call = await scene.until(lambda: scene.dialled() and scene.dialled()[0].state == "ended" and scene.dialled()[0])
    assert call.status == "cancelled"
    lead = await scene.when(lead_id, lambda it: it["calls"][0]["result"])
    assert (lead["status"], lead["assignee"]["name"], lead["messages"]) == ("manual", "Анна Петрова", [])
    card = await scene.until_card(lead_id, "в работе: Анна П.")
    assert "В работе: Анна П., 12:0" in plain(" ".join(scene.chat.buttons(lead_id)))
    assert "1234567" not in card
    assert len(scene.dialled()) == 1


async def test_x_57_a_claim_stops_a_call_that_is_still_queued(scene: Scene) -> None:
    """D-04, X-57."""
    lead_id = await scene.order()
    await scene.until(lambda: scene.chat.cards(lead_id))
    scene.world.bitrix24.break_down("unavailable", "batch")
    queued = await scene.order("A-2", phone="89160000002")
    await scene.until(lambda: scene.chat.cards(queued))
    await scene.chat.press(BORIS, queued, "Взять")
    scene.world.bitrix24.mend()
    scene.jump(minutes=5)
    lead = await scene.when(queued, lambda it: it["crm"]["id"])
    assert (lead["status"], lead["calls"]) == ("manual", [])
    scene.jump(hours=1)
    await scene.until_card(queued, "Битрикс24")
    assert scene.dialled("+79160000002") == []


async def test_a_claim_between_two_calls_stops_the_second_one(scene: Scene) -> None:
    """D-04, S0-53."""
    scene.world.fates[PHONE] = Fate("busy", ring_s=1)
    lead = await scene.reach(await scene.order(), "waiting_retry")
    await scene.until_card(1, "ждёт 2-го звонка")
    await scene.chat.press(ANNA, 1, "Взять")
    scene.jump_to(lead["next"]["at"], beyond=120)
    lead = await scene.reach(1, "manual")
    await scene.until_card(1, "в работе: Анна П.")
    assert len(scene.dialled()) == len(lead["calls"]) == 1


async def test_x_57_of_two_sellers_one_gets_the_lead_and_the_other_hears_who(scene: Scene) -> None:
    """D-04, X-57."""
    lead_id = await to_a_person(scene)
    pressed = [scene.chat.press(person, lead_id, "Взять") for person in (ANNA, BORIS, VERA)]
    told = [answer.text for answer in await asyncio.gather(*pressed)]
    assignee = (await scene.lead(lead_id))["assignee"]["name"]
    won = [text for text in told if FULL in text]
    lost = [text for text in told if f"уже в работе: {assignee.split()[0]}" in text]
    assert (len(won), len(lost)) == (1, 2), told
    assert codes(await scene.lead(lead_id)).count("claimed") == 1


async def test_the_whole_number_goes_to_the_claimer_alone(scene: Scene) -> None:
    """S0-04, D-04: privately where the chat is open, for their eyes only where it is not."""
    first, second = await to_a_person(scene), await to_a_person(scene, "A-2", phone="89160000002")
    scene.world.telegram.control.start_private(ANNA)
    await scene.until(lambda: scene.chat.private(ANNA))
    await scene.chat.press(ANNA, first, "Взять")
    await scene.until(lambda: [it for it in scene.chat.private(ANNA) if FULL in plain(it.text)])
    await scene.chat.press(BORIS, second, "Взять")
    await scene.until(lambda: [it for it in scene.chat.whispered(BORIS) if "+7 916 000-00-02" in plain(it.text)])
    assert scene.chat.whispered(ANNA) == []
    assert scene.chat.leaks() == []


async def test_d_05_retry_gives_a_lead_without_result_one_more_call(scene: Scene) -> None:
    scene.world.fates[PHONE] = [Fate("playback_error", ring_s=1), Fate(ring_s=1, talk_s=3)]
    lead_id = await scene.order()
    await scene.reach(lead_id, "manual")
    await scene.until_card(lead_id, "нужен человек")
    answer = await scene.chat.press(BORIS, lead_id, "Повторить")
    assert "Робот делает следующий шаг" in answer.text
    lead = await scene.reach(lead_id, "reached")
    assert [call["result"] for call in lead["calls"]] == ["failed", "answered"]
    await scene.until_card(lead_id, "дозвонились", "Борис Котов просит повторить")


async def test_d_06_by_hand_takes_the_lead_from_the_robot_and_to_the_presser(scene: Scene) -> None:
    scene.world.fates[PHONE] = Fate("busy", ring_s=1)
    await scene.reach(await scene.order(), "waiting_retry")
    await scene.until_card(1, "ждёт 2-го звонка")
    answer = await scene.chat.press(ANNA, 1, "Вручную")
    assert FULL in answer.text
    lead = await scene.reach(1, "manual")
    assert lead["assignee"] == {"id": ANNA, "name": "Анна Петрова"}
    scene.jump(hours=1)
    await scene.until_card(1, "в работе: Анна П.")
    assert len(scene.dialled()) == 1


async def test_a_released_lead_is_free_for_the_next_and_only_its_holder_releases_it(scene: Scene) -> None:
    """D-04, X-57."""
    lead_id = await to_a_person(scene)
    await scene.chat.press(ANNA, lead_id, "Взять")
    await scene.until_card(lead_id, "в работе")
    refused = await scene.chat.press(BORIS, lead_id, "Вернуть")
    assert "Анна" in refused.text
    released = await scene.chat.press(ANNA, lead_id, "Вернуть")
    assert "снова свободен" in released.text
    await scene.until(lambda: "Взять" in scene.chat.buttons(lead_id))
    await scene.chat.press(BORIS, lead_id, "Взять")
    assert (await scene.lead(lead_id))["assignee"]["id"] == BORIS


OUTCOMES = {
    "Дозвонились": ("reached", "PROCESSED"),
    "Продано": ("won", "CONVERTED"),
    "Отказ": ("lost", "JUNK"),
}


async def test_the_outcome_a_seller_sets_reaches_the_crm(scene: Scene) -> None:
    """D-01, D-06, S0-55."""
    for button, (status, stage) in OUTCOMES.items():
        lead_id = await to_a_person(scene, button)
        await scene.chat.press(ANNA, lead_id, "Взять")
        await scene.until(partial(scene.chat.offers, lead_id, button))
        await scene.chat.press(ANNA, lead_id, button)
        lead = await scene.reach(lead_id, status)
        assert (lead["final"], lead["assignee"]["id"]) == (True, ANNA)
        await scene.until(partial(scene.crm_shows, lead_id, stage))


async def test_a_corrected_number_is_called_at_once(scene: Scene) -> None:
    """S0-33, S0-49, D-06."""
    lead_id = await scene.order(phone="8916123456789")
    await scene.until_card(lead_id, "лишние цифры")
    scene.world.telegram.control.start_private(ANNA)
    await scene.until(lambda: scene.chat.private(ANNA))
    await scene.chat.press(ANNA, lead_id, "Исправить номер")
    asked = await scene.until(lambda: [it for it in scene.chat.private(ANNA) if "Ответьте на это сообщение" in it.text])
    scene.world.telegram.control.say(ANNA, ANNA, "8 916 123-45-67", reply_to=asked[0].message_id)
    lead = await scene.reach(lead_id, "reached")
    assert lead["phone"] == PHONE
    assert len(scene.dialled()) == 1
    await scene.until_card(lead_id, "дозвонились", "+7 916 ***-**-67")


async def test_n_02_why_tells_the_recorded_causes_in_order(scene: Scene) -> None:
    """S0-41, S0-58, X-05."""
    scene.world.fates[PHONE] = Fate("busy", ring_s=1)
    await scene.reach(await scene.order(), "waiting_retry")
    await scene.until_card(1, "ждёт 2-го звонка")
    scene.world.telegram.control.start_private(ANNA)
    await scene.until(lambda: scene.chat.private(ANNA))
    await scene.chat.press(ANNA, 1, "Почему?")

    def told() -> str:
        texts = [plain(it.text) for it in (*scene.chat.private(ANNA), *scene.chat.group())]
        return next((it for it in texts if "занято" in it and "отчёт телефонии" in it), "")

    text = await scene.until(told)
    assert text.index("заказ из «site»") < text.index("лид 1 в Битрикс24") < text.index("звонок 1: занято")


async def test_x_57_a_stale_button_changes_nothing_and_says_so(scene: Scene) -> None:
    """X-57: a button that the state does not have any more, and one of a lead that never was."""
    lead = await scene.reach(await scene.order(), "reached")
    card = (await scene.until(lambda: scene.chat.cards(1)))[0].message_id
    await scene.until_card(1, "дозвонились", "доставлено")
    before = codes(await scene.lead(1))
    by_hand = await scene.chat.press_at(ANNA, CHAT_ID, card, "r1:bh:999", stale=True)
    assert by_hand.text
    forged = await scene.chat.press_at(ANNA, CHAT_ID, card, "rubbish", stale=True)
    assert forged.text
    released = await scene.chat.press_at(BORIS, CHAT_ID, card, "r1:rl:1", stale=True)
    assert "никто не брал" in released.text
    assert [it.message_id for it in scene.chat.cards(1)] == [card], "a made-up button takes away no card"
    assert codes(await scene.lead(1)) == before
    assert lead["assignee"] is None


async def test_a_stranger_is_refused_and_nothing_changes(scene: Scene) -> None:
    """D-04, X-57: an old button in a private chat, and a member who is no seller once sellers are named."""
    lead_id = await to_a_person(scene)
    control = scene.world.telegram.control
    stranger = control.add_user("Иван", "Чужой")
    control.start_private(stranger)
    greeting = await scene.until(lambda: scene.chat.private(stranger.id))
    answer = await scene.chat.press_at(stranger.id, stranger.id, greeting[0].message_id, f"r1:cl:{lead_id}", stale=True)
    assert "только" in answer.text.lower()
    control.start_private(ANNA)
    control.say(OLGA, OLGA, f"/sellers add {ANNA}")
    await scene.until(lambda: [it for it in scene.chat.private(OLGA) if "теперь в списке" in it.text])
    answer = await scene.chat.press(VERA, lead_id, "Взять")
    assert "только" in answer.text.lower()
    assert (await scene.lead(lead_id))["assignee"] is None
    assert FULL in (await scene.chat.press(ANNA, lead_id, "Взять")).text


async def test_an_admin_releases_what_somebody_else_holds(scene: Scene) -> None:
    """D-10."""
    lead_id = await to_a_person(scene)
    await scene.chat.press(ANNA, lead_id, "Взять")
    await scene.until_card(lead_id, "в работе")
    assert "снова свободен" in (await scene.chat.press(OLGA, lead_id, "Вернуть")).text
    assert (await scene.lead(lead_id))["assignee"] is None
