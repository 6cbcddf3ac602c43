"""Updates that wait for the bot. https://core.telegram.org/bots/api#getting-updates"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sandbox.kit.clock import WorldClock

_KINDS = """
    message edited_message channel_post edited_channel_post business_connection business_message
    edited_business_message deleted_business_messages guest_message message_reaction
    message_reaction_count inline_query chosen_inline_result callback_query shipping_query
    pre_checkout_query purchased_paid_media poll poll_answer my_chat_member chat_member
    chat_join_request chat_boost removed_chat_boost managed_bot subscription
    stopped_message_generation
"""
KINDS = frozenset(_KINDS.split())
DEFAULT = KINDS - {"chat_member", "message_reaction", "message_reaction_count"}
DAY = timedelta(hours=24)
CALLBACK_LIFE = timedelta(seconds=150)


@dataclass(frozen=True, slots=True)
class Update:
    """``queue`` names the webhook queue: a chat, or a user for callback queries. ``until`` is UTC."""

    id: int
    kind: str
    body: dict[str, Any]
    queue: str
    until: datetime

    def wire(self) -> dict[str, Any]:
        return {"update_id": self.id, self.kind: self.body}


class Updates:
    """``allowed`` is remembered between calls and concerns only what happens later."""

    def __init__(self, clock: WorldClock, first_id: int) -> None:
        self._clock = clock
        self._next_id = first_id
        self._waiting: dict[int, Update] = {}
        self._queues: dict[str, dict[int, Update]] = {}
        self.allowed: frozenset[str] = DEFAULT
        self.listed: list[str] = []
        self.listeners: list[Callable[[Update], None]] = []

    def allow(self, names: list[Any]) -> None:
        """Unknown names are ignored; a list of only unknown names acts as the default."""
        known = [name for name in names if name in KINDS]
        self.allowed = frozenset(known) or DEFAULT
        self.listed = known

    def add(self, kind: str, body: dict[str, Any], queue: str) -> Update | None:
        """Keep an update unless the bot does not want its kind."""
        if kind not in self.allowed:
            return None
        life = CALLBACK_LIFE if kind == "callback_query" else DAY
        update = Update(self._next_id, kind, body, queue, self._clock.now() + life)
        self._next_id += 1
        self._waiting[update.id] = update
        self._queues.setdefault(queue, {})[update.id] = update
        for listener in self.listeners:
            listener(update)
        return update

    def pending(self) -> list[Update]:
        """What waits, oldest first; the expired are gone."""
        now = self._clock.now()
        for update in [update for update in self._waiting.values() if update.until <= now]:
            self.remove(update)
        return list(self._waiting.values())

    def queues(self) -> list[str]:
        return list(self._queues)

    def first(self, queue: str) -> Update | None:
        """The oldest of one webhook queue that has not expired."""
        while held := self._queues.get(queue):
            update = next(iter(held.values()))
            if update.until > self._clock.now():
                return update
            self.remove(update)
        return None

    def remove(self, update: Update) -> None:
        if self._waiting.pop(update.id, None):
            held = self._queues[update.queue]
            del held[update.id]
            if not held:
                del self._queues[update.queue]

    def confirm(self, offset: int) -> None:
        """Forget everything below ``offset``; a negative one keeps only the last ``-offset``."""
        waiting = self.pending()
        done = waiting[:offset] if offset < 0 else [update for update in waiting if update.id < offset]
        for update in done:
            self.remove(update)

    def clear(self) -> None:
        self._waiting.clear()
        self._queues.clear()
