"""Control side: what a person does in a chat."""

from typing import Any

from sandbox.telegram.chats import Chat, Topic
from sandbox.telegram.composing import read_caption, read_text
from sandbox.telegram.hand import ChatRef, Hand, ImpossibleError, UserRef
from sandbox.telegram.messages import Content, Message
from sandbox.telegram.methods.topics import COLOURS, drop_topic
from sandbox.telegram.params import Params, Upload
from sandbox.telegram.people import User


class Acting(Hand):
    def start_private(self, user: UserRef, payload: str = "") -> Message:
        """Press *Start*, also after a link ``t.me/bot?start=payload``; takes back a block."""
        person = self.user(user)
        chat = self.state.chats.setdefault(person.id, Chat(person.id, "private", person=person))
        chat.started, chat.blocked = True, False
        return self.say(person, chat, f"/start {payload}".strip())

    def say(
        self,
        user: UserRef,
        chat: ChatRef,
        text: str,
        thread: int | None = None,
        reply_to: int | None = None,
    ) -> Message:
        """Write a message, in a topic or in answer to message ``reply_to`` if wanted."""
        return self._put(user, chat, read_text(Params({"text": text})), thread, reply_to)

    def send_file(
        self,
        user: UserRef,
        chat: ChatRef,
        name: str,
        content: bytes,
        caption: str = "",
        mime: str = "application/octet-stream",
        thread: int | None = None,
    ) -> Message:
        """Send a document, which the bot can download with getFile."""
        stored = self.state.files.add("document", Upload(name, content, mime))
        media = {"document": stored.wire() | {"file_name": name, "mime_type": mime}}
        return self._put(user, chat, read_caption(Params({"caption": caption}), media), thread, None)

    def share_contact(self, user: UserRef, phone: str, of: UserRef | None = None) -> Message:
        """Send a phone number to the bot: one's own, or the card of somebody else."""
        person = self.user(user)
        owner = self.user(of) if of else person
        contact: dict[str, Any] = {"phone_number": phone, "first_name": owner.first_name, "user_id": owner.id}
        if owner.last_name:
            contact["last_name"] = owner.last_name
        return self._put(person, person.id, Content(media={"contact": contact}), None, None)

    def edit(self, user: UserRef, chat: ChatRef, message_id: int, text: str) -> Message:
        """Change one's own message."""
        place, message = self._find(chat, message_id)
        if message.sender is not self.user(user) or message.service:
            raise ImpossibleError("only one's own messages can be edited")
        message.content, message.edited = read_text(Params({"text": text})), self.state.now()
        if self._is_heard(place, message):
            self.state.announce(place, message, "edited_message")
        return message

    def delete_message(self, user: UserRef, chat: ChatRef, message_id: int) -> None:
        """Delete for everybody. Bots are not told of deletions."""
        place, message = self._find(chat, message_id)
        person = self._present(user, place)
        member = place.members.get(person.id)
        if place.shared and message.sender is not person and not (member and member.can("can_delete_messages")):
            raise ImpossibleError("only administrators delete the messages of others")
        del place.messages[message_id]
        if message_id in place.pinned:
            place.pinned.remove(message_id)

    def react(self, user: UserRef, chat: ChatRef, message_id: int, emoji: str = "") -> None:
        """Set one reaction, or take it away with an empty one. In groups only an administrator bot is told."""
        place, message = self._find(chat, message_id)
        person = self._present(user, place)
        before, after = message.reactions.pop(person.id, []), [emoji] if emoji else []
        if after:
            message.reactions[person.id] = after
        if self.bot_is_in(place) and (self.bot_leads(place) or not place.shared):
            body = {
                "chat": place.wire(),
                "message_id": message_id,
                "user": person.wire(),
                "date": int(self.state.now().timestamp()),
                "old_reaction": [{"type": "emoji", "emoji": one} for one in before],
                "new_reaction": [{"type": "emoji", "emoji": one} for one in after],
            }
            self.state.updates.add("message_reaction", body, f"chat {place.id}")

    def add_topic(self, user: UserRef, chat: ChatRef, name: str) -> Topic:
        place = self.chat(chat)
        if not place.is_forum:
            raise ImpossibleError("the chat is not a forum")
        service = {"forum_topic_created": {"name": name, "icon_color": COLOURS[0]}}
        message = self.state.keep(place, self._present(user, place), service=service)
        message.thread_id = message.id
        place.topics[message.id] = Topic(message.id, name, COLOURS[0])
        self.state.announce(place, message)
        return place.topics[message.id]

    def delete_topic(self, chat: ChatRef, topic_id: int) -> None:
        """A person deletes a topic with all its messages; bots are not told."""
        place = self.chat(chat)
        if topic_id not in place.topics:
            raise ImpossibleError(f"there is no topic {topic_id}")
        drop_topic(place, place.topics[topic_id])

    def _put(self, user: UserRef, chat: ChatRef, content: Content, thread: int | None, reply_to: int | None) -> Message:
        place = self.chat(chat)
        person = self._present(user, place)
        self._check_place(place, person, thread, reply_to)
        replied = place.messages.get(reply_to or 0)
        thread_id = thread or (replied.thread_id if replied else 0)
        message = self.state.keep(place, person, content=content, thread_id=thread_id, reply_to=reply_to or 0)
        if self._is_heard(place, message):
            self.state.announce(place, message)
        return message

    def _check_place(self, chat: Chat, person: User, thread: int | None, reply_to: int | None) -> None:
        if reply_to and reply_to not in chat.messages:
            raise ImpossibleError(f"there is no message {reply_to}")
        if thread and thread not in chat.topics:
            raise ImpossibleError(f"there is no topic {thread}")
        replied = chat.messages.get(reply_to or 0)
        topic = chat.topics.get(thread or (replied.thread_id if replied else 0))
        closed = topic.closed if topic else chat.general_closed
        if closed and not _manages(chat, person):
            raise ImpossibleError("the topic is closed")

    def _present(self, user: UserRef, chat: Chat) -> User:
        """Somebody who can write here now. Raises ImpossibleError."""
        person = self.user(user)
        member = chat.members.get(person.id)
        here = chat.person is person and chat.started and not chat.blocked
        if (not here and not (member and member.present)) or person.deactivated:
            raise ImpossibleError(f"user {person.id} can't write in chat {chat.id}")
        if chat.deleted or chat.migrated_to:
            raise ImpossibleError(f"chat {chat.id} is gone")
        return person

    def _find(self, chat: ChatRef, message_id: int) -> tuple[Chat, Message]:
        place = self.chat(chat)
        if message_id not in place.messages:
            raise ImpossibleError(f"there is no message {message_id}")
        return place, place.messages[message_id]

    def _is_heard(self, chat: Chat, message: Message) -> bool:
        """Privacy mode: https://core.telegram.org/bots/features#privacy-mode"""
        if not self.bot_is_in(chat):
            return False
        if not chat.shared or not self.state.privacy or self.bot_leads(chat):
            return True
        replied = chat.messages.get(message.reply_to)
        return _is_command(message.text, self.state.bot.username) or bool(replied and replied.sender is self.state.bot)


def _manages(chat: Chat, person: User) -> bool:
    member = chat.members.get(person.id)
    return bool(member and member.can("can_manage_topics"))


def _is_command(text: str, username: str) -> bool:
    head = text.split(maxsplit=1)[0] if text.startswith("/") else ""
    return bool(head) and head.partition("@")[2].lower() in ("", username.lower())
