"""``retry_after`` is law: what answered 429 is not called until its window is over. Pure.

A pause belongs to a chat, or, for calls that go to no chat, to the method: a press may be answered while a group
is closed, and a refused list of commands does not keep updates out.
"""

MARGIN = 0.3  # seconds
TOGETHER = 5.0  # refusals of several chats within this many seconds concern the whole bot
SEVERAL = 2
FIRST, LONGEST = 1.0, 30.0  # seconds a chat is left alone after failures in a row that name no pause

Scope = int | str


class Pauses:
    def __init__(self) -> None:
        self._until: dict[Scope, float] = {}
        self._refused: dict[int, float] = {}
        self._stumbles: dict[int, int] = {}
        self._all_until = 0.0

    def refuse(self, scope: Scope, retry_after: float, now: float) -> None:
        """A call was answered 429."""
        self._extend(scope, now + retry_after + MARGIN)
        if isinstance(scope, int):
            self._refused[scope] = now
            recent = [chat for chat, at in self._refused.items() if now - at <= TOGETHER]
            self._refused = {chat: self._refused[chat] for chat in recent}
            if len(recent) >= SEVERAL:
                self._all_until = max(self._all_until, *(self._until[chat] for chat in recent))

    def stumble(self, chat_id: int, now: float) -> None:
        """No answer, or none that can be read: what hangs and fails is tried more and more seldom."""
        row = self._stumbles[chat_id] = self._stumbles.get(chat_id, 0) + 1
        self._extend(chat_id, now + min(LONGEST, FIRST * 2 ** min(row - 1, 10)))

    def recover(self, chat_id: int) -> None:
        self._stumbles.pop(chat_id, None)

    def wait(self, scope: Scope, now: float) -> float:
        """Seconds until this may be called again."""
        own = self._until.get(scope, 0.0) - now
        return max(0.0, own, self._all_until - now if isinstance(scope, int) else 0.0)

    def ends(self, now: float) -> dict[int, float]:
        """Seconds left, of every chat that is paused."""
        chats = [scope for scope in self._until if isinstance(scope, int)]
        return {chat: left for chat in chats if (left := self.wait(chat, now)) > 0}

    def resume(self, chat_id: int, left: float, now: float) -> None:
        """A pause that an earlier process was asked for goes on."""
        self._extend(chat_id, now + left)

    def _extend(self, scope: Scope, until: float) -> None:
        self._until[scope] = max(until, self._until.get(scope, 0.0))
