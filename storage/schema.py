"""The schema: migrated at start, under a lock, after a backup copy."""

import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from sqlalchemy import Connection, create_engine, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError

from desk.errors import Rejected
from storage.lock import has_worked
from storage.soundness import lost, refuse_loss
from storage.trouble import unavailable

MIGRATIONS = Path(__file__).parent.parent / "migrations"
LOCK = 0x52494E47  # advisory lock of the migration on PostgreSQL
VERSIONS = "alembic_version"
REFUSED = 3  # exit status of a migration that was not begun


def migrate(url: str) -> list[str]:
    """Bring the database up to date and return what was done.

    An existing SQLite file is copied aside first. Raises Rejected when the database is newer than the program or was
    lost, and Temporary when it cannot be read.
    """
    if _is_up_to_date(make_url(url)):
        return []
    command = [sys.executable, "-m", "storage.migration"]
    ended = subprocess.run(command, input=url.encode(), capture_output=True, check=False)  # noqa: S603 - our own
    if ended.returncode == REFUSED:
        raise Rejected(ended.stderr.decode("utf-8", "replace").strip())
    if ended.returncode:
        raise Rejected(f"the migration failed: {ended.stderr.decode('utf-8', 'replace')[-2000:]}")
    done: list[str] = json.loads(ended.stdout)
    return done


def _is_up_to_date(address: URL) -> bool:
    file = Path(address.database or "") if address.get_backend_name() == "sqlite" else None
    if file:
        refuse_loss(file)
    try:
        with locked(address) as connection:
            revision = current(connection)
    except DBAPIError as error:
        raise unavailable(error) from error
    if file and not revision and has_worked(file):
        raise lost(file)
    return revision == head()


def current(connection: Connection) -> str | None:
    """None: there are no tables yet."""
    if not inspect(connection).has_table(VERSIONS):
        return None
    revision: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    return revision


@cache
def head() -> str:
    """Migrations are numbered by their files: ``0002_turns.py``."""
    return max(file.stem.partition("_")[0] for file in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def backup_aside(address: URL, revision: str) -> Path:
    file = Path(address.database or "")
    target = file.with_name(f"{file.name}.before-{revision}")
    copy_file(file, target)
    return target


def copy_file(source: Path, target: Path) -> None:
    """A consistent copy of an SQLite file in use. Raises Rejected when the copy is not sound."""
    target.unlink(missing_ok=True)
    try:
        with _closing(source) as old, _closing(target) as new:
            old.backup(new)
            (verdict,) = new.execute("PRAGMA integrity_check").fetchone()
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:  # the latter: a verdict quotes garbled names
        verdict = str(error)
    if verdict != "ok":
        target.unlink(missing_ok=True)
        raise Rejected(f"the copy of {source} is damaged: {verdict}")


@contextmanager
def _closing(file: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(file)
    try:
        yield connection
    finally:
        connection.close()


@contextmanager
def locked(address: URL) -> Iterator[Connection]:
    sqlite = address.get_backend_name() == "sqlite"
    engine = create_engine(address.set(drivername="sqlite+pysqlite") if sqlite else address)
    try:
        with engine.connect() as connection:
            if not sqlite:
                connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": LOCK})
            yield connection
    finally:
        engine.dispose()
