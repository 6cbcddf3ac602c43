"""The team's chats side by side, in a real browser: who presses, who writes, and in which topic."""

import asyncio
from typing import Any

import pytest

from tests.sandbox.page.conftest import Visit
from tests.sandbox.page.test_look import NAMELESS, SPILL

ANNA, BORIS, OLGA = 111, 222, 904
CARD = {"inline_keyboard": [[{"text": "Взять", "callback_data": "r1:cl:7"}]]}


async def open_team(open_team_window: Any, width: int = 1440, height: int = 900) -> Any:
    window = await open_team_window(width, height)
    await window.page.click("#views >> text=Команда")
    await window.page.wait_for_selector("#team .chat")
    return window


def pane(page: Any, name: str) -> Any:
    return page.locator("#team .chat", has=page.locator(f"[data-part=title] >> text={name}"))


@pytest.mark.parametrize("width", [1440, 1100])
async def test_the_group_two_sellers_and_an_admin_stand_side_by_side(open_team_window: Any, width: int) -> None:
    window = await open_team(open_team_window, width)
    titles = await window.page.locator("#team [data-part=title]").all_inner_texts()
    assert titles == ["Полдень · продажи", "Анна Петрова", "Борис Котов", "Ольга Орлова"]
    edges = [await it.bounding_box() for it in await window.page.locator("#team .chat").all()]
    assert len({edge["y"] for edge in edges}) == 1
    assert [edge["x"] for edge in edges] == sorted({edge["x"] for edge in edges})
    assert await window.page.evaluate(SPILL) == 0
    assert await window.page.evaluate(NAMELESS) == []
    assert window.troubles == []


async def test_everybody_presses_in_their_own_chat_and_the_chosen_one_in_the_group(
    team: Visit, open_team_window: Any
) -> None:
    team.world.telegram.control.open_private(BORIS)
    await team.bot("sendMessage", chat_id=BORIS, text="Напоминание", reply_markup=CARD)
    await team.post_card()
    page = (await open_team(open_team_window)).page
    _, query = await asyncio.gather(pane(page, "Борис").locator(".key").click(), team.answer_next_press())
    assert query["from"]["id"] == BORIS
    group = pane(page, "Полдень")
    await group.locator("[data-part=me] >> text=Ольга").click()
    await group.locator("[data-part=me] [aria-pressed=true] >> text=Ольга").wait_for()
    _, query = await asyncio.gather(group.locator(".key").click(), team.answer_next_press())
    assert query["from"]["id"] == OLGA


async def test_what_is_written_goes_into_the_topic_that_is_shown(team: Visit, open_team_window: Any) -> None:
    group = team.world.staff.group
    for name in ("Лиды", "Сбои"):
        await team.bot("createForumTopic", chat_id=group.id, name=name, icon_color=7322096)
    page = (await open_team(open_team_window)).page
    chat = pane(page, "Полдень")
    await chat.locator("[data-part=topics] [aria-pressed=true] >> text=Лиды").wait_for()
    await chat.locator("[data-part=topics] >> text=Сбои").click()
    await chat.locator("form input").fill("что с CRM?")
    await chat.locator("form input").press("Enter")
    await chat.locator(".bubble >> text=что с CRM?").wait_for()
    said = next(it for it in team.world.telegram.control.transcript(group) if it.text == "что с CRM?")
    assert group.topics[said.thread_id].name == "Сбои"
    await chat.locator("[data-part=topics] >> text=Лиды").click()
    await chat.locator(".bubble >> text=что с CRM?").wait_for(state="detached")


async def test_a_topic_with_news_says_so_until_it_is_opened(team: Visit, open_team_window: Any) -> None:
    group = team.world.staff.group
    topic = await team.bot("createForumTopic", chat_id=group.id, name="Лиды", icon_color=7322096)
    page = (await open_team(open_team_window)).page
    chat = pane(page, "Полдень")
    await chat.locator("[data-part=topics] >> text=Общая").click()
    await team.bot("sendMessage", chat_id=group.id, text="Лид №7", message_thread_id=topic["message_thread_id"])
    await chat.locator("[data-part=topics] .news >> text=Лиды").click()
    await chat.locator(".bubble >> text=Лид №7").wait_for()
    assert await chat.locator("[data-part=topics] .news").count() == 0


async def test_a_phone_shows_the_topics_and_one_chat_at_a_time(team: Visit, open_team_window: Any) -> None:
    await team.bot("createForumTopic", chat_id=team.world.staff.group.id, name="Лиды", icon_color=7322096)
    window = await open_team_window(390, 844)
    await window.page.wait_for_selector("#chat [data-part=topics] >> text=Лиды")
    assert not await window.page.locator("#team").is_visible()
    assert not await window.page.locator("#views").is_visible()
    assert await window.page.evaluate(SPILL) == 0
    assert window.troubles == []


async def test_an_order_is_placed_beside_the_chats(team: Visit, open_team_window: Any) -> None:
    page = (await open_team(open_team_window)).page
    await page.click("#team >> text=Новый заказ")
    for _ in range(100):
        if team.desk.got:
            break
        await asyncio.sleep(0.05)
    assert team.desk.got[0].target == "/orders/site"
