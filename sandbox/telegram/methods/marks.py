"""Pins, reactions and answers to button presses. https://core.telegram.org/bots/api#setmessagereaction"""

from typing import Any

from sandbox.telegram.access import check_right, find_message, reach_chat
from sandbox.telegram.callbacks import Answer
from sandbox.telegram.chats import Chat
from sandbox.telegram.errors import bad
from sandbox.telegram.methods.method import Method
from sandbox.telegram.params import Params
from sandbox.telegram.shapes import message_wire
from sandbox.telegram.state import State
from sandbox.telegram.utf16 import units

_EMOJI = """
    ❤ 👍 👎 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤‍🔥 🌚 🌭 💯 🤣 ⚡ 🍌 🏆 💔 🤨 😐 🍓 🍾 💋 🖕
    😈 😴 😭 🤓 👻 👨‍💻 👀 🎃 🙈 😇 😨 🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷‍♂ 🤷 🤷‍♀ 😡
"""
REACTIONS = frozenset(_EMOJI.split())


def pin_chat_message(state: State, params: Params) -> bool:
    chat = _pinnable(state, params)
    message = find_message(chat, params, "pin")
    if message.id in chat.pinned:
        return True
    chat.pinned.append(message.id)
    pinned = {"pinned_message": message_wire(message, chat, with_reply=False)}
    service = state.keep(chat, state.bot, service=pinned, silent=params.flag("disable_notification"))
    state.announce(chat, service)
    return True


def unpin_chat_message(state: State, params: Params) -> bool:
    chat = _pinnable(state, params)
    number = params.whole("message_id") or (chat.pinned[-1] if chat.pinned else 0)
    if number not in chat.pinned:
        raise bad("message to unpin not found")
    chat.pinned.remove(number)
    return True


def unpin_all_chat_messages(state: State, params: Params) -> bool:
    _pinnable(state, params).pinned.clear()
    return True


def _pinnable(state: State, params: Params) -> Chat:
    chat = reach_chat(state, params)
    check_right(state, chat, "can_pin_messages", "manage pinned messages in the chat")
    return chat


def set_message_reaction(state: State, params: Params) -> bool:
    """A bot has one reaction per message; an empty list takes it away."""
    chat = reach_chat(state, params)
    message = find_message(chat, params, "react")
    emoji = [_emoji(reaction) for reaction in params.rows("reaction")]
    if len(emoji) > 1:
        raise bad("REACTIONS_TOO_MANY")
    if emoji:
        message.reactions[state.bot.id] = emoji
    else:
        message.reactions.pop(state.bot.id, None)
    return True


def _emoji(reaction: Any) -> str:
    emoji = reaction.get("emoji") if isinstance(reaction, dict) and reaction.get("type") == "emoji" else None
    if emoji not in REACTIONS:
        raise bad("REACTION_INVALID")
    return str(emoji)


def answer_callback_query(state: State, params: Params) -> bool:
    text = params.text("text")
    if units(text) > 200:
        raise bad("MESSAGE_TOO_LONG")
    answer = Answer(text, params.flag("show_alert"), params.text("url"))
    state.callbacks.answer(params.text("callback_query_id"), answer)
    state.note("callback_answer", id=params.text("callback_query_id"), text=text, alert=answer.alert)
    return True


METHODS: dict[str, Method] = {
    "pinChatMessage": pin_chat_message,
    "unpinChatMessage": unpin_chat_message,
    "unpinAllChatMessages": unpin_all_chat_messages,
    "setMessageReaction": set_message_reaction,
    "answerCallbackQuery": answer_callback_query,
}
