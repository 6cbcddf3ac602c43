"""What many tests stand on: a real database file, made by the real migrations."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.books import Store
from storage.database import Database
from storage.schema import copy_file, migrate


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Migrated once; tests get copies."""
    file = tmp_path_factory.mktemp("database") / "empty.db"
    migrate(f"sqlite+aiosqlite:///{file}")
    return file


@pytest.fixture
def database_url(empty_database: Path, tmp_path: Path) -> str:
    file = tmp_path / "desk.db"
    copy_file(empty_database, file)
    return f"sqlite+aiosqlite:///{file}"


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    store = Store(Database(database_url))
    yield store
    await store.database.close()
