"""Migrations: up, down and up again; copies; databases of a newer program."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from desk.errors import Rejected
from storage.backups import back_up, put_back
from storage.lock import ProcessLock
from storage.schema import head, migrate


def url(file: Path) -> str:
    return f"sqlite+aiosqlite:///{file}"


def test_an_empty_file_is_brought_up_to_date_once(tmp_path: Path) -> None:
    assert migrate(url(tmp_path / "a.db")) == [f"migrated the database from nothing to {head()}"]
    assert migrate(url(tmp_path / "a.db")) == []


def test_f_28_a_newer_schema_is_refused_with_a_clear_text(tmp_path: Path) -> None:
    migrate(url(tmp_path / "a.db"))
    with sqlite3.connect(tmp_path / "a.db") as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(Rejected, match="newer version"):
        migrate(url(tmp_path / "a.db"))


def test_a_copy_can_be_put_back_and_the_former_file_is_kept(tmp_path: Path) -> None:
    source = tmp_path / "a.db"
    migrate(url(source))
    _write(source, "first")
    back_up(url(source), tmp_path / "copy.db")
    _write(source, "second")
    former = put_back(url(source), tmp_path / "copy.db")
    assert _keys(source) == ["first"]
    assert former
    assert _keys(former) == ["first", "second"]


def test_f_14_the_log_of_a_lost_file_is_not_played_into_the_restored_one(tmp_path: Path) -> None:
    source = tmp_path / "a.db"
    migrate(url(source))
    _write(source, "first")
    back_up(url(source), tmp_path / "copy.db")
    log = tmp_path / "a.db-wal"
    with closing(sqlite3.connect(source)) as database:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("INSERT INTO vault VALUES ('second', '{}', 0)")
        database.commit()
        left = log.read_bytes()
    source.unlink()
    log.write_bytes(left)
    assert put_back(url(source), tmp_path / "copy.db") is None
    assert _keys(source) == ["first"]


def test_a_damaged_copy_is_not_put_back(tmp_path: Path) -> None:
    source = tmp_path / "a.db"
    migrate(url(source))
    (tmp_path / "bad.db").write_bytes(b"not a database" * 100)
    with pytest.raises((Rejected, sqlite3.DatabaseError)):
        put_back(url(source), tmp_path / "bad.db")
    assert _keys(source) == []


def test_nothing_is_put_back_under_a_running_desk(tmp_path: Path) -> None:
    source = tmp_path / "a.db"
    migrate(url(source))
    back_up(url(source), tmp_path / "copy.db")
    with ProcessLock(source), pytest.raises(Rejected, match="another desk"):
        put_back(url(source), tmp_path / "copy.db")


def test_an_existing_copy_is_not_overwritten(tmp_path: Path) -> None:
    migrate(url(tmp_path / "a.db"))
    (tmp_path / "copy.db").touch()
    with pytest.raises(Rejected, match="exists"):
        back_up(url(tmp_path / "a.db"), tmp_path / "copy.db")


def _write(file: Path, key: str) -> None:
    with sqlite3.connect(file) as database:
        database.execute("INSERT INTO vault VALUES (?, '{}', 0)", (key,))


def _keys(file: Path) -> list[str]:
    with sqlite3.connect(file) as database:
        return [key for (key,) in database.execute("SELECT key FROM vault ORDER BY key")]
