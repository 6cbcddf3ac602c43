"""Copies of the database: made while it is in use, checked, and put back."""

from pathlib import Path

from sqlalchemy.engine import make_url

from desk.errors import Rejected
from storage.lock import ProcessLock
from storage.schema import copy_file


def database_file(url: str) -> Path:
    """Raises Rejected for a database that is no file."""
    address = make_url(url)
    if address.get_backend_name() != "sqlite" or not address.database:
        raise Rejected("this database is no file: use the tools of its server (pg_dump, pg_restore)")
    return Path(address.database)


def back_up(url: str, target: Path) -> None:
    """Raises Rejected when there is nothing to copy, the target exists, or the copy is not sound."""
    source = database_file(url)
    if not source.is_file():
        raise Rejected(f"there is no database at {source}")
    if target.exists():
        raise Rejected(f"{target} exists already")
    copy_file(source, target)


def put_back(url: str, backup: Path) -> Path | None:
    """Replace the database by a sound copy and return where the former one is kept.

    Raises Rejected while a desk runs on it, and when the copy is missing or damaged.
    """
    target = database_file(url)
    if not backup.is_file():
        raise Rejected(f"there is no copy at {backup}")
    fresh = target.with_name(f"{target.name}.restoring")
    with ProcessLock(target):
        copy_file(backup, fresh)
        former = _set_aside(target)
        fresh.replace(target)
    return former


def _set_aside(target: Path) -> Path | None:
    if not target.exists():
        return None
    former = target.with_name(f"{target.name}.before-restore")
    copy_file(target, former)  # with what still stands in its write-ahead log
    for tail in ("-wal", "-shm"):
        target.with_name(target.name + tail).unlink(missing_ok=True)
    return former
