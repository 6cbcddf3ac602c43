"""Scopes of commands. https://core.telegram.org/bots/api#botcommandscope"""

from typing import Any

from sandbox.telegram.chats import Chat
from sandbox.telegram.errors import bad
from sandbox.telegram.people import User
from sandbox.telegram.state import State

PLAIN = ("default", "all_private_chats", "all_group_chats", "all_chat_administrators")
OF_CHAT = ("chat", "chat_administrators", "chat_member")


def scope_key(scope: dict[str, Any]) -> str:
    """A scope as text, such as ``chat_member -1001 42``. Raises 400 for an unknown one."""
    kind = scope.get("type", "default")
    if kind in PLAIN:
        return str(kind)
    if kind not in OF_CHAT:
        raise bad("can't parse BotCommandScope: unsupported type specified")
    if not scope.get("chat_id") or (kind == "chat_member" and not scope.get("user_id")):
        raise bad("can't parse BotCommandScope: chat_id or user_id is empty")
    return " ".join(str(scope[name]) for name in ("type", "chat_id", "user_id") if scope.get(name))


def commands_for(state: State, user: User, chat: Chat) -> list[dict[str, Any]]:
    """What this person sees in the menu of this chat: the most specific scope that has something."""
    for scope in _scopes(user, chat):
        for language in (user.language_code, ""):
            if found := state.commands.get((scope, language)):
                return found
    return []


def _scopes(user: User, chat: Chat) -> list[str]:
    if not chat.shared:
        return [f"chat {chat.id}", "all_private_chats", "default"]
    member = chat.members.get(user.id)
    leading = bool(member and member.leads)
    return [
        f"chat_member {chat.id} {user.id}",
        *([f"chat_administrators {chat.id}"] if leading else []),
        f"chat {chat.id}",
        *(["all_chat_administrators"] if leading else []),
        "all_group_chats",
        "default",
    ]
