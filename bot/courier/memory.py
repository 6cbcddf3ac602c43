"""What a restart must not forget: how full the groups are, which chats asked for a pause, who closed theirs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog

from bot.courier.limits import MINUTE
from desk.errors import Temporary
from desk.ports import Clock
from storage.books import Books, Store

KEY = "telegram_limits"
log = structlog.get_logger("courier")


@dataclass(frozen=True, slots=True)
class Remembered:
    """``sent``: how many seconds ago each group got its messages. ``paused``: seconds left, of each chat."""

    sent: Mapping[int, list[float]]
    paused: Mapping[int, float]


class Memory:
    """Kept in the vault before the request leaves, so that a process that dies has told what it sent."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def keep(self, remembered: Remembered) -> None:
        """A database that cannot write does not keep a message back: at worst a restart meets one 429."""
        now = self._clock.now()
        value = {
            "at": now.isoformat(),
            "sent": {str(chat): ages for chat, ages in remembered.sent.items()},
            "paused": {str(chat): left for chat, left in remembered.paused.items()},
        }
        try:
            await self._store.write(lambda books: books.vault.keep(KEY, value, now))
        except Temporary as error:
            log.warning("how full the groups are is not written down", reason=error.reason)

    async def close(self, person_id: int) -> None:
        """Their private chat is closed; it is known to be open again when they write. Nothing depends on it here."""
        now = self._clock.now()
        try:
            await self._store.write(lambda books: books.people.change(person_id, now, reachable=0))
        except Temporary as error:
            log.warning("a closed chat is not written down", person=person_id, reason=error.reason)

    async def load(self) -> Remembered:
        """Raises Temporary when the database cannot be read."""
        kept = await self._store.read(_load)
        if not kept:
            return Remembered({}, {})
        # A clock that was set back must not make a pause longer than it was.
        passed = max(0.0, (self._clock.now() - datetime.fromisoformat(kept["at"])).total_seconds())
        sent = {
            int(chat): [age + passed for age in ages if age + passed < MINUTE] for chat, ages in kept["sent"].items()
        }
        paused = {int(chat): left - passed for chat, left in kept["paused"].items() if left > passed}
        return Remembered(sent, paused)


def _load(books: Books) -> dict[str, Any] | None:
    return books.vault.load(KEY)
