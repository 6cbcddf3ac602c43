"""Users and their part in a chat. https://core.telegram.org/bots/api#chatmember"""

from dataclasses import dataclass
from typing import Any, Literal

Status = Literal["creator", "administrator", "member", "restricted", "left", "kicked"]

RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_send_welcome_messages",
    "can_pin_messages",
    "can_manage_topics",
)

# What a restricted member may send, https://core.telegram.org/bots/api#chatpermissions
PERMISSIONS = (
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_react_to_messages",
    "can_edit_tag",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
)


@dataclass(slots=True)
class User:
    id: int
    first_name: str
    last_name: str = ""
    username: str = ""
    language_code: str = "ru"
    is_bot: bool = False
    deactivated: bool = False

    def wire(self) -> dict[str, Any]:
        found: dict[str, Any] = {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name}
        for name in ("last_name", "username"):
            if value := getattr(self, name):
                found[name] = value
        if not self.is_bot:
            found["language_code"] = self.language_code
        return found

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


@dataclass(slots=True)
class Member:
    """``rights`` are those of an administrator, or what a restricted member may still send."""

    user: User
    status: Status = "member"
    rights: frozenset[str] = frozenset()

    @property
    def present(self) -> bool:
        return self.status in ("creator", "administrator", "member", "restricted")

    @property
    def leads(self) -> bool:
        return self.status in ("creator", "administrator")

    def can(self, right: str) -> bool:
        return self.status == "creator" or (self.status == "administrator" and right in self.rights)

    def may_send(self, permission: str) -> bool:
        return self.status != "restricted" or permission in self.rights

    def wire(self) -> dict[str, Any]:
        found: dict[str, Any] = {"status": self.status, "user": self.user.wire()}
        if self.leads:
            found["is_anonymous"] = False
        if self.status == "administrator":
            found["can_be_edited"] = False
            found.update({right: right in self.rights for right in RIGHTS})
        if self.status == "restricted":
            found |= {"is_member": True, "until_date": 0}
            found.update({permission: permission in self.rights for permission in PERMISSIONS})
        if self.status == "kicked":
            found["until_date"] = 0
        return found
