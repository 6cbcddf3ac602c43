"""What many tests stand on: a real database file, made by the real migrations."""

import functools
import importlib
import ssl
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from storage.books import Store
from storage.database import Database
from storage.schema import copy_file, migrate

HERE = Path(__file__).parent

# What a change broke is seen in every run; the search for what nobody has met yet is with the fault lines.
hypothesis.settings.register_profile("ordinary", derandomize=True, deadline=None)
hypothesis.settings.load_profile("ordinary")

_read_authorities = functools.cache(functools.partial(ssl.create_default_context, ssl.Purpose.SERVER_AUTH))


def _create_context(purpose: ssl.Purpose = ssl.Purpose.SERVER_AUTH, **files: Any) -> ssl.SSLContext:
    """aiogram reads all authorities for every bot, tens of milliseconds each: once is enough for all tests."""
    if purpose is ssl.Purpose.SERVER_AUTH and set(files) == {"cafile"}:
        return _read_authorities(**files)
    return _ordinary_context(purpose, **files)


_ordinary_context, ssl.create_default_context = ssl.create_default_context, _create_context


def pytest_sessionstart(session: pytest.Session) -> None:
    """Workers share out the modules: in a fresh checkout each is compiled, its assertions rewritten, once for all.

    All of them collect all tests, and would do all of that side by side.
    """
    worker = getattr(session.config, "workerinput", {"workerid": "gw0", "workercount": 1})
    first, step = int(worker["workerid"].removeprefix("gw")), worker["workercount"]
    if step > 1:
        for file in sorted(HERE.rglob("test_*.py"))[first::step]:
            importlib.import_module(".".join((HERE.name, *file.relative_to(HERE).with_suffix("").parts)))


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
