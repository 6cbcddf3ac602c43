"""Orders accepted a second, durable, each with a ref of its own, beside two baselines in interleaved rounds.

(a) a bare aiohttp handler that understands the same order and stores nothing; (b) the same handler with the disk's own
limit behind it: one writer thread, plain sqlite3, group commit, the same rows. (c) is that store without HTTP.
"""

import asyncio
import json
import sqlite3
import statistics
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import uvloop

from bench.load import order
from bench.machine import foreign_load
from bench.plain import PlainStore
from bench.processes import desk_in_town, find_port, owns_port, running
from storage.schema import migrate

CONNECTIONS = (16, 64)
ORDERS = 4000
ROUNDS = 5
ROWS = {"inbox": "inbox WHERE source = 'orders/site'", "lead": "lead", "history": "history", "job": "job"}


def measure_intake(folder: Path) -> list[dict[str, Any]]:
    with ExitStack() as held:
        ports = _serve(folder, held)
        samples = [
            {"connections": connections, "who": who, **_load(port, connections, _first(turn, connections))}
            for turn in range(ROUNDS)
            for connections in CONNECTIONS
            for who, port in ports.items()
        ]
        samples += [
            {"connections": connections, "who": "disk", "per_second": _write_plain(folder, turn, connections)}
            for turn in range(ROUNDS)
            for connections in CONNECTIONS
        ]
    _check_rows(folder)
    return samples


def write_intake(samples: list[dict[str, Any]]) -> str:
    lines = [
        "| connections | desk, orders/s | p50, p99 ms | (a) bare handler/s | share | (b) plain sqlite3 behind it/s "
        "| share | (c) plain sqlite3 without HTTP/s |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for connections in CONNECTIONS:
        speed = {who: _median(samples, connections, who, "per_second") for who in ("desk", "bare", "plain", "disk")}
        p50, p99 = (_median(samples, connections, "desk", name) for name in ("p50_ms", "p99_ms"))
        lines.append(
            f"| {connections} | {speed['desk']:.0f} | {p50:.0f}, {p99:.0f} | {speed['bare']:.0f} "
            f"| {speed['desk'] / speed['bare']:.2f} | {speed['plain']:.0f} | {speed['desk'] / speed['plain']:.2f} "
            f"| {speed['disk']:.0f} |"
        )
    busiest = max(sample["foreign"] for sample in samples if "foreign" in sample)
    lines += [
        "",
        f"Medians of {ROUNDS} interleaved rounds of {ORDERS} orders; stored rows were counted against answers. "
        f"Other processes took up to {busiest:.2f} of a core meanwhile.",
    ]
    return "\n".join(lines)


def _serve(folder: Path, held: ExitStack) -> dict[str, int]:
    """Three servers side by side, each known to own its port."""
    ports = {"bare": find_port(), "plain": find_port()}
    (folder / "plain").mkdir()
    migrate(f"sqlite+aiosqlite:///{folder}/plain/desk.db")
    options = {"bare": [], "plain": [str(folder / "plain" / "desk.db")]}
    for who, port in ports.items():
        (folder / who).mkdir(exist_ok=True)
        command = [sys.executable, "-m", "bench.bare", str(port), *options[who]]
        process, _ = held.enter_context(running(command, f"http://127.0.0.1:{port}/orders/site", folder / who))
        owns_port(process, port)
    (folder / "desk").mkdir()
    url, process, _ = held.enter_context(desk_in_town(folder / "desk"))
    ports["desk"] = int(url.rpartition(":")[2])
    owns_port(process, ports["desk"])
    return ports


def _first(turn: int, connections: int) -> int:
    return (turn * len(CONNECTIONS) + CONNECTIONS.index(connections)) * ORDERS + 1


def _load(port: int, connections: int, first: int) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.load", str(port), str(connections), str(first), str(ORDERS)]
    with foreign_load() as foreign:
        answer = subprocess.run(command, capture_output=True, check=True)
    figures: dict[str, float] = json.loads(answer.stdout)
    if figures["accepted"] != ORDERS:
        raise RuntimeError(f"only {figures['accepted']} of {ORDERS} orders were accepted")
    return figures | {"foreign": foreign()}


def _write_plain(folder: Path, turn: int, connections: int) -> float:
    file = folder / f"disk{turn}-{connections}.db"
    migrate(f"sqlite+aiosqlite:///{file}")
    return uvloop.run(_fill(PlainStore(str(file)), connections))


async def _fill(store: PlainStore, connections: int) -> float:
    bodies = iter([(f"B-{number}", order(number)) for number in range(ORDERS)])

    async def go_on() -> None:
        for ref, body in bodies:
            await store.keep(ref, body)

    began = time.perf_counter()
    await asyncio.gather(*(go_on() for _ in range(connections)))
    return ORDERS / (time.perf_counter() - began)


def _check_rows(folder: Path) -> None:
    """Raises RuntimeError when an answered order left no lead, or the baseline wrote fewer rows than the desk."""
    answered = ROUNDS * len(CONNECTIONS) * ORDERS
    stored = {who: _count(folder / who / "desk.db") for who in ("desk", "plain")}
    for who, rows in stored.items():
        if rows["inbox"] != answered or rows["lead"] != answered or min(rows.values()) < answered:
            raise RuntimeError(f"{answered} orders were answered, {who} stored {rows}")


def _count(file: Path) -> dict[str, int]:
    with sqlite3.connect(file) as connection:
        return {name: connection.execute(f"SELECT count(*) FROM {rows}").fetchone()[0] for name, rows in ROWS.items()}


def _median(samples: list[dict[str, Any]], connections: int, who: str, name: str) -> float:
    return statistics.median(
        float(sample[name]) for sample in samples if sample["connections"] == connections and sample["who"] == who
    )
