"""Groups that became supergroups have another number. https://core.telegram.org/bots/api#responseparameters"""

import structlog

from desk.ports import Clock
from storage.books import Books, Store

KEY = "telegram_moves"
log = structlog.get_logger("courier")


class Moves:
    """Old number -> new number, remembered in the vault."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._moved: dict[int, int] = {}

    async def load(self) -> None:
        kept = await self._store.read(lambda books: books.vault.load(KEY)) or {}
        self._moved = {int(old): int(new) for old, new in kept.items()}

    def follow(self, chat_id: int) -> int:
        """Where this chat is now."""
        for _ in range(len(self._moved)):
            if chat_id not in self._moved:
                break
            chat_id = self._moved[chat_id]
        return chat_id

    async def move(self, old: int, new: int) -> None:
        """The cards of the old chat hang in the new one from now on, and have to be sent anew."""
        if self._moved.get(old) == new or old == new or not old:
            return
        moved = {**self._moved, old: new}
        now = self._clock.now()

        def work(books: Books) -> None:
            books.vault.keep(KEY, {str(key): value for key, value in moved.items()}, now)
            books.cards.migrate(old, new, now)

        await self._store.write(work)
        self._moved = moved
        log.info("a group became a supergroup", old=old, new=new)
