"""Copies of the database: made while it is in use, checked, and put back."""

from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.engine import make_url

from desk.errors import Rejected
from storage.anchor import TAILS
from storage.lock import ProcessLock
from storage.schema import copy_file

ASIDE = "backups"
DATED = "[0-9]" * 8 + "-" + "[0-9]" * 6
KEPT = 7


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


def back_up_aside(url: str, now: datetime) -> tuple[Path, int]:
    """A sound copy in the folder ``backups`` beside the database, and its bytes; the newest ``KEPT`` stay there.

    Raises Rejected when there is no copy.
    """
    source = database_file(url)
    folder = source.parent / ASIDE
    target = folder / f"{source.stem}-{now.astimezone(UTC):%Y%m%d-%H%M%S}.db"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        if not target.exists():
            back_up(url, target)
        size = target.stat().st_size
        for former in sorted(folder.glob(f"{source.stem}-{DATED}.db"))[:-KEPT]:
            former.unlink(missing_ok=True)
    except OSError as error:
        raise Rejected(f"no copy could be kept in {folder}: {error.strerror}") from error
    return target, size


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
    """As a sound copy with what still stands in the write-ahead log; what is damaged is moved as it is.

    A log that stayed beside the restored file would be played into it.
    """
    former = target.with_name(f"{target.name}.before-restore")
    _drop_log(former)
    kept = target.exists()
    if kept:
        try:
            copy_file(target, former)
        except Rejected:
            _move(target, former)
    _drop_log(target)
    return former if kept else None


def _move(target: Path, former: Path) -> None:
    for tail in TAILS:
        part = target.with_name(target.name + tail)
        if part.exists():
            part.replace(former.with_name(former.name + tail))


def _drop_log(target: Path) -> None:
    for tail in TAILS[1:]:
        target.with_name(target.name + tail).unlink(missing_ok=True)
