import asyncio

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import (
    CopyTextButton,
    DisabledButton,
    EphemeralMessageParameters,
    KeyboardButton,
    ReplyKeyboardMarkup,
    WebAppInfo,
)
from aiogram.types import InlineKeyboardButton as Button
from aiogram.types import InlineKeyboardMarkup as Keyboard

from sandbox.telegram.hand import ImpossibleError


@pytest.fixture(autouse=True)
def without_limits(fake) -> None:
    fake.limits.enabled = False


def keyboard(*row: Button) -> Keyboard:
    return Keyboard(inline_keyboard=[list(row)])


CLAIM = keyboard(
    Button(text="Взять", callback_data="claim:7", style="primary"),
    Button(text="Телефон", copy_text=CopyTextButton(text="+79161234567")),
    Button(text="Занято", disabled=DisabledButton()),
    Button(text="Сайт", url="https://e.org"),
)


async def test_buttons_are_seen_with_style_and_effect(bot: Bot, fake, store) -> None:
    await bot.send_message(store.sellers.id, "Лид", reply_markup=CLAIM)
    take, copy, taken, site = fake.control.transcript(store.sellers)[0].buttons
    assert (take.text, take.style, take.data) == ("Взять", "primary", "claim:7")
    assert (copy.copy_text, taken.disabled, site.url) == ("+79161234567", True, "https://e.org")


async def test_a_press_reaches_the_bot_and_its_answer_reaches_the_presser(bot: Bot, fake, store) -> None:
    card = await bot.send_message(store.sellers.id, "Лид", reply_markup=CLAIM)
    press = fake.control.press(store.boris, store.sellers, card.message_id, "Взять")
    (update,) = await bot.get_updates()
    query = update.callback_query
    assert (query.id, query.data, query.from_user.id) == (press.id, "claim:7", store.boris.id)
    assert (query.message.message_id, query.message.text) == (card.message_id, "Лид")
    assert query.chat_instance
    waiting = asyncio.create_task(press.wait_answer())
    await query.answer("Лид ваш", show_alert=True).as_(bot)
    answer = await waiting
    assert (answer.text, answer.alert) == ("Лид ваш", True)


async def test_a_press_is_answered_once_and_in_time(bot: Bot, fake, store) -> None:
    card = await bot.send_message(store.anna.id, "Лид", reply_markup=CLAIM)
    first, late = [fake.control.press(store.anna, store.anna.id, card.message_id, "claim:7") for _ in range(2)]
    with pytest.raises(TelegramBadRequest, match="MESSAGE_TOO_LONG"):
        await bot.answer_callback_query(first.id, "x" * 201)
    assert await bot.answer_callback_query(first.id)
    with pytest.raises(TelegramBadRequest, match="query is too old"):
        await bot.answer_callback_query(first.id)
    fake.clock.jump(151)
    for number in (late.id, "12345"):
        with pytest.raises(TelegramBadRequest, match="query is too old"):
            await bot.answer_callback_query(number)
    assert late.answer is None


async def test_only_what_is_on_the_keyboard_now_can_be_pressed(bot: Bot, fake, store) -> None:
    card = await bot.send_message(store.sellers.id, "Лид", reply_markup=CLAIM)
    for name in ("Занято", "Сайт", "Отпустить"):
        with pytest.raises(ImpossibleError):
            fake.control.press(store.boris, store.sellers, card.message_id, name)
    await bot.edit_message_text("Лид Бориса", chat_id=store.sellers.id, message_id=card.message_id)
    assert fake.control.transcript(store.sellers)[0].rows == ()
    with pytest.raises(ImpossibleError):
        fake.control.press(store.boris, store.sellers, card.message_id, "claim:7")
    fake.control.press(store.boris, store.sellers, card.message_id, "claim:7", stale=True)
    (update,) = await bot.get_updates()
    assert update.callback_query.data == "claim:7"


async def test_a_stale_press_under_a_deleted_message_is_inaccessible(bot: Bot, fake, store) -> None:
    card = await bot.send_message(store.sellers.id, "Лид", reply_markup=CLAIM)
    fake.control.delete_message(store.anna, store.sellers, card.message_id)
    fake.control.press(store.boris, store.sellers, card.message_id, "claim:7", stale=True)
    (update,) = await bot.get_updates()
    assert update.callback_query.message.date == 0


async def test_strangers_cannot_press_in_a_group(bot: Bot, fake, store) -> None:
    card = await bot.send_message(store.sellers.id, "Лид", reply_markup=CLAIM)
    with pytest.raises(ImpossibleError):
        fake.control.press(fake.control.add_user("Вера"), store.sellers, card.message_id, "Взять")


async def test_the_same_keyboard_again_is_not_a_change(bot: Bot, store) -> None:
    card = await bot.send_message(store.sellers.id, "Лид", reply_markup=CLAIM)
    where = {"chat_id": store.sellers.id, "message_id": card.message_id}
    with pytest.raises(TelegramBadRequest, match="message is not modified"):
        await bot.edit_message_reply_markup(**where, reply_markup=CLAIM)
    edited = await bot.edit_message_reply_markup(**where)
    assert (edited.text, edited.reply_markup) == ("Лид", None)


@pytest.mark.parametrize(
    ("button", "complaint"),
    [
        (Button(text="x", callback_data="я" * 33), "BUTTON_DATA_INVALID"),
        (Button(text="x", url="tel:+79161234567"), "URL"),
        (Button(text="x"), "text buttons are unallowed"),
        (Button(text="x", url="https://e.org", callback_data="x"), "exactly one action"),
        (Button(text="x", web_app=WebAppInfo(url="https://e.org")), "BUTTON_TYPE_INVALID"),
        (Button(text="x", copy_text=CopyTextButton(text="x" * 257)), "BUTTON_COPY_TEXT_INVALID"),
        (Button(text="x", callback_data="x", style="link"), "style"),
    ],
)
async def test_bad_buttons_are_refused(bot: Bot, store, button, complaint) -> None:
    with pytest.raises(TelegramBadRequest, match=complaint):
        await bot.send_message(store.sellers.id, "x", reply_markup=keyboard(button))


async def test_callback_data_of_64_bytes_and_private_web_apps_pass(bot: Bot, store) -> None:
    row = keyboard(Button(text="x", callback_data="я" * 32), Button(text="y", web_app=WebAppInfo(url="https://e.org")))
    sent = await bot.send_message(store.anna.id, "x", reply_markup=row)
    assert sent.reply_markup.model_dump() == row.model_dump()


async def test_keyboards_over_the_limits_are_refused(bot: Bot, store) -> None:
    button = Button(text="x", callback_data="x")
    for rows in ([[button] * 9], [[button] * 8] * 13):
        with pytest.raises(TelegramBadRequest, match="reply markup is too long"):
            await bot.send_message(store.anna.id, "x", reply_markup=Keyboard(inline_keyboard=rows))


async def test_contacts_can_be_asked_for_in_private_only(bot: Bot, fake, store) -> None:
    ask = ReplyKeyboardMarkup(keyboard=[[KeyboardButton(text="Телефон", request_contact=True)]])
    with pytest.raises(TelegramBadRequest, match="private chats only"):
        await bot.send_message(store.sellers.id, "x", reply_markup=ask)
    sent = await bot.send_message(store.anna.id, "x", reply_markup=ask)
    assert fake.control.transcript(store.anna.id)[0].reply_rows == (("Телефон",),)
    with pytest.raises(TelegramBadRequest, match="message can't be edited"):
        await bot.edit_message_text("y", chat_id=store.anna.id, message_id=sent.message_id)
    fake.control.share_contact(store.anna, "79161234567")
    fake.control.share_contact(store.anna, "79160000000", of=store.boris)
    contacts = [update.message.contact for update in await bot.get_updates()]
    assert [contact.user_id for contact in contacts] == [store.anna.id, store.boris.id]


async def test_an_ephemeral_answer_takes_the_place_of_the_card(bot: Bot, fake, store) -> None:
    card = await bot.send_message(store.sellers.id, "Лид", reply_markup=CLAIM)
    await bot.send_message(store.sellers.id, "Другое")
    press = fake.control.press(store.boris, store.sellers, card.message_id, "Взять")
    sure = keyboard(Button(text="Да", callback_data="yes:7"))
    to = EphemeralMessageParameters(
        receiver_user_id=store.boris.id, callback_query_id=press.id, replace_callback_query_message=True
    )
    sent = await bot.send_message(store.sellers.id, "Точно?", reply_markup=sure, ephemeral_message_parameters=to)
    texts = [seen.text for seen in fake.control.transcript(store.sellers, viewer=store.boris)]
    assert texts == ["Точно?", "Другое"]
    assert [seen.text for seen in fake.control.transcript(store.sellers)] == ["Лид", "Другое"]
    number = sent.ephemeral_message_id
    with pytest.raises(ImpossibleError):
        fake.control.press(store.anna, store.sellers, number, "Да", ephemeral=True)
    fake.control.press(store.boris, store.sellers, number, "Да", ephemeral=True)
    asked = (await bot.get_updates())[-1].callback_query
    assert (asked.message.message_id, asked.message.ephemeral_message_id) == (0, number)
    fake.clock.jump(16)
    with pytest.raises(TelegramBadRequest, match="query is too old"):
        await bot.send_message(store.sellers.id, "x", ephemeral_message_parameters=to)
