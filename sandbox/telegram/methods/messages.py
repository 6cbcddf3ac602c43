"""Sending and deleting. https://core.telegram.org/bots/api#available-methods"""

from datetime import timedelta
from typing import Any

from sandbox.telegram.access import bot_can, check_permission, find_message, reach_chat
from sandbox.telegram.chats import Chat
from sandbox.telegram.composing import read_caption, read_text
from sandbox.telegram.errors import bad
from sandbox.telegram.files import picture_size
from sandbox.telegram.messages import Content, Message
from sandbox.telegram.methods.method import Method
from sandbox.telegram.params import Params
from sandbox.telegram.sending import pay, read_envelope, send
from sandbox.telegram.state import State

SIDES_MAX, RATIO_MAX = 10_000, 20  # of photos, https://core.telegram.org/bots/api#sendphoto
DELETABLE_FOR = timedelta(hours=48)
_ACTIONS = """
    typing upload_photo record_video upload_video record_voice upload_voice upload_document
    choose_sticker find_location record_video_note upload_video_note
"""
ACTIONS = frozenset(_ACTIONS.split())


def send_message(state: State, params: Params) -> dict[str, Any]:
    envelope = read_envelope(state, params)
    check_permission(state, envelope.chat, "can_send_messages")
    content = read_text(params)
    pay(state, envelope.chat)
    return send(state, envelope, content)


def send_photo(state: State, params: Params) -> dict[str, Any]:
    return _send_media(state, params, "photo")


def send_document(state: State, params: Params) -> dict[str, Any]:
    return _send_media(state, params, "document")


def _send_media(state: State, params: Params, kind: str) -> dict[str, Any]:
    envelope = read_envelope(state, params)
    check_permission(state, envelope.chat, f"can_send_{kind}s")
    reference = f"attach://{kind}" if kind in params.files else params.text(kind)
    content = read_caption(params, take_media(state, kind, reference, params))
    pay(state, envelope.chat)
    return send(state, envelope, content)


def take_media(state: State, kind: str, reference: str, params: Params) -> dict[str, Any]:
    stored = state.files.take(kind, reference, params)
    if kind == "photo":
        width, height = picture_size(stored.upload.content)
        if width + height > SIDES_MAX or max(width, height) > RATIO_MAX * min(width, height):
            raise bad("PHOTO_INVALID_DIMENSIONS")
        return {"photo": [stored.wire() | {"width": width, "height": height}]}
    return {"document": stored.wire() | {"file_name": stored.upload.name, "mime_type": stored.upload.mime}}


def send_media_group(state: State, params: Params) -> list[dict[str, Any]]:
    """Albums of photos or of documents; they take no reply markup."""
    if params.has("reply_markup"):
        raise bad("reply markup is not allowed in albums")
    envelope = read_envelope(state, params)
    items = params.rows("media")
    if not 2 <= len(items) <= 10:
        raise bad("group must contain 2-10 items")
    kinds = {str(item.get("type")) for item in items if isinstance(item, dict)}
    if len(kinds) != 1 or not kinds <= {"photo", "document"}:
        raise bad("can't parse InputMedia: photos and documents can't be mixed with others")
    contents = [_album_part(state, item, params) for item in items]
    pay(state, envelope.chat, len(contents))
    album = str(state.next_order() + 13_000_000_000_000_000)
    return [send(state, envelope, content, album) for content in contents]


def _album_part(state: State, item: dict[str, Any], params: Params) -> Content:
    media = take_media(state, str(item["type"]), str(item.get("media", "")), params)
    return read_caption(Params(item), media)


def delete_message(state: State, params: Params) -> bool:
    chat = reach_chat(state, params)
    message = find_message(chat, params, "delete")
    if not _deletable(state, chat, message):
        raise bad("message can't be deleted for everyone")
    _drop(chat, message)
    return True


def delete_messages(state: State, params: Params) -> bool:
    """Messages that are gone are skipped in silence."""
    chat = reach_chat(state, params)
    numbers = params.rows("message_ids")
    if not 1 <= len(numbers) <= 100:
        raise bad("message identifiers are not specified" if not numbers else "too many message identifiers")
    for message in [chat.messages.get(number) for number in numbers if isinstance(number, int)]:
        if message and _deletable(state, chat, message):
            _drop(chat, message)
    return True


def _deletable(state: State, chat: Chat, message: Message) -> bool:
    if state.older_than(message, DELETABLE_FOR):
        return False
    return message.sender is state.bot or bot_can(state, chat, "can_delete_messages")


def _drop(chat: Chat, message: Message) -> None:
    del chat.messages[message.id]
    if message.id in chat.pinned:
        chat.pinned.remove(message.id)


def send_chat_action(state: State, params: Params) -> bool:
    chat = reach_chat(state, params)
    if params.text("action") not in ACTIONS:
        raise bad("wrong parameter action in request")
    thread_id = params.whole("message_thread_id")
    # A deleted topic is no error here: https://github.com/tdlib/telegram-bot-api/issues/732
    if thread_id and thread_id not in chat.topics and thread_id not in chat.former_topics:
        raise bad("message thread not found")
    state.note("chat_action", chat=chat.id, action=params.text("action"))
    return True


METHODS: dict[str, Method] = {
    "sendMessage": send_message,
    "sendPhoto": send_photo,
    "sendDocument": send_document,
    "sendMediaGroup": send_media_group,
    "deleteMessage": delete_message,
    "deleteMessages": delete_messages,
    "sendChatAction": send_chat_action,
}
