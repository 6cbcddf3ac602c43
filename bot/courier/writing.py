"""From a letter to the method that sends it, or that puts it in the place of a message that is there."""

from aiogram.types import BufferedInputFile, InputMediaPhoto, ReplyParameters

from bot.courier.letter import Letter
from bot.courier.markup import keyboard
from bot.courier.methods import EditMedia, EditMessage, SendMessage, SendPhoto

NAME = "picture.png"


def sending(letter: Letter) -> SendMessage | SendPhoto:
    reply = ReplyParameters(message_id=letter.answer_to, allow_sending_without_reply=True) if letter.answer_to else None
    if letter.photo:
        return SendPhoto(
            chat_id=letter.chat_id,
            photo=BufferedInputFile(letter.photo, NAME),
            caption=letter.text,
            parse_mode=letter.parse_mode,
            message_thread_id=letter.thread_id,
            reply_markup=letter.reply_markup,
            reply_parameters=reply,
        )
    return SendMessage(
        chat_id=letter.chat_id,
        text=letter.text,
        parse_mode=letter.parse_mode,
        message_thread_id=letter.thread_id,
        reply_markup=letter.reply_markup,
        reply_parameters=reply,
        disable_notification=letter.quiet or None,
    )


def editing(letter: Letter, message_id: int) -> EditMessage | EditMedia:
    """A text in the place of a photo is refused by Telegram."""
    markup = keyboard(letter.card, bare=letter.bare)
    if letter.photo:
        media = InputMediaPhoto(
            media=BufferedInputFile(letter.photo, NAME), caption=letter.text, parse_mode=letter.parse_mode
        )
        return EditMedia(chat_id=letter.chat_id, message_id=message_id, media=media, reply_markup=markup)
    return EditMessage(
        chat_id=letter.chat_id,
        message_id=message_id,
        text=letter.text,
        parse_mode=letter.parse_mode,
        reply_markup=markup,
    )
