"""The neighbours' vault: the store's, one door for commits."""

from collections.abc import Mapping
from typing import Any

from desk.ports import Clock
from storage.books import Store


class StoreVault:
    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def load(self, key: str) -> dict[str, Any] | None:
        return await self._store.read(lambda books: books.vault.load(key))

    async def keep(self, key: str, value: Mapping[str, Any]) -> None:
        await self._store.write(lambda books: books.vault.keep(key, value, self._clock.now()))
