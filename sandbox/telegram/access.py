"""May the bot do this here? Refusals as in https://core.telegram.org/bots/api#responseparameters"""

from sandbox.telegram.chats import Chat
from sandbox.telegram.errors import bad, forbidden
from sandbox.telegram.messages import Message
from sandbox.telegram.params import Params
from sandbox.telegram.people import User
from sandbox.telegram.state import State

SENT = {"can_send_messages": "text messages", "can_send_photos": "photos", "can_send_documents": "documents"}


def find_chat(state: State, params: Params) -> Chat:
    """The chat of ``chat_id``, a number or ``@username``. Raises 400, or 403 for a never started private chat."""
    raw = params.text("chat_id").strip()
    if not raw:
        raise bad("chat_id is empty")
    if raw.startswith("@"):
        named = [chat for chat in state.chats.values() if chat.username.lower() == raw[1:].lower()]
        chat = named[0] if named else None
    else:
        chat = state.chats.get(params.whole("chat_id"))
    if chat is None or (chat.person and not chat.started):
        if not raw.startswith("@") and params.whole("chat_id") in state.users:
            raise forbidden("bot can't initiate conversation with a user")
        raise bad("chat not found")
    return chat


def reach_chat(state: State, params: Params) -> Chat:
    """A chat the bot can act in. Raises 403, or 400 with ``migrate_to_chat_id``."""
    chat = find_chat(state, params)
    if chat.migrated_to:
        raise bad("group chat was upgraded to a supergroup chat", migrate_to_chat_id=chat.migrated_to)
    if chat.deleted:
        raise forbidden("the group chat was deleted")
    if chat.person:
        _check_person(chat, chat.person)
        return chat
    me = chat.members.get(state.bot.id)
    if me and me.status == "kicked":
        raise forbidden(f"bot was kicked from the {chat.type} chat")
    if me is None or not me.present:
        raise forbidden(f"bot is not a member of the {chat.type} chat")
    return chat


def _check_person(chat: Chat, person: User) -> None:
    if person.deactivated:
        raise forbidden("user is deactivated")
    if chat.blocked:
        raise forbidden("bot was blocked by the user")


def bot_can(state: State, chat: Chat, right: str) -> bool:
    """True in private chats, and in others when the bot is an administrator with this right."""
    me = chat.members.get(state.bot.id)
    return not chat.shared or bool(me and me.can(right))


def check_right(state: State, chat: Chat, right: str, purpose: str) -> None:
    if not bot_can(state, chat, right):
        raise bad(f"not enough rights to {purpose}")


def check_permission(state: State, chat: Chat, permission: str) -> None:
    """Raises 400 for a bot that was restricted in this group; it goes on editing what it has sent."""
    me = chat.members.get(state.bot.id)
    if chat.shared and me and not me.may_send(permission):
        raise bad(f"not enough rights to send {SENT[permission]} to the chat")


def find_user(state: State, params: Params, name: str = "user_id") -> User:
    user = state.users.get(params.whole(name))
    if user is None:
        raise bad("user not found")
    return user


def find_message(chat: Chat, params: Params, purpose: str) -> Message:
    """The message of ``message_id``. Raises 400 ``message to <purpose> not found``."""
    number = params.whole("message_id")
    if not number:
        raise bad("message identifier is not specified")
    message = chat.messages.get(number)
    if message is None:
        raise bad(f"message to {purpose} not found")
    return message
