"""One door for commits: groups, savepoints, and what happens when the file cannot be written."""

import asyncio
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.engine import make_url

from desk.errors import Conflict, Temporary
from storage.books import Store
from storage.database import Database


def insert(key: str):  # type: ignore[no-untyped-def]
    def work(connection: Connection) -> str:
        connection.execute(text("INSERT INTO vault VALUES (:key, '{}', 0)"), {"key": key})
        return key

    return work


async def keys(database: Database) -> set[str]:
    return await database.read(lambda it: set(it.execute(text("SELECT key FROM vault")).scalars()))


async def test_what_was_answered_is_on_disk(store: Store, database_url: str) -> None:
    assert await store.database.write(insert("a")) == "a"
    with sqlite3.connect(make_url(database_url).database or "") as other:
        assert other.execute("SELECT key FROM vault").fetchall() == [("a",)]


async def test_one_failure_in_a_group_undoes_only_itself(store: Store) -> None:
    def fail(connection: Connection) -> None:
        insert("lost")(connection)
        raise Conflict("no")

    works = [insert("a"), fail, insert("b")]
    answers = await asyncio.gather(*(store.database.write(it) for it in works), return_exceptions=True)
    assert [type(it) for it in answers] == [str, Conflict, str]
    assert await keys(store.database) == {"a", "b"}


async def test_a_group_is_one_commit(database_url: str) -> None:
    points: list[str] = []
    database = Database(database_url, gate=points.append)
    started = asyncio.Event()
    loop = asyncio.get_running_loop()

    def slow(_connection: Connection) -> None:
        loop.call_soon_threadsafe(started.set)
        import time  # noqa: PLC0415

        time.sleep(0.2)

    first = asyncio.create_task(database.write(slow))
    await started.wait()
    await asyncio.gather(*(database.write(insert(f"k{n}")) for n in range(50)))
    await first
    await database.close()
    assert points.count("before commit") == 2


async def test_f_13_a_locked_database_is_temporary_and_keeps_nothing(
    store: Store, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await store.database.write(insert("warm"))
    await store.database.write(lambda it: it.exec_driver_sql("PRAGMA busy_timeout=100"))
    other = sqlite3.connect(make_url(database_url).database or "", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(Temporary):
        await store.database.write(insert("a"))
    other.execute("ROLLBACK")
    other.close()
    await store.database.write(insert("b"))
    assert await keys(store.database) == {"warm", "b"}


async def test_f_14_a_full_database_is_temporary_and_goes_on_when_there_is_room(store: Store) -> None:
    await store.database.write(lambda it: it.exec_driver_sql("PRAGMA max_page_count=1"))
    with pytest.raises(Temporary):
        for n in range(200):
            await store.database.write(insert(f"{n}" * 500))
    await store.database.write(lambda it: it.exec_driver_sql("PRAGMA max_page_count=100000"))
    assert await store.database.write(insert("room")) == "room"


async def test_a_closed_database_says_so(database_url: str) -> None:
    database = Database(database_url)
    await database.close()
    with pytest.raises(Temporary):
        await database.write(insert("a"))


async def test_synchronous_is_full_and_the_log_is_ahead(store: Store) -> None:
    def pragmas(connection: Connection) -> tuple[object, object]:
        mode = connection.exec_driver_sql("PRAGMA journal_mode").scalar()
        return mode, connection.exec_driver_sql("PRAGMA synchronous").scalar()

    assert await store.database.write(pragmas) == ("wal", 2)


def test_a_second_desk_is_refused(tmp_path: Path) -> None:
    from desk.errors import Rejected  # noqa: PLC0415
    from storage.lock import ProcessLock  # noqa: PLC0415

    with ProcessLock(tmp_path / "desk.db"), pytest.raises(Rejected), ProcessLock(tmp_path / "desk.db"):
        pass


async def test_whatever_breaks_a_commit_the_next_one_is_answered(database_url: str) -> None:
    """An error of nobody's vocabulary must not end the one thread that writes."""
    coming: list[Exception] = [RuntimeError("no such door")]

    def stumble(_point: str) -> None:
        if coming:
            raise coming.pop()

    database = Database(database_url, gate=stumble)
    with pytest.raises(Temporary, match="RuntimeError"):
        await database.write(lambda _: 1)
    assert await asyncio.wait_for(database.write(lambda _: 2), 5) == 2
    await database.close()


async def test_only_the_writer_turns_a_fresh_file_to_write_ahead_logging(store: Store, database_url: str) -> None:
    """Two connections that turn it at once: one of them is told *database is locked*, however long it would wait."""

    def journal() -> str:
        with sqlite3.connect(make_url(database_url).database or "") as other:
            mode: str = other.execute("PRAGMA journal_mode").fetchone()[0]
        return mode

    assert await keys(store.database) == set()
    assert journal() == "delete"
    await store.database.write(insert("a"))
    assert journal() == "wal"
