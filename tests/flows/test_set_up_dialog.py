"""/connect: the set-up of store and CRM in the chat, on a portal and a CMS of the sandbox (S2-09, S2-12, S2-13)."""

import asyncio
from collections import Counter
from typing import Any

import pytest

from desk.exchange.connection import Task
from sandbox.kit.faults import Fault
from sandbox.telegram.view import Seen
from sandbox.world.staff import ANNA, OLGA
from tests.flows.chat import plain
from tests.flows.conftest import OpenScene, running
from tests.flows.scene import Scene
from tests.flows.test_connecting import run
from tests.flows.test_exchange import deals, made, place, status
from tests.flows.test_staff_clocks import say

TITLE, READY, MISSING = "Магазин и CRM", "Для заказов и сделок есть всё", "Кое-чего ещё не хватает"
HOSTILE = ["x" * 101, "<b>Опт</b>", "Опт\nещё", "-"]


@pytest.fixture
async def scene(open_scene: OpenScene) -> Scene:
    return await open_scene(store="cms")


def dialog(scene: Scene) -> Seen | None:
    """The one message of the set-up; None, too, for the moment in which it moves down and hangs twice."""
    named = [it for it in scene.chat.private(OLGA) if it.buttons and any(is_ours(each.data) for each in it.buttons)]
    return named[0] if len(named) == 1 else None


def is_ours(data: str) -> bool:
    return data.startswith(("r1:ux:", "r1:ua:"))


async def shows(scene: Scene, words: str) -> Seen:
    def look() -> Seen | None:
        seen = dialog(scene)
        return seen if seen and words in plain(seen.text) else None

    try:
        found: Seen = await scene.until(look)
    except AssertionError:
        raise AssertionError(f"{words!r} is not in:\n{dialog(scene)}") from None
    return found


async def connect(scene: Scene, words: str = MISSING) -> Seen:
    """The portal of the sandbox has everything but the subscriptions of an application."""
    await say(scene, OLGA, "/connect")
    return await shows(scene, words)


async def complete(scene: Scene) -> Seen:
    """With nothing missing."""
    await connect(scene)
    await press(scene, "Создать недостающее", "Создать это в CRM?")
    await press(scene, "Да, создать", "Создано в CRM")
    return await press(scene, "Проверить ещё раз", READY)


async def press(scene: Scene, button: str, words: str = "") -> Seen:
    """The dialog after a press on the button whose text begins so, once it says ``words``."""
    seen = await shows(scene, "")
    text = next(it.text for it in seen.buttons if plain(it.text).startswith(button))
    await scene.chat.press_at(OLGA, OLGA, seen.message_id, text)
    return await shows(scene, words)


async def asked(scene: Scene, button: str, words: str) -> Seen:
    """The question that a button leads to."""
    seen = await shows(scene, "")
    text = next(it.text for it in seen.buttons if plain(it.text).startswith(button))
    await scene.chat.press_at(OLGA, OLGA, seen.message_id, text)
    return await newest(scene, words)


async def newest(scene: Scene, words: str, after: int = 0) -> Seen:
    def look() -> Seen | None:
        last = scene.chat.private(OLGA)[-1]
        return last if words in plain(last.text) and last.message_id > after else None

    found: Seen = await scene.until(look, words)
    return found


async def acts(scene: Scene, what: str) -> list[Any]:
    return await running(scene).store.read(lambda books: books.acts.latest(50, what=what))


async def test_s2_09_the_whole_dialog_on_one_living_message(scene: Scene) -> None:
    scene.world.bitrix24.portal.bindings.clear()
    seen = await connect(scene)
    told = plain(seen.text)
    assert "Воронка сделок: Интернет-магазин" in told
    assert "▫️ подписка на событие ONCRMDEALADD" in told
    assert "[bitrix24]" in told
    assert scene.world.bitrix24.url.split("//")[1] in told
    asking = await press(scene, "Создать недостающее", "Создать это в CRM?")
    assert scene.world.bitrix24.portal.bindings == [], "nothing is made before it is confirmed"
    assert "ONCRMDEALDELETE" in asking.text
    await press(scene, "« Назад", MISSING)
    await press(scene, "Создать недостающее", "Создать это в CRM?")
    result = await press(scene, "Да, создать", "Создано в CRM")
    assert plain(result.text).count("✅") == len(scene.world.bitrix24.portal.bindings) == 3
    tried = await press(scene, "Провести пробный заказ", "Пробный заказ прошёл и удалён")
    assert "создана сделка" in plain(tried.text)
    assert scene.world.bitrix24.deals() == []
    assert scene.world.cms.orders.all() == []
    assert {it.message_id for it in (seen, asking, result, tried)} == {seen.message_id}
    for what in ("set_up_make_sure", "set_up_try"):
        assert [it.who_id for it in await acts(scene, what)] == [OLGA]
    closed = scene.chat.private(OLGA)[-1]
    await scene.chat.press_at(OLGA, OLGA, seen.message_id, "Закрыть")
    await newest(scene, "Закрыто")
    assert closed.message_id == seen.message_id


async def test_s2_09_another_pipeline_is_named_made_and_used_and_nonsense_is_asked_again(scene: Scene) -> None:
    await connect(scene)
    question = await asked(scene, "Воронка сделок", "Ответьте на это сообщение")
    for typed in HOSTILE:
        scene.world.telegram.control.say(OLGA, OLGA, typed, reply_to=question.message_id)
        question = await newest(scene, "Например: Интернет-магазин", question.message_id)
        assert "⚠️" in question.text, typed
        assert running(scene).live.kept == {}
    scene.world.telegram.control.say(OLGA, OLGA, "Опт", reply_to=question.message_id)
    await shows(scene, "▫️ воронка «Опт»")
    await press(scene, "Создать недостающее", "Создать это в CRM?")
    await press(scene, "Да, создать", "Создано в CRM")
    await scene.desk.stop()
    await scene.desk.start()
    number, _lead = await place(scene)
    found = await scene.until(lambda: [it for it in scene.world.bitrix24.deals() if number in it["TITLE"]])
    assert found[0]["CATEGORY_ID"] != "5"
    assert deals(scene) == []
    (act,) = await acts(scene, "set")
    assert (act.who_id, act.subject, act.data["after"]) == (OLGA, "order_sync.pipeline", "Опт")


async def test_s2_12_a_mapping_changed_in_the_chat_moves_the_next_order_differently_and_goes_back(scene: Scene) -> None:
    await connect(scene)
    await press(scene, "Этапы и статусы", "Взять в работу → processing")
    await press(scene, "Взять в работу", "Взять в работу → processing")
    await press(scene, "shipped", "Взять в работу → shipped — изменил(а) Ольга")
    number, _lead = await place(scene)
    deal = await made(scene)
    scene.world.bitrix24.move_deal(deal["ID"], "Взять в работу")
    await scene.until(lambda: status(scene, number) == "shipped", "shipped")
    await press(scene, "Вернуть прежний статус", "Взять в работу → processing")
    other, _lead = await place(scene)
    second = (await scene.until(lambda: [it for it in deals(scene) if other in it["TITLE"]]))[0]
    scene.world.bitrix24.move_deal(second["ID"], "Взять в работу")
    await scene.until(lambda: status(scene, other) == "processing", "processing")
    assert [it.data["after"] for it in await acts(scene, "set")] == [None, "shipped"]


async def test_s2_12_a_stage_is_mapped_nowhere_or_to_a_typed_word_and_back_to_the_file(scene: Scene) -> None:
    await connect(scene)
    await press(scene, "Этапы и статусы")
    await press(scene, "Взять в работу", "Взять в работу → processing")
    await press(scene, "Никакой", "Взять в работу → заказ не меняется")
    question = await asked(scene, "Другое слово", "Какой статус получает заказ")
    scene.world.telegram.control.say(OLGA, OLGA, "<i>packed</i>\n" + "y" * 200, reply_to=question.message_id)
    question = await newest(scene, "Например: shipped", question.message_id)
    scene.world.telegram.control.say(OLGA, OLGA, "packed", reply_to=question.message_id)
    await shows(scene, "Взять в работу → packed")
    await press(scene, "Как в файле", "Взять в работу → processing")
    assert running(scene).live.kept == {}
    code, said = await run(scene, "orders", "map", "Взять в работу", "nowhere")
    assert (code, said.strip()) == (0, "Взять в работу (C5:PREPARATION) -> moves no order")
    await running(scene).live.load()
    await press(scene, "« Назад", "Взять в работу → заказ не меняется")


@pytest.mark.parametrize("task", [Task.MAKE, Task.TRY])
async def test_s2_09_a_restart_in_the_middle_ends_in_exactly_one_result(scene: Scene, task: Task) -> None:
    if task is Task.MAKE:
        scene.world.bitrix24.portal.bindings.clear()
        await connect(scene)
        await press(scene, "Создать недостающее", "Создать это в CRM?")
        button, words = "Да, создать", "Создано в CRM"
    else:
        await complete(scene)
        button, words = "Провести пробный заказ", "Пробный заказ прошёл"
    seen = dialog(scene)
    assert seen
    for _ in range(2):
        scene.world.telegram.control.press(OLGA, OLGA, seen.message_id, button)
    await scene.until(lambda: "⏳" in getattr(dialog(scene), "text", "") or words in str(dialog(scene)))
    await scene.desk.stop()
    await scene.desk.start()
    await shows(scene, words)
    assert len(await acts(scene, "set_up_make_sure" if task is Task.MAKE else "set_up_try")) == 1
    assert not [it for it, times in Counter(bound(scene)).items() if times > 1], "something was made twice"
    assert scene.world.bitrix24.deals() == []


async def test_s2_09_a_result_that_comes_while_the_dialog_is_being_moved_down_is_shown(scene: Scene) -> None:
    before = await connect(scene)
    scene.world.telegram.faults.add(Fault("delay", "deleteMessage", seconds=1.5))
    scene.world.telegram.control.say(OLGA, OLGA, "/connect")
    await scene.until(lambda: getattr(dialog(scene), "message_id", 0) > before.message_id, "moved down")
    await shows(scene, MISSING)


async def test_s2_09_what_was_made_before_an_answer_was_lost_is_told_with_the_rest(scene: Scene) -> None:
    scene.world.bitrix24.portal.bindings.clear()
    await connect(scene)
    await press(scene, "Создать недостающее", "Создать это в CRM?")
    scene.world.bitrix24.faults.add(Fault("accept_drop", "event.bind", skip=1))
    told = await press(scene, "Да, создать", "Создано в CRM")
    assert plain(told.text).count("✅ подписка") == len(set(bound(scene))) == len(bound(scene)) == 3


def bound(scene: Scene) -> list[tuple[str, str]]:
    return [(it.event, it.handler) for it in scene.world.bitrix24.portal.bindings if it.app]


async def test_s2_09_a_test_order_whose_answer_is_lost_anywhere_leaves_nothing_behind(open_scene: OpenScene) -> None:
    scene = await open_scene(store="cms", order_sync={"reconcile_every": "1h"})
    await complete(scene)
    for skip in range(5):
        scene.world.bitrix24.faults.clear()
        scene.world.bitrix24.faults.add(Fault("accept_drop", skip=skip))
        await press(scene, "Провести пробный заказ", "Магазин и CRM")
        await scene.until(lambda: "⏳" not in getattr(dialog(scene), "text", "⏳"), f"a result, {skip}")
        assert scene.world.bitrix24.deals() == [], skip


async def test_s2_09_old_forged_and_foreign_taps_are_refused_kindly_and_change_nothing(scene: Scene) -> None:
    present = await connect(scene)
    await say(scene, OLGA, "/version")
    old = scene.chat.private(OLGA)[-1].message_id
    for who, chat, message in ((OLGA, OLGA, old), (ANNA, ANNA, present.message_id)):
        for data in ("r1:ut:", "r1:un:x", "r1:uh:aaaaaaaa.nowhere", "r1:uv:pipeline", "r1:ub:1", "r1:ux:"):
            scene.world.telegram.control.open_private(who)
            answer = await scene.chat.press_at(who, chat, message, data, stale=True)
            assert answer.text, (who, data)
    for data in ("r1:un:x", "r1:uh:aaaaaaaa.nowhere", "r1:uh:x", "r1:uv:token", "r1:ub:999", "r1:us:9999999999"):
        await scene.chat.press_at(OLGA, OLGA, present.message_id, data, stale=True)
    await say(scene, ANNA, "/connect")
    refused: set[tuple[int | None, str]] = set()
    while (ANNA, "/connect") not in refused:  # the test's own limit of time ends it
        refused = {(it.who_id, it.subject) for it in await acts(scene, "refused")}
        await asyncio.sleep(0.05)
    assert TITLE not in scene.chat.private(ANNA)[-1].text
    assert running(scene).live.kept == {}
    assert await acts(scene, "set_up_try") == []
    assert {(OLGA, "set_up_try"), (ANNA, "set_up_try"), (ANNA, "map")} <= refused
