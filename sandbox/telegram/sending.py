"""What all methods of the send family share: where to, in answer to what, for whose eyes."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sandbox.telegram.access import bot_can, reach_chat
from sandbox.telegram.chats import Chat
from sandbox.telegram.errors import bad
from sandbox.telegram.keyboards import read_inline, read_markup
from sandbox.telegram.messages import Content, Message
from sandbox.telegram.params import Params
from sandbox.telegram.people import User
from sandbox.telegram.shapes import message_wire
from sandbox.telegram.state import State

EPHEMERAL_REPLY_WITHIN = timedelta(seconds=15)


@dataclass(frozen=True, slots=True)
class Envelope:
    """``receiver`` makes the message ephemeral; it is then shown in place of message ``stands_for``, if any."""

    chat: Chat
    thread_id: int = 0
    reply_to: int = 0
    quote: str = ""
    markup: dict[str, Any] | None = None
    silent: bool = False
    protected: bool = False
    receiver: User | None = None
    stands_for: int = 0


def read_envelope(state: State, params: Params) -> Envelope:
    chat = reach_chat(state, params)
    receiver, stands_for = _read_receiver(state, chat, params)
    replied, quote = _read_reply(state, chat, params)
    return Envelope(
        chat,
        thread_id=_read_thread(state, chat, params, replied),
        reply_to=replied.id if replied else 0,
        quote=quote,
        markup=read_inline(params, chat) if receiver else read_markup(params, chat),
        silent=params.flag("disable_notification"),
        protected=params.flag("protect_content"),
        receiver=receiver,
        stands_for=stands_for,
    )


def send(state: State, envelope: Envelope, content: Content, album: str = "") -> dict[str, Any]:
    """Keep the message and answer it as JSON. Limits have been paid for by the caller."""
    fields: dict[str, Any] = {
        "content": content,
        "markup": envelope.markup or {},
        "thread_id": envelope.thread_id,
        "reply_to": envelope.reply_to,
        "quote": envelope.quote,
        "silent": envelope.silent,
        "protected": envelope.protected,
    }
    if envelope.receiver:
        message = state.keep_ephemeral(envelope.chat, envelope.receiver, stands_for=envelope.stands_for, **fields)
    else:
        message = state.keep(envelope.chat, state.bot, album=album, **fields)
    return message_wire(message, envelope.chat)


def pay(state: State, chat: Chat, count: int = 1, edit: bool = False) -> None:
    """Raises 429. Called last, when nothing else can be refused any more."""
    state.limits.spend(chat.id, chat.shared, count, edit)


def _read_thread(state: State, chat: Chat, params: Params, replied: Message | None) -> int:
    number = params.whole("message_thread_id")
    if not number:
        _check_general(state, chat)
        return replied.thread_id if replied else 0
    topic = chat.topics.get(number)
    if topic is None:
        # The General topic is number 1 inside Telegram, but sending to 1 is refused as well.
        raise bad("message thread not found")
    if topic.closed and not bot_can(state, chat, "can_manage_topics"):
        raise bad("TOPIC_CLOSED")
    return number


def _check_general(state: State, chat: Chat) -> None:
    """What names no topic goes into the General one, a reply too: https://github.com/telegramdesktop/tdesktop/issues/30476"""
    if chat.is_forum and chat.general_closed and not bot_can(state, chat, "can_manage_topics"):
        raise bad("TOPIC_CLOSED")


def _read_reply(state: State, chat: Chat, params: Params) -> tuple[Message | None, str]:
    reply = params.record("reply_parameters")
    number = Params(reply).whole("message_id") or params.whole("reply_to_message_id")
    ephemeral = Params(reply).whole("ephemeral_message_id")
    if ephemeral:
        _check_ephemeral_reply(state, chat, ephemeral)
        return None, ""
    if not number:
        return None, ""
    if str(reply.get("chat_id") or chat.id) != str(chat.id):
        raise bad("replies to other chats are not supported here")
    message = chat.messages.get(number)
    if message is None and not (reply.get("allow_sending_without_reply") or params.flag("allow_sending_without_reply")):
        raise bad("message to be replied not found")
    quote = str(reply.get("quote") or "")
    if message and quote not in message.text:
        raise bad("QUOTE_TEXT_INVALID")
    return message, quote


def _check_ephemeral_reply(state: State, chat: Chat, number: int) -> None:
    message = chat.ephemerals.get(number)
    if message is None or state.older_than(message, EPHEMERAL_REPLY_WITHIN):
        raise bad("message to be replied not found")


def _read_receiver(state: State, chat: Chat, params: Params) -> tuple[User | None, int]:
    """Also takes the parameters from before version 10.3, which stood beside the others."""
    given = Params(params.record("ephemeral_message_parameters") or params.values)
    number = given.whole("receiver_user_id")
    if not number:
        return None, 0
    if not chat.shared:
        raise bad("ephemeral messages can be sent only to groups and supergroups")
    member = chat.members.get(number)
    if member is None or not member.present:
        raise bad("receiver user not found")
    stands_for = _read_press(state, chat, member.user, given)
    return member.user, stands_for


def _read_press(state: State, chat: Chat, receiver: User, given: Params) -> int:
    replace = given.flag("replace_callback_query_message")
    if not given.has("callback_query_id"):
        if replace:
            raise bad("callback query identifier is not specified")
        return 0
    press = state.callbacks.find(given.text("callback_query_id"))
    fresh = press and state.now() - press.at <= EPHEMERAL_REPLY_WITHIN
    if press is None or not fresh or press.user is not receiver or press.chat_id != chat.id:
        raise bad("query is too old and response timeout expired or query ID is invalid")
    if replace and not press.message_id:
        raise bad("ephemeral messages must be edited instead of being replaced")
    return press.message_id if replace else 0
