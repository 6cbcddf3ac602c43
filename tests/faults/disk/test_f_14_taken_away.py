"""F-14: files taken away, replaced or garbled under a desk that works on them."""

import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from desk.errors import Temporary
from storage.backups import database_file
from storage.database import Database
from storage.schema import copy_file
from tests.faults.line import Line
from tests.faults.web.doors import SETTINGS
from tests.faults.web.edge import read_settings
from tests.faults.web.house import open_house
from tests.faults.web.shop_window import post_order, sold

PAGE = 4096


@pytest.mark.parametrize("tail", ["", "-wal", "-shm"])
async def test_f_14_a_file_taken_away_under_the_desk_is_no_place_for_orders(
    line: Line, tail: str, tmp_path: Path, database_url: str
) -> None:
    """SQLite itself would go on writing into nothing. Put back, it goes on without a hand."""
    settings = read_settings(tmp_path, SETTINGS | {"database": {"url": database_url}})
    taken: dict[str, int] = {}
    database = database_file(database_url)
    victim, aside = Path(f"{database}{tail}"), tmp_path / "aside"
    async with open_house(settings) as house:
        await post_order(house, "before", taken)
        move(victim, aside)
        for number in range(3):
            answer = await post_order(house, f"lost-{number}", taken)
            line.expect(answer.status == 503, f"an order was answered {answer.status}")
        move(aside, victim)
        answer = await post_order(house, "after", taken)
        line.expect(answer.status == 202, f"afterwards an order was answered {answer.status}")
    line.case(4)
    line.expect(dict(sold(database)) == taken, f"answered {taken}, kept {sold(database)}")


async def test_f_14_another_file_in_its_place_is_never_taken_for_ours(
    line: Line, tmp_path: Path, database_url: str, empty_database: Path
) -> None:
    database = database_file(database_url)
    settings = read_settings(tmp_path, SETTINGS | {"database": {"url": database_url}})
    taken: dict[str, int] = {}
    async with open_house(settings) as house:
        await post_order(house, "before", taken)
        copy_file(empty_database, tmp_path / "other.db")
        move(tmp_path / "other.db", database)
        line.expect((await post_order(house, "lost", taken)).status == 503, "an order went into a file without a name")
    line.case()


async def test_f_14_damage_that_is_met_at_work_is_answered_503(
    line: Line, seed: int, tmp_path: Path, database_url: str
) -> None:
    """Pages garbled under a desk: it neither falls nor says 500, and its other functions go on being told apart."""
    dice, database = random.Random(seed), Database(database_url)
    file = database_file(database_url)
    await database.write(fill_vault)
    await database.close()
    garble_vault(file, dice)
    database = Database(database_url)
    for _ in range(line.pick(5, 50)):
        line.case()
        for ask in (database.read(read_vault), database.write(change_vault)):
            with pytest.raises(Temporary, match="damaged"):
                await ask
        line.expect(await database.read(count_leads) == 0, "what is whole cannot be read")
    await database.close()


def fill_vault(connection: Connection) -> None:
    for number in range(50):
        connection.execute(text("INSERT INTO vault VALUES (:key, '{}', 0)"), {"key": f"{number}" * 50})


def read_vault(connection: Connection) -> None:
    connection.execute(text("SELECT max(value) FROM vault")).scalar_one()


def change_vault(connection: Connection) -> None:
    connection.execute(text("UPDATE vault SET value = '{}'"))


def count_leads(connection: Connection) -> int:
    return int(connection.execute(text("SELECT count(*) FROM lead")).scalar_one())


def move(file: Path, target: Path) -> None:
    file.replace(target)


def garble_vault(file: Path, dice: random.Random) -> None:
    with closing(sqlite3.connect(file)) as books:
        (root,) = books.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'vault'").fetchone()
    data = bytearray(file.read_bytes())
    data[(root - 1) * PAGE : root * PAGE] = dice.randbytes(PAGE)
    file.write_bytes(data)
