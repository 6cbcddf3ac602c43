"""The schema: migrated at start, under a lock, after a backup copy."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.engine import URL, make_url

from desk.errors import Rejected

MIGRATIONS = Path(__file__).parent.parent / "migrations"
LOCK = 0x52494E47  # advisory lock of the migration on PostgreSQL


def migrate(url: str) -> list[str]:
    """Bring the database up to date and return what was done.

    An existing SQLite file is copied aside first. Raises Rejected when the database is newer than the program.
    """
    address = make_url(url)
    done: list[str] = []
    with _locked(address) as connection:
        now, newest = current(connection), head()
        if now == newest:
            return done
        if now and address.get_backend_name() == "sqlite":
            done.append(f"copied the database to {backup_aside(address, now)}")
        config = _config()
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            raise Rejected(f"this database was made by a newer version of the program ({error})") from error
        connection.commit()
        done.append(f"migrated the database from {now or 'nothing'} to {newest}")
    return done


def current(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


@cache
def head() -> str:
    newest = ScriptDirectory.from_config(_config()).get_current_head()
    assert newest, "there is at least one migration"
    return newest


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
    except sqlite3.DatabaseError as error:
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
def _locked(address: URL) -> Iterator[Connection]:
    sqlite = address.get_backend_name() == "sqlite"
    engine = create_engine(address.set(drivername="sqlite+pysqlite") if sqlite else address)
    try:
        with engine.connect() as connection:
            if not sqlite:
                connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": LOCK})
            yield connection
    finally:
        engine.dispose()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config
