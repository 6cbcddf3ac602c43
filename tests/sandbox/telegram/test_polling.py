import asyncio
import time

import pytest
from aiogram import Bot, Dispatcher
from aiogram.exceptions import TelegramConflictError
from aiogram.filters import CommandObject, CommandStart
from aiogram.types import Message

from sandbox.telegram.fake import TelegramFake


async def asked(fake: TelegramFake, count: int) -> None:
    await fake.history.wait_for(lambda: len(fake.history.find("telegram", "request", operation="getUpdates")) >= count)


async def test_updates_start_large_grow_by_one_and_wait_until_confirmed(bot: Bot, fake, store) -> None:
    for text in "abc":
        fake.control.say(store.anna, store.anna.id, text)
    first = await bot.get_updates()
    ids = [update.update_id for update in first]
    assert ids[0] > 1_000_000
    assert ids == [ids[0], ids[0] + 1, ids[0] + 2]
    assert await bot.get_updates() == first
    assert [update.message.text for update in await bot.get_updates(offset=ids[1], limit=1)] == ["b"]
    assert [update.message.text for update in await bot.get_updates(offset=-1)] == ["c"]
    assert [update.update_id for update in await bot.get_updates()] == ids[2:]


async def test_a_long_poll_ends_when_something_happens(bot: Bot, fake, store) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=5))
    await asked(fake, 1)
    assert not poll.done()
    fake.control.say(store.anna, store.anna.id, "x")
    assert [update.message.text for update in await poll] == ["x"]


async def test_a_long_poll_with_no_news_takes_its_time(bot: Bot) -> None:
    began = time.monotonic()
    assert await bot.get_updates(timeout=1) == []
    assert time.monotonic() - began > 0.9


async def test_a_second_poller_sends_the_first_away(bot: Bot, fake, store) -> None:
    first = asyncio.create_task(bot.get_updates(timeout=5))
    await asked(fake, 1)
    second = asyncio.create_task(bot.get_updates(timeout=5))
    await asked(fake, 2)
    with pytest.raises(TelegramConflictError, match="terminated by other getUpdates request"):
        await first
    fake.control.say(store.anna, store.anna.id, "x")
    assert len(await second) == 1


async def test_allowed_updates_are_remembered_and_unknown_names_ignored(bot: Bot, fake, store) -> None:
    fake.limits.enabled = False
    await bot.send_message(store.sellers.id, "x")
    fake.control.react(store.boris, store.sellers, 1, "👍")
    assert await bot.get_updates() == []
    await bot.get_updates(allowed_updates=["message_reaction", "aiogd_update"])
    fake.control.react(store.boris, store.sellers, 1, "🔥")
    fake.control.say(store.boris, store.sellers, "x")
    (update,) = await bot.get_updates()
    assert update.message_reaction.old_reaction[0].emoji == "👍"
    assert update.message_reaction.new_reaction[0].emoji == "🔥"
    await bot.get_updates(allowed_updates=["aiogd_update"], offset=update.update_id + 1)
    fake.control.say(store.boris, store.sellers, "y")
    fake.control.join(fake.control.add_user("Вера"), store.sellers)
    assert [update.event_type for update in await bot.get_updates()] == ["message", "message"]


async def test_chat_member_comes_to_an_administrator_who_asked_for_it(bot: Bot, fake, store) -> None:
    await bot.get_updates(allowed_updates=["chat_member"])
    fake.control.leave(store.boris, store.sellers)
    (update,) = await bot.get_updates()
    change = update.chat_member
    assert (change.old_chat_member.status, change.new_chat_member.status) == ("member", "left")


async def test_updates_wait_a_day_and_presses_150_seconds_for_a_bot_that_is_away(bot: Bot, fake, store) -> None:
    await fake.stop()
    fake.control.say(store.anna, store.anna.id, "x")
    fake.control.press(store.anna, store.anna.id, 1, "claim:7", stale=True)
    fake.clock.jump(149)
    await fake.start()
    assert [update.event_type for update in await bot.get_updates()] == ["message", "callback_query"]
    fake.clock.jump(2)
    assert [update.event_type for update in await bot.get_updates()] == ["message"]
    fake.clock.jump(24 * 3600)
    assert await bot.get_updates() == []


async def test_a_bot_in_privacy_mode_hears_commands_and_answers_to_itself(bot: Bot, fake, store) -> None:
    fake.control.demote(fake.state.bot, store.sellers)
    card = await bot.send_message(store.sellers.id, "Лид")
    for text in ("болтовня", "/leads", "/leads@other_bot", f"/leads@{fake.state.bot.username}"):
        fake.control.say(store.boris, store.sellers, text)
    fake.control.say(store.boris, store.sellers, "беру", reply_to=card.message_id)
    heard = [update.message.text for update in await bot.get_updates() if update.message]
    assert heard == ["/leads", "/leads@ringdesk_bot", "беру"]


async def test_blocking_is_told_and_start_takes_it_back(bot: Bot, fake, store) -> None:
    fake.control.block_bot(store.anna)
    fake.control.unblock_bot(store.anna)
    changes = [update.my_chat_member.new_chat_member.status for update in await bot.get_updates()]
    assert changes == ["kicked", "member"]


async def test_aiograms_dispatcher_polls_and_answers(bot: Bot, fake, store) -> None:
    dispatcher = Dispatcher()

    @dispatcher.message(CommandStart(deep_link=True))
    async def greet(message: Message, command: CommandObject) -> None:
        await message.answer(f"Привет, {command.args}")

    polling = asyncio.create_task(dispatcher.start_polling(bot, handle_signals=False, close_bot_session=False))
    vera = fake.control.add_user("Вера")
    fake.control.start_private(vera, "token-1")
    await fake.history.wait_for(lambda: len(fake.control.transcript(vera.id)) == 2)
    await dispatcher.stop_polling()
    await polling
    assert [seen.text for seen in fake.control.transcript(vera.id)] == ["/start token-1", "Привет, token-1"]
