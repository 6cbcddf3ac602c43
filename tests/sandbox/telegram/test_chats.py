import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramMigrateToChat, TelegramRetryAfter
from aiogram.types import (
    BotCommand,
    BotCommandScopeAllGroupChats,
    BotCommandScopeChatMember,
    MenuButtonCommands,
    ReactionTypeEmoji,
)
from aiogram.utils.web_app import safe_parse_webapp_init_data

from sandbox.telegram.hand import ImpossibleError
from sandbox.telegram.stage import ALL_RIGHTS


async def test_the_bot_knows_itself(bot: Bot, fake) -> None:
    me = await bot.get_me()
    assert (me.id, me.is_bot, me.username) == (42, True, "ringdesk_bot")
    assert me.can_join_groups
    assert me.can_read_all_group_messages is False


async def test_members_and_administrators_are_listed(bot: Bot, fake, store) -> None:
    group = store.sellers.id
    chat = await bot.get_chat(group)
    assert (chat.title, chat.is_forum, chat.type) == ("Продавцы", True, "supergroup")
    assert (await bot.get_chat_member(group, store.boris.id)).status == "member"
    assert (await bot.get_chat_member(group, fake.control.add_user("Вера").id)).status == "left"
    with pytest.raises(TelegramBadRequest, match="user not found"):
        await bot.get_chat_member(group, 5)
    leaders = await bot.get_chat_administrators(group)
    assert {(one.status, one.user.id) for one in leaders} == {("creator", store.anna.id), ("administrator", bot.id)}
    assert await bot.get_chat_member_count(group) == 3


async def test_an_upgraded_group_names_its_new_id(bot: Bot, fake, store) -> None:
    old = fake.control.add_group("Старая", store.anna, [store.boris])
    await bot.send_message(old.id, "до")
    new = fake.control.upgrade_group(old)
    with pytest.raises(TelegramMigrateToChat) as refusal:
        await bot.send_message(old.id, "после")
    assert refusal.value.migrate_to_chat_id == new.id
    moved = [
        update.message.migrate_to_chat_id or update.message.migrate_from_chat_id for update in await bot.get_updates()
    ]
    assert moved == [new.id, old.id]
    assert (await bot.send_message(new.id, "после")).chat.type == "supergroup"
    assert (await bot.get_chat_member(new.id, store.boris.id)).status == "member"


async def test_topics_live_close_and_die(bot: Bot, fake, store) -> None:
    group = store.sellers.id
    topic = await bot.create_forum_topic(group, "#7 Анна", icon_color=9367192)
    thread = topic.message_thread_id
    sent = await bot.send_message(group, "x", message_thread_id=thread)
    assert (sent.message_thread_id, sent.is_topic_message) == (thread, True)
    assert await bot.edit_forum_topic(group, thread, name="#7 Анна - взят")
    with pytest.raises(TelegramBadRequest, match="TOPIC_NOT_MODIFIED"):
        await bot.edit_forum_topic(group, thread, name="#7 Анна - взят")
    assert await bot.close_forum_topic(group, thread)
    with pytest.raises(ImpossibleError, match="closed"):
        fake.control.say(store.boris, store.sellers, "y", thread=thread)
    assert await bot.reopen_forum_topic(group, thread)
    fake.control.say(store.boris, store.sellers, "y", thread=thread)
    assert [seen.text for seen in fake.control.transcript(group, thread=thread) if seen.text] == ["x", "y"]
    assert await bot.delete_forum_topic(group, thread)
    assert fake.control.transcript(group) == []
    with pytest.raises(TelegramBadRequest, match="message thread not found"):
        await bot.send_message(group, "x", message_thread_id=thread)


async def test_thread_one_and_topics_deleted_by_people_are_not_found(bot: Bot, fake, store) -> None:
    topic = fake.control.add_topic(store.anna, store.sellers, "Возвраты")
    fake.control.delete_topic(store.sellers, topic.id)
    for thread in (1, topic.id):
        with pytest.raises(TelegramBadRequest, match="message thread not found"):
            await bot.send_message(store.sellers.id, "x", message_thread_id=thread)


async def test_the_methods_of_topics_refuse_a_deleted_one_in_words_of_their_own(bot: Bot, fake, store) -> None:
    topic = fake.control.add_topic(store.anna, store.sellers, "Возвраты")
    fake.control.delete_topic(store.sellers, topic.id)
    for method in (bot.close_forum_topic, bot.reopen_forum_topic, bot.delete_forum_topic):
        with pytest.raises(TelegramBadRequest, match="TOPIC_ID_INVALID"):
            await method(store.sellers.id, topic.id)
    assert await bot.send_chat_action(store.sellers.id, "typing", message_thread_id=topic.id)
    with pytest.raises(TelegramBadRequest, match="message thread not found"):
        await bot.send_chat_action(store.sellers.id, "typing", message_thread_id=topic.id + 1000)


async def test_a_closed_topic_takes_messages_only_of_those_who_manage_topics(bot: Bot, fake, store) -> None:
    group, me = store.sellers, fake.state.bot
    topic = fake.control.add_topic(store.anna, group, "Возвраты")
    assert await bot.close_forum_topic(group.id, topic.id)
    assert (await bot.send_message(group.id, "x", message_thread_id=topic.id)).is_topic_message
    fake.control.promote(me, group, rights=ALL_RIGHTS - {"can_manage_topics"})
    with pytest.raises(TelegramBadRequest, match="TOPIC_CLOSED"):
        await bot.send_message(group.id, "x", message_thread_id=topic.id)
    with pytest.raises(TelegramBadRequest, match="not enough rights to create a topic"):
        await bot.reopen_forum_topic(group.id, topic.id)
    assert (await bot.send_message(group.id, "в общую")).message_thread_id is None


async def test_the_general_topic_is_renamed_closed_and_opened(bot: Bot, fake, store) -> None:
    group = store.sellers
    asked = fake.control.say(store.boris, group, "Где заказ 7?")
    assert await bot.edit_general_forum_topic(group.id, "Болталка")
    assert await bot.close_general_forum_topic(group.id)
    with pytest.raises(TelegramBadRequest, match="TOPIC_NOT_MODIFIED"):
        await bot.close_general_forum_topic(group.id)
    with pytest.raises(ImpossibleError, match="closed"):
        fake.control.say(store.boris, group, "Алло", reply_to=asked.id)
    assert (await bot.send_message(group.id, "админам можно")).message_id
    fake.control.promote(fake.state.bot, group, rights=ALL_RIGHTS - {"can_manage_topics"})
    with pytest.raises(TelegramBadRequest, match="TOPIC_CLOSED"):
        await bot.send_message(group.id, "x")
    fake.control.promote(fake.state.bot, group)
    assert await bot.reopen_general_forum_topic(group.id)
    assert fake.control.say(store.boris, group, "Спасибо").text == "Спасибо"


async def test_limits_count_all_topics_of_a_group_together(bot: Bot, fake, store) -> None:
    topics = [await bot.create_forum_topic(store.sellers.id, name) for name in ("Лиды", "Сбои")]
    for number in range(20):
        await bot.send_message(store.sellers.id, "x", message_thread_id=topics[number % 2].message_thread_id)
        fake.clock.jump(1)
    for topic in topics:
        with pytest.raises(TelegramRetryAfter):
            await bot.send_message(store.sellers.id, "x", message_thread_id=topic.message_thread_id)


async def test_topics_need_a_forum_and_rights(bot: Bot, fake, store) -> None:
    plain = fake.control.add_supergroup("Без тем", store.anna)
    with pytest.raises(TelegramBadRequest, match="the chat is not a forum"):
        await bot.create_forum_topic(plain.id, "x")
    fake.control.demote(fake.state.bot, store.sellers)
    with pytest.raises(TelegramBadRequest, match="not enough rights to create a topic"):
        await bot.create_forum_topic(store.sellers.id, "x")
    fake.state.private_topics = True
    assert (await bot.get_me()).has_topics_enabled
    assert (await bot.create_forum_topic(store.anna.id, "Заказ 7")).name == "Заказ 7"


async def test_pins_need_rights_and_are_seen(bot: Bot, fake, store) -> None:
    board = await bot.send_message(store.sellers.id, "Доска")
    assert await bot.pin_chat_message(store.sellers.id, board.message_id, disable_notification=True)
    assert fake.control.transcript(store.sellers)[0].pinned
    assert (await bot.get_chat(store.sellers.id)).pinned_message.text == "Доска"
    assert await bot.unpin_chat_message(store.sellers.id)
    fake.control.demote(fake.state.bot, store.sellers)
    with pytest.raises(TelegramBadRequest, match="not enough rights to manage pinned messages"):
        await bot.pin_chat_message(store.sellers.id, board.message_id)


async def test_a_bot_gives_one_known_reaction(bot: Bot, fake, store) -> None:
    asked = fake.control.say(store.boris, store.sellers, "x")
    assert await bot.set_message_reaction(store.sellers.id, asked.id, [ReactionTypeEmoji(emoji="👍")])
    assert fake.control.transcript(store.sellers)[0].reactions == ("👍",)
    with pytest.raises(TelegramBadRequest, match="REACTION_INVALID"):
        await bot.set_message_reaction(store.sellers.id, asked.id, [ReactionTypeEmoji(emoji="✅")])


async def test_the_most_specific_commands_are_offered(bot: Bot, fake, store) -> None:
    group, control = store.sellers, fake.control
    await bot.set_my_commands([BotCommand(command="start", description="Начать")])
    sellers = [BotCommand(command="leads", description="Лиды", is_ephemeral=True)]
    await bot.set_my_commands(sellers, scope=BotCommandScopeAllGroupChats())
    own = BotCommandScopeChatMember(chat_id=group.id, user_id=store.anna.id)
    await bot.set_my_commands([BotCommand(command="health", description="Здоровье")], scope=own, language_code="ru")
    assert [one["command"] for one in control.menu(store.anna, group)] == ["health"]
    assert [one["command"] for one in control.menu(store.boris, group)] == ["leads"]
    assert [one["command"] for one in control.menu(store.boris, store.boris.id)] == ["start"]
    (kept,) = await bot.get_my_commands(scope=BotCommandScopeAllGroupChats())
    assert (kept.command, kept.description, kept.is_ephemeral) == ("leads", "Лиды", True)
    await bot.delete_my_commands(scope=own, language_code="ru")
    assert [one["command"] for one in control.menu(store.anna, group)] == ["leads"]
    with pytest.raises(TelegramBadRequest, match="BOT_COMMAND_INVALID"):
        await bot.set_my_commands([BotCommand(command="Лиды", description="x")])


async def test_texts_and_menu_button_are_kept(bot: Bot, store) -> None:
    await bot.set_my_description("Desk")
    await bot.set_my_short_description("Стол", language_code="ru")
    await bot.set_chat_menu_button(menu_button=MenuButtonCommands())
    assert (await bot.get_my_description(language_code="ru")).description == "Desk"
    assert (await bot.get_my_short_description(language_code="ru")).short_description == "Стол"
    assert (await bot.get_my_short_description()).short_description == ""
    assert (await bot.get_chat_menu_button(chat_id=store.anna.id)).type == "commands"
    assert await bot.send_chat_action(store.anna.id, "typing")


async def test_the_bot_leaves_and_invites(bot: Bot, fake, store) -> None:
    link = await bot.create_chat_invite_link(store.sellers.id, name="Смена", creates_join_request=True)
    assert link.invite_link.startswith("https://t.me/+")
    assert link.creates_join_request
    assert await bot.leave_chat(store.sellers.id)
    assert not store.sellers.members[bot.id].present


async def test_mini_app_launches_are_signed_by_the_token(fake, store) -> None:
    data = fake.control.launch_app(store.anna, start_param="lead-7")
    parsed = safe_parse_webapp_init_data(fake.token, data)
    assert (parsed.user.id, parsed.start_param) == (store.anna.id, "lead-7")
    with pytest.raises(ValueError):
        safe_parse_webapp_init_data("43:other", data)


async def test_people_edit_and_delete_their_own_only(bot: Bot, fake, store) -> None:
    control = fake.control
    said = control.say(store.boris, store.sellers, "опечятка")
    control.edit(store.boris, store.sellers, said.id, "опечатка")
    first, second = await bot.get_updates()
    assert (first.message.text, second.edited_message.text) == ("опечятка", "опечатка")
    card = await bot.send_message(store.sellers.id, "Лид")
    with pytest.raises(ImpossibleError):
        control.delete_message(store.boris, store.sellers, card.message_id)
    control.delete_message(store.anna, store.sellers, card.message_id)
    with pytest.raises(TelegramBadRequest, match="message to edit not found"):
        await bot.edit_message_text("x", chat_id=store.sellers.id, message_id=card.message_id)


async def test_the_demo_page_gets_safe_html(bot: Bot, fake, store) -> None:
    said = fake.control.say(store.boris, store.sellers, "<img src=x onerror=alert(1)>")
    assert fake.control.render_html(said) == "&lt;img src=x onerror=alert(1)&gt;"
    await bot.send_message(store.sellers.id, "<blockquote expandable>a</blockquote>")
    assert fake.control.transcript(store.sellers)[1].html == '<blockquote class="expandable">a</blockquote>'
