"""Everything the server knows. Readable from tests; changed by methods and by the control side."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sandbox.kit.clock import WorldClock
from sandbox.kit.history import Entry
from sandbox.telegram.callbacks import Callbacks
from sandbox.telegram.chats import Chat
from sandbox.telegram.files import Files
from sandbox.telegram.limits import Limits
from sandbox.telegram.messages import Message
from sandbox.telegram.people import User
from sandbox.telegram.shapes import message_wire
from sandbox.telegram.updates import Updates

Note = Callable[..., Entry]


class State:
    """``privacy`` is BotFather's privacy mode, ``private_topics`` its switch for topics in private chats."""

    def __init__(self, clock: WorldClock, bot: User, note: Note, seed: int) -> None:
        self.clock = clock
        self.bot = bot
        self.note = note
        self.dice = random.Random(seed)
        self.users: dict[int, User] = {bot.id: bot}
        self.chats: dict[int, Chat] = {}
        self.updates = Updates(clock, self.dice.randrange(100_000_000, 900_000_000))
        self.callbacks = Callbacks(clock)
        self.files = Files()
        self.limits = Limits(clock)
        self.commands: dict[tuple[str, str], list[dict[str, Any]]] = {}
        self.texts: dict[tuple[str, str], str] = {}
        self.menu_buttons: dict[int, dict[str, Any]] = {}
        self.privacy = True
        self.private_topics = False
        self._orders = 0

    def now(self) -> datetime:
        return self.clock.now()

    def next_order(self) -> int:
        self._orders += 1
        return self._orders

    def keep(self, chat: Chat, sender: User, **fields: Any) -> Message:
        """Put a message into the chat's history and give it the chat's next id."""
        message = Message(chat.next_id(), chat.id, sender, self.now(), self.next_order(), **fields)
        chat.messages[message.id] = message
        self.note("message", chat=chat.id, id=message.id, sender=sender.id, text=message.text)
        return message

    def keep_ephemeral(self, chat: Chat, receiver: User, **fields: Any) -> Message:
        message = Message(
            0,
            chat.id,
            self.bot,
            self.now(),
            self.next_order(),
            receiver=receiver,
            ephemeral_id=chat.next_ephemeral_id(),
            **fields,
        )
        chat.ephemerals[message.ephemeral_id] = message
        self.note("ephemeral", chat=chat.id, id=message.ephemeral_id, receiver=receiver.id, text=message.text)
        return message

    def announce(self, chat: Chat, message: Message, kind: str = "message") -> None:
        """Tell the bot about a message of somebody else, or about a service message."""
        self.updates.add(kind, message_wire(message, chat), f"chat {chat.id}")

    def older_than(self, message: Message, age: timedelta) -> bool:
        return self.now() - message.date > age
