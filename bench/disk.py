"""Baseline: the disk's own limit. Plain sqlite3, one writer, group commit, FULL, rows of the size a lead leaves."""

import sqlite3
import time
from pathlib import Path

SCHEMA = """
CREATE TABLE inbox (id INTEGER PRIMARY KEY, source TEXT, delivery TEXT, head BLOB, body BLOB,
    UNIQUE (source, delivery));
CREATE TABLE lead (id INTEGER PRIMARY KEY, ref TEXT UNIQUE, status TEXT, body BLOB);
CREATE TABLE history (id INTEGER PRIMARY KEY, lead_id INTEGER, what TEXT, data BLOB);
CREATE TABLE job (id INTEGER PRIMARY KEY, key TEXT UNIQUE, run_at INTEGER, data BLOB);
"""
BLOB = b"x" * 1200


def write_rows(folder: Path, orders: int, group: int) -> float:
    """Orders per second: five rows each, ``group`` orders a commit."""
    connection = sqlite3.connect(folder / f"disk{group}.db", isolation_level=None)
    connection.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;" + SCHEMA)
    begun = time.perf_counter()
    for start in range(0, orders, group):
        connection.execute("BEGIN IMMEDIATE")
        for number in range(start, min(start + group, orders)):
            _write(connection, number)
        connection.execute("COMMIT")
    whole = time.perf_counter() - begun
    connection.close()
    return orders / whole


def _write(connection: sqlite3.Connection, number: int) -> None:
    connection.execute("INSERT INTO inbox VALUES (?, 's', ?, ?, ?)", (number, str(number), BLOB[:300], BLOB[:400]))
    connection.execute("INSERT INTO lead VALUES (?, ?, 'new', ?)", (number, str(number), BLOB))
    connection.execute("INSERT INTO history VALUES (?, ?, 'order_received', ?)", (number, number, BLOB[:120]))
    connection.execute("INSERT INTO job VALUES (?, ?, 0, ?)", (2 * number, f"r{number}", b"{}"))
    connection.execute("INSERT INTO job VALUES (?, ?, 0, ?)", (2 * number + 1, f"c{number}", b"{}"))
