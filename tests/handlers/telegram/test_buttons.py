"""Every action that a button may ask for has a handler."""

import pytest

from bot.cards.card import Action
from tests.bot.telegram_room import GROUP, OLGA, Room, Town


@pytest.mark.parametrize("subject", ["{lead}", "made up"])
async def test_x_57_a_press_is_answered_whatever_it_asks_for(room: Room, town: Town, subject: str) -> None:
    lead_id = await room.order()
    card = await town.see_card(lead_id)
    for action in Action:
        data = f"r1:{action.value}:{subject.format(lead=lead_id)}"
        pressed = town.control.press(OLGA, GROUP, card.message_id, data, stale=True)
        try:
            await pressed.wait_answer(20)
        except TimeoutError:
            pytest.fail(f"{action.name} was not answered")
