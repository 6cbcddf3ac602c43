"""A message as the server keeps it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sandbox.telegram.entities import Entity
from sandbox.telegram.people import User


@dataclass(frozen=True, slots=True)
class Content:
    """What can be sent or edited. ``text`` is the caption when ``media`` holds a photo or a document."""

    text: str = ""
    entities: tuple[Entity, ...] = ()
    media: dict[str, Any] = field(default_factory=dict)
    preview: dict[str, Any] = field(default_factory=dict)

    @property
    def captioned(self) -> bool:
        return "photo" in self.media or "document" in self.media


@dataclass(slots=True)
class Message:
    """``id`` is 0 for ephemeral messages; they have ``ephemeral_id`` and ``receiver``.

    ``order`` grows over the whole server, ``date`` and ``edited`` are world time in UTC.
    """

    id: int
    chat_id: int
    sender: User
    date: datetime
    order: int
    content: Content = field(default_factory=Content)
    service: dict[str, Any] = field(default_factory=dict)
    markup: dict[str, Any] = field(default_factory=dict)
    thread_id: int = 0
    reply_to: int = 0
    quote: str = ""
    album: str = ""
    silent: bool = False
    protected: bool = False
    edited: datetime | None = None
    receiver: User | None = None
    ephemeral_id: int = 0
    stands_for: int = 0
    reactions: dict[int, list[str]] = field(default_factory=dict)

    @property
    def text(self) -> str:
        return self.content.text

    @property
    def entities(self) -> list[Entity]:
        return list(self.content.entities)

    @property
    def inline_rows(self) -> list[list[dict[str, Any]]]:
        rows: list[list[dict[str, Any]]] = self.markup.get("inline_keyboard", [])
        return rows
