"""Chats and their members. https://core.telegram.org/bots/api#getchat"""

from typing import Any

from sandbox.telegram.access import check_right, find_chat, find_user, reach_chat
from sandbox.telegram.errors import bad
from sandbox.telegram.methods.method import Method
from sandbox.telegram.params import Params
from sandbox.telegram.people import Member
from sandbox.telegram.shapes import message_wire
from sandbox.telegram.state import State

GIFTS = dict.fromkeys(
    ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"), False
)


def get_chat(state: State, params: Params) -> dict[str, Any]:
    """Also answers for private chats whose user has blocked the bot."""
    chat = find_chat(state, params)
    if chat.shared:
        reach_chat(state, params)
    found = chat.wire() | {"accent_color_id": chat.id % 7, "max_reaction_count": 11, "accepted_gift_types": GIFTS}
    if chat.pinned:
        found["pinned_message"] = message_wire(chat.messages[chat.pinned[-1]], chat)
    return found


def get_chat_member(state: State, params: Params) -> dict[str, Any]:
    """Whoever is known but never was in the chat has left it."""
    chat = reach_chat(state, params)
    user = find_user(state, params)
    if chat.person:
        if user not in (chat.person, state.bot):
            raise bad("PARTICIPANT_ID_INVALID")
        return Member(user).wire()
    return chat.members.get(user.id, Member(user, "left")).wire()


def get_chat_administrators(state: State, params: Params) -> list[dict[str, Any]]:
    chat = reach_chat(state, params)
    if not chat.shared:
        raise bad("there are no administrators in the private chat")
    return [member.wire() for member in chat.members.values() if member.leads]


def get_chat_member_count(state: State, params: Params) -> int:
    chat = reach_chat(state, params)
    return sum(member.present for member in chat.members.values()) if chat.shared else 2


def leave_chat(state: State, params: Params) -> bool:
    chat = reach_chat(state, params)
    if not chat.shared:
        raise bad("chat can't be left")
    chat.members[state.bot.id] = Member(state.bot, "left")
    return True


def create_chat_invite_link(state: State, params: Params) -> dict[str, Any]:
    chat = reach_chat(state, params)
    if not chat.shared:
        raise bad("chat invite links are not available in private chats")
    check_right(state, chat, "can_invite_users", "manage chat invite link")
    if len(params.text("name")) > 32:
        raise bad("invite link name is too long")
    found: dict[str, Any] = {
        "invite_link": f"https://t.me/+{state.dice.getrandbits(80):020x}",
        "creator": state.bot.wire(),
        "creates_join_request": params.flag("creates_join_request"),
        "is_primary": False,
        "is_revoked": False,
    }
    for name in ("expire_date", "member_limit"):
        if params.whole(name):
            found[name] = params.whole(name)
    return found | ({"name": params.text("name")} if params.has("name") else {})


METHODS: dict[str, Method] = {
    "getChat": get_chat,
    "getChatMember": get_chat_member,
    "getChatAdministrators": get_chat_administrators,
    "getChatMemberCount": get_chat_member_count,
    "leaveChat": leave_chat,
    "createChatInviteLink": create_chat_invite_link,
}
