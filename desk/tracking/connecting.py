"""What is wished of the connection, kept with the job that it owes: whoever wishes need not wait for it (CR-04)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from desk.tracking.books import Books
from desk.tracking.connection import Connection, Keys, State, Step, ask, ask_again, disable
from desk.tracking.work import set_up, show_connection

KEY = "tracking:connection"  # in the vault


def load_connection(books: Books) -> Connection | None:
    kept = books.vault.load(KEY)
    return None if kept is None else _read(kept)


def keep_connection(books: Books, it: Connection, now: datetime) -> None:
    books.vault.keep(KEY, _write(it), now)


def connect(books: Books, keys: Keys, by: int, now: datetime) -> Connection:
    return _owe(books, ask(load_connection(books), keys, by, now), now)


def connect_again(books: Books, it: Connection, by: int, now: datetime) -> Connection:
    """Raises Conflict."""
    return _owe(books, ask_again(it, by, now), now)


def disconnect(books: Books, it: Connection, now: datetime) -> None:
    """A running desk lets go of it. Raises Conflict."""
    keep_connection(books, disable(it), now)
    books.jobs.put(set_up(now))


def _owe(books: Books, it: Connection, now: datetime) -> Connection:
    keep_connection(books, it, now)
    books.jobs.put(set_up(now), show_connection(it, now))
    return it


def _write(it: Connection) -> dict[str, Any]:
    return {
        "keys": _write_keys(it.keys),
        "at": it.at.isoformat(),
        "by": it.by,
        "begun": it.begun.isoformat() if it.begun else None,
        "state": it.state.value,
        "step": it.step.value,
        "tries": it.tries,
        "reason": it.reason,
        "in_use": _write_keys(it.in_use) if it.in_use else None,
    }


def _write_keys(it: Keys) -> dict[str, Any]:
    return {"url": it.url, "api_key": it.api_key, "site_id": it.site_id, "token": it.token}


def _read(kept: Mapping[str, Any]) -> Connection:
    return Connection(
        keys=Keys(**kept["keys"]),
        at=datetime.fromisoformat(kept["at"]),
        by=int(kept["by"]),
        begun=datetime.fromisoformat(kept["begun"]) if kept["begun"] else None,
        state=State(kept["state"]),
        step=Step(kept["step"]),
        tries=int(kept["tries"]),
        reason=str(kept["reason"]),
        in_use=Keys(**kept["in_use"]) if kept["in_use"] else None,
    )
