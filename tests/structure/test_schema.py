"""The migrations, run on a real file: up, down, up again, and equal to the tables of the program."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, inspect, text

from storage.columns import metadata
from storage.schema import MIGRATIONS, head, migrate

REVISIONS = [it.revision for it in ScriptDirectory(str(MIGRATIONS)).walk_revisions()][::-1]


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    engine = create_engine(f"sqlite:///{tmp_path / 'desk.db'}")
    with engine.connect() as opened:
        yield opened
    engine.dispose()


@pytest.fixture
def config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def test_the_newest_file_is_the_newest_migration() -> None:
    assert head() == ScriptDirectory(str(MIGRATIONS)).get_current_head()


def shape(connection: Connection) -> dict[str, list[str]]:
    """Tables with their columns and indexes, by name."""
    eye = inspect(connection)
    return {
        table: sorted(f"{it['name']} {it.get('type', '')}" for it in [*eye.get_columns(table), *eye.get_indexes(table)])
        for table in eye.get_table_names()
        if table != "alembic_version"
    }


@pytest.mark.parametrize("revision", REVISIONS)
def test_each_migration_goes_up_and_down_and_up_again(revision: str, config: Config, connection: Connection) -> None:
    command.upgrade(config, revision)
    above = shape(connection)
    command.downgrade(config, f"{revision}-1")
    assert shape(connection) != above
    command.upgrade(config, revision)
    assert shape(connection) == above


def test_the_ledger_is_filled_with_what_earlier_leads_have_cost(config: Config, connection: Connection) -> None:
    command.upgrade(config, "0004")
    sent = {"asked_at": "2026-11-22T20:00:00Z", "cost": None}
    body = json.dumps(
        {
            "calls": [
                {"token": "1-1-x", "asked_at": "2026-11-22T09:00:00Z", "cost": "1.25"},
                {"token": "1-2-x", "asked_at": None, "cost": None},
            ],
            "messages": [
                {"ref": "1-night", "provider_id": "g", "status": "sent", **sent},
                {"ref": "1-late", "provider_id": "", "status": "failed", **sent},
            ],
        }
    ).encode()
    row = {"source": "site", "ref": "A", "status": "won", "created_at": 0, "changed_at": 0, "body": body}
    add = "INSERT INTO lead (source, ref, status, created_at, changed_at, body) VALUES (:source, :ref, :status, "
    connection.execute(text(f"{add}:created_at, :changed_at, :body)"), row)
    connection.commit()
    command.upgrade(config, "0006")
    found = connection.execute(text("SELECT ref, kind, state, amount FROM charge ORDER BY id")).all()
    assert [tuple(it) for it in found] == [
        ("1-1-x", "call", "told", 1_250_000_000),
        ("1-night", "sms", "untold", None),
    ]


def test_all_the_way_down_nothing_is_left(config: Config, connection: Connection) -> None:
    command.upgrade(config, "head")
    command.downgrade(config, "base")
    assert shape(connection) == {}


def test_the_migrated_database_is_what_the_tables_say(config: Config, connection: Connection) -> None:
    command.upgrade(config, "head")
    assert compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata) == []


def test_the_migrations_are_one_line_with_one_end() -> None:
    script = ScriptDirectory(str(MIGRATIONS))
    assert script.get_heads() == [head()]
    assert len(script.get_bases()) == 1


def test_the_program_migrates_an_empty_file_by_itself(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'desk.db'}"
    assert migrate(url) == [f"migrated the database from nothing to {head()}"]
    assert migrate(url) == []
