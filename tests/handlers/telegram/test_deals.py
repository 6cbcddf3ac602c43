"""The deal of a lead on its card, and what people do about it (S2-11, S2-16)."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.settings.loading import Settings
from desk.exchange.model import Finality
from desk.exchange.pair import Pair
from desk.leads.events import Claimed, Released
from desk.leads.model import Person
from sandbox.telegram.people import User
from sandbox.telegram.view import Seen
from tests.bot.telegram_room import ANNA, BORIS, FULL, GROUP, MASKED, OLGA, Room, Town
from tests.bot.two_sides import NEW, PAY, SHIP, TALK, TwoSides, pair_of, write_both
from tests.handlers.telegram.people import said
from tests.handlers.telegram.test_commands import ask
from tests.handlers.telegram.test_teamwork import meet
from tests.handlers.telegram.test_undo import buttons

ANNA_KOTOVA = Person(ANNA, "Анна Котова")
QUESTION = "На какой этап?"


@pytest.fixture
def sides() -> TwoSides:
    return TwoSides()


@pytest.fixture
def settings(town: Town, tmp_path: Path, database_url: str) -> Settings:
    return write_both(tmp_path, town.fake.url, database_url)


@pytest.fixture
async def desk(settings: Settings, sides: TwoSides) -> AsyncIterator[Room]:
    room = await sides.open(settings)
    yield room
    await room.stop()


async def until(wanted: Callable[[], Awaitable[Any]], seconds: float = 8.0) -> Any:
    async with asyncio.timeout(seconds):
        while True:
            if found := await wanted():
                return found
            await asyncio.sleep(0.05)


async def stands(room: Room, pair: Pair, fits: Callable[[Pair], object]) -> Pair:
    """The pair, once it is so."""

    async def look() -> Pair | None:
        now = await pair_of(room, pair.id)
        return now if fits(now) else None

    found: Pair = await until(look)
    return found


async def sold(sides: TwoSides, room: Room, town: Town, *, to: Person | None = ANNA_KOTOVA) -> tuple[Pair, int]:
    """An order in step with its deal; its lead is somebody's."""
    pair = await sides.place(room)
    lead_id = pair.lead_id or 0
    pair = await stands(room, pair, lambda it: it.deal)
    if to:
        await room.tell(lead_id, Claimed(to))
        await town.see(lambda: [it for it in town.cards(lead_id) if "Этап" in buttons(it)])
    return pair, lead_id


async def tap(town: Town, who: User, lead_id: int, button: str) -> str:
    card = await town.see(lambda: next((it for it in reversed(town.cards(lead_id)) if button in buttons(it)), None))
    return str((await town.control.press(who, town.group, card.message_id, button).wait_answer()).text)


async def choose(town: Town, who: User, lead_id: int, stage: str) -> str:
    """The answer to a choice of the question that *Stage* asked privately."""
    await tap(town, who, lead_id, "Этап")
    question = await said(town, who.id, QUESTION)
    return await press_data(town, who, question, next(it.data for it in question.buttons if stage in it.text), who.id)


async def press_data(town: Town, who: User, seen: Seen, data: str, chat: int = GROUP) -> str:
    pressed = town.control.press(who, chat, seen.message_id, data, stale=True)
    return str((await pressed.wait_answer()).text)


async def whats(room: Room, pair: Pair) -> list[str]:
    return [it.note.what for it in await room.store.read(lambda books: books.pairs.log(pair.id))]


async def acts_of(room: Room, what: str) -> list[tuple[str, str, str]]:
    found = await room.store.read(lambda books: books.acts.latest(20, what=what))
    return [(it.who, it.subject, str(it.data.get("text", it.data.get("reason", "")))) for it in found]


async def test_s2_16_the_card_shows_the_order_and_its_deal_with_nothing_more_of_the_customer(
    desk: Room, sides: TwoSides, town: Town
) -> None:
    _pair, lead_id = await sold(sides, desk, town, to=None)
    card = await town.see_card(lead_id, "сделка 1 · Взять в работу · в CRM")
    assert "заказ 1001 в магазине · processing" in card.text
    links = {it["url"] for it in card.entities if it["type"] == "text_link"}
    assert links == {"https://shop.example.com/admin/orders/1001", "https://portal.bitrix24.ru/crm/deal/details/1/"}
    assert MASKED in card.text
    assert FULL not in card.text
    assert "maria@" not in card.text
    assert "Этап" not in buttons(card), "nobody has the lead"


async def test_s2_11_its_owner_moves_the_deal_and_the_store_hears_of_it(
    desk: Room, sides: TwoSides, town: Town
) -> None:
    pair, lead_id = await sold(sides, desk, town)
    assert "личном чате" in await tap(town, town.anna, lead_id, "Этап")
    question = await said(town, ANNA, QUESTION)
    assert [it.text for it in question.buttons][:3] == ["✓ Взять в работу", "Получить оплату", "Отправка товара"]
    assert "Сделка переходит в «Отправка товара»" in await choose(town, town.anna, lead_id, "Отправка товара")
    card = await town.see_card(lead_id, "Отправка товара")
    await town.see_card(lead_id, "заказ 1001 в магазине · shipped · в магазин")
    assert sides.crm.moved == [("1", SHIP.code)]
    assert sides.shop.told == [("1001", "shipped")]
    assert await acts_of(desk, "move") == [("Анна Котова", "1001", "Отправка товара")]
    assert (await whats(desk, pair))[-3:] == ["stage_asked", "stage_moved", "status_told"]
    assert card.message_id == town.cards(lead_id)[-1].message_id
    assert not [it for it in town.seen(ANNA) if QUESTION in it.text][1:], "an answered question goes"


async def test_s2_16_a_seller_without_the_lead_a_stranger_and_nobodys_lead_move_nothing(
    desk: Room, sides: TwoSides, town: Town
) -> None:
    pair, lead_id = await sold(sides, desk, town)
    card, chosen = town.cards(lead_id)[-1], f"r1:xm:{lead_id}.{PAY.code}"
    assert "Анна" in await tap(town, town.boris, lead_id, "Этап")
    assert "Анна" in await press_data(town, town.boris, card, chosen)
    await meet(desk, ANNA, "Анна Котова")  # from now on whoever is in the group is not a seller for that alone
    town.control.join(town.zoe, town.group)
    assert "админ" in (await press_data(town, town.zoe, card, chosen)).lower()
    await desk.tell(lead_id, Released(ANNA_KOTOVA))
    assert "возьмите" in await press_data(town, town.anna, card, chosen)
    assert sides.crm.moved == []
    assert (await pair_of(desk, pair.id)).deal == pair.deal
    refused = {(it.who, it.data["reason"]) for it in await desk.see_acts(4, "refused")}
    assert refused == {("Борис", "taken"), ("Зоя", "stranger"), ("Анна Котова", "state")}


async def test_s2_16_an_admin_moves_the_deal_of_somebody_elses_lead(desk: Room, sides: TwoSides, town: Town) -> None:
    pair, lead_id = await sold(sides, desk, town)
    await choose(town, town.olga, lead_id, "Получить оплату")
    await stands(desk, pair, lambda it: it.order.status == "awaiting_payment")


async def test_s2_11_two_taps_move_it_once_and_the_later_one_says_so(desk: Room, sides: TwoSides, town: Town) -> None:
    pair, lead_id = await sold(sides, desk, town)
    card, chosen = town.cards(lead_id)[-1], f"r1:xm:{lead_id}.{PAY.code}"
    await asyncio.gather(*(press_data(town, town.anna, card, chosen) for _ in range(3)))
    await stands(desk, pair, lambda it: it.order.status == "awaiting_payment")
    assert "остаётся" in await press_data(town, town.anna, card, chosen)
    assert sides.crm.moved == [("1", PAY.code)]
    assert sides.shop.told == [("1001", "awaiting_payment")]


async def test_x_57_made_up_buttons_about_deals_are_refused(desk: Room, sides: TwoSides, town: Town) -> None:
    _pair, lead_id = await sold(sides, desk, town)
    card = town.cards(lead_id)[-1]
    for data in (f"xm:{lead_id}.C9:NOPE", f"xm:{lead_id}", "xm:999.C5:PAY", "xm:", f"xs:{lead_id}.1", "xr:²", "xn:"):
        assert await press_data(town, town.anna, card, f"r1:{data}"), data
    assert "Отказов нет" in await press_data(town, town.anna, card, f"r1:xr:{lead_id}")
    assert "не удалена" in await press_data(town, town.anna, card, f"r1:xn:{lead_id}")
    assert sides.crm.moved == []
    assert await acts_of(desk, "move") == []


async def test_x_57_an_old_card_is_taken_away_and_asks_nothing(desk: Room, sides: TwoSides, town: Town) -> None:
    _pair, lead_id = await sold(sides, desk, town)
    old = await ask(town, OLGA, f"/lead {lead_id}")
    await ask(town, OLGA, f"/lead {lead_id}")
    stray = town.control.press(town.olga, OLGA, old.message_id, f"r1:xs:{lead_id}", stale=True)
    assert "устарела" in (await stray.wait_answer()).text
    assert not [it for it in town.seen(OLGA) if QUESTION in it.text]


async def test_ex_33_while_the_crm_is_down_the_newest_wish_counts_and_a_restart_keeps_it(
    settings: Settings, sides: TwoSides, town: Town
) -> None:
    desk = await sides.open(settings)
    pair, lead_id = await sold(sides, desk, town)
    sides.crm.down = True
    await choose(town, town.anna, lead_id, "Получить оплату")

    async def incident() -> object:
        return await desk.store.read(lambda books: books.incidents.open())

    await until(incident)
    assert "CRM сейчас не отвечает" in await choose(town, town.anna, lead_id, "Отправка товара")
    await desk.stop()
    desk = await sides.open(settings)
    sides.crm.down = False
    await stands(desk, pair, lambda it: it.order.status == "shipped")
    assert sides.crm.moved == [("1", SHIP.code)]
    await desk.stop()


async def test_ex_33_back_to_where_it_stands_takes_a_waiting_wish_back(desk: Room, sides: TwoSides, town: Town) -> None:
    pair, lead_id = await sold(sides, desk, town)
    sides.crm.down = True
    await choose(town, town.anna, lead_id, "Получить оплату")

    async def failed_once() -> object:
        waiting = await desk.store.read(lambda books: books.jobs.listed(("waiting",)))
        return [it for it in waiting if it.kind == "exchange.move" and it.error]

    await until(failed_once)
    card = town.cards(lead_id)[-1]
    assert "остаётся" in await press_data(town, town.anna, card, f"r1:xm:{lead_id}.{NEW.code}")
    sides.crm.down = False

    async def settled() -> bool:
        owed = await desk.store.read(lambda books: books.jobs.listed())
        return not [it for it in owed if it.kind == "exchange.move"]

    await until(settled)
    assert sides.crm.moved == []
    assert (await pair_of(desk, pair.id)).order.status == "processing"


async def test_ex_32_a_move_that_the_crm_refuses_ends_on_the_card_and_is_repeated_by_a_tap(
    desk: Room, sides: TwoSides, town: Town
) -> None:
    pair, lead_id = await sold(sides, desk, town)
    sides.crm.refuses[SHIP.code] = "fill in the tracking number first"
    await choose(town, town.anna, lead_id, "Отправка товара")
    card = await town.see_card(lead_id, "Сделка не перешла в «Отправка товара»: fill in the tracking number first")
    assert "Повторить обмен" in buttons(card)
    sides.shop.change("1001", comment="leave it at the door")
    await sides.see(desk, "1001")
    beside = await stands(desk, pair, lambda it: it.shown and it.shown.comment)
    assert beside.refusal, "what is owed went on beside it"
    sides.crm.refuses.clear()
    assert "ещё раз" in await tap(town, town.anna, lead_id, "Повторить обмен")
    moved = await stands(desk, pair, lambda it: it.order.status == "shipped")
    assert moved.refusal is None
    await town.see(lambda: "Повторить обмен" not in buttons(town.cards(lead_id)[-1]))
    assert await acts_of(desk, "deal_retry") == [("Анна Котова", "1001", "")]


async def test_ex_26_whoever_moved_the_deal_in_the_crm_meanwhile_knew_more(
    desk: Room, sides: TwoSides, town: Town
) -> None:
    """No event told of it; the wish finds it out, and the store hears of what the CRM shows."""
    pair, lead_id = await sold(sides, desk, town)
    sides.crm.put("1", PAY)
    await choose(town, town.anna, lead_id, "Отправка товара")
    await town.see_card(lead_id, "сделку тем временем передвинули")
    await stands(desk, pair, lambda it: it.order.status == "awaiting_payment")
    assert sides.crm.moved == []
    assert (await tap(town, town.anna, lead_id, "Этап")) is not None
    await choose(town, town.anna, lead_id, "Отправка товара")
    await stands(desk, pair, lambda it: it.order.status == "shipped" and it.refusal is None)


async def test_ex_21_a_stage_that_is_mapped_nowhere_may_be_chosen_and_tells_the_store_nothing(
    desk: Room, sides: TwoSides, town: Town
) -> None:
    pair, lead_id = await sold(sides, desk, town)
    await choose(town, town.anna, lead_id, "Переговоры")
    await stands(desk, pair, lambda it: it.deal and it.deal.stage == TALK)
    assert sides.shop.told == []
    assert (await whats(desk, pair))[-1] == "stage_unmapped"


async def test_ex_32_what_the_store_refuses_stands_on_the_card_until_somebody_looked(
    desk: Room, sides: TwoSides, town: Town
) -> None:
    pair, lead_id = await sold(sides, desk, town)
    sides.shop.refuses["shipped"] = "nothing is in stock"
    await choose(town, town.anna, lead_id, "Отправка товара")
    card = await town.see_card(lead_id, "Магазин отказал: nothing is in stock → устраните причину")
    assert "processing" in card.text
    sides.shop.refuses.clear()
    assert "Анна" in await tap(town, town.boris, lead_id, "Повторить обмен")
    await tap(town, town.anna, lead_id, "Повторить обмен")
    await stands(desk, pair, lambda it: it.order.status == "shipped")
    assert sides.shop.told == [("1001", "shipped")]


async def test_ex_28_a_deleted_deal_is_made_anew_when_a_person_says_so(desk: Room, sides: TwoSides, town: Town) -> None:
    pair, lead_id = await sold(sides, desk, town)
    del sides.crm.kept["1"]
    await sides.hear(desk, "1")
    card = await town.see_card(lead_id, "Сделка удалена в CRM")
    assert {"Этап", "Повторить обмен"} & set(buttons(card)) == set()
    assert "создайте её заново" in await press_data(town, town.anna, card, f"r1:xm:{lead_id}.{PAY.code}")
    assert "создайте её заново" in await press_data(town, town.anna, card, f"r1:xr:{lead_id}")
    assert "новая сделка" in await tap(town, town.anna, lead_id, "Создать сделку заново")
    anew = await stands(desk, pair, lambda it: it.deal and it.deal.id == "2")
    assert anew.halt is None
    await town.see_card(lead_id, "сделка 2 · Взять в работу")
    assert await acts_of(desk, "deal_anew") == [("Анна Котова", "1001", "")]


async def test_s2_13_a_closed_deal_may_be_opened_again_from_the_card(desk: Room, sides: TwoSides, town: Town) -> None:
    pair, lead_id = await sold(sides, desk, town)
    await choose(town, town.anna, lead_id, "Сделка успешна")
    won = await stands(desk, pair, lambda it: it.order.status == "completed")
    assert won.order.ended is Finality.WON
    await choose(town, town.anna, lead_id, "Взять в работу")
    await stands(desk, pair, lambda it: it.order.status == "processing")


async def test_s2_16_orders_tells_what_is_not_in_step_and_is_refreshed_in_its_place(
    desk: Room, sides: TwoSides, town: Town
) -> None:
    pair, lead_id = await sold(sides, desk, town)
    for ref in ("1002", "1003"):
        await stands(desk, await sides.place(desk, ref), lambda it: it.deal)
    page = await ask(town, ANNA, "/orders")
    assert "в порядке — 3" in page.text
    assert "⚠️" not in page.text
    sides.shop.refuses["shipped"] = "nothing is in stock"
    await choose(town, town.anna, lead_id, "Отправка товара")
    await stands(desk, pair, lambda it: it.refusal)
    await town.control.press(ANNA, ANNA, page.message_id, "r1:xo:").wait_answer()
    same = await town.see(
        lambda: next(
            (it for it in town.seen(ANNA) if it.message_id == page.message_id and "получили отказ — 1" in it.text), None
        )
    )
    assert "в порядке — 2" in same.text
    assert f"#{lead_id} · заказ 1001 · магазин отказал: nothing is in stock" in same.text
    assert same.buttons[0].text == f"#{lead_id}"
    await town.control.press(ANNA, ANNA, same.message_id, same.buttons[0].data).wait_answer()
    await town.see(lambda: [it for it in town.cards(lead_id, ANNA) if "сделка 1" in it.text])
    page = await ask(town, BORIS, "/orders", chat=GROUP)
    assert FULL not in page.text


async def test_s2_16_without_a_store_nothing_is_said_of_deals(room: Room, town: Town) -> None:
    lead_id = await room.order()
    card = await town.see_card(lead_id)
    assert "🤝" not in card.text
    await room.tell(lead_id, Claimed(ANNA_KOTOVA))
    assert "не подключён" in await press_data(town, town.anna, card, f"r1:xs:{lead_id}")
    assert "не подключён" in await press_data(town, town.anna, card, f"r1:xm:{lead_id}.{PAY.code}")
    assert "не подключён" in (await ask(town, ANNA, "/orders")).text


async def test_s2_16_a_lead_that_came_from_no_store_has_no_deal(desk: Room, town: Town) -> None:
    lead_id = await desk.order()
    card = await town.see_card(lead_id)
    assert "🤝" not in card.text
    await desk.tell(lead_id, Claimed(replace(ANNA_KOTOVA)))
    assert "ни один заказ магазина" in await press_data(town, town.anna, card, f"r1:xs:{lead_id}")
