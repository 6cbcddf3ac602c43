"""F-13: the database is locked by another process, read by one for long, and written by many callers at once.

The store's patience is shortened tenfold through SQLite's own setting; one test has it as it is.
"""

import asyncio
import itertools
import random
import sqlite3
import time
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

from sqlalchemy.engine import make_url

from storage.database import BUSY_SECONDS, Database
from tests.faults.disk.ledger import Ledger, audit
from tests.faults.disk.locker import Hold, Locker, open_locker
from tests.faults.line import FULL, Line
from tests.faults.web.doors import SETTINGS
from tests.faults.web.edge import read_settings
from tests.faults.web.house import House, open_house
from tests.faults.web.shop_window import post_order, sold

SHORTENED = 0.6  # seconds instead of BUSY_SECONDS
UNNOTICED = 5.0 / BUSY_SECONDS * SHORTENED
LONGEST = 3.0
CALLERS = 40
PACE = 0.05  # seconds between two transactions of one caller, at most


async def test_f_13_short_locks_are_not_noticed_and_long_ones_refuse_whole_transactions(
    line: Line, seed: int, database_url: str
) -> None:
    """S0-55, S0-57."""
    dice, file, ledger = random.Random(seed), file_of(database_url), await open_ledger(database_url)
    await be_impatient(ledger.database)
    locks = draw_locks(dice, line.pick(5, 70), line.pick(1, 30))
    async with open_locker(file) as locker, asyncio.TaskGroup() as group:
        over = asyncio.Event()
        group.create_task(keep_busy(ledger, dice, line.pick(1000, 50_000), over))
        holds = [await hold_after_a_while(locker, dice, seconds) for seconds in locks]
        over.set()
    await close_ledger(line, ledger, file)
    judge(line, ledger, holds)
    line.note("locks", len(holds))
    line.note("kept", len(ledger.kept))
    line.note("refused", len(ledger.refused))
    line.note("s longest wait", round(ledger.longest, 2))


async def test_f_13_a_lock_of_five_seconds_passes_at_the_real_patience(
    line: Line, seed: int, database_url: str
) -> None:
    """At full size the locks that a person would see, up to half a minute."""
    dice, file, ledger = random.Random(seed), file_of(database_url), await open_ledger(database_url)
    holds = []
    async with open_locker(file) as locker, asyncio.TaskGroup() as group:
        for seconds in (4.9, 5.0, 5.0, 8.0, 30.0) if FULL else (1.0,):
            begun = asyncio.Event()
            hold = group.create_task(locker.hold("exclusive", seconds, begun))
            await begun.wait()
            async with asyncio.TaskGroup() as callers:
                for number in range(CALLERS):
                    callers.create_task(ledger.book(f"{seconds}-{len(holds)}-{number}", dice))
            holds.append(await hold)
    await close_ledger(line, ledger, file)
    judge(line, ledger, holds, 5.05, BUSY_SECONDS)
    line.note("s longest wait at the real patience", round(ledger.longest, 2))


async def test_f_13_a_long_reader_holds_nobody_up(line: Line, seed: int, database_url: str) -> None:
    dice, file, ledger = random.Random(seed), file_of(database_url), await open_ledger(database_url)
    async with open_locker(file) as locker, asyncio.TaskGroup() as group:
        begun = asyncio.Event()
        group.create_task(locker.hold("read", line.pick(1, 15), begun))
        await begun.wait()
        await keep_busy(ledger, dice, line.pick(500, 10_000), begun)
    log = file.with_name(f"{file.name}-wal").stat().st_size
    await close_ledger(line, ledger, file)
    line.expect(not ledger.refused, f"{len(ledger.refused)} were refused beside a reader")
    line.note("MB of log beside a long reader", round(log / 1e6, 1))


async def test_f_13_whatever_fails_in_a_group_leaves_nothing_and_the_rest_is_there_once(
    line: Line, seed: int, database_url: str
) -> None:
    """Groups of any size, with any number of failures; some callers have gone before they are answered."""
    dice, file, ledger = random.Random(seed), file_of(database_url), await open_ledger(database_url)
    gone: set[str] = set()
    for turn in range(line.pick(20, 700)):
        await one_group(ledger, dice, turn, gone)
    await close_ledger(line, ledger, file, gone)
    line.expect(not ledger.refused, f"{len(ledger.refused)} were refused without a lock")


async def test_f_13_beyond_its_patience_the_web_edge_says_503_and_when_to_come_again(
    line: Line, seed: int, tmp_path: Path, database_url: str
) -> None:
    """S0-55."""
    dice = random.Random(seed)
    settings = read_settings(tmp_path, SETTINGS | {"database": {"url": database_url}})
    file = file_of(database_url)
    taken: dict[str, int] = {}
    async with open_house(settings) as house, open_locker(file) as locker:
        await post_order(house, "warm", taken)
        await be_impatient(house.app.store.database)
        for turn in range(line.pick(1, 10)):
            for seconds in (dice.uniform(0.05, UNNOTICED - 0.1), dice.uniform(1.0, 1.6)):
                await ask_behind_lock(line, house, locker, seconds, f"{turn}-{seconds:.2f}", taken)
    line.expect(sold(file) == sorted(taken.items()), f"answered {taken}, kept {sold(file)}")


async def ask_behind_lock(
    line: Line, house: House, locker: Locker, seconds: float, name: str, taken: dict[str, int]
) -> None:
    line.case()
    begun = asyncio.Event()
    hold = asyncio.create_task(locker.hold("exclusive", seconds, begun))
    await begun.wait()
    answer = await post_order(house, name, taken)
    await hold
    if seconds < SHORTENED:
        line.expect(answer.status == 202, f"a lock of {seconds:.2f} s was answered {answer.status}")
    else:
        again = answer.headers.get("retry-after", "")
        line.expect(answer.status == 503 and again.isdecimal(), f"a long lock was answered {answer.status}, {again!r}")
        line.expect(answer.kind == "application/problem+json", f"a long lock was answered as {answer.kind}")
        repeated = await post_order(house, name, taken)
        line.expect(repeated.status == 202, f"after the lock it was answered {repeated.status}")


async def one_group(ledger: Ledger, dice: random.Random, turn: int, gone: set[str]) -> None:
    """They wait together behind a slow one."""
    slow = asyncio.create_task(ledger.database.write(lambda _: time.sleep(0.01)))
    await asyncio.sleep(0.002)
    tokens = [f"{turn}-{number}" for number in range(dice.choice((1, 2, 3, 10, 40, 300)))]
    tasks = {token: asyncio.create_task(ledger.book(token, dice)) for token in tokens}
    await asyncio.sleep(0)
    for token in dice.sample(tokens, len(tokens) // 10):
        gone.add(token)
        if dice.random() < 0.5:
            await asyncio.sleep(dice.uniform(0, 0.01))
        tasks[token].cancel()
    await slow
    for task in tasks.values():
        with suppress(asyncio.CancelledError):
            await task
    await ledger.look()


async def keep_busy(ledger: Ledger, dice: random.Random, least: int, over: asyncio.Event) -> None:
    """Many callers, and readers beside them, until it is ``over``."""
    tokens = itertools.count()

    async def call() -> None:
        while (token := next(tokens)) < least or not over.is_set():
            await ledger.book(str(token), dice)
            await asyncio.sleep(dice.uniform(0, PACE))
            if token % 50 == 0:
                await ledger.look()

    async with asyncio.TaskGroup() as group:
        for _ in range(CALLERS):
            group.create_task(call())


async def hold_after_a_while(locker: Locker, dice: random.Random, seconds: float) -> Hold:
    await asyncio.sleep(dice.uniform(0.1, 0.4))
    return await locker.hold("exclusive", seconds)


def judge(line: Line, ledger: Ledger, holds: list[Hold], unnoticed: float = UNNOTICED, busy: float = SHORTENED) -> None:
    """Nobody is refused without a lock that was longer than the promise, and every long one was felt by somebody."""
    long = [it for it in holds if it.seconds > unnoticed]
    for token, (began, ended, reason) in ledger.refused.items():
        met = [it for it in long if it.began < ended and began < it.ended]
        line.expect(met, f"{token} was refused without a long lock: {reason}")
    for hold in holds:
        if hold.seconds > busy * 2:
            felt = [it for it in ledger.refused.values() if hold.began < it[1] and it[0] < hold.ended]
            line.expect(felt, f"nobody was refused during {hold.seconds:.1f} s")


async def open_ledger(url: str) -> Ledger:
    ledger = Ledger(Database(url))
    await ledger.open()
    return ledger


async def close_ledger(line: Line, ledger: Ledger, file: Path, gone: Collection[str] = ()) -> None:
    """``gone``: whoever left was not told: there or not there, but whole."""
    await ledger.database.close()
    ledger.kept |= entries_of(file).intersection(gone)
    for fault in audit(file, ledger):
        line.violate(fault)
    line.case(ledger.asked)


def draw_locks(dice: random.Random, short: int, long: int) -> list[float]:
    """The long ones are beyond anybody's patience."""
    locks = [dice.uniform(0.01, UNNOTICED * 0.96) for _ in range(short)]
    locks += [dice.uniform(SHORTENED, LONGEST) for _ in range(long)]
    dice.shuffle(locks)
    return locks


async def be_impatient(database: Database) -> None:
    await database.write(lambda it: it.exec_driver_sql(f"PRAGMA busy_timeout={int(SHORTENED * 1000)}"))


def file_of(url: str) -> Path:
    return Path(make_url(url).database or "")


def entries_of(file: Path) -> set[str]:
    with sqlite3.connect(file) as books:
        return {token for (token,) in books.execute("SELECT token FROM entry")}
