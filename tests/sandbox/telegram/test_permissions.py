"""A bot that was restricted in a group: https://core.telegram.org/bots/api#chatpermissions"""

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import BufferedInputFile, ChatMemberRestricted


async def test_a_muted_bot_sends_nothing_and_goes_on_editing(bot: Bot, fake, store) -> None:
    group = store.sellers.id
    sent = await bot.send_message(group, "before")
    fake.control.mute_bot(group)
    with pytest.raises(TelegramBadRequest, match="not enough rights to send text messages to the chat"):
        await bot.send_message(group, "after")
    await bot.edit_message_text("changed", chat_id=group, message_id=sent.message_id)
    assert [it.text for it in fake.control.transcript(group) if it.from_bot] == ["changed"]


async def test_what_is_allowed_one_by_one_can_be_sent(bot: Bot, fake, store, picture: bytes) -> None:
    group = store.sellers.id
    fake.control.mute_bot(group, "can_send_messages")
    await bot.send_message(group, "a text")
    with pytest.raises(TelegramBadRequest, match="not enough rights to send photos to the chat"):
        await bot.send_photo(group, BufferedInputFile(picture, "p.png"))
    member = await bot.get_chat_member(group, bot.id)
    assert isinstance(member, ChatMemberRestricted)
    assert (member.is_member, member.can_send_messages, member.can_send_photos) == (True, True, False)
