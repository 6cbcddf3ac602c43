"""Orders that people want made in the store, by the marker of their lead. A few: they stand in the vault."""

from datetime import datetime

from pydantic import TypeAdapter
from sqlalchemy import Connection

from desk.exchange.ordering import Ordering
from storage.vault import Vault

ORDERING = TypeAdapter(Ordering)


class Orderings:
    def __init__(self, connection: Connection) -> None:
        self._vault = Vault(connection)

    def find(self, marker: str) -> Ordering | None:
        kept = self._vault.load(_key(marker))
        return None if kept is None else ORDERING.validate_python(kept)

    def keep(self, marker: str, ordering: Ordering, now: datetime) -> None:
        self._vault.keep(_key(marker), ORDERING.dump_python(ordering, mode="json"), now)


def _key(marker: str) -> str:
    return f"ordering:{marker}"
