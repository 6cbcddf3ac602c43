"""A chat as a person sees it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sandbox.telegram.chats import Chat
from sandbox.telegram.entities import Entity
from sandbox.telegram.messages import Message
from sandbox.telegram.rendering import render


@dataclass(frozen=True, slots=True)
class SeenButton:
    """Exactly one of ``data``, ``url``, ``copy_text``, ``web_app`` and ``disabled`` says what it does."""

    text: str
    style: str = ""
    disabled: bool = False
    copy_text: str = ""
    url: str = ""
    data: str = ""
    web_app: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """One message. ``message_id`` is 0 and ``ephemeral_id`` is not for what only one person sees.

    ``html`` is safe to put into a page, ``at`` is UTC, ``service`` names a service message's field,
    ``file`` is a path under ``/file/bot<token>/``.
    """

    message_id: int
    ephemeral_id: int
    sender: str
    sender_id: int
    from_bot: bool
    at: datetime
    text: str
    html: str
    entities: tuple[Entity, ...]
    rows: tuple[tuple[SeenButton, ...], ...]
    reply_rows: tuple[tuple[str, ...], ...]
    thread_id: int
    reply_to: int
    edited: bool
    pinned: bool
    silent: bool
    protected: bool
    media: str
    file_id: str
    file_name: str
    contact: str
    service: str
    reactions: tuple[str, ...]

    @property
    def buttons(self) -> list[SeenButton]:
        return [button for row in self.rows for button in row]


def look(chat: Chat, viewer_id: int | None) -> list[Seen]:
    """Messages in order. Ephemeral ones only for their receiver, in the place of what they replace."""
    mine = [one for one in chat.ephemerals.values() if one.receiver and one.receiver.id == viewer_id]
    hidden = {one.stands_for for one in mine}
    shown = [one for one in chat.messages.values() if one.id not in hidden]
    return [see(message, chat) for message in sorted([*shown, *mine], key=lambda one: _place(one, chat))]


def _place(message: Message, chat: Chat) -> tuple[int, int]:
    replaced = chat.messages.get(message.stands_for)
    return (replaced.order if replaced else message.order), message.order


def see(message: Message, chat: Chat) -> Seen:
    media = message.content.media
    kind = next((name for name in ("photo", "document", "contact") if name in media), "")
    return Seen(
        message_id=message.id,
        ephemeral_id=message.ephemeral_id,
        sender=message.sender.name,
        sender_id=message.sender.id,
        from_bot=message.sender.is_bot,
        at=message.date,
        text=message.text,
        html=render(message.text, message.entities),
        entities=message.content.entities,
        rows=tuple(tuple(_button(button) for button in row) for row in message.inline_rows),
        reply_rows=tuple(tuple(_label(key) for key in row) for row in message.markup.get("keyboard", [])),
        thread_id=message.thread_id,
        reply_to=message.reply_to,
        edited=message.edited is not None,
        pinned=message.id in chat.pinned,
        silent=message.silent,
        protected=message.protected,
        media=kind,
        file_id=_file_id(media),
        file_name=str(media.get("document", {}).get("file_name", "")),
        contact=str(media.get("contact", {}).get("phone_number", "")),
        service=next(iter(message.service), ""),
        reactions=tuple(emoji for given in message.reactions.values() for emoji in given),
    )


def _file_id(media: dict[str, Any]) -> str:
    file: dict[str, Any] = media["photo"][-1] if "photo" in media else media.get("document", {})
    return str(file.get("file_id", ""))


def _label(key: Any) -> str:
    return str(key["text"] if isinstance(key, dict) else key)


def _button(button: dict[str, Any]) -> SeenButton:
    return SeenButton(
        text=button["text"],
        style=str(button.get("style") or ""),
        disabled=button.get("disabled") is not None,
        copy_text=str((button.get("copy_text") or {}).get("text", "")),
        url=str(button.get("url") or ""),
        data=str(button.get("callback_data") or ""),
        web_app=str((button.get("web_app") or {}).get("url", "")),
    )
