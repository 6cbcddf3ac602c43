"""Small things that must survive a restart: token pairs, cursors, switches. One JSON object a key."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from storage.tables import vault


class Vault:
    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def load(self, key: str) -> dict[str, Any] | None:
        value = self._db.execute(select(vault.c.value).where(vault.c.key == key)).scalar_one_or_none()
        return None if value is None else orjson.loads(value)

    def keep(self, key: str, value: Mapping[str, Any], at: datetime) -> None:
        dialect = sqlite if self._db.dialect.name == "sqlite" else postgresql
        new = dialect.insert(vault).values(key=key, value=orjson.dumps(dict(value)), changed_at=at)
        changed = {"value": new.excluded.value, "changed_at": new.excluded.changed_at}
        self._db.execute(new.on_conflict_do_update(index_elements=["key"], set_=changed))

    def forget(self, key: str) -> None:
        self._db.execute(delete(vault).where(vault.c.key == key))
