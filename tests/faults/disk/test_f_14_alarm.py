"""F-14, F-35: while the database cannot be used the admins know of it, once, and they hear when it is over.

A whole desk before the strict Telegram; only its file is in trouble.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing, suppress
from pathlib import Path

import pytest

from bot.app.composition import App
from desk.errors import Temporary
from sandbox.world import access
from sandbox.world.staff import OLGA
from storage.schema import copy_file
from tests.faults.disk.broken_disk import ANY, Disk, Fault, broken_disk
from tests.faults.line import Line
from tests.flows.clock import WorldTime
from tests.flows.conftest import NOON, SPEED, HouseDesk, found, running, write_settings
from tests.flows.orders import order
from tests.flows.scene import Scene
from tests.ports import find_port

FULL_DISK = Fault("wal", "write", 1, 13, lasting=True)
READ_ONLY = Fault("wal", "write", 1, 8, lasting=True)
NO_DISK = Fault(ANY, ANY, 1, 10, lasting=True)
CANNOT, MENDED, DAMAGED = "База данных не записывается", "База данных снова записывается", "Файл базы данных повреждён"
SECONDS, LOOK = 5.0, 0.1
Trouble = Callable[[Disk, Path], Callable[[], None]]


def failing(fault: Fault) -> Trouble:
    def begin(disk: Disk, _file: Path) -> Callable[[], None]:
        disk.arm(fault)
        return disk.heal

    return begin


def gone(_disk: Disk, file: Path) -> Callable[[], None]:
    aside = file.with_suffix(".aside")
    file.rename(aside)
    return lambda: aside.rename(file) and None


TROUBLES: dict[str, Trouble] = {
    "full": failing(FULL_DISK),
    "read-only": failing(READ_ONLY),
    "broken": failing(NO_DISK),
    "gone": gone,
}


@pytest.mark.parametrize("trouble", TROUBLES)
async def test_f_14_each_admin_hears_once_that_the_database_fails_and_once_that_it_is_over(
    line: Line, trouble: str, tmp_path: Path, empty_database: Path
) -> None:
    """S0-56: by Telegram, which is told without the database."""
    async with open_desk(tmp_path, empty_database) as (disk, scene):
        await scene.order("A-1")
        await ready(line, scene, 200)
        mend = TROUBLES[trouble](disk, scene.database)
        await refused(line, scene, "A-2")
        await ready(line, scene, 503)
        for _ in range(3):
            await running(scene).pulse.run()
        told(line, scene, [CANNOT])
        mend()
        await running(scene).pulse.run()
        told(line, scene, [CANNOT, MENDED])
        await scene.order("A-2")
        await ready(line, scene, 200)
        line.case()


async def test_f_14_what_passes_by_itself_between_two_beats_is_not_told(
    line: Line, tmp_path: Path, empty_database: Path
) -> None:
    async with open_desk(tmp_path, empty_database) as (disk, scene):
        await scene.order("A-1")
        disk.arm(FULL_DISK)
        await refused(line, scene, "A-2")
        disk.heal()
        await running(scene).pulse.run()
        told(line, scene, [])
        line.case()


async def test_f_14_damage_is_told_with_the_command_that_mends_it(
    line: Line, tmp_path: Path, empty_database: Path
) -> None:
    """One good write elsewhere in the file ends nothing."""
    async with open_desk(tmp_path, empty_database) as (disk, scene):
        lead = await scene.order("A-1")
        disk.arm(Fault(ANY, "read", 1, 11, lasting=True))
        await forget_pages(running(scene))
        answer = await scene.web.get(f"/api/leads/{lead}", headers=bearer())
        line.expect(answer.status_code == 503, f"a damaged file was answered {answer.status_code}")
        disk.heal()
        for _ in range(2):
            await running(scene).pulse.run()
        told(line, scene, [DAMAGED])
        line.expect("ringdesk restore" in scene.chat.private(OLGA)[0].text, "it does not say what to do")
        line.case()


async def test_f_14_a_desk_that_starts_on_a_full_disk_waits_for_room(
    line: Line, tmp_path: Path, empty_database: Path
) -> None:
    """What a killed desk had taken is given back as soon as that can be written."""
    async with open_desk(tmp_path, empty_database) as (disk, scene):
        lead = await scene.order("A-1")
        await scene.desk.stop()
        take_everything(scene.database)
        disk.arm(FULL_DISK)
        await scene.desk.start()
        await refused(line, scene, "A-2")
        disk.heal()
        await scene.settle(lead)
        disk.arm(FULL_DISK)
        await scene.desk.stop()  # is over all the same
        disk.heal()
        line.case()


@asynccontextmanager
async def open_desk(folder: Path, empty: Path) -> AsyncIterator[tuple[Disk, Scene]]:
    """A desk that has taken no order yet, on a disk that can be broken."""
    url = f"http://127.0.0.1:{find_port()}"
    world = await found(url, NOON, SPEED, folder)
    config, database = folder / "ringdesk.toml", folder / "desk.db"
    copy_file(empty, database)
    write_settings(world, config, database, {})
    scene = Scene(world, HouseDesk(config, WorldTime(world.clock), url), config, database)
    with broken_disk() as disk:
        try:
            await scene.desk.start()
            yield disk, scene
        finally:
            await scene.desk.stop()
            await scene.close()
            await world.stop()


async def refused(line: Line, scene: Scene, name: str) -> None:
    answer = await scene.post(order(name))
    line.expect(answer.status_code == 503, f"an order was answered {answer.status_code}")
    line.expect(answer.headers.get("retry-after", "").isdecimal(), "it does not say when to come again")


async def ready(line: Line, scene: Scene, status: int) -> None:
    """Within seconds: the worker's beat is looked at, too, and at this speed a third of a second is a late one."""
    answer = await scene.web.get("/readyz")
    for _ in range(int(SECONDS / LOOK)):
        if answer.status_code == status:
            break
        await asyncio.sleep(LOOK)
        answer = await scene.web.get("/readyz")
    line.expect(answer.status_code == status, f"/readyz says {answer.status_code}: {answer.text}")


def told(line: Line, scene: Scene, sentences: list[str]) -> None:
    heard = [it.text for it in scene.chat.private(OLGA)]
    fits = len(heard) == len(sentences) and all(it in text for it, text in zip(sentences, heard, strict=True))
    line.expect(fits, f"the admin heard {heard}")


async def forget_pages(app: App) -> None:
    """What a reader has in its cache it need not read. Somebody else's reading may have found the damage before."""
    with suppress(Temporary):
        await app.store.database.read(lambda it: it.exec_driver_sql("PRAGMA shrink_memory"))


def bearer() -> dict[str, str]:
    return {"Authorization": f"Bearer {access.API_TOKEN}"}


def take_everything(file: Path) -> None:
    with closing(sqlite3.connect(file)) as books, books:
        books.execute("UPDATE job SET status = 'taken', leased_until = 9999999999999999 WHERE status = 'waiting'")
