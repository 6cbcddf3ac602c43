"""The methods we call, with answers read no further than we need them.

aiogram's own methods parse whole messages: a field it does not know yet, or one that an own Bot API server
leaves out, would turn a delivered message into an error. https://core.telegram.org/bots/api#available-methods
"""

from typing import Any

from aiogram.methods.base import TelegramMethod
from aiogram.types import (
    BotCommand,
    BotCommandScopeUnion,
    EphemeralMessageParameters,
    InlineKeyboardMarkup,
    InputFile,
    InputMediaPhoto,
    LinkPreviewOptions,
    ReplyMarkupUnion,
    ReplyParameters,
)

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


class SendMessage(TelegramMethod[dict[str, Any]]):
    __returning__ = dict[str, Any]
    __api_method__ = "sendMessage"

    chat_id: int
    text: str
    parse_mode: str | None = None
    message_thread_id: int | None = None
    reply_markup: ReplyMarkupUnion | None = None
    reply_parameters: ReplyParameters | None = None
    ephemeral_message_parameters: EphemeralMessageParameters | None = None
    link_preview_options: LinkPreviewOptions | None = NO_PREVIEW
    disable_notification: bool | None = None


class EditMessage(TelegramMethod[Any]):
    __returning__ = Any
    __api_method__ = "editMessageText"

    chat_id: int
    message_id: int
    text: str
    parse_mode: str | None = None
    reply_markup: InlineKeyboardMarkup | None = None
    link_preview_options: LinkPreviewOptions | None = NO_PREVIEW


class SendPhoto(TelegramMethod[dict[str, Any]]):
    __returning__ = dict[str, Any]
    __api_method__ = "sendPhoto"

    chat_id: int
    photo: InputFile
    caption: str
    parse_mode: str | None = None
    message_thread_id: int | None = None
    reply_markup: ReplyMarkupUnion | None = None
    reply_parameters: ReplyParameters | None = None


class EditMedia(TelegramMethod[Any]):
    """Another picture, or a picture in the place of a text. https://core.telegram.org/bots/api#editmessagemedia"""

    __returning__ = Any
    __api_method__ = "editMessageMedia"

    chat_id: int
    message_id: int
    media: InputMediaPhoto
    reply_markup: InlineKeyboardMarkup | None = None


class CreateTopic(TelegramMethod[dict[str, Any]]):
    """https://core.telegram.org/bots/api#createforumtopic"""

    __returning__ = dict[str, Any]
    __api_method__ = "createForumTopic"

    chat_id: int
    name: str
    icon_color: int


class ShowAction(TelegramMethod[Any]):
    """https://core.telegram.org/bots/api#sendchataction"""

    __returning__ = Any
    __api_method__ = "sendChatAction"

    chat_id: int
    action: str
    message_thread_id: int | None = None


class EditEphemeral(TelegramMethod[Any]):
    __returning__ = Any
    __api_method__ = "editEphemeralMessageText"

    chat_id: int
    receiver_user_id: int
    ephemeral_message_id: int
    text: str
    parse_mode: str | None = None
    reply_markup: InlineKeyboardMarkup | None = None


class DeleteEphemeral(TelegramMethod[Any]):
    __returning__ = Any
    __api_method__ = "deleteEphemeralMessage"

    chat_id: int
    receiver_user_id: int
    ephemeral_message_id: int


class DeleteMessage(TelegramMethod[Any]):
    __returning__ = Any
    __api_method__ = "deleteMessage"

    chat_id: int
    message_id: int


class AnswerPress(TelegramMethod[Any]):
    __returning__ = Any
    __api_method__ = "answerCallbackQuery"

    callback_query_id: str
    text: str | None = None
    show_alert: bool | None = None


class AskMember(TelegramMethod[dict[str, Any]]):
    __returning__ = dict[str, Any]
    __api_method__ = "getChatMember"

    chat_id: int
    user_id: int


class AskMe(TelegramMethod[dict[str, Any]]):
    __returning__ = dict[str, Any]
    __api_method__ = "getMe"


class SetCommands(TelegramMethod[Any]):
    __returning__ = Any
    __api_method__ = "setMyCommands"

    commands: list[BotCommand]
    scope: BotCommandScopeUnion | None = None
    language_code: str | None = None


class TakeUpdates(TelegramMethod[list[dict[str, Any]]]):
    """Updates are kept as they came: one that cannot be understood must not take its batch along."""

    __returning__ = list[dict[str, Any]]
    __api_method__ = "getUpdates"

    offset: int | None = None
    limit: int | None = None
    timeout: int | None = None
    allowed_updates: list[str] | None = None


class SetWebhook(TelegramMethod[Any]):
    __returning__ = Any
    __api_method__ = "setWebhook"

    url: str
    secret_token: str
    allowed_updates: list[str]


class DeleteWebhook(TelegramMethod[Any]):
    __returning__ = Any
    __api_method__ = "deleteWebhook"
