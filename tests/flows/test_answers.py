"""What a seller does with one tap: answers to the customer, and macros (X-18)."""

import sqlite3
from datetime import datetime
from typing import Any

from sandbox.kit.faults import Fault
from sandbox.telegram.view import Seen
from sandbox.world.staff import ANNA, BORIS, OLGA
from tests.flows.chat import plain
from tests.flows.conftest import MOSCOW, OpenScene
from tests.flows.orders import codes
from tests.flows.scene import Scene
from tests.flows.test_sellers import to_a_person
from tests.flows.test_unknown import press, unsettled

READY = "Готов к выдаче"
ANSWERS = {
    READY: "{{ first_name }}, ваш заказ {{ order_id }} готов к выдаче. {{ shop }}",
    "Дорого": "Скидка {{ total }}",
}
MACROS = {
    "Готов": ["note: на складе", f"answer: {READY}", "postpone: tomorrow 10:00"],
    "Сбыт": ["won", "postpone: 1d"],
    "Нет": ["note: нет на складе", "lost: stock"],
    "Заметка": ["note: звонили", "release"],
}
WRITTEN = "Анна, ваш заказ A-1 готов к выдаче. Часы"
SHOP: dict[str, Any] = {"answers": ANSWERS, "macros": MACROS}
LATE = datetime(2037, 11, 23, 22, 30, tzinfo=MOSCOW)


async def ask(scene: Scene, person: int, lead_id: int, button: str, words: str) -> Seen:
    """What the bot then shows in the private chat."""
    before = {it.message_id for it in scene.chat.private(person)}
    await scene.until(lambda: scene.chat.offers(lead_id, button))
    await scene.chat.press(person, lead_id, button)
    return await shown(scene, person, words, before)


async def shown(scene: Scene, person: int, words: str, before: set[int] = frozenset()) -> Seen:  # type: ignore[assignment]
    def look() -> Seen | None:
        there = (it for it in reversed(scene.chat.private(person)) if it.message_id not in before)
        return next((it for it in there if words in plain(it.text)), None)

    found = await scene.until(look, words)
    assert isinstance(found, Seen)
    return found


async def tap(scene: Scene, person: int, message: Seen, button: str) -> str:
    return (await scene.chat.press_at(person, person, message.message_id, button)).text


async def preview(scene: Scene, person: int, lead_id: int, name: str = READY) -> Seen:
    asked = await ask(scene, person, lead_id, "Написать клиенту", "Что написать?")
    await tap(scene, person, asked, name)
    return await shown(scene, person, "част")


async def mine(scene: Scene) -> int:
    """A lead that Anna has; she and Boris have started the bot."""
    for person in (ANNA, BORIS):
        scene.world.telegram.control.open_private(person)
    lead_id = await to_a_person(scene)
    await scene.chat.press(ANNA, lead_id, "Взять")
    return lead_id


def rows(scene: Scene, lead_id: int) -> list[tuple[str, str]]:
    """What was done to a lead, as the log has it."""
    with sqlite3.connect(scene.database) as db:
        found = db.execute("SELECT what, subject FROM act WHERE lead_id = ? ORDER BY id", (lead_id,))
        return [(str(what), str(subject)) for what, subject in found]


async def test_x_18_an_answer_is_seen_first_and_then_sent_once(open_scene: OpenScene) -> None:
    scene = await open_scene(**SHOP)
    lead_id = await mine(scene)
    asked = await ask(scene, ANNA, lead_id, "Написать клиенту", "Что написать?")
    assert f"{READY} — {WRITTEN}"[:60] in plain(asked.text)
    await tap(scene, ANNA, asked, READY)
    shown_ = await shown(scene, ANNA, f"“{WRITTEN}”".replace("“", "«").replace("”", "»"))
    assert "1 часть SMS" in plain(shown_.text)
    assert [it.text for it in shown_.buttons] == ["Отправить", "« Назад"]
    assert scene.texts() == []
    data = next(it.data for it in shown_.buttons if it.text == "Отправить")
    presses = [scene.world.telegram.control.press(ANNA, ANNA, shown_.message_id, data, stale=True) for _ in range(3)]
    told = [(await it.wait_answer(8)).text for it in presses]
    assert "Принято" in told[0]
    assert all("уже отправлено" in it for it in told[1:])
    lead = await scene.when(lead_id, lambda it: it["messages"] and it["messages"][0]["status"] == "delivered")
    assert scene.texts() == [WRITTEN]
    assert (lead["messages"][0]["kind"], lead["messages"][0]["name"]) == ("answer", READY)
    assert ("send", READY) in rows(scene, lead_id)
    card = await scene.until_card(lead_id, f"SMS «{READY}»: доставлено", f"пишет клиенту: «{READY}»")
    assert WRITTEN not in card, "the group does not read what the customer is told"
    await scene.until(lambda: any(WRITTEN in it for it in told_the_crm(scene, lead)), "the CRM's timeline")
    await scene.until(lambda: not any("Готов" in it.text for it in scene.chat.private(ANNA)[-1:]), "it was put away")


def told_the_crm(scene: Scene, lead: dict[str, Any]) -> list[str]:
    number = lead["crm"]["id"]
    return [it["COMMENT"] for it in scene.world.bitrix24.timeline("lead", int(number))] if number else []


async def test_x_18_own_words_are_asked_for_and_seen_once_more(open_scene: OpenScene) -> None:
    scene = await open_scene(**SHOP)
    lead_id = await mine(scene)
    asked = await ask(scene, ANNA, lead_id, "Написать клиенту", "Что написать?")
    await tap(scene, ANNA, asked, "Свой текст…")
    question = await shown(scene, ANNA, "должен прочитать клиент")
    await scene.desk.stop()
    await scene.desk.start()
    scene.world.telegram.control.say(ANNA, ANNA, "х" * 900, reply_to=question.message_id)
    await shown(scene, ANNA, "не больше 800 знаков")
    words = "Добрый вечер! Ваш ремешок {{ name }} приехал"
    scene.world.telegram.control.say(ANNA, ANNA, words, reply_to=question.message_id)
    seen = await shown(scene, ANNA, "1 часть SMS")
    assert words in plain(seen.text)
    await scene.desk.stop()
    await scene.desk.start()
    assert "Принято" in await tap(scene, ANNA, seen, "Отправить")
    await scene.until(lambda: scene.texts() == [words], "words of a person are no template")
    await scene.until_card(lead_id, "пишет клиенту: «Добрый вечер!")


async def test_x_18_only_who_works_on_the_lead_writes(open_scene: OpenScene) -> None:
    scene = await open_scene(**SHOP)
    lead_id = await mine(scene)
    await scene.until(lambda: scene.chat.offers(lead_id, "Написать клиенту"))
    assert "Анна" in (await scene.chat.press(BORIS, lead_id, "Написать клиенту")).text
    seen = await preview(scene, ANNA, lead_id)
    data = next(it.data for it in seen.buttons if it.text == "Отправить")
    elsewhere = scene.world.telegram.control.press(BORIS, BORIS, 1, data, stale=True)
    assert "уже отправлено или устарело" in (await elsewhere.wait_answer(8)).text
    await scene.chat.press(ANNA, lead_id, "Вернуть")
    await scene.until(lambda: scene.chat.offers(lead_id, "Взять"))
    assert "сначала возьмите" in (await tap(scene, ANNA, seen, "Отправить")).lower()
    assert scene.texts() == []
    await scene.chat.press(BORIS, lead_id, "Взять")
    await tap(scene, OLGA, await preview(scene, OLGA, lead_id), "Отправить")
    await scene.until(lambda: scene.texts() == [WRITTEN], "an admin writes for whoever has it")


async def test_x_18_at_night_an_answer_waits_for_the_morning_unless_it_is_sent_now(open_scene: OpenScene) -> None:
    scene = await open_scene(LATE, **SHOP)
    lead_id = await mine(scene)
    seen = await preview(scene, ANNA, lead_id)
    assert "нерабочее время до 24 ноября 09:00" in plain(seen.text)
    assert [it.text for it in seen.buttons] == ["Отправить 24 ноября 09:00", "Отправить сейчас", "« Назад"]
    await tap(scene, ANNA, seen, "Отправить 24 ноября 09:00")
    lead = await scene.when(lead_id, lambda it: it["messages"])
    assert lead["messages"][0]["status"] == "planned"
    await tap(scene, ANNA, await preview(scene, ANNA, lead_id, "Дорого"), "Отправить сейчас")
    (first,) = await scene.until(scene.texts)
    assert first.startswith("Скидка 15")
    scene.jump_to(datetime(2037, 11, 24, 9, 0, tzinfo=MOSCOW))
    await scene.until(lambda: WRITTEN in scene.texts(), "it went in the morning")
    assert len(scene.texts()) == 2


async def test_x_18_n_08_an_answer_that_is_taken_back_never_leaves(open_scene: OpenScene) -> None:
    scene = await open_scene(speed=10.0, staff={"undo": "1m"}, **SHOP)
    lead_id = await mine(scene)
    assert "Отменить" in await tap(scene, ANNA, await preview(scene, ANNA, lead_id), "Отправить")
    await scene.until_card(lead_id, f"сообщение клиенту «{READY}»")
    await scene.until(lambda: scene.chat.offers(lead_id, "Отменить"))
    assert "Ничего не сделано" in (await scene.chat.press(ANNA, lead_id, "Отменить")).text
    scene.jump(minutes=5)
    await scene.until(lambda: scene.chat.offers(lead_id, "Написать клиенту"))
    await tap(scene, ANNA, await preview(scene, ANNA, lead_id), "Отправить")
    scene.jump(minutes=2)
    await scene.until(lambda: scene.texts() == [WRITTEN], "the second one was let go")
    assert (await scene.lead(lead_id))["messages"][0]["text"] == WRITTEN


async def test_x_18_n_07_of_an_answer_that_was_lost_a_person_says_what_became_of_it(open_scene: OpenScene) -> None:
    scene = await open_scene(**SHOP)
    lead_id = await mine(scene)
    seen = await preview(scene, ANNA, lead_id)
    scene.world.smsc.faults.add(Fault("drop", "send"))
    await tap(scene, ANNA, seen, "Отправить")
    await scene.when(lead_id, lambda it: it["messages"] and it["messages"][0]["status"] == "unknown")
    await unsettled(scene, lead_id)
    await press(scene, lead_id, "Нет, не ушло")
    await press(scene, lead_id, "Отправить снова")
    await scene.until(lambda: scene.texts() == [WRITTEN], "the same words once more")


async def test_x_18_a_macro_does_all_its_steps_with_one_tap(open_scene: OpenScene) -> None:
    scene = await open_scene(**SHOP)
    lead_id = await mine(scene)
    asked = await ask(scene, ANNA, lead_id, "Макросы", "Какой макрос?")
    assert f"Готов — заметка «на складе», написать клиенту «{READY}», отложить «tomorrow 10:00»" in plain(asked.text)
    data = next(it.data for it in asked.buttons if it.text == "Готов")
    presses = [scene.world.telegram.control.press(ANNA, ANNA, asked.message_id, data, stale=True) for _ in range(3)]
    told = [(await it.wait_answer(8)).text for it in presses]
    assert "Готово" in told[0]
    assert "уже нажали" in told[1]
    await scene.until(lambda: scene.texts() == [WRITTEN])
    lead = await scene.lead(lead_id)
    assert datetime.fromisoformat(lead["next"]["at"]) == datetime(2037, 11, 24, 10, 0, tzinfo=MOSCOW)
    assert [it for it in codes(lead) if it in ("macro_run", "note", "answered", "postponed")] == [
        "macro_run",
        "note",
        "answered",
        "postponed",
    ]
    done = [it for it in rows(scene, lead_id) if it[0] != "refused"]
    assert done[-4:] == [("macro", "Готов"), ("note", ""), ("send", READY), ("put_off", "")]


async def test_x_18_if_one_step_is_not_possible_none_is_done(open_scene: OpenScene) -> None:
    scene = await open_scene(**SHOP)
    lead_id = await mine(scene)
    asked = await ask(scene, ANNA, lead_id, "Макросы", "Какой макрос?")
    before = (await scene.lead(lead_id))["history"], rows(scene, lead_id)
    assert "Шаг 2 макроса, отложить: " in await tap(scene, ANNA, asked, "Сбыт")
    lead = await scene.lead(lead_id)
    assert (lead["history"], [it for it in rows(scene, lead_id) if it[0] != "refused"]) == before
    assert lead["status"] == "manual"


async def test_x_18_a_macro_with_an_effect_outside_is_held_once_and_taken_back_whole(open_scene: OpenScene) -> None:
    scene = await open_scene(speed=10.0, staff={"undo": "1m"}, **SHOP)
    lead_id = await mine(scene)
    asked = await ask(scene, ANNA, lead_id, "Макросы", "Какой макрос?")
    assert "Отменить" in await tap(scene, ANNA, asked, "Нет")
    await scene.until(lambda: scene.chat.offers(lead_id, "Отменить"))
    await scene.chat.press(ANNA, lead_id, "Отменить")
    scene.jump(minutes=5)
    await scene.until(lambda: scene.chat.offers(lead_id, "Макросы"))
    lead = await scene.lead(lead_id)
    assert (lead["status"], "note" in codes(lead)) == ("manual", False)
    asked = await ask(scene, ANNA, lead_id, "Макросы", "Какой макрос?")
    await tap(scene, ANNA, asked, "Нет")
    scene.jump(minutes=2)
    lead = await scene.when(lead_id, lambda it: it["status"] == "lost")
    assert (codes(lead).count("note"), codes(lead).count("outcome_set")) == (1, 1)
    await scene.until_card(lead_id, "нет в наличии")


async def test_x_18_a_macro_without_an_effect_outside_is_done_at_once(open_scene: OpenScene) -> None:
    scene = await open_scene(speed=10.0, staff={"undo": "1m"}, **SHOP)
    lead_id = await mine(scene)
    asked = await ask(scene, ANNA, lead_id, "Макросы", "Какой макрос?")
    assert "Готово" in await tap(scene, ANNA, asked, "Заметка")
    lead = await scene.lead(lead_id)
    assert (lead["assignee"], codes(lead)[-2:]) == (None, ["note", "released"])


async def test_x_18_a_shop_without_macros_has_no_button_for_them(scene: Scene) -> None:
    lead_id = await mine(scene)
    await scene.until(lambda: scene.chat.offers(lead_id, "Написать клиенту"))
    assert not scene.chat.offers(lead_id, "Макросы")
    asked = await ask(scene, ANNA, lead_id, "Написать клиенту", "Что написать?")
    assert [it.text for it in asked.buttons] == ["Свой текст…"]
