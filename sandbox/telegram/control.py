"""The world's side of the fake: for tests and for the demo's page."""

from typing import Any

from sandbox.kit.faults import Fault, Faults
from sandbox.telegram.commands import commands_for
from sandbox.telegram.errors import ApiError, failure
from sandbox.telegram.hand import ChatRef, UserRef
from sandbox.telegram.launch import sign_launch
from sandbox.telegram.messages import Message
from sandbox.telegram.pressing import Pressing, chat_instance
from sandbox.telegram.rendering import render
from sandbox.telegram.sharing import Sharing
from sandbox.telegram.stage import Stage
from sandbox.telegram.state import State
from sandbox.telegram.view import Seen, look


class Control(Stage, Sharing, Pressing):
    """``Stage`` sets up people and chats, ``Sharing`` writes, reacts and shows others, ``Pressing`` presses buttons."""

    def __init__(self, state: State, token: str, faults: Faults) -> None:
        super().__init__(state)
        self._token = token
        self._faults = faults

    def transcript(self, chat: ChatRef, viewer: UserRef | None = None, thread: int | None = None) -> list[Seen]:
        """The chat, or one of its topics, as ``viewer`` sees it; with nobody given as everybody sees it."""
        seen = look(self.chat(chat), None if viewer is None else self.user(viewer).id)
        return [message for message in seen if thread is None or message.thread_id == thread]

    def render_html(self, message: Message | Seen) -> str:
        """Safe HTML of a message's text."""
        return render(message.text, list(message.entities))

    def menu(self, user: UserRef, chat: ChatRef) -> list[dict[str, Any]]:
        """The commands this person is offered in this chat."""
        return commands_for(self.state, self.user(user), self.chat(chat))

    def launch_app(self, user: UserRef, chat: ChatRef | None = None, start_param: str = "") -> str:
        """Signed ``initData`` of a Mini App; with a chat it was opened by a direct link in it."""
        extra = {"start_param": start_param} if start_param else {}
        if chat is None:
            extra["query_id"] = f"AAH{self.state.dice.getrandbits(64):016x}"
        else:
            place = self.chat(chat)
            extra |= {"chat_type": place.type, "chat_instance": chat_instance(place)}
        return sign_launch(self._token, self.user(user), self.state.now(), extra)

    def fail(self, method: str, code: int, description: str, times: int | None = 1, **parameters: int) -> Fault:
        """Let calls of ``method`` fail in Telegram's words; ``retry_after=7`` and the like as parameters."""
        error = ApiError(code, description, **parameters)
        wait = parameters.get("retry_after")
        return self._faults.add(
            Fault(
                "status",
                match=method,
                times=times,
                status=code,
                body=failure(error),
                content_type="application/json",
                headers={"Retry-After": str(wait)} if wait else {},
            )
        )
