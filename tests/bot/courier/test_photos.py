"""Photos go the way of every other message: in turn, with a caption, a keyboard and the same refusals."""

import struct
import zlib
from dataclasses import replace

import pytest

from bot.cards.card import Button, Card
from bot.courier.errors import TEXTLESS
from bot.courier.letter import Letter
from bot.courier.messages import Messages
from desk.errors import NotFound, Rejected, Temporary
from tests.bot.telegram_room import ANNA, GROUP, Town

KEYS = ((Button("Ещё", "r1:of:again"),),)


def png(shade: int = 0, width: int = 2, height: int = 2) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = (b"\0" + bytes([shade]) * width) * height
    parts = chunk(b"IHDR", head), chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def letter(chat: int = ANNA, words: str = "<b>Доска</b>", photo: bytes = b"") -> Letter:
    return Letter(chat, Card(words, "Доска", KEYS), patience=5, photo=photo or png())


async def test_a_photo_is_sent_with_its_caption_and_buttons(messages: Messages, town: Town) -> None:
    await messages.send(letter(GROUP))
    (seen,) = town.seen(GROUP)
    assert (seen.media, seen.html, seen.buttons[0].text) == ("photo", "<b>Доска</b>", "Ещё")
    stored = town.fake.state.files.find(seen.file_id)
    assert stored and stored.upload.content == png()


async def test_a_photo_is_changed_in_its_place(messages: Messages, town: Town) -> None:
    sent = await messages.send(letter())
    await messages.edit(letter(words="Позже", photo=png(200)), sent.message_id)
    (seen,) = town.seen(ANNA)
    assert (seen.text, seen.edited) == ("Позже", True)
    stored = town.fake.state.files.find(seen.file_id)
    assert stored and stored.upload.content == png(200)


async def test_a_photo_comes_in_the_place_of_a_text_and_a_text_not_in_that_of_a_photo(
    messages: Messages, town: Town
) -> None:
    sent = await messages.send(replace(letter(), photo=b""))
    await messages.edit(letter(), sent.message_id)
    assert town.seen(ANNA)[0].media == "photo"
    with pytest.raises(NotFound) as refused:
        await messages.edit(replace(letter(), photo=b""), sent.message_id)
    assert refused.value.code == TEXTLESS


async def test_markup_that_is_refused_leaves_the_picture_and_plain_words(messages: Messages, town: Town) -> None:
    await messages.send(letter(words="<b>Доска"))
    (seen,) = town.seen(ANNA)
    assert (seen.media, seen.html) == ("photo", "Доска")


async def test_photos_keep_to_the_pauses_of_their_chat(messages: Messages, town: Town) -> None:
    town.control.fail("sendPhoto", 429, "Too Many Requests: retry after 9", retry_after=9)
    for _ in range(2):
        with pytest.raises(Temporary) as refused:
            await messages.send(replace(letter(), patience=0.1))
        assert refused.value.retry_after and refused.value.retry_after > 8
    assert len(town.calls("sendPhoto")) == 1
    await messages.show_action(ANNA, None, "upload_photo")
    assert town.calls("sendChatAction") == []


async def test_what_is_no_picture_is_refused(messages: Messages) -> None:
    with pytest.raises(Rejected, match="IMAGE_PROCESS_FAILED"):
        await messages.send(letter(photo=b"not a picture"))


async def test_what_the_bot_does_is_shown_and_never_fails(messages: Messages, town: Town) -> None:
    await messages.show_action(ANNA, None, "upload_photo")
    assert town.fake.history.find("telegram", "chat_action")
    await messages.show_action(-5, None, "upload_photo")


def test_letters_with_different_pictures_are_different() -> None:
    assert letter().digest == letter().digest != letter(photo=png(9)).digest
    assert replace(letter(), photo=b"").digest == letter().card.digest
