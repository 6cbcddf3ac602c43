"""The bot itself: who it is, its commands, texts and menu button. https://core.telegram.org/bots/api#getme"""

import re
from typing import Any

from sandbox.telegram.access import find_chat
from sandbox.telegram.commands import scope_key
from sandbox.telegram.errors import bad
from sandbox.telegram.files import DOWNLOAD_MAX
from sandbox.telegram.methods.method import Method
from sandbox.telegram.params import Params
from sandbox.telegram.state import State
from sandbox.telegram.utf16 import units

LONGEST = {"name": 64, "description": 512, "short_description": 120}
DEFAULT_BUTTON = {"type": "default"}


def get_me(state: State, params: Params) -> dict[str, Any]:
    return state.bot.wire() | {
        "can_join_groups": True,
        "can_read_all_group_messages": not state.privacy,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
        "has_topics_enabled": state.private_topics,
        "allows_users_to_create_topics": False,
    }


def set_my_commands(state: State, params: Params) -> bool:
    commands = params.rows("commands")
    if len(commands) > 100:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    state.commands[_commands_key(params)] = [_command(command) for command in commands]
    return True


def get_my_commands(state: State, params: Params) -> list[dict[str, Any]]:
    return state.commands.get(_commands_key(params), [])


def delete_my_commands(state: State, params: Params) -> bool:
    state.commands.pop(_commands_key(params), None)
    return True


def _commands_key(params: Params) -> tuple[str, str]:
    return scope_key(params.record("scope")), _language(params)


def _language(params: Params) -> str:
    language = params.text("language_code")
    if not re.fullmatch(r"([a-z]{2})?", language):
        raise bad("invalid language code specified")
    return language


def _command(command: Any) -> dict[str, Any]:
    if not isinstance(command, dict):
        raise bad("can't parse BotCommand: object expected")
    # A leading slash is taken off, as BotFather's API does.
    name = str(command.get("command", "")).removeprefix("/")
    if not re.fullmatch(r"[a-z0-9_]{1,32}", name):
        raise bad("BOT_COMMAND_INVALID")
    if not 1 <= units(str(command.get("description", ""))) <= 256:
        raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
    return {**command, "command": name}


def _setter(field: str) -> Method:
    def put(state: State, params: Params) -> bool:
        text = params.text(field)
        if units(text) > LONGEST[field]:
            raise bad(f"{field.replace('_', ' ')} is too long")
        state.texts[field, _language(params)] = text
        return True

    return put


def _getter(field: str) -> Method:
    """An untranslated text stands in for a missing translation."""

    def take(state: State, params: Params) -> dict[str, str]:
        fallback = state.bot.first_name if field == "name" else ""
        common = state.texts.get((field, "")) or fallback
        return {field: state.texts.get((field, _language(params))) or common}

    return take


def set_chat_menu_button(state: State, params: Params) -> bool:
    """Chat 0 stands for all private chats without a button of their own."""
    chat_id = find_chat(state, params).id if params.has("chat_id") else 0
    if chat_id < 0:
        raise bad("chat must be private")
    button = params.record("menu_button") or DEFAULT_BUTTON
    if button.get("type") not in ("default", "commands", "web_app"):
        raise bad("can't parse menu button: unsupported type specified")
    if button["type"] == "web_app" and not (button.get("text") and _secure(button.get("web_app"))):
        raise bad("menu button Web App URL is invalid: Only HTTPS links are allowed")
    state.menu_buttons[chat_id] = button
    return True


def get_chat_menu_button(state: State, params: Params) -> dict[str, Any]:
    chat_id = find_chat(state, params).id if params.has("chat_id") else 0
    return state.menu_buttons.get(chat_id) or state.menu_buttons.get(0) or DEFAULT_BUTTON


def _secure(app: Any) -> bool:
    return isinstance(app, dict) and str(app.get("url", "")).startswith("https://")


def get_file(state: State, params: Params) -> dict[str, Any]:
    stored = state.files.find(params.text("file_id"))
    if stored is None:
        raise bad("invalid file_id")
    if stored.size > DOWNLOAD_MAX:
        raise bad("file is too big")
    return stored.wire() | {"file_path": stored.path}


METHODS: dict[str, Method] = {
    "getMe": get_me,
    "getFile": get_file,
    "setMyCommands": set_my_commands,
    "getMyCommands": get_my_commands,
    "deleteMyCommands": delete_my_commands,
    "setMyName": _setter("name"),
    "getMyName": _getter("name"),
    "setMyDescription": _setter("description"),
    "getMyDescription": _getter("description"),
    "setMyShortDescription": _setter("short_description"),
    "getMyShortDescription": _getter("short_description"),
    "setChatMenuButton": set_chat_menu_button,
    "getChatMenuButton": get_chat_menu_button,
}
