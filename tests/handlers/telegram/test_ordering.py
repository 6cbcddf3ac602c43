"""An order that the store shall have, from the card of a lead that came another way (S4-08)."""

from collections.abc import AsyncIterator
from decimal import Decimal
from pathlib import Path

import pytest

from bot.settings.loading import Settings
from desk.leads.events import Claimed
from desk.model import OrderLine
from tests.bot.telegram_room import Room, Town
from tests.bot.two_sides import TwoSides, write_both
from tests.handlers.telegram.test_deals import ANNA_KOTOVA, acts_of, press_data, tap
from tests.handlers.telegram.test_undo import buttons

BUTTON = "Заказ в магазине"
GOODS = (OrderLine("Часы", "W-1", Decimal(1), Decimal(16200), "watches"),)


@pytest.fixture
def sides() -> TwoSides:
    return TwoSides(makes=True)


@pytest.fixture
async def desk(sides: TwoSides, town: Town, tmp_path: Path, database_url: str) -> AsyncIterator[Room]:
    settings: Settings = write_both(tmp_path, town.fake.url, database_url)
    room = await sides.open(settings)
    yield room
    await room.stop()


async def taken(desk: Room, town: Town) -> int:
    """Anna's lead, which no store knows."""
    lead_id = await desk.order(lines=GOODS)
    await desk.tell(lead_id, Claimed(ANNA_KOTOVA))
    await town.see(lambda: [it for it in town.cards(lead_id) if BUTTON in buttons(it)])
    return lead_id


async def test_s4_08_whoever_has_the_lead_has_its_order_made_and_the_card_shows_it(
    desk: Room, sides: TwoSides, town: Town
) -> None:
    lead_id = await taken(desk, town)
    card = town.cards(lead_id)[-1]
    assert "Анна" in await press_data(town, town.boris, card, f"r1:xe:{lead_id}"), "somebody else has it"
    assert sides.shop.orders == {}
    assert "Магазину передано" in await tap(town, town.anna, lead_id, BUTTON)
    shown = await town.see_card(lead_id, "заказ 5000 в магазине")
    assert BUTTON not in buttons(shown)
    assert "уже есть" in await press_data(town, town.anna, card, f"r1:xe:{lead_id}")
    assert len(sides.shop.orders) == 1
    assert await acts_of(desk, "make_order") == [("Анна Котова", f"#{lead_id}", "")]


async def test_s4_08_what_the_store_refuses_stands_on_the_card_and_may_be_wished_for_again(
    desk: Room, sides: TwoSides, town: Town
) -> None:
    sides.shop.refuses["make"] = "nothing is in stock"
    lead_id = await taken(desk, town)
    await tap(town, town.anna, lead_id, BUTTON)
    await town.see_card(lead_id, "Магазин не создал заказ: nothing is in stock → устраните причину")
    sides.shop.refuses.clear()
    await tap(town, town.anna, lead_id, BUTTON)
    await town.see_card(lead_id, "заказ 5000 в магазине")


async def test_s4_08_where_no_order_can_be_made_no_button_offers_one(desk: Room, sides: TwoSides, town: Town) -> None:
    empty = await desk.order()
    await desk.tell(empty, Claimed(ANNA_KOTOVA))
    card = await town.see_card(empty, "Анна")
    assert BUTTON not in buttons(card)
    assert "нет товаров" in await press_data(town, town.anna, card, f"r1:xe:{empty}")
