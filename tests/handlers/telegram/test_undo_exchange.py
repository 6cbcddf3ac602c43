"""Where the deal goes, and an order in the store, may be taken back for some seconds like other taps (N-08)."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from bot.settings.loading import Settings
from desk.leads.events import Claimed
from desk.leads.policy import StaffRules
from tests.bot.telegram_room import ANNA, Room, Town, always_open
from tests.bot.two_sides import SHIP, TwoSides, write_both
from tests.handlers.telegram.people import said
from tests.handlers.telegram.test_deals import ANNA_KOTOVA, QUESTION, acts_of, press_data, sold, stands, tap, until
from tests.handlers.telegram.test_deals import choose as choose_stage
from tests.handlers.telegram.test_ordering import BUTTON, GOODS
from tests.handlers.telegram.test_undo import buttons

LONG, SOON, SHORT = 60.0, 16.0, 4.0  # seconds of a clock that runs ahead


@pytest.fixture
def sides() -> TwoSides:
    return TwoSides(makes=True)


@pytest.fixture
def settings(town: Town, tmp_path: Path, database_url: str) -> Settings:
    return write_both(tmp_path, town.fake.url, database_url)


@asynccontextmanager
async def holding(sides: TwoSides, settings: Settings, seconds: float) -> AsyncIterator[Room]:
    room = await sides.open(settings, always_open(staff=StaffRules(undo=timedelta(seconds=seconds))))
    try:
        yield room
    finally:
        await room.stop()


async def whats(room: Room, lead_id: int) -> list[str]:
    return [it.what for it in await room.store.read(lambda books: books.leads.history(lead_id))]


async def test_n_08_the_card_says_where_the_deal_will_go_and_undo_keeps_it_where_it_is(
    sides: TwoSides, settings: Settings, town: Town
) -> None:
    async with holding(sides, settings, LONG) as room:
        pair, lead_id = await sold(sides, room, town)
        assert "Отменить" in await choose_stage(town, town.anna, lead_id, SHIP.name)
        card = await town.see_card(lead_id, f"выполнится просьба Анна Котова: другой этап сделки «{SHIP.name}»")
        assert (buttons(card)[0], "Этап" in buttons(card)) == ("Отменить", False), "the others wait"
        data = f"r1:xm:{lead_id}.{SHIP.code}"
        assert "Отменить" in await press_data(town, town.anna, card, data), "a double tap is one wish"
        other = await press_data(town, town.anna, card, f"r1:xm:{lead_id}.C5:PAY")
        assert "сначала отмените" in other.lower()
        assert "Анна Котова" in await press_data(town, town.olga, card, data), "an admin waits as well"
        assert "уже в работе: Анна" in await tap(town, town.boris, lead_id, "Отменить"), "only she, or an admin"
        assert "Ничего не сделано" in await tap(town, town.anna, lead_id, "Отменить")
        card = await town.see_card(lead_id, "отменяет: «другой этап сделки»")
        assert "Этап" in buttons(card)
        assert (sides.crm.moved, (await stands(room, pair, lambda _: True)).deal) == ([], pair.deal)
        assert await acts_of(room, "undo") == [("Анна Котова", "", "")]
        assert await acts_of(room, "move") == [("Анна Котова", "1001", SHIP.name)], "one tap, one row"


async def test_n_08_after_the_time_the_deal_goes_there_once_though_the_desk_was_stopped(
    sides: TwoSides, settings: Settings, town: Town
) -> None:
    async with holding(sides, settings, SOON) as room:
        _pair, lead_id = await sold(sides, room, town)
        await choose_stage(town, town.anna, lead_id, SHIP.name)
        await town.see(lambda: not [it for it in town.seen(ANNA) if QUESTION in it.text])  # it is answered
        held = (await room.lead(lead_id)).held
    assert held
    assert sides.crm.moved == []
    async with holding(sides, settings, LONG) as room:
        await until(lambda: _reached(sides))
        assert room.clock.now() >= held.until
        await town.see_card(lead_id, "заказ 1001 в магазине · shipped · в магазин")
        await town.see(lambda: "Отменить" not in buttons(town.cards(lead_id)[-1]))
        assert (await whats(room, lead_id))[-2:] == ["held", "stage_asked"]
        late = await press_data(town, town.anna, town.cards(lead_id)[-1], f"r1:ud:{lead_id}")
        assert "уже нельзя" in late
    assert sides.crm.moved == [("1", SHIP.code)]


async def _reached(sides: TwoSides) -> bool:
    return bool(sides.shop.told)


async def test_n_08_ex_43_to_where_the_deal_stands_already_there_is_nothing_to_take_back(
    sides: TwoSides, settings: Settings, town: Town
) -> None:
    async with holding(sides, settings, LONG) as room:
        _pair, lead_id = await sold(sides, room, town)
        assert "Сделка остаётся" in await choose_stage(town, town.anna, lead_id, "✓")
        assert (await room.lead(lead_id)).held is None


async def test_n_08_a_deal_that_somebody_moved_in_the_crm_meanwhile_stays_there_and_whoever_tapped_is_told(
    sides: TwoSides, settings: Settings, town: Town
) -> None:
    async with holding(sides, settings, SHORT) as room:
        pair, lead_id = await sold(sides, room, town)
        await choose_stage(town, town.anna, lead_id, SHIP.name)
        sides.crm.put("1", next(it for it in await sides.crm.stages() if it.code == "C5:PAY"))
        await sides.hear(room, "1")
        told = await said(town, ANNA, "Не выполнено")
        assert "сделку тем временем" in told.text
        await stands(room, pair, lambda it: it.deal and it.deal.stage.code == "C5:PAY")
    assert sides.crm.moved == []


async def test_n_08_an_order_in_the_store_is_made_after_the_time_or_not_at_all(
    sides: TwoSides, settings: Settings, town: Town
) -> None:
    async with holding(sides, settings, LONG) as room:
        lead_id = await room.order(lines=GOODS)
        await room.tell(lead_id, Claimed(ANNA_KOTOVA))
        assert "Отменить" in await tap(town, town.anna, lead_id, BUTTON)
        card = await town.see_card(lead_id, "выполнится просьба Анна Котова: заказ в магазине")
        assert BUTTON not in buttons(card)
        assert "Отменить" in await press_data(town, town.anna, card, f"r1:xe:{lead_id}"), "a double tap is one wish"
        assert "Ничего не сделано" in await tap(town, town.olga, lead_id, "Отменить"), "an admin may for anybody"
        await town.see_card(lead_id, "отменяет: «заказ в магазине»")
    assert sides.shop.orders == {}
    async with holding(sides, settings, SHORT) as room:
        await tap(town, town.anna, lead_id, BUTTON)
        await town.see_card(lead_id, "заказ 5000 в магазине")
        assert len(sides.shop.orders) == 1
        story = await whats(room, lead_id)
        assert [it for it in story if it in ("held", "undone", "order_asked")] == [
            "held",
            "undone",
            "held",
            "order_asked",
        ]
