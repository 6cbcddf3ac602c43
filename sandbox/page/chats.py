"""What people see in Telegram: the sellers' group with its topics, and the private chats with the bot."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from sandbox.telegram.chats import Chat
from sandbox.telegram.fake import TelegramFake
from sandbox.telegram.messages import Message
from sandbox.telegram.view import Seen
from sandbox.world.staff import Staff

LATEST = 60  # of each topic
Json = dict[str, Any]


def show_chats(telegram: TelegramFake, staff: Staff, viewer: int) -> Json:
    """The group as ``viewer`` sees it, and the private chat of everybody, under their number."""
    group = follow(telegram, staff.group)
    people = [person.user.id for person in staff.people]
    return {
        "group": show_chat(telegram, group, viewer)
        | {"title": group.title, "members": _count(group), "topics": _topics(group)},
        **{str(person): _show_private(telegram, person) for person in people},
    }


def _show_private(telegram: TelegramFake, person: int) -> Json:
    private = telegram.state.chats.get(person)
    if private and private.started:
        return show_chat(telegram, private, person)
    return {"id": person, "closed": True, "messages": [], "menu": [], "keyboard": []}


def _topics(group: Chat) -> list[Json]:
    """The General one first; none where the group has no topics."""
    if not group.is_forum:
        return []
    general = {"id": 0, "name": "", "color": 0, "closed": group.general_closed}
    return [
        general,
        *({"id": it.id, "name": it.name, "color": it.icon_color, "closed": it.closed} for it in group.topics.values()),
    ]


def follow(telegram: TelegramFake, chat: Chat) -> Chat:
    """The supergroup that a group has become."""
    while chat.migrated_to:
        chat = telegram.state.chats[chat.migrated_to]
    return chat


def show_chat(telegram: TelegramFake, chat: Chat, viewer: int) -> Json:
    seen = _latest(telegram.control.transcript(chat, viewer))
    return {
        "id": chat.id,
        "closed": chat.blocked,
        "messages": [show_message(one, _kept(one, chat), chat.messages, viewer) for one in seen],
        "menu": telegram.control.menu(viewer, chat),
        "keyboard": _keyboard(seen, chat),
    }


def _latest(seen: list[Seen]) -> list[Seen]:
    """A topic in which much happens takes no room from the others."""
    count: Counter[int] = Counter()
    kept = []
    for one in reversed(seen):
        count[one.thread_id] += 1
        if count[one.thread_id] <= LATEST:
            kept.append(one)
    return kept[::-1]


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
        "thread": seen.thread_id,
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


def _keyboard(seen: list[Seen], chat: Chat) -> list[list[Json]]:
    """The newest reply keyboard, until a message takes it away. https://core.telegram.org/bots/api#replykeyboardmarkup"""
    for one in reversed(seen):
        kept = _kept(one, chat)
        markup = kept.markup if kept else {}
        if markup.get("remove_keyboard"):
            return []
        if "keyboard" in markup:
            return [[_key(key) for key in row] for row in markup["keyboard"]]
    return []


def _key(key: Any) -> Json:
    """Each key writes its own text, unless it asks for a contact."""
    told = key if isinstance(key, dict) else {"text": key}
    return {"text": str(told["text"]), "contact": bool(told.get("request_contact"))}


def _count(chat: Chat) -> int:
    return sum(member.present for member in chat.members.values())
