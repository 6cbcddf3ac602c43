"""The disk's own limit: plain sqlite3, one writer thread, group commit, ``synchronous=FULL``, the rows of an order.

Nothing is decided and nothing computed: every value is at hand. The file has the desk's own tables and indexes.
"""

import asyncio
import queue
import sqlite3
import threading

BODY = b"x" * 950  # a lead as JSON
HEAD = b"x" * 160  # what is kept of a request's head
DATA = b"x" * 90
NOW = 1_790_000_000_000_000
BIGGEST_GROUP = 256

INBOX = """INSERT INTO inbox (source, delivery, received_at, request, body, handled_at, outcome, lead_id)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)"""
LEAD = """INSERT INTO lead (id, source, ref, created_at, active_ref, status, trouble, assignee_id, name, phone,
    order_id, crm_id, next_at, changed_at, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""
HISTORY = "INSERT INTO history (lead_id, at, what, why, who, data) VALUES (?, ?, ?, ?, ?, ?)"
JOB = """INSERT INTO job (kind, lane, key, line, lead_id, data, status, priority, run_at, cause, created_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""


class PlainStore:
    """``file`` has the desk's schema. ``keep`` returns after the commit."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._tasks: queue.SimpleQueue[tuple[str, bytes, asyncio.Future[None]]] = queue.SimpleQueue()
        threading.Thread(target=self._serve, daemon=True).start()

    async def keep(self, ref: str, body: bytes) -> None:
        kept = asyncio.get_running_loop().create_future()
        self._tasks.put((ref, body, kept))
        await kept

    def _serve(self) -> None:
        connection = sqlite3.connect(self._file, isolation_level=None)
        connection.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON")
        number = 0
        while True:
            group = self._gather()
            connection.execute("BEGIN IMMEDIATE")
            for ref, body, _kept in group:
                number += 1
                write_rows(connection, number, ref, body)
            connection.execute("COMMIT")
            group[0][2].get_loop().call_soon_threadsafe(_answer, group)

    def _gather(self) -> list[tuple[str, bytes, "asyncio.Future[None]"]]:
        group = [self._tasks.get()]
        while len(group) < BIGGEST_GROUP:
            try:
                group.append(self._tasks.get_nowait())
            except queue.Empty:
                break
        return group


def write_rows(connection: sqlite3.Connection, number: int, ref: str, body: bytes) -> None:
    """One lead with its history, its two jobs (CRM, card), and the request it came from."""
    lead = (number, "site", ref, NOW, f"site\n{ref}", "new", "", None, "анна петрова", f"7916{number:07}", ref, "", NOW)
    connection.execute(LEAD, (*lead, NOW, BODY))
    connection.execute(HISTORY, (number, NOW, "order_received", "a new order", "shop", DATA))
    for kind, lane, line in (("lead.register", "crm", f"crm:{number}"), ("card.show", "chat", None)):
        job = (kind, lane, f"{kind}:{number}", line, number, b"{}", "waiting", 0, NOW, "the lead changed", NOW)
        connection.execute(JOB, job)
    connection.execute(INBOX, ("orders/site", f"own-{number:08x}", NOW, HEAD, body, NOW, "order", number))


def _answer(group: list[tuple[str, bytes, "asyncio.Future[None]"]]) -> None:
    for _ref, _body, kept in group:
        kept.set_result(None)
