"""Orders through the web edge of a desk, and what SQLite itself finds of them in the file."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from tests.faults.web.doors import BEARER, TELEGRAM
from tests.faults.web.house import House
from tests.faults.web.wire import Answer

HEADERS = (("Authorization", f"Bearer {BEARER}"), ("Content-Type", "application/json"))


async def post_order(house: House, name: str, taken: dict[str, int]) -> Answer:
    """``taken``: the lead that was promised for each order's name."""
    order = {"order_id": name, "name": "Анна", "phone": "+79161234567", "total": 100, "comment": "x" * 3000}
    answer = await house.wire.ask("POST", "/orders/site", HEADERS, json.dumps(order).encode())
    if answer.status in (200, 202):
        taken[name] = int(json.loads(answer.body)["lead"])
    return answer


async def post_update(house: House, number: int) -> Answer:
    headers = (("X-Telegram-Bot-Api-Secret-Token", TELEGRAM), ("Content-Type", "application/json"))
    return await house.wire.ask("POST", f"/telegram/{TELEGRAM}", headers, json.dumps({"update_id": number}).encode())


def updates(file: Path) -> set[int]:
    with closing(sqlite3.connect(file)) as books:
        rows = books.execute("SELECT delivery FROM inbox WHERE source = 'telegram'").fetchall()
    return {int(number) for (number,) in rows}


def sold(file: Path) -> list[tuple[str, int]]:
    """All orders with their leads; each is in the inbox once or more, or the file contradicts itself."""
    with closing(sqlite3.connect(file)) as books:
        leads = books.execute("SELECT order_id, id FROM lead ORDER BY order_id").fetchall()
        kept = books.execute("SELECT DISTINCT lead_id FROM inbox WHERE source = 'orders/site'").fetchall()
        (verdict,) = books.execute("PRAGMA integrity_check").fetchone()
    assert verdict == "ok", verdict
    assert sorted(number for _, number in leads) == sorted(number for (number,) in kept), "leads and inbox differ"
    return [(str(name), int(number)) for name, number in leads]
