"""From a card's buttons to Telegram's keyboard. https://core.telegram.org/bots/api#inlinekeyboardbutton"""

from aiogram.types import CopyTextButton, DisabledButton, InlineKeyboardButton, InlineKeyboardMarkup

from bot.cards.card import Button, Card, Rows


def keyboard(card: Card, *, bare: bool = False) -> InlineKeyboardMarkup | None:
    """``bare``: only what the oldest servers know, without colours, copying and greyed buttons."""
    rows = bare_rows(card.rows) if bare else card.rows
    drawn = [[_draw(button, bare=bare) for button in row] for row in rows if row]
    return InlineKeyboardMarkup(inline_keyboard=drawn) if drawn else None


def bare_rows(rows: Rows) -> Rows:
    kept = (tuple(button for button in row if button.data or button.url) for row in rows)
    return tuple(row for row in kept if row)


def _draw(button: Button, *, bare: bool) -> InlineKeyboardButton:
    return InlineKeyboardButton(
        text=button.text,
        callback_data=button.data or None,
        url=button.url or None,
        copy_text=CopyTextButton(text=button.copy) if button.copy else None,
        style=None if bare else button.style.value or None,
        disabled=DisabledButton() if button.disabled and not bare and not button.data else None,
    )
