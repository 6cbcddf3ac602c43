"""``retry_after`` is law: a chat that answered 429 hears nothing until its window is over. Pure."""

MARGIN = 0.3  # seconds
TOGETHER = 5.0  # refusals of several chats within this many seconds concern the whole bot
SEVERAL = 2


class Pauses:
    def __init__(self) -> None:
        self._until: dict[int, float] = {}
        self._refused: dict[int, float] = {}
        self._all_until = 0.0

    def refuse(self, chat_id: int, retry_after: float, now: float) -> None:
        """A call to this chat was answered 429."""
        until = now + retry_after + MARGIN
        self._until[chat_id] = max(until, self._until.get(chat_id, 0.0))
        self._refused[chat_id] = now
        recent = [chat for chat, at in self._refused.items() if now - at <= TOGETHER]
        self._refused = {chat: self._refused[chat] for chat in recent}
        if len(recent) >= SEVERAL:
            self._all_until = max(self._all_until, *(self._until[chat] for chat in recent))

    def wait(self, chat_id: int, now: float) -> float:
        """Seconds until this chat may be called again."""
        return max(0.0, self._all_until - now, self._until.get(chat_id, 0.0) - now)
