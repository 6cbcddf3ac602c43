"""From a card's buttons to Telegram's keyboard. https://core.telegram.org/bots/api#inlinekeyboardbutton"""

from aiogram.types import (
    CopyTextButton,
    DisabledButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    KeyboardButtonRequestUsers,
    ReplyKeyboardMarkup,
)

from bot.cards.card import Button, Card


def keyboard(card: Card, *, bare: bool = False) -> InlineKeyboardMarkup | None:
    """``bare``: only what the oldest servers know, without colours, copying and greyed buttons."""
    drawn = [[_draw(button, bare=bare) for button in row if not bare or button.data or button.url] for row in card.rows]
    rows = [row for row in drawn if row]
    return InlineKeyboardMarkup(inline_keyboard=rows) if rows else None


def picking(choose: str, cancel: str) -> ReplyKeyboardMarkup:
    """A key that opens the reader's contacts. https://core.telegram.org/bots/api#keyboardbuttonrequestusers"""
    wanted = KeyboardButtonRequestUsers(request_id=1, user_is_bot=False, request_name=True, request_username=True)
    rows = [[KeyboardButton(text=choose, request_users=wanted)], [KeyboardButton(text=cancel)]]
    return ReplyKeyboardMarkup(keyboard=rows, resize_keyboard=True, one_time_keyboard=True)


def _draw(button: Button, *, bare: bool) -> InlineKeyboardButton:
    """A button does exactly one thing: a greyed one does nothing, whatever else it could do."""
    if bare:
        return InlineKeyboardButton(text=button.text, callback_data=button.data or None, url=button.url or None)
    style = button.style.value or None
    if button.disabled:
        return InlineKeyboardButton(text=button.text, style=style, disabled=DisabledButton())
    return InlineKeyboardButton(
        text=button.text,
        style=style,
        callback_data=button.data or None,
        url=button.url or None,
        copy_text=CopyTextButton(text=button.copy) if button.copy else None,
    )
