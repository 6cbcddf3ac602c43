"""Accounts and what was booked on them: whatever goes wrong, the sum stays, and every entry has its mirror.

The books are kept by functions that fail now and then after having written, and checked by nobody's code but SQLite's.
"""

import random
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Connection, column, insert, select, table, text
from sqlalchemy.exc import IntegrityError

from desk.errors import Conflict, Temporary
from storage.database import Database
from storage.statements import Statement, bound

ACCOUNTS, START = 10, 1000
TABLES = (
    "CREATE TABLE account (id INTEGER PRIMARY KEY, balance INTEGER NOT NULL)",
    "CREATE TABLE entry (token TEXT PRIMARY KEY, amount INTEGER NOT NULL)",
    "CREATE TABLE mirror (token TEXT PRIMARY KEY, amount INTEGER NOT NULL)",
    *(f"INSERT INTO account VALUES ({number}, {START})" for number in range(ACCOUNTS)),
)
MIRROR = Statement(lambda _: insert(table("mirror", column("token"), column("amount"))).values(bound(MIRRORED)))
MIRRORED = ("token", "amount")
SUM = Statement(lambda _: select(text("sum(balance) FROM account")))
ENTRIES = Statement(lambda _: select(text("count(*), coalesce(sum(amount), 0) FROM entry")))
MIRRORS = Statement(lambda _: select(text("count(*), coalesce(sum(amount), 0) FROM mirror")))
Work = Callable[[Connection], str]


class Spoiled(Exception):
    """No error of the desk's."""


@dataclass
class Ledger:
    """What was answered: ``kept`` and ``failed`` by their functions, ``refused`` by the store."""

    database: Database
    kept: set[str] = field(default_factory=set)
    failed: set[str] = field(default_factory=set)
    refused: dict[str, tuple[float, float, str]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    longest: float = 0.0

    async def open(self) -> None:
        await self.database.write(lambda it: [it.exec_driver_sql(line) for line in TABLES])

    async def book(self, token: str, dice: random.Random) -> None:
        """One transaction, and what was said of it."""
        fails = dice.choice((Conflict("no"), Spoiled("no"), KeyError("no"), None)) if dice.random() < 0.15 else False
        began = time.monotonic()
        try:
            answer = await self.database.write(booking(token, dice, fails))
        except Temporary as error:
            self.refused[token] = (began, time.monotonic(), error.reason)
        except (Conflict, Spoiled, KeyError, IntegrityError) as error:
            self._expect(fails is not False, f"{token} failed with {error!r}")
            self.failed.add(token)
        else:
            self._expect(answer == token and fails is False, f"{token} was answered {answer}")
            self.kept.add(token)
        self.longest = max(self.longest, time.monotonic() - began)

    async def look(self) -> None:
        """A reader sees one state, however long it looks."""
        total, entries, mirrors = await self.database.read(look)
        self._expect(total == ACCOUNTS * START, f"a reader saw {total} in all accounts")
        self._expect(entries == mirrors, f"a reader saw {entries} and {mirrors}")

    def _expect(self, held: bool, what: str) -> None:
        if not held:
            self.wrong.append(what)

    @property
    def asked(self) -> int:
        return len(self.kept) + len(self.failed) + len(self.refused)


def booking(token: str, dice: random.Random, fails: BaseException | bool | None) -> Work:
    """``fails``: with this after everything was written; None: by an entry that is there already."""
    giver, taker = dice.sample(range(ACCOUNTS), 2)
    amount = dice.randrange(1, 50)

    def work(connection: Connection) -> str:
        connection.execute(text("UPDATE account SET balance = balance - :n WHERE id = :id"), {"n": amount, "id": giver})
        connection.execute(text("INSERT INTO entry VALUES (:token, :n)"), {"token": token, "n": amount})
        connection.execute(text("UPDATE account SET balance = balance + :n WHERE id = :id"), {"n": amount, "id": taker})
        MIRROR.run(connection, {"token": token, "amount": amount})
        if isinstance(fails, BaseException):
            raise type(fails)(*fails.args)
        if fails is None:
            MIRROR.run(connection, {"token": token, "amount": amount})
        return token

    return work


def look(connection: Connection) -> tuple[int, tuple[int, int], tuple[int, int]]:
    """Slowly, by the statements that the driver runs itself."""
    entries = ENTRIES.rows(connection, {})[0]
    time.sleep(0.002)
    total = SUM.rows(connection, {})[0][0]
    return total, tuple(entries), tuple(MIRRORS.rows(connection, {})[0])  # type: ignore[return-value]


def audit(file: Path, ledger: Ledger) -> list[str]:
    """What is wrong in the file, when all is closed."""
    with closing(sqlite3.connect(file)) as books:
        entries = dict(books.execute("SELECT token, amount FROM entry").fetchall())
        mirrors = dict(books.execute("SELECT token, amount FROM mirror").fetchall())
        (total,) = books.execute("SELECT sum(balance) FROM account").fetchone()
        (verdict,) = books.execute("PRAGMA integrity_check").fetchone()
    found = list(ledger.wrong)
    if lost := ledger.kept - entries.keys():
        found.append(f"answered and lost: {sorted(lost)[:5]}")
    if risen := entries.keys() - ledger.kept:
        found.append(f"refused or failed, and there all the same: {sorted(risen)[:5]}")
    if entries != mirrors:
        found.append("entries have no mirror")
    if total != ACCOUNTS * START:
        found.append(f"all accounts hold {total}")
    return [*found, *([] if verdict == "ok" else [f"the file: {verdict}"])]
