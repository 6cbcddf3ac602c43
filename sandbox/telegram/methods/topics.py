"""Forum topics. https://core.telegram.org/bots/api#createforumtopic"""

from typing import Any

from sandbox.telegram.access import check_right, reach_chat
from sandbox.telegram.chats import Chat, Topic
from sandbox.telegram.errors import bad
from sandbox.telegram.methods.method import Method
from sandbox.telegram.params import Params
from sandbox.telegram.state import State

COLOURS = (7322096, 16766590, 13338331, 9367192, 16749490, 16478047)


def create_forum_topic(state: State, params: Params) -> dict[str, Any]:
    """The topic's id is the id of its first message, as in Telegram."""
    chat = _forum(state, params)
    name = _name(params)
    colour = params.whole("icon_color", COLOURS[0])
    if colour not in COLOURS:
        raise bad("invalid icon color specified")
    service = {"forum_topic_created": {"name": name, "icon_color": colour}}
    message = state.keep(chat, state.bot, service=service)
    message.thread_id = message.id
    topic = Topic(message.id, name, colour, params.text("icon_custom_emoji_id"))
    chat.topics[topic.id] = topic
    state.announce(chat, message)
    return topic.wire()


def edit_forum_topic(state: State, params: Params) -> bool:
    chat = _forum(state, params)
    topic = _topic(chat, params)
    name = _name(params) if params.has("name") else topic.name
    emoji = params.text("icon_custom_emoji_id", topic.icon_emoji)
    if (name, emoji) == (topic.name, topic.icon_emoji):
        raise bad("TOPIC_NOT_MODIFIED")
    topic.name, topic.icon_emoji = name, emoji
    _tell(state, chat, topic, {"forum_topic_edited": {"name": name}})
    return True


def close_forum_topic(state: State, params: Params) -> bool:
    return _shut(state, params, True)


def reopen_forum_topic(state: State, params: Params) -> bool:
    return _shut(state, params, False)


def _shut(state: State, params: Params, closed: bool) -> bool:
    chat = _forum(state, params)
    topic = _topic(chat, params)
    if topic.closed is closed:
        raise bad("TOPIC_NOT_MODIFIED")
    topic.closed = closed
    _tell(state, chat, topic, {"forum_topic_closed" if closed else "forum_topic_reopened": {}})
    return True


def delete_forum_topic(state: State, params: Params) -> bool:
    """All messages of the topic go with it."""
    chat = _forum(state, params)
    check_right(state, chat, "can_delete_messages", "delete a topic")
    drop_topic(chat, _topic(chat, params))
    return True


def drop_topic(chat: Chat, topic: Topic) -> None:
    del chat.topics[topic.id]
    chat.former_topics.add(topic.id)
    chat.messages = {key: one for key, one in chat.messages.items() if one.thread_id != topic.id}
    chat.pinned = [number for number in chat.pinned if number in chat.messages]


def _forum(state: State, params: Params) -> Chat:
    chat = reach_chat(state, params)
    if not (chat.is_forum or (not chat.shared and state.private_topics)):
        raise bad("the chat is not a forum")
    check_right(state, chat, "can_manage_topics", "create a topic")
    return chat


def _topic(chat: Chat, params: Params) -> Topic:
    """Telegram's own error of these methods; a message to the same topic is refused in other words."""
    topic = chat.topics.get(params.whole("message_thread_id"))
    if topic is None:
        raise bad("TOPIC_ID_INVALID")
    return topic


def _name(params: Params) -> str:
    name = params.text("name").strip()
    if not 1 <= len(name) <= 128:
        raise bad("topic name must have 1-128 characters")
    return name


def edit_general(state: State, params: Params) -> bool:
    chat = _forum(state, params)
    name = _name(params)
    if name == chat.general_name:
        raise bad("TOPIC_NOT_MODIFIED")
    chat.general_name = name
    state.announce(chat, state.keep(chat, state.bot, service={"forum_topic_edited": {"name": name}}))
    return True


def close_general(state: State, params: Params) -> bool:
    return _shut_general(state, params, True)


def reopen_general(state: State, params: Params) -> bool:
    return _shut_general(state, params, False)


def _shut_general(state: State, params: Params, closed: bool) -> bool:
    chat = _forum(state, params)
    if chat.general_closed is closed:
        raise bad("TOPIC_NOT_MODIFIED")
    chat.general_closed = closed
    service: dict[str, Any] = {"forum_topic_closed" if closed else "forum_topic_reopened": {}}
    state.announce(chat, state.keep(chat, state.bot, service=service))
    return True


def _tell(state: State, chat: Chat, topic: Topic, service: dict[str, Any]) -> None:
    state.announce(chat, state.keep(chat, state.bot, service=service, thread_id=topic.id))


METHODS: dict[str, Method] = {
    "createForumTopic": create_forum_topic,
    "editForumTopic": edit_forum_topic,
    "closeForumTopic": close_forum_topic,
    "reopenForumTopic": reopen_forum_topic,
    "deleteForumTopic": delete_forum_topic,
    "editGeneralForumTopic": edit_general,
    "closeGeneralForumTopic": close_general,
    "reopenGeneralForumTopic": reopen_general,
}
