"""Private chats, groups, supergroups and their topics."""

from dataclasses import dataclass, field
from typing import Any, Literal

from sandbox.telegram.messages import Message
from sandbox.telegram.people import Member, User

ChatType = Literal["private", "group", "supergroup"]


@dataclass(slots=True)
class Topic:
    id: int
    name: str
    icon_color: int
    icon_emoji: str = ""
    closed: bool = False

    def wire(self) -> dict[str, Any]:
        found = {"message_thread_id": self.id, "name": self.name, "icon_color": self.icon_color}
        return found | ({"icon_custom_emoji_id": self.icon_emoji} if self.icon_emoji else {})


@dataclass(slots=True)
class Chat:
    """``started`` and ``blocked`` concern private chats, ``migrated_to`` and ``deleted`` the others."""

    id: int
    type: ChatType
    title: str = ""
    username: str = ""
    is_forum: bool = False
    person: User | None = None
    started: bool = False
    blocked: bool = False
    migrated_to: int = 0
    deleted: bool = False
    members: dict[int, Member] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    ephemerals: dict[int, Message] = field(default_factory=dict)
    topics: dict[int, Topic] = field(default_factory=dict)
    former_topics: set[int] = field(default_factory=set)
    general_closed: bool = False
    general_name: str = "General"
    pinned: list[int] = field(default_factory=list)
    last_id: int = 0
    last_ephemeral_id: int = 0

    @property
    def shared(self) -> bool:
        return self.type != "private"

    def next_id(self) -> int:
        self.last_id += 1
        return self.last_id

    def next_ephemeral_id(self) -> int:
        self.last_ephemeral_id += 1
        return self.last_ephemeral_id

    def wire(self) -> dict[str, Any]:
        found: dict[str, Any] = {"id": self.id, "type": self.type}
        if self.person:
            named = self.person.wire()
            return found | {key: named[key] for key in ("first_name", "last_name", "username") if key in named}
        found["title"] = self.title
        if self.username:
            found["username"] = self.username
        return found | ({"is_forum": True} if self.is_forum else {})
