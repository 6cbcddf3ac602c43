"""Messages and member changes as they go over the wire. https://core.telegram.org/bots/api#message"""

from datetime import datetime
from typing import Any

from sandbox.telegram.chats import Chat
from sandbox.telegram.messages import Message
from sandbox.telegram.people import Member, User


def message_wire(message: Message, chat: Chat, with_reply: bool = True) -> dict[str, Any]:
    found: dict[str, Any] = {
        "message_id": message.id,
        "from": message.sender.wire(),
        "chat": chat.wire(),
        "date": int(message.date.timestamp()),
    }
    found |= _content(message) | _marks(message, chat) | message.service
    if message.inline_rows:
        found["reply_markup"] = message.markup
    replied = chat.messages.get(message.reply_to) if with_reply else None
    if replied:
        found["reply_to_message"] = message_wire(replied, chat, with_reply=False)
    return found


def _content(message: Message) -> dict[str, Any]:
    content = message.content
    found: dict[str, Any] = dict(content.media)
    names = ("caption", "caption_entities") if content.captioned else ("text", "entities")
    for name, value in zip(names, (content.text, list(content.entities)), strict=True):
        if value:
            found[name] = value
    if content.preview:
        found["link_preview_options"] = content.preview
    return found


def _marks(message: Message, chat: Chat) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if message.thread_id:
        found |= {"message_thread_id": message.thread_id, "is_topic_message": message.thread_id in chat.topics}
    if message.edited:
        found["edit_date"] = int(message.edited.timestamp())
    if message.protected:
        found["has_protected_content"] = True
    if message.album:
        found["media_group_id"] = message.album
    if message.quote:
        found["quote"] = {"text": message.quote, "position": message.text.find(message.quote), "is_manual": True}
    if message.receiver:
        found |= {"ephemeral_message_id": message.ephemeral_id, "receiver_user": message.receiver.wire()}
    return found


def member_change(chat: Chat, by: User, at: datetime, before: Member, after: Member) -> dict[str, Any]:
    return {
        "chat": chat.wire(),
        "from": by.wire(),
        "date": int(at.timestamp()),
        "old_chat_member": before.wire(),
        "new_chat_member": after.wire(),
    }
