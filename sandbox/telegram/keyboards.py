"""Checks of reply_markup. https://core.telegram.org/bots/api#inlinekeyboardmarkup"""

import re
from collections.abc import Callable
from typing import Any

from sandbox.telegram.chats import Chat
from sandbox.telegram.errors import bad
from sandbox.telegram.params import Params
from sandbox.telegram.utf16 import units

STYLES = ("danger", "success", "primary")
ACTIONS = (
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
    "disabled",
)
PRIVATE_ONLY = (
    "request_contact",
    "request_location",
    "request_poll",
    "request_users",
    "request_chat",
    "request_managed_bot",
    "web_app",
)


def read_markup(params: Params, chat: Chat) -> dict[str, Any]:
    """Any of the four kinds of reply markup, checked; {} when there is none."""
    markup = params.record("reply_markup")
    if "inline_keyboard" in markup:
        return check_inline(markup, chat)
    if "keyboard" in markup:
        return _check_reply(markup, chat)
    if markup and not (markup.get("remove_keyboard") is True or markup.get("force_reply") is True):
        raise bad("can't parse reply keyboard markup JSON object")
    return markup


def read_inline(params: Params, chat: Chat) -> dict[str, Any]:
    """For edits, which take inline keyboards only."""
    markup = params.record("reply_markup")
    if markup and "inline_keyboard" not in markup:
        raise bad("inline keyboard expected")
    return check_inline(markup, chat) if markup else {}


def check_inline(markup: dict[str, Any], chat: Chat) -> dict[str, Any]:
    rows = _rows(markup["inline_keyboard"])
    if max(map(len, rows), default=0) > 8 or sum(map(len, rows)) > 100:
        raise bad("reply markup is too long")
    for row in rows:
        for button in row:
            _check_button(button, chat)
    return markup if any(rows) else {}


def _rows(rows: Any) -> list[list[Any]]:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad("can't parse keyboard: array of arrays expected")
    return rows


def _check_button(button: Any, chat: Chat) -> None:
    if not isinstance(button, dict) or not isinstance(button.get("text"), str):
        raise bad("can't parse inline keyboard button: object with text expected")
    if not button["text"].strip():
        raise bad("inline keyboard button text must be non-empty")
    if button.get("style") not in (None, *STYLES):
        raise bad("invalid button style specified")
    actions = [name for name in ACTIONS if button.get(name) is not None]
    if not actions:
        raise bad("can't parse inline keyboard button: text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise bad("can't parse inline keyboard button: exactly one action expected")
    check = _CHECKS.get(actions[0])
    if check:
        check(button[actions[0]], chat)


def _check_data(data: Any, _chat: Chat) -> None:
    if not isinstance(data, str) or not 1 <= len(data.encode()) <= 64:
        raise bad("BUTTON_DATA_INVALID")


def _check_url(url: Any, _chat: Chat) -> None:
    if not isinstance(url, str) or not re.fullmatch(r"(https?|tg)://\S+", url, re.IGNORECASE):
        raise bad(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")


def _check_app(app: Any, chat: Chat) -> None:
    if chat.shared:
        raise bad("BUTTON_TYPE_INVALID")
    if not isinstance(app, dict) or not str(app.get("url", "")).startswith("https://"):
        raise bad("inline keyboard button Web App URL is invalid: Only HTTPS links are allowed")


def _check_copy(copied: Any, _chat: Chat) -> None:
    text = copied.get("text") if isinstance(copied, dict) else None
    if not isinstance(text, str) or not 1 <= units(text) <= 256:
        raise bad("BUTTON_COPY_TEXT_INVALID")


_CHECKS: dict[str, Callable[[Any, Chat], None]] = {
    "callback_data": _check_data,
    "url": _check_url,
    "web_app": _check_app,
    "copy_text": _check_copy,
}


def _check_reply(markup: dict[str, Any], chat: Chat) -> dict[str, Any]:
    rows = _rows(markup["keyboard"])
    if max(map(len, rows), default=0) > 12 or sum(map(len, rows)) > 300:
        raise bad("reply markup is too long")
    if "input_field_placeholder" in markup and not 1 <= len(str(markup["input_field_placeholder"])) <= 64:
        raise bad("input field placeholder must have 1-64 characters")
    for button in (button for row in rows for button in row):
        if isinstance(button, str):
            continue
        if not isinstance(button, dict) or not str(button.get("text", "")).strip():
            raise bad("keyboard button text must be non-empty")
        if chat.shared and any(button.get(name) for name in PRIVATE_ONLY):
            raise bad("phone number, location, users and Web Apps can be requested in private chats only")
    return markup
