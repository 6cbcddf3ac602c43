"""F-14: the disk is full, read-only, broken; any call of SQLite to the system may fail, once or from then on.

What was answered 2xx is in the file, what was answered 503 is not, and when the disk is well the desk goes on.
"""

import random
from collections.abc import AsyncIterator
from itertools import product
from pathlib import Path

from bot.settings.loading import Settings
from storage.schema import copy_file
from tests.faults.disk.broken_disk import Disk, Fault, broken_disk
from tests.faults.line import Line
from tests.faults.web.doors import API, SETTINGS
from tests.faults.web.edge import read_settings
from tests.faults.web.house import House, open_house
from tests.faults.web.shop_window import post_order, post_update, sold, updates
from tests.faults.web.wire import Answer

COUNTED = {
    ("wal", "write"): 8, ("wal", "sync"): 2, ("wal", "read"): 1, ("wal", "size"): 1, ("wal", "truncate"): 1,
    ("wal", "open"): 1, ("db", "open"): 1, ("db", "write"): 4, ("db", "sync"): 1, ("db", "read"): 2,
    ("db", "truncate"): 1, ("db", "size"): 2, ("db", "lock"): 1, ("db", "shm_lock"): 3, ("db", "shm_map"): 1,
}  # fmt: skip
PLACES = [(kind, operation, nth + 1) for (kind, operation), most in COUNTED.items() for nth in range(most)]
WAYS = [  # codes of https://www.sqlite.org/rescode.html; whether it lasts, whether half is written
    (13, False, False), (13, True, False), (13, False, True), (10, False, False), (10, True, False),
    (778, True, True), (1034, False, False), (8, True, False), (7, False, False), (14, True, False),
]  # fmt: skip
STAYS_REFUSED = Fault("db", "shm_map", 1, 8, True, False)  # a new file's connection would never write again
AT_THE_OPENING = ("open", "lock", "shm_map", "size", "read")
FINE, REFUSED = (200, 202), 503


async def test_f_14_a_failing_disk_is_answered_503_and_nothing_answered_2xx_is_lost(
    line: Line, seed: int, tmp_path: Path, empty_database: Path
) -> None:
    """S0-55, S0-57."""
    dice, file = random.Random(seed), tmp_path / "desk.db"
    cases = [Fault(*place, *way) for place, way in product(PLACES, WAYS)]
    struck = 0
    copy_file(empty_database, file)
    settings = read_settings(tmp_path, SETTINGS | {"database": {"url": f"sqlite+aiosqlite:///{file}"}})
    for number, fault in enumerate([STAYS_REFUSED, *dice.sample(cases, line.pick(10, len(cases)))]):
        with broken_disk() as disk:
            struck += await Trial(line, settings, file, disk, fault, number).run()
    line.note("faults that struck", struck)


class Trial:
    """One desk, one fault. What was answered before is known from the file."""

    def __init__(self, line: Line, settings: Settings, file: Path, disk: Disk, fault: Fault, number: int) -> None:
        self._line = line
        self._settings = settings
        self._file = file
        self._disk = disk
        self._fault = fault
        self._names = (f"{number}-{turn}" for turn in range(1000))
        self._updates = iter(range(number * 1000, number * 1000 + 1000))
        self._taken = dict(sold(file))
        self._kept = updates(file)

    async def run(self) -> int:
        """How often the fault struck."""
        self._line.case()
        async with open_house(self._settings) as house:
            if self._fault.operation not in AT_THE_OPENING:
                await self._order(house, (202,))
                await house.app.store.database.write(lambda it: it.exec_driver_sql("PRAGMA wal_autocheckpoint=4"))
            self._disk.arm(self._fault)
            refused = [name async for name in self._suffer(house)]
            struck = self._disk.struck
            self._disk.heal()
            self._compare("while it was broken", allowed=refused if self._fault.operation == "sync" else [])
            for name in [*refused, *(next(self._names) for _ in range(2))]:
                await self._order(house, FINE, name)
        self._compare("at the end")
        return struck

    async def _suffer(self, house: House) -> AsyncIterator[str]:
        for _ in range(4):
            name = next(self._names)
            if (await self._order(house, (*FINE, REFUSED), name)).status == REFUSED:
                yield name
            await self._read(house)
            await self._update(house)

    async def _order(self, house: House, fine: tuple[int, ...], name: str = "") -> Answer:
        answer = await post_order(house, name or next(self._names), self._taken)
        self._expect(answer.status in fine, f"an order was answered {answer.status} {answer.body[:200]!r}")
        if answer.status == REFUSED:
            self._expect(answer.headers.get("retry-after", "").isdecimal(), "a refusal does not say when to come again")
        return answer

    async def _read(self, house: House) -> None:
        lead = max(self._taken.values(), default=1)
        answer = await house.wire.ask("GET", f"/api/leads/{lead}", (("Authorization", f"Bearer {API}"),))
        self._expect(answer.status in (200, 404, REFUSED), f"the API answered {answer.status}")
        self._expect(answer.status != 404 or not self._taken, "the API denies a lead that it promised")

    async def _update(self, house: House) -> None:
        number = next(self._updates)
        answer = await post_update(house, number)
        self._expect(answer.status in (200, REFUSED), f"an update was answered {answer.status}")
        if answer.status == 200:
            self._kept.add(number)

    def _compare(self, when: str, allowed: list[str] | None = None) -> None:
        """``allowed``: an fsync that failed leaves open what is on the disk."""
        found = {name: lead for name, lead in sold(self._file) if name not in (allowed or []) or name in self._taken}
        self._expect(found == self._taken, f"{when} differ: {sorted(found.items() ^ self._taken.items())}")
        self._expect(self._kept <= updates(self._file), f"{when} updates are lost")
        self._expect(allowed or self._kept == updates(self._file), f"{when} refused updates are there")

    def _expect(self, held: object, what: str) -> None:
        self._line.expect(held, f"{self._fault}: {what}")
