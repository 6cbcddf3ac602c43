"""Changing what was sent. https://core.telegram.org/bots/api#updating-messages"""

from dataclasses import replace
from typing import Any

from sandbox.telegram.access import find_message, reach_chat
from sandbox.telegram.chats import Chat
from sandbox.telegram.composing import read_caption, read_text
from sandbox.telegram.errors import bad
from sandbox.telegram.keyboards import read_inline
from sandbox.telegram.messages import Content, Message
from sandbox.telegram.methods.messages import take_media
from sandbox.telegram.methods.method import Method
from sandbox.telegram.params import Params
from sandbox.telegram.sending import pay
from sandbox.telegram.shapes import message_wire
from sandbox.telegram.state import State

SAME = (
    "message is not modified: specified new message content and reply markup are exactly the same as "
    "a current content and reply markup of the message"
)


def edit_message_text(state: State, params: Params) -> dict[str, Any]:
    chat, message = _find_own(state, params)
    if message.content.captioned or not message.text:
        raise bad("there is no text in the message to edit")
    return _apply(state, chat, message, read_text(params), read_inline(params, chat))


def edit_message_caption(state: State, params: Params) -> dict[str, Any]:
    chat, message = _find_own(state, params)
    if not message.content.captioned:
        raise bad("there is no caption in the message to edit")
    content = replace(read_caption(params, message.content.media), preview=message.content.preview)
    return _apply(state, chat, message, content, read_inline(params, chat))


def edit_message_media(state: State, params: Params) -> dict[str, Any]:
    """Another photo or document, or one in the place of a text; parts of an album only by their own kind."""
    chat, message = _find_own(state, params)
    given = params.record("media")
    kind = str(given.get("type", ""))
    if kind not in ("photo", "document"):
        raise bad("can't parse InputMedia: unsupported type specified")
    if message.album and kind not in message.content.media:
        raise bad("can't use media of the specified type in the album")
    media = take_media(state, kind, str(given.get("media", "")), params)
    content = read_caption(Params(given), media)
    return _apply(state, chat, message, content, read_inline(params, chat))


def edit_message_reply_markup(state: State, params: Params) -> dict[str, Any]:
    chat, message = _find_own(state, params)
    return _apply(state, chat, message, message.content, read_inline(params, chat))


def _find_own(state: State, params: Params) -> tuple[Chat, Message]:
    chat = reach_chat(state, params)
    message = find_message(chat, params, "edit")
    # A message that brought a reply keyboard, removed one or forced a reply cannot be edited any more.
    bound = message.markup and not message.inline_rows
    if message.sender is not state.bot or message.service or bound:
        raise bad("message can't be edited")
    return chat, message


def _apply(state: State, chat: Chat, message: Message, content: Content, markup: dict[str, Any]) -> dict[str, Any]:
    """A text edit without reply_markup takes the keyboard away."""
    if content == message.content and markup == message.markup:
        raise bad(SAME)
    pay(state, chat, edit=True)
    message.content, message.markup, message.edited = content, markup, state.now()
    state.note("edit", chat=chat.id, id=message.id, text=message.text)
    return message_wire(message, chat)


def edit_ephemeral_text(state: State, params: Params) -> bool:
    chat, message = _find_ephemeral(state, params)
    return _apply_ephemeral(state, chat, message, read_text(params), read_inline(params, chat))


def edit_ephemeral_markup(state: State, params: Params) -> bool:
    chat, message = _find_ephemeral(state, params)
    return _apply_ephemeral(state, chat, message, message.content, read_inline(params, chat))


def delete_ephemeral(state: State, params: Params) -> bool:
    chat, message = _find_ephemeral(state, params)
    del chat.ephemerals[message.ephemeral_id]
    return True


def _find_ephemeral(state: State, params: Params) -> tuple[Chat, Message]:
    chat = reach_chat(state, params)
    message = chat.ephemerals.get(params.whole("ephemeral_message_id"))
    if message is None or message.receiver is None or message.receiver.id != params.whole("receiver_user_id"):
        raise bad("message to edit not found")
    return chat, message


def _apply_ephemeral(state: State, chat: Chat, message: Message, content: Content, markup: dict[str, Any]) -> bool:
    _apply(state, chat, message, content, markup)
    return True


METHODS: dict[str, Method] = {
    "editMessageText": edit_message_text,
    "editMessageCaption": edit_message_caption,
    "editMessageMedia": edit_message_media,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "editEphemeralMessageText": edit_ephemeral_text,
    "editEphemeralMessageReplyMarkup": edit_ephemeral_markup,
    "deleteEphemeralMessage": delete_ephemeral,
}
