"""The page as a visitor sees it, in a real browser."""

import asyncio
from typing import Any

import pytest

from tests.sandbox.page.conftest import Visit

WIDE, NARROW = (1440, 900), (390, 844)

SPILL = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
NAMELESS = """[...document.querySelectorAll("button, input, select, a")].filter((node) => node.checkVisibility() &&
  !(node.textContent.trim() || node.getAttribute("aria-label") || node.labels?.length)).map((node) => node.outerHTML)"""


@pytest.mark.parametrize("size", [WIDE, (1100, 700), NARROW])
async def test_the_page_fits_its_width_and_every_control_has_a_name(visit: Visit, open_window: Any, size: Any) -> None:
    await visit.post_card()
    window = await open_window(*size)
    await window.page.wait_for_selector(".key")
    assert await window.page.evaluate(SPILL) == 0
    assert await window.page.evaluate(NAMELESS) == []
    assert window.troubles == []


async def test_three_columns_stand_side_by_side_on_a_desktop(visit: Visit, open_window: Any) -> None:
    page = (await open_window(*WIDE)).page
    edges = [await page.locator(name).bounding_box() for name in (".left", ".chat", ".right")]
    assert [edge["y"] for edge in edges] == [edges[0]["y"]] * 3
    assert edges[0]["x"] < edges[1]["x"] < edges[2]["x"]
    assert not await page.locator("#tabs").is_visible()


async def test_a_phone_shows_one_part_at_a_time(visit: Visit, open_window: Any) -> None:
    page = (await open_window(*NARROW)).page
    parts = {"Заказ": "#order", "Мир": "#switches", "Чат": "#messages", "Клиент": "#phone", "Протокол": "#wire-rows"}
    for name in parts:
        await page.click(f"#tabs >> text={name}")
        assert [one for one, place in parts.items() if await page.locator(place).is_visible()] == [name]


async def test_an_order_is_placed_and_the_answer_is_told(visit: Visit, open_window: Any) -> None:
    page = (await open_window()).page
    await page.fill("[name=name]", "Жанна д'Арк")
    await page.click("text=JSON")
    await page.click("#buy")
    await page.wait_for_selector("#order-result >> text=Принят (202): лид №17")
    assert "Жанна" in visit.desk.got[0].body.decode()
    assert "Жанна" in await page.inner_text("#who")


async def test_a_seller_presses_a_button_and_reads_the_answer(visit: Visit, open_window: Any) -> None:
    await visit.post_card()
    page = (await open_window()).page
    await page.click("#me >> text=Борис")
    await page.wait_for_selector(".key")
    _, query = await asyncio.gather(page.click(".key >> text=Взять"), visit.answer_next_press(text="Лид ваш"))
    await page.wait_for_selector("#toasts >> text=Лид ваш")
    assert query["from"]["id"] == 222


async def test_an_edited_card_keeps_its_place_and_says_so(visit: Visit, open_window: Any) -> None:
    number = await visit.post_card()
    page = (await open_window()).page
    await page.wait_for_selector(".key")
    group = visit.world.staff.group.id
    await visit.bot("editMessageText", chat_id=group, message_id=number, text="Взяла Анна")
    await page.wait_for_selector(".bubble >> text=Взяла Анна")
    assert "изм." in await page.inner_text(".foot")
    assert await page.locator(".key").count() == 0


async def test_hostile_text_stays_text(visit: Visit, open_window: Any, send_sample: Any) -> None:
    evil = "<img src=x onerror='window.hacked=1'>"
    await send_sample(name=evil, phone="+79990001122")
    visit.world.telegram.control.say(111, visit.world.staff.group, evil)
    await visit.crm("crm.lead.add", fields={"TITLE": evil, "COMMENTS": evil, "PHONE": [{"VALUE": "+79990001122"}]})
    window = await open_window()
    await window.page.wait_for_selector(f".crm-title >> text={evil}")
    await window.page.wait_for_selector(f".bubble >> text={evil}")
    assert await window.page.evaluate("window.hacked") is None
    assert window.troubles == []


async def test_the_page_speaks_english_too(visit: Visit, open_window: Any) -> None:
    page = (await open_window()).page
    await page.click("#languages >> text=EN")
    assert await page.inner_text("#shop-title") == "Order in the shop"
    assert await page.get_attribute("html", "lang") == "en"
    await page.reload()
    await page.wait_for_selector("#shop-title >> text=Order in the shop")


async def test_a_switch_is_turned_and_stays_turned_for_everybody(visit: Visit, open_window: Any) -> None:
    page, other = (await open_window()).page, (await open_window()).page
    await page.click("#switches >> text=занято")
    await other.wait_for_selector("#switches [aria-pressed=true] >> text=занято")
    assert visit.world.fates.default.outcome == "busy"


async def test_the_plug_is_pulled_and_put_back(visit: Visit, open_window: Any) -> None:
    page = (await open_window()).page
    await page.click("text=Выдернуть вилку")
    await page.click("#plug >> text=Включить")
    await page.wait_for_selector("text=Выдернуть вилку")
    assert visit.desk.state == "running"


async def test_a_body_of_the_protocol_is_shown_readable(visit: Visit, open_window: Any) -> None:
    url = f"{visit.world.telegram.url}/bot{visit.world.telegram.token}/sendMessage"
    async with visit.client.post(url, data={"chat_id": visit.world.staff.group.id, "text": "Лид №7"}):
        page = (await open_window()).page
    await page.click("#wire-toggle")
    await page.click(".wire-row >> text=sendMessage")
    await page.wait_for_selector(".wire-detail pre >> text=text: Лид №7")
    assert visit.world.telegram.token not in await page.inner_text("#wire-rows")
