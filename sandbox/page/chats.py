"""What a person sees in Telegram: the sellers' group and the private chat with the bot."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from sandbox.telegram.chats import Chat
from sandbox.telegram.fake import TelegramFake
from sandbox.telegram.messages import Message
from sandbox.telegram.view import Seen
from sandbox.world.staff import Staff

LATEST = 60
Json = dict[str, Any]


def show_chats(telegram: TelegramFake, staff: Staff, viewer: int) -> Json:
    """Both chats of ``viewer`` under ``group`` and ``private``."""
    group = follow(telegram, staff.group)
    private = telegram.state.chats.get(viewer)
    return {
        "group": show_chat(telegram, group, viewer) | {"title": group.title, "members": _count(group)},
        "private": show_chat(telegram, private, viewer)
        if private and private.started
        else {"id": viewer, "closed": True, "messages": [], "menu": [], "keyboard": []},
    }


def follow(telegram: TelegramFake, chat: Chat) -> Chat:
    """The supergroup that a group has become."""
    while chat.migrated_to:
        chat = telegram.state.chats[chat.migrated_to]
    return chat


def show_chat(telegram: TelegramFake, chat: Chat, viewer: int) -> Json:
    seen = telegram.control.transcript(chat, viewer)[-LATEST:]
    return {
        "id": chat.id,
        "closed": chat.blocked,
        "messages": [show_message(one, _kept(one, chat), chat.messages, viewer) for one in seen],
        "menu": telegram.control.menu(viewer, chat),
        "keyboard": _keyboard(seen),
    }


def show_message(seen: Seen, kept: Message | None, shelf: Mapping[int, Message], viewer: int) -> Json:
    """``html`` comes from the fake's renderer, which escapes everything and writes only tags of its own."""
    replied = shelf.get(seen.reply_to)
    return {
        "id": seen.message_id,
        "ephemeral": seen.ephemeral_id,
        "sender": seen.sender,
        "sender_id": seen.sender_id,
        "bot": seen.from_bot,
        "mine": seen.sender_id == viewer,
        "at": seen.at.isoformat(),
        "html": seen.html,
        "rows": [[asdict(button) for button in row] for row in seen.rows],
        "reply": {"sender": replied.sender.name, "text": replied.text[:80]} if replied else None,
        "ask": _asked(kept, replied, viewer) if kept else None,
        "edited": seen.edited,
        "pinned": seen.pinned,
        "silent": seen.silent,
        "media": seen.media,
        "file": {"id": seen.file_id, "name": seen.file_name, **_sides(kept)} if seen.file_id else None,
        "contact": seen.contact,
        "service": seen.service,
        "reactions": list(seen.reactions),
    }


def _sides(kept: Message | None) -> Json:
    """Of a photo, so that a page knows how much room it takes before it has come."""
    sizes = kept.content.media.get("photo") if kept else None
    return {"width": sizes[-1]["width"], "height": sizes[-1]["height"]} if sizes else {}


def _asked(kept: Message, replied: Message | None, viewer: int) -> str | None:
    """The placeholder of a forced reply, for those it is meant for. https://core.telegram.org/bots/api#forcereply"""
    if not kept.markup.get("force_reply"):
        return None
    named = any(entity.get("user", {}).get("id") == viewer for entity in kept.entities)
    meant = named or kept.chat_id == viewer or bool(replied and replied.sender.id == viewer)
    if kept.markup.get("selective") and not meant:
        return None
    return str(kept.markup.get("input_field_placeholder") or "")


def _kept(seen: Seen, chat: Chat) -> Message | None:
    return chat.messages.get(seen.message_id) if seen.message_id else chat.ephemerals.get(seen.ephemeral_id)


def _keyboard(seen: list[Seen]) -> list[list[str]]:
    """The newest reply keyboard, until something takes it away."""
    rows = next((one.reply_rows for one in reversed(seen) if one.reply_rows), ())
    return [list(row) for row in rows]


def _count(chat: Chat) -> int:
    return sum(member.present for member in chat.members.values())
