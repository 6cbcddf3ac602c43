import aiohttp
import pytest
from aiogram import Bot
from aiogram.exceptions import ClientDecodeError, TelegramRetryAfter
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from sandbox.kit.faults import Fault, Faults


async def test_a_chat_takes_a_short_burst_and_then_one_message_a_second(bot: Bot, fake, store) -> None:
    for text in "abc":
        await bot.send_message(store.anna.id, text)
    with pytest.raises(TelegramRetryAfter) as refusal:
        await bot.send_message(store.anna.id, "d")
    assert refusal.value.retry_after == 1
    fake.clock.jump(1)
    await bot.send_message(store.anna.id, "d")
    with pytest.raises(TelegramRetryAfter):
        await bot.send_message(store.anna.id, "e")
    await bot.send_message(store.boris.id, "a")


async def test_a_group_takes_twenty_a_minute_edits_included(bot: Bot, fake, store) -> None:
    card = await bot.send_message(store.sellers.id, "0")
    for number in range(1, 10):
        fake.clock.jump(1)
        await bot.send_message(store.sellers.id, str(number))
    for number in range(10):
        await bot.edit_message_text(f"e{number}", chat_id=store.sellers.id, message_id=card.message_id)
    with pytest.raises(TelegramRetryAfter) as refusal:
        await bot.edit_message_text("over", chat_id=store.sellers.id, message_id=card.message_id)
    assert refusal.value.retry_after == 51
    fake.clock.jump(51)
    await bot.edit_message_text("again", chat_id=store.sellers.id, message_id=card.message_id)


async def test_the_whole_bot_sends_thirty_a_second(bot: Bot, fake) -> None:
    people = [fake.control.open_private(fake.control.add_user(f"u{n}")) for n in range(31)]
    for chat in people[:30]:
        await bot.send_message(chat.id, "x")
    with pytest.raises(TelegramRetryAfter):
        await bot.send_message(people[30].id, "x")
    fake.clock.jump(1)
    await bot.send_message(people[30].id, "x")


async def test_a_refusal_carries_the_header_and_sends_nothing(fake, store) -> None:
    address = f"{fake.url}/bot{fake.token}/sendMessage"
    async with aiohttp.ClientSession() as http:
        for _ in range(4):
            async with http.post(address, data={"chat_id": store.anna.id, "text": "x"}) as answer:
                body = await answer.json()
    assert (answer.status, answer.headers["Retry-After"]) == (429, "1")
    assert body["parameters"] == {"retry_after": 1}
    assert body["description"] == "Too Many Requests: retry after 1"
    assert len(fake.control.transcript(store.anna.id)) == 3


async def test_answers_to_presses_count_nowhere_and_limits_can_be_switched_off(bot: Bot, fake, store) -> None:
    button = InlineKeyboardButton(text="x", callback_data="x")
    keyboard = InlineKeyboardMarkup(inline_keyboard=[[button]])
    card = await bot.send_message(store.sellers.id, "x", reply_markup=keyboard)
    for _ in range(40):
        press = fake.control.press(store.boris, store.sellers, card.message_id, "x")
        assert await bot.answer_callback_query(press.id)
    fake.limits.enabled = False
    for _ in range(30):
        await bot.send_message(store.sellers.id, "x")


async def test_scripted_failures_speak_telegrams_words(bot: Bot, fake, store) -> None:
    fake.control.fail("sendMessage", 429, "Too Many Requests: retry after 7", retry_after=7)
    with pytest.raises(TelegramRetryAfter) as refusal:
        await bot.send_message(store.anna.id, "x")
    assert refusal.value.retry_after == 7
    assert (await bot.send_message(store.anna.id, "x")).message_id == 1


async def test_a_flooded_chat_is_shut_until_the_flood_ends(bot: Bot, fake, store) -> None:
    fake.limits.flood(7, store.anna.id)
    with pytest.raises(TelegramRetryAfter) as refusal:
        await bot.send_message(store.anna.id, "x")
    assert 6 <= refusal.value.retry_after <= 7
    await bot.send_message(store.boris.id, "x")
    fake.clock.jump(7)
    await bot.send_message(store.anna.id, "x")


async def test_a_flood_of_everything_shuts_every_chat(bot: Bot, fake, store) -> None:
    fake.limits.flood(7)
    for person in (store.anna, store.boris):
        with pytest.raises(TelegramRetryAfter):
            await bot.send_message(person.id, "x")


async def test_a_fault_may_concern_one_chat_only(bot: Bot, fake, store) -> None:
    script = fake.chat_faults[store.anna.id] = Faults()
    script.add(Fault("status", match="sendMessage", status=502, body="<html>"))
    with pytest.raises(ClientDecodeError):
        await bot.send_message(store.anna.id, "x")
    await bot.send_message(store.boris.id, "x")
