"""Small things that must survive a restart: token pairs, cursors, switches. One JSON object a key."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection, select

from storage.tables import vault
from storage.upserts import replacing


class Vault:
    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def load(self, key: str) -> dict[str, Any] | None:
        value = self._db.execute(select(vault.c.value).where(vault.c.key == key)).scalar_one_or_none()
        return None if value is None else orjson.loads(value)

    def keep(self, key: str, value: Mapping[str, Any], at: datetime) -> None:
        row = {"key": key, "value": orjson.dumps(dict(value)), "changed_at": at}
        replacing(vault, ("key",), tuple(row)).run(self._db, row)
