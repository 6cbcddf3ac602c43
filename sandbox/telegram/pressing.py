"""Control side: buttons. https://core.telegram.org/bots/api#callbackquery"""

from typing import Any

from sandbox.telegram.callbacks import Press
from sandbox.telegram.chats import Chat
from sandbox.telegram.hand import ChatRef, Hand, ImpossibleError, UserRef
from sandbox.telegram.messages import Message
from sandbox.telegram.people import User
from sandbox.telegram.shapes import message_wire


class Pressing(Hand):
    def press(
        self,
        user: UserRef,
        chat: ChatRef,
        message_id: int,
        button: str,
        stale: bool = False,
        ephemeral: bool = False,
    ) -> Press:
        """Press an inline button, named by its text or its data; wait for ``press.wait_answer()``.

        ``stale`` presses data that an old client still shows, also under a message that is gone.
        With ``ephemeral`` the id is an ephemeral one. Raises ImpossibleError for what nobody could press.
        """
        place, person = self.chat(chat), self.user(user)
        self._check_presser(place, person)
        shelf = place.ephemerals if ephemeral else place.messages
        message = shelf.get(message_id)
        if message and message.receiver and message.receiver is not person:
            raise ImpossibleError("an ephemeral message is seen by its receiver only")
        data = button if stale else _find_data(message, button)
        press = self.state.callbacks.add(person, place.id, 0 if ephemeral else message_id, data)
        self.state.note("press", chat=place.id, message=message_id, user=person.id, data=data)
        if self.bot_is_in(place):
            self._tell(place, message, press)
        return press

    def _tell(self, chat: Chat, message: Message | None, press: Press) -> None:
        gone = {"chat": chat.wire(), "message_id": press.message_id, "date": 0}
        body = {
            "id": press.id,
            "from": press.user.wire(),
            "chat_instance": chat_instance(chat),
            "message": message_wire(message, chat) if message else gone,
            "data": press.data,
        }
        self.state.updates.add("callback_query", body, f"user {press.user.id}")

    def _check_presser(self, chat: Chat, person: User) -> None:
        member = chat.members.get(person.id)
        if chat.person is not person and not (member and member.present):
            raise ImpossibleError(f"user {person.id} does not see chat {chat.id}")


def chat_instance(chat: Chat) -> str:
    """A number that stands for the chat without telling its id."""
    return str((chat.id * 6_364_136_223_846_793_005 + 1_442_695_040_888_963_407) % 2**63)


def _find_data(message: Message | None, name: str) -> str:
    if message is None:
        raise ImpossibleError("there is no such message")
    buttons: list[dict[str, Any]] = [button for row in message.inline_rows for button in row]
    named = [button for button in buttons if name in (button["text"], button.get("callback_data"))]
    if not named:
        shown = ", ".join(button["text"] for button in buttons)
        raise ImpossibleError(f"there is no button {name!r}, only: {shown}")
    if "callback_data" not in named[0]:
        raise ImpossibleError(f"the button {name!r} sends nothing to the bot")
    return str(named[0]["callback_data"])
