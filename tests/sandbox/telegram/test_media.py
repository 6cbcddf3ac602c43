"""Changing a photo for another one, and a text for a photo. https://core.telegram.org/bots/api#editmessagemedia"""

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import (
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    InputMediaVideo,
)

from sandbox.telegram.fake import TelegramFake

KEYS = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="x", callback_data="x")]])


@pytest.fixture(autouse=True)
def without_limits(fake: TelegramFake) -> None:
    fake.limits.enabled = False


def png(width: int, height: int, mark: bytes = b"") -> BufferedInputFile:
    return BufferedInputFile(
        b"\x89PNG\r\n\x1a\n" + bytes(8) + width.to_bytes(4) + height.to_bytes(4) + bytes(9) + mark, "a.png"
    )


async def test_a_photo_becomes_another_one_with_its_own_caption_and_keyboard(bot: Bot, fake, store) -> None:
    sent = await bot.send_photo(store.anna.id, png(4, 3), caption="a", reply_markup=KEYS)
    media = InputMediaPhoto(media=png(8, 6), caption="<b>b</b>", parse_mode="HTML")
    changed = await bot.edit_message_media(media, chat_id=store.anna.id, message_id=sent.message_id)
    assert (changed.message_id, changed.caption, changed.reply_markup) == (sent.message_id, "b", None)
    assert (changed.photo[-1].width, changed.photo[-1].file_id != sent.photo[-1].file_id) == (8, True)
    (seen,) = fake.control.transcript(store.anna.id)
    assert (seen.media, seen.html, seen.edited) == ("photo", "<b>b</b>", True)


async def test_a_text_becomes_a_photo_and_never_a_text_again(bot: Bot, store) -> None:
    sent = await bot.send_message(store.anna.id, "x")
    changed = await bot.edit_message_media(
        InputMediaPhoto(media=png(4, 3)), chat_id=store.anna.id, message_id=sent.message_id
    )
    assert changed.photo and changed.text is None
    with pytest.raises(TelegramBadRequest, match="there is no text in the message"):
        await bot.edit_message_text("y", chat_id=store.anna.id, message_id=sent.message_id)


async def test_the_same_stored_photo_again_is_no_change(bot: Bot, store) -> None:
    sent = await bot.send_photo(store.anna.id, png(4, 3), caption="a")
    same = InputMediaPhoto(media=sent.photo[-1].file_id, caption="a")
    with pytest.raises(TelegramBadRequest, match="message is not modified"):
        await bot.edit_message_media(same, chat_id=store.anna.id, message_id=sent.message_id)


async def test_what_telegram_does_not_take_as_a_photo_is_refused(bot: Bot, fake, store) -> None:
    sent = await bot.send_photo(store.anna.id, png(4, 3))
    for media, complaint in (
        (InputMediaPhoto(media=BufferedInputFile(b"no picture", "a.png")), "IMAGE_PROCESS_FAILED"),
        (InputMediaPhoto(media=png(9000, 1001)), "PHOTO_INVALID_DIMENSIONS"),
        (InputMediaPhoto(media=png(2001, 100)), "PHOTO_INVALID_DIMENSIONS"),
        (InputMediaPhoto(media=png(4, 3), caption="x" * 1025), "caption is too long"),
        (InputMediaVideo(media=png(4, 3)), "unsupported type"),
    ):
        with pytest.raises(TelegramBadRequest, match=complaint):
            await bot.edit_message_media(media, chat_id=store.anna.id, message_id=sent.message_id)
    theirs = fake.control.say(store.anna, store.anna.id, "x")
    with pytest.raises(TelegramBadRequest, match="message can't be edited"):
        await bot.edit_message_media(InputMediaPhoto(media=png(4, 3)), chat_id=store.anna.id, message_id=theirs.id)
    assert len(fake.control.transcript(store.anna.id)) == 2
