import aiohttp
import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramEntityTooLarge, TelegramForbiddenError
from aiogram.types import (
    BufferedInputFile,
    EphemeralMessageParameters,
    InputMediaPhoto,
    LinkPreviewOptions,
    ReplyParameters,
)

from sandbox.telegram.fake import TelegramFake


@pytest.fixture(autouse=True)
def without_limits(fake: TelegramFake) -> None:
    fake.limits.enabled = False


async def test_sent_html_is_text_with_entities_and_stands_in_the_transcript(bot: Bot, fake, store) -> None:
    sent = await bot.send_message(store.anna.id, "Лид <b>#7</b>", disable_notification=True, protect_content=True)
    assert (sent.message_id, sent.text, sent.entities[0].type) == (1, "Лид #7", "bold")
    assert sent.from_user.id == bot.id
    assert int(sent.date.timestamp()) == int(fake.clock.now().timestamp())
    (seen,) = fake.control.transcript(store.anna.id)
    assert (seen.html, seen.silent, seen.protected, seen.edited) == ("Лид <b>#7</b>", True, True, False)


async def test_message_ids_grow_in_each_chat_by_itself(bot: Bot, store) -> None:
    ids = [(await bot.send_message(chat, "x")).message_id for chat in (store.anna.id, store.boris.id, store.anna.id)]
    assert ids == [1, 1, 2]


async def test_calls_may_mix_query_json_and_any_case_of_the_method(fake, store) -> None:
    async with aiohttp.ClientSession() as http:
        address = f"{fake.url}/bot{fake.token}/SENDmessage?chat_id={store.anna.id}"
        async with http.post(address, json={"text": "x", "link_preview_options": {"is_disabled": True}}) as answer:
            body = await answer.json()
        async with http.get(f"{address}&text=y") as answer:
            assert (await answer.json())["result"]["message_id"] == 2
    assert body["result"]["link_preview_options"] == {"is_disabled": True}


@pytest.mark.parametrize(
    ("path", "status", "description"),
    [
        ("/bot42:SANDBOX-other/getMe", 401, "Unauthorized"),
        ("/botrubbish/getMe", 401, "Unauthorized: invalid token specified"),
        ("/bot{token}/sendInvoice", 404, "Not Found: method not found"),
        ("/elsewhere", 404, "Not Found"),
    ],
)
async def test_unknown_tokens_methods_and_paths_are_refused(fake, path, status, description) -> None:
    async with aiohttp.ClientSession() as http, http.get(fake.url + path.format(token=fake.token)) as answer:
        assert answer.status == status
        assert await answer.json() == {"ok": False, "error_code": status, "description": description}
    assert bool(fake.history.find("telegram", "unknown_method")) is ("sendInvoice" in path)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [("<b>x", "can't parse entities"), (" \n", "message text is empty"), ("я" * 4097, "message is too long")],
)
async def test_texts_that_telegram_refuses_are_refused(bot: Bot, store, text, complaint) -> None:
    with pytest.raises(TelegramBadRequest, match=complaint):
        await bot.send_message(store.anna.id, text)


async def test_a_text_of_the_greatest_length_passes_whatever_its_tags(bot: Bot, store) -> None:
    sent = await bot.send_message(store.anna.id, f"<b>{'я' * 4096}</b>")
    assert len(sent.text) == 4096


async def test_replies_quote_and_stay_in_their_topic(bot: Bot, fake, store) -> None:
    topic = await bot.create_forum_topic(store.sellers.id, "#7 Анна")
    asked = fake.control.say(store.boris, store.sellers, "Где заказ 7?", thread=topic.message_thread_id)
    reply = ReplyParameters(message_id=asked.id, quote="заказ 7")
    sent = await bot.send_message(store.sellers.id, "Едет", reply_parameters=reply)
    assert sent.reply_to_message.message_id == asked.id
    assert (sent.message_thread_id, sent.is_topic_message) == (topic.message_thread_id, True)


async def test_reply_to_a_missing_message_needs_permission(bot: Bot, store) -> None:
    with pytest.raises(TelegramBadRequest, match="message to be replied not found"):
        await bot.send_message(store.anna.id, "x", reply_parameters=ReplyParameters(message_id=99))
    alone = ReplyParameters(message_id=99, allow_sending_without_reply=True)
    assert (await bot.send_message(store.anna.id, "x", reply_parameters=alone)).reply_to_message is None


async def test_photo_document_and_album_can_be_sent_and_fetched_again(bot: Bot, fake, store, picture) -> None:
    shot = await bot.send_photo(store.anna.id, BufferedInputFile(picture, "a.png"), caption="<i>Часы</i>")
    assert (shot.photo[0].width, shot.photo[0].height, shot.caption) == (640, 480, "Часы")
    paper = await bot.send_document(store.anna.id, BufferedInputFile(b"\r\n\x00\xff", "Отчёт.csv"))
    assert paper.document.file_name == "Отчёт.csv"
    fetched = await bot.download(paper.document.file_id)
    assert fetched.read() == b"\r\n\x00\xff"
    again = await bot.send_photo(store.boris.id, shot.photo[0].file_id)
    assert again.photo[0].file_unique_id == shot.photo[0].file_unique_id
    parts = [InputMediaPhoto(media=BufferedInputFile(picture, f"{n}.png"), caption=str(n)) for n in (1, 2)]
    album = await bot.send_media_group(store.anna.id, parts)
    assert [part.caption for part in album] == ["1", "2"]
    assert album[0].media_group_id == album[1].media_group_id
    assert [seen.media for seen in fake.control.transcript(store.anna.id)] == ["photo", "document", "photo", "photo"]


async def test_files_that_telegram_refuses_are_refused(bot: Bot, store) -> None:
    with pytest.raises(TelegramBadRequest, match="IMAGE_PROCESS_FAILED"):
        await bot.send_photo(store.anna.id, BufferedInputFile(b"no picture", "a.png"))
    with pytest.raises(TelegramBadRequest, match="wrong file identifier"):
        await bot.send_document(store.anna.id, "nothing")
    with pytest.raises(TelegramBadRequest, match="caption is too long"):
        await bot.send_document(store.anna.id, BufferedInputFile(b"x", "a"), caption="x" * 1025)
    with pytest.raises(TelegramEntityTooLarge):
        await bot.send_document(store.anna.id, BufferedInputFile(bytes(50 * 2**20 + 1), "a"))


async def test_files_over_20_megabytes_cannot_be_fetched(bot: Bot, fake, store) -> None:
    message = fake.control.send_file(store.anna, store.anna.id, "film.bin", bytes(20 * 2**20 + 1))
    with pytest.raises(TelegramBadRequest, match="file is too big"):
        await bot.get_file(message.content.media["document"]["file_id"])


async def test_edit_returns_the_message_and_refuses_the_same_again(bot: Bot, fake, store) -> None:
    sent = await bot.send_message(store.anna.id, "<b>a</b>")
    edited = await bot.edit_message_text("b", chat_id=store.anna.id, message_id=sent.message_id)
    assert (edited.text, edited.message_id) == ("b", sent.message_id)
    assert edited.edit_date == int(fake.clock.now().timestamp())
    with pytest.raises(TelegramBadRequest, match="message is not modified"):
        await bot.edit_message_text("b", chat_id=store.anna.id, message_id=sent.message_id)
    with pytest.raises(TelegramBadRequest, match="message to edit not found"):
        await bot.edit_message_text("b", chat_id=store.anna.id, message_id=99)
    assert fake.control.transcript(store.anna.id)[0].edited


async def test_only_own_texts_can_be_edited(bot: Bot, fake, store) -> None:
    theirs = fake.control.say(store.anna, store.anna.id, "x")
    with pytest.raises(TelegramBadRequest, match="message can't be edited"):
        await bot.edit_message_text("y", chat_id=store.anna.id, message_id=theirs.id)
    paper = await bot.send_document(store.anna.id, BufferedInputFile(b"x", "a.txt"))
    with pytest.raises(TelegramBadRequest, match="there is no text in the message"):
        await bot.edit_message_text("y", chat_id=store.anna.id, message_id=paper.message_id)
    named = await bot.edit_message_caption(chat_id=store.anna.id, message_id=paper.message_id, caption="y")
    assert named.caption == "y"


async def test_deleted_messages_are_gone_and_old_ones_stay(bot: Bot, fake, store) -> None:
    first, second = [await bot.send_message(store.anna.id, text) for text in "ab"]
    assert await bot.delete_message(store.anna.id, first.message_id)
    with pytest.raises(TelegramBadRequest, match="message to delete not found"):
        await bot.delete_message(store.anna.id, first.message_id)
    fake.clock.jump(48 * 3600 + 1)
    with pytest.raises(TelegramBadRequest, match="message can't be deleted"):
        await bot.delete_message(store.anna.id, second.message_id)
    assert await bot.delete_messages(store.anna.id, [first.message_id, second.message_id])
    assert [seen.text for seen in fake.control.transcript(store.anna.id)] == ["b"]


async def test_messages_of_others_are_deleted_by_administrators_only(bot: Bot, fake, store) -> None:
    theirs = fake.control.say(store.boris, store.sellers, "x")
    fake.control.demote(fake.state.bot, store.sellers)
    with pytest.raises(TelegramBadRequest, match="message can't be deleted"):
        await bot.delete_message(store.sellers.id, theirs.id)
    fake.control.promote(fake.state.bot, store.sellers)
    assert await bot.delete_message(store.sellers.id, theirs.id)


async def test_chats_that_cannot_be_reached_answer_403_or_400(bot: Bot, fake, store) -> None:
    control = fake.control
    stranger = control.add_user("Вера")
    with pytest.raises(TelegramForbiddenError, match="can't initiate conversation"):
        await bot.send_message(stranger.id, "x")
    with pytest.raises(TelegramBadRequest, match="chat not found"):
        await bot.send_message(5, "x")
    control.block_bot(store.anna)
    with pytest.raises(TelegramForbiddenError, match="blocked by the user"):
        await bot.send_message(store.anna.id, "x")
    control.deactivate(store.boris)
    with pytest.raises(TelegramForbiddenError, match="user is deactivated"):
        await bot.send_message(store.boris.id, "x")
    control.kick_bot(store.sellers)
    with pytest.raises(TelegramForbiddenError, match="kicked from the supergroup chat"):
        await bot.send_message(store.sellers.id, "x")
    control.delete_chat(store.sellers)
    with pytest.raises(TelegramForbiddenError, match="the group chat was deleted"):
        await bot.send_message(store.sellers.id, "x")


async def test_ephemeral_message_is_seen_by_its_receiver_only(bot: Bot, fake, store) -> None:
    group, boris = store.sellers.id, store.boris.id
    sent = await bot.send_message(
        group, "+7 916", ephemeral_message_parameters=EphemeralMessageParameters(receiver_user_id=boris)
    )
    assert (sent.message_id, sent.receiver_user.id) == (0, boris)
    assert fake.control.transcript(group, viewer=store.anna) == []
    assert [seen.text for seen in fake.control.transcript(group, viewer=boris)] == ["+7 916"]
    number = sent.ephemeral_message_id
    where = {"chat_id": group, "receiver_user_id": boris, "ephemeral_message_id": number}
    assert await bot.edit_ephemeral_message_text(text="+7 917", **where) is True
    assert fake.control.transcript(group, viewer=boris)[0].text == "+7 917"
    assert await bot.delete_ephemeral_message(**where) is True
    with pytest.raises(TelegramBadRequest, match="message to edit not found"):
        await bot.edit_ephemeral_message_text(text="+7 918", **where)


async def test_ephemeral_messages_need_a_group_and_a_member(bot: Bot, fake, store) -> None:
    outsider = fake.control.add_user("Вера")
    for chat, receiver in ((store.anna.id, store.anna.id), (store.sellers.id, outsider.id)):
        to = EphemeralMessageParameters(receiver_user_id=receiver)
        with pytest.raises(TelegramBadRequest):
            await bot.send_message(chat, "x", ephemeral_message_parameters=to)


async def test_link_previews_can_be_switched_off(bot: Bot, store) -> None:
    off = LinkPreviewOptions(is_disabled=True)
    sent = await bot.send_message(store.anna.id, "https://e.org/a", link_preview_options=off)
    assert sent.link_preview_options.is_disabled
    assert sent.entities[0].type == "url"
