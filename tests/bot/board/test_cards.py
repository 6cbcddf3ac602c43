from tests.bot.telegram_room import FULL, MASKED, Room, Town


async def test_d_02_a_new_lead_is_one_card_in_the_sellers_chat(room: Room, town: Town) -> None:
    lead_id = await room.order()
    card = await town.see_card(lead_id)
    assert "Мария И." in card.text
    assert MASKED in card.text
    assert FULL not in card.text
    assert [button.text for button in card.buttons][:2] == ["Взять", "Повторить"]
