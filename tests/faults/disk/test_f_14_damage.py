"""F-14: files that were damaged, cut or taken away while no desk worked on them."""

import os
import random
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from bot.app.main import hold_database
from desk.errors import DeskError
from storage.backups import back_up, put_back
from storage.schema import copy_file
from tests.faults.line import Line
from tests.faults.web.doors import SETTINGS
from tests.faults.web.edge import read_settings
from tests.faults.web.house import open_house
from tests.faults.web.shop_window import post_order, sold

PAGE = 4096
Ruin = Callable[[Path, random.Random], None]


def cut(tail: str) -> Ruin:
    """Somewhere, as a disk does that loses the end of a file."""

    def ruin(database: Path, dice: random.Random) -> None:
        file = Path(f"{database}{tail}")
        os.truncate(file, dice.randrange(file.stat().st_size))

    return ruin


def garble(tail: str, where: Callable[[int, random.Random], int], length: int) -> Ruin:
    def ruin(database: Path, dice: random.Random) -> None:
        file = Path(f"{database}{tail}")
        data = bytearray(file.read_bytes())
        start = where(len(data), dice)
        data[start : start + length] = dice.randbytes(length)
        file.write_bytes(data)

    return ruin


def take_away(*tails: str) -> Ruin:
    return lambda database, _dice: [Path(f"{database}{it}").unlink(missing_ok=True) for it in tails] and None


def replace_by_folder(database: Path, _dice: random.Random) -> None:
    database.unlink()
    database.mkdir()


def a_page(size: int, dice: random.Random) -> int:
    return dice.randrange(size // PAGE) * PAGE


GARBLED = "files with a garbled value"
SOME_BYTES = "some bytes are garbled"
THE_HEAD = "the head is garbled"  # whose page may be in the log, whole
RUINS: dict[str, Ruin] = {
    "the log is cut": cut("-wal"),
    "the log is empty": lambda database, _: os.truncate(f"{database}-wal", 0),
    "the log is garbled": garble("-wal", lambda size, dice: dice.randrange(size), 200),
    "the log's head is garbled": garble("-wal", lambda *_: 0, 32),
    "the log is gone": take_away("-wal", "-shm"),
    "the index of the log is garbled": garble("-shm", lambda *_: 0, 4096),
    "the file is cut": cut(""),
    "the file is empty": lambda database, _: os.truncate(database, 0),
    THE_HEAD: garble("", lambda *_: 0, 100),
    "a page is garbled": garble("", a_page, PAGE),
    SOME_BYTES: garble("", lambda size, dice: dice.randrange(size), 40),
    "the file is gone": take_away(""),
    "all files are gone": take_away("", "-wal", "-shm"),
    "a folder is in its place": replace_by_folder,
}
LOG_LOST = ("the log",)  # then the newest orders are gone, and nothing tells it from a crash
MUST_REFUSE = (
    "the file is empty", "the file is gone", "all files are gone", "a folder is in its place",
)  # fmt: skip


async def test_f_14_a_damaged_file_is_refused_and_restored_or_it_is_whole(
    line: Line, seed: int, tmp_path: Path, empty_database: Path
) -> None:
    """Stopped in order, or killed: then half of what it holds is still in the log."""
    dice = random.Random(seed)
    killed, stopped = tmp_path / "killed", tmp_path / "stopped"
    promised = await fill(tmp_path, empty_database, killed, stopped)
    started = 0
    for turn in range(line.pick(1, 25)):
        for name, ruin in RUINS.items():
            for folder in (killed, stopped):
                if "log" in name and folder is stopped:
                    continue
                line.case()
                work = tmp_path / f"{turn}"
                shutil.copytree(folder, work)
                ruin(work / "desk.db", dice)
                started += start_or_restore(line, work / "desk.db", tmp_path / "copy.db", name, promised)
                shutil.rmtree(work)
    line.note("damaged files that were started", started)


async def fill(tmp_path: Path, empty: Path, killed: Path, stopped: Path) -> list[tuple[str, int]]:
    """A desk's files as they were while it worked, and when it had been stopped; a copy of them, and what is in it."""
    live = tmp_path / "live"
    live.mkdir()
    database = live / "desk.db"
    copy_file(empty, database)
    settings = read_settings(tmp_path, SETTINGS | {"database": {"url": url_of(database)}})
    taken: dict[str, int] = {}
    with hold_database(url_of(database)):
        async with open_house(settings) as house:
            for number in range(30):
                await post_order(house, f"a-{number:02}", taken)
                if number == 15:
                    await house.app.store.database.write(lambda it: it.exec_driver_sql("PRAGMA wal_autocheckpoint=0"))
            copy_from_outside(live, killed)
    shutil.copytree(live, stopped)
    back_up(url_of(database), tmp_path / "copy.db")
    return sorted(taken.items())


def copy_from_outside(folder: Path, target: Path) -> None:
    """Whoever reads a database file in this process, and closes it, takes SQLite's locks away."""
    subprocess.run(["cp", "-r", folder, target], check=True)


def start_or_restore(line: Line, database: Path, copy: Path, name: str, promised: list[tuple[str, int]]) -> bool:
    """Whether a desk would have started on it."""
    had_log = Path(f"{database}-wal").exists()
    try:
        with hold_database(url_of(database)):
            pass
    except DeskError as error:
        line.expect("ringdesk restore" in error.reason, f"{name}: refused without advice: {error.reason}")
        line.expect("\n" not in error.reason, f"{name}: refused in several lines")
        if database.is_dir():
            database.rmdir()
        put_back(url_of(database), copy)
        with hold_database(url_of(database)):
            line.expect(sold(database) == promised, f"{name}: the restored file is another one")
        return False
    if name == SOME_BYTES and only_a_value_is_garbled(database, promised):
        line.note(GARBLED, int(line.notes.get(GARBLED, 0)) + 1)
        return True
    found = sold(database)
    line.expect(name not in MUST_REFUSE, f"{name}: it was started all the same")
    line.expect(name != THE_HEAD or had_log, f"{name}: it was started all the same")
    line.expect(found == promised[: len(found)], f"{name}: orders are missing in the middle")
    line.expect(found == promised or name.startswith(LOG_LOST), f"{name}: {len(promised) - len(found)} orders are gone")
    return True


def only_a_value_is_garbled(database: Path, promised: list[tuple[str, int]]) -> bool:
    """SQLite keeps no checksums: bytes within a value are nobody's to notice. Every row is still there then."""
    with closing(sqlite3.connect(database)) as books:
        books.text_factory = bytes
        leads = books.execute("SELECT id, order_id FROM lead ORDER BY id").fetchall()
        (requests,) = books.execute("SELECT count(*) FROM inbox").fetchone()
    whole = {(number, name.encode()) for name, number in promised}
    if len(leads) != len(whole) or requests < len(whole) or {number for number, _ in leads} != {it[0] for it in whole}:
        return False  # rows are gone: that is for the strict look to say
    return set(leads) != whole or _strays(database)


def _strays(database: Path) -> bool:
    """A request whose lead or source cannot be read any more."""
    with closing(sqlite3.connect(database)) as books:
        books.text_factory = bytes
        leads = {number for (number,) in books.execute("SELECT id FROM lead")}
        kept = {number for (number,) in books.execute("SELECT lead_id FROM inbox WHERE source = 'orders/site'")}
    return leads != kept


def url_of(database: Path) -> str:
    return f"sqlite+aiosqlite:///{database}"
