"""Button presses that wait for answerCallbackQuery. https://core.telegram.org/bots/api#callbackquery"""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sandbox.kit.clock import WorldClock
from sandbox.telegram.errors import bad
from sandbox.telegram.people import User


@dataclass(frozen=True, slots=True)
class Answer:
    """What the presser saw: a fading note, or a window when ``alert``; ``text`` may be empty."""

    text: str = ""
    alert: bool = False
    url: str = ""


@dataclass(slots=True)
class Press:
    """One press of one button; ``answer`` is None until the bot answers."""

    id: str
    user: User
    chat_id: int
    message_id: int
    data: str
    at: datetime
    answer: Answer | None = None
    _answered: asyncio.Event = field(default_factory=asyncio.Event)

    def settle(self, answer: Answer) -> None:
        self.answer = answer
        self._answered.set()

    async def wait_answer(self, seconds: float = 5.0) -> Answer:
        """Raises TimeoutError after ``seconds`` of real time."""
        async with asyncio.timeout(seconds):
            await self._answered.wait()
        return self.answer or Answer()


class Callbacks:
    """``answer_within`` is how long a press may wait for its answer, in world time."""

    def __init__(self, clock: WorldClock) -> None:
        self._clock = clock
        self._presses: dict[str, Press] = {}
        self.answer_within = timedelta(seconds=150)

    def add(self, user: User, chat_id: int, message_id: int, data: str) -> Press:
        # Ids are long numbers in text and carry no order a bot could rely on.
        number = str(4_000_000_000_000_000_000 + (len(self._presses) + 1) * 7919)
        press = Press(number, user, chat_id, message_id, data, self._clock.now())
        self._presses[number] = press
        return press

    def find(self, number: str) -> Press | None:
        return self._presses.get(number)

    def answer(self, number: str, answer: Answer) -> None:
        """Raises 400 for an unknown, repeated or expired id."""
        press = self._presses.get(number)
        if press is None or press.answer or self._clock.now() - press.at > self.answer_within:
            raise bad("query is too old and response timeout expired or query ID is invalid")
        press.settle(answer)
