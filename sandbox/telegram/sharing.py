"""Control side: what a person shows the bot of others."""

from typing import Any

from sandbox.telegram.acting import Acting
from sandbox.telegram.composing import read_text
from sandbox.telegram.hand import ImpossibleError, UserRef
from sandbox.telegram.messages import Content, Message
from sandbox.telegram.params import Params


class Sharing(Acting):
    def share_card(self, user: UserRef, phone: str, name: str) -> Message:
        """A contact of the address book that is nobody's account: it comes without ``user_id``."""
        person = self.user(user)
        return self._put(
            person, person.id, Content(media={"contact": {"phone_number": phone, "first_name": name}}), None, None
        )

    def share_users(self, user: UserRef, *chosen: UserRef) -> Message:
        """Answer the newest key that asks for users. https://core.telegram.org/bots/api#usersshared"""
        person = self.user(user)
        wanted = self._wanted(person.id)
        if not 1 <= len(chosen) <= int(wanted.get("max_quantity") or 1):
            raise ImpossibleError("the key asks for another number of users")
        shared = [self._shared(it, wanted) for it in chosen]
        service = {"users_shared": {"request_id": wanted["request_id"], "users": shared}}
        place = self.chat(person.id)
        message = self.state.keep(place, self._present(person, place), service=service)
        self.state.announce(place, message)
        return message

    def forward(self, user: UserRef, author: UserRef, text: str, hidden: bool = False) -> Message:
        """Forward somebody's message to the bot; ``hidden``: the author's settings keep their account to themselves."""
        person, wrote = self.user(user), self.user(author)
        origin: dict[str, Any] = {"type": "hidden_user", "sender_user_name": wrote.name}
        if not hidden:
            origin = {"type": "user", "sender_user": wrote.wire()}
        place = self.chat(person.id)
        service = {"forward_origin": {**origin, "date": int(self.state.now().timestamp())}}
        content = read_text(Params({"text": text}))
        message = self.state.keep(place, self._present(person, place), content=content, service=service)
        self.state.announce(place, message)
        return message

    def _wanted(self, chat_id: int) -> dict[str, Any]:
        """Raises ImpossibleError where no key asks for users."""
        for message in reversed(list(self.chat(chat_id).messages.values())):
            keys = [key for row in message.markup.get("keyboard", []) for key in row if isinstance(key, dict)]
            wanted = next((key["request_users"] for key in keys if key.get("request_users")), None)
            if wanted:
                return dict(wanted)
        raise ImpossibleError("no key asks for users")

    def _shared(self, user: UserRef, wanted: dict[str, Any]) -> dict[str, Any]:
        """Only what was asked for."""
        person = self.user(user)
        named = {"first_name": person.first_name, "last_name": person.last_name} if wanted.get("request_name") else {}
        called = {"username": person.username} if wanted.get("request_username") else {}
        return {"user_id": person.id} | {name: value for name, value in (named | called).items() if value}
