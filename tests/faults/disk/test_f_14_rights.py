"""F-14: files that belong to somebody else, and a process that may write no further, as the system itself refuses it.

Each case is a child of this process, since rights that were given up do not come back.
"""

import asyncio
import json
import os
import resource
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.app.main import hold_database
from desk.errors import DeskError, Temporary
from desk.model import InboundRequest
from storage.books import Books, Store
from storage.database import Database
from storage.schema import copy_file
from tests.clocks import MONDAY_NOON
from tests.faults.line import Line

NOBODY = 65534
LIMIT = 300_000  # bytes of one file


@pytest.fixture
def folder(empty_database: Path) -> Iterator[Path]:
    """Everybody may come in here; pytest's own folders are closed."""
    place = Path(tempfile.mkdtemp(prefix="rights"))
    place.chmod(0o777)
    copy_file(empty_database, place / "desk.db")
    (place / "desk.db").chmod(0o666)
    yield place
    place.chmod(0o700)
    shutil.rmtree(place)


CASES: dict[str, Callable[[Path], None]] = {
    "the file may only be read": lambda place: (place / "desk.db").chmod(0o444),
    "the file may not be read": lambda place: (place / "desk.db").chmod(0o000),
    "nothing may be put into the folder": lambda place: place.chmod(0o555),
    "a log belongs to somebody else": lambda place: leave_log(place / "desk.db", 0o400),
    "a log may not be read": lambda place: leave_log(place / "desk.db", 0o000),
    "the lock belongs to somebody else": lambda place: (place / "desk.db.lock").touch(0o400),
}


@pytest.mark.parametrize("case", CASES)
def test_f_14_what_belongs_to_somebody_else_is_refused_by_name(line: Line, case: str, folder: Path) -> None:
    CASES[case](folder)
    said = in_child(lambda: start(folder / "desk.db"))
    line.case()
    line.expect(said.get("refused"), f"{case}: {said}")
    line.expect("desk.db" in said.get("refused", ""), f"{case}: which file? {said}")


def test_f_14_a_desk_with_its_rights_starts(line: Line, folder: Path) -> None:
    said = in_child(lambda: start(folder / "desk.db"))
    line.case()
    line.expect(said == {"started": True}, f"{said}")


def test_f_14_a_file_that_may_grow_no_further_is_refused_until_it_may(line: Line, folder: Path) -> None:
    """``RLIMIT_FSIZE``, as a quota does."""
    said = in_child(lambda: asyncio.run(fill_up(folder / "desk.db")))
    with closing(sqlite3.connect(folder / "desk.db")) as books:
        found = [name for (name,) in books.execute("SELECT delivery FROM inbox ORDER BY id")]
        verdict = books.execute("PRAGMA integrity_check").fetchone()
    line.case(len(said["kept"]) + said["refused"])
    line.expect(said["refused"] > 10, f"only {said['refused']} were refused")
    line.expect(found == said["kept"] and verdict == ("ok",), f"{len(found)} are there, {len(said['kept'])} were kept")
    line.expect(said["kept"][-1] == "room", "it does not go on when there is room")


def start(database: Path) -> dict[str, object]:
    try:
        with hold_database(f"sqlite+aiosqlite:///{database}"):
            return {"started": True}
    except DeskError as error:
        return {"refused": error.reason}


async def fill_up(database: Path) -> dict[str, object]:
    store = Store(Database(f"sqlite+aiosqlite:///{database}"))
    kept, refused = [], 0
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (LIMIT, hard))
    for number in range(150):
        try:
            await keep(store, f"{number}")
            kept.append(f"{number}")
        except Temporary:
            refused += 1
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    await keep(store, "room")
    await store.database.close()
    return {"kept": [*kept, "room"], "refused": refused}


async def keep(store: Store, name: str) -> None:
    request = InboundRequest("POST", "/", {}, {}, b"x" * 5000, "", MONDAY_NOON)

    def work(books: Books) -> None:
        books.inbox.keep("hooks/x", name, request)

    await store.write(work)


def leave_log(database: Path, mode: int) -> None:
    """As a killed desk of another user does."""
    copy = database.with_name("other.db")
    with closing(sqlite3.connect(database)) as books, books:
        books.execute("PRAGMA journal_mode = WAL")
        books.execute("INSERT INTO vault VALUES ('x', '{}', 0)")
        books.commit()
        for tail in ("", "-wal"):
            os.system(f"cp '{database}{tail}' '{copy}{tail}'")
    for tail in ("", "-wal"):
        Path(f"{copy}{tail}").replace(f"{database}{tail}")
    database.chmod(0o666)
    Path(f"{database}-wal").chmod(mode)


def in_child(work: Callable[[], dict[str, object]]) -> dict[str, object]:
    """What ``work`` answers as nobody in particular."""
    reading, writing = os.pipe()
    pid = os.fork()
    if not pid:
        status = 1
        try:
            if os.getuid() == 0:
                os.setgroups([])
                os.setgid(NOBODY)
                os.setuid(NOBODY)
            os.write(writing, json.dumps(work()).encode())
            status = 0
        finally:
            os._exit(status)
    os.close(writing)
    with os.fdopen(reading, "rb") as answer:
        said = answer.read()
    os.waitpid(pid, 0)
    return json.loads(said or b"{}")
