"""A thousand, a hundred thousand, a million leads asleep: what they cost, and how late they wake."""

import json
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bench.claims import measure_claims
from bench.processes import find_port, write_config
from bench.quantiles import p50_p99
from bench.sleepers import add_due, make_sleepers

COUNTS = (0, 1_000, 100_000, 1_000_000)
AT_ONCE = (1_000, 10_000)
PER_SECOND, SECONDS = 100, 20
START = timedelta(seconds=60)  # until then the desk must have started and been idle
PAUSE = timedelta(seconds=20)
DECIDED = "SELECT lead_id, min(at) FROM history WHERE lead_id BETWEEN ? AND ? GROUP BY lead_id"


def measure_asleep(folder: Path) -> list[dict[str, Any]]:
    return [_measure(folder / f"asleep{count}", count) for count in COUNTS]


def write_asleep(rows: list[dict[str, Any]]) -> str:
    empty = rows[0]
    lines = [
        "| leads asleep | memory above an empty desk, MiB | build to first timer, s | late at 100/s, p50, p99 ms "
        "| 1,000 at once: taken, decided ms (plain taken) | 10,000 at once | longest stall, ms | idle, % of a core |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        at_once = [
            f"{row[f'claim_{count}']['desk_s'] * 1000:.0f}, {row[f'decided_{count}_ms']:.0f} "
            f"({row[f'claim_{count}']['plain_s'] * 1000:.0f})"
            for count in AT_ONCE
        ]
        lines.append(
            f"| {row['count']:,} | {row['resident_mib'] - empty['resident_mib']:.1f} | {row['first_timer_s']:.2f} "
            f"| {row['late_p50_ms']:.1f}, {row['late_p99_ms']:.1f} | {' | '.join(at_once)} "
            f"| {row['stall_ms']:.0f} | {row['idle_percent']:.2f} |"
        )
    return "\n".join(lines)


def _measure(folder: Path, count: int) -> dict[str, Any]:
    folder.mkdir()
    file = folder / "desk.db"
    make_sleepers(file, count)
    t1 = datetime.now(UTC) + START
    steady = [t1 + timedelta(seconds=1 / PER_SECOND) * number for number in range(PER_SECOND * SECONDS)]
    groups: list[list[datetime]] = [[datetime.now(UTC)], steady]
    moment = steady[-1]
    for many in AT_ONCE:
        moment += PAUSE
        groups.append([moment] * many)
    add_due(file, [due for group in groups for due in group])
    figures = _watch(folder, count + 1, moment + timedelta(seconds=1))
    late = _lateness(file, count + 1, groups)
    p50, p99 = p50_p99(late[1])
    figures |= {"count": count, "late_p50_ms": p50, "late_p99_ms": p99}
    for many, group in zip(AT_ONCE, late[2:], strict=True):
        figures |= {f"decided_{many}_ms": group[-1], f"claim_{many}": measure_claims(file, many)}
    return figures


def _watch(folder: Path, first_due: int, until: datetime) -> dict[str, Any]:
    config, result = write_config(folder, find_port()), folder / "result.json"
    command = [sys.executable, "-m", "bench.watched", str(config), str(first_due), str(until.timestamp()), str(result)]
    with (folder / "watched.log").open("wb") as log:
        subprocess.run(command, check=True, stdout=log, stderr=log, timeout=600)
    figures: dict[str, Any] = json.loads(result.read_text())
    if figures["ready_at"] > (until - timedelta(seconds=1) - 2 * PAUSE).timestamp() - SECONDS:
        raise RuntimeError("the desk was not ready before the first timer: the machine is too busy to measure")
    return figures


def _lateness(file: Path, first: int, groups: list[list[datetime]]) -> list[list[float]]:
    """Milliseconds from due to decided, group by group, sorted. Raises RuntimeError when one was not decided."""
    late: list[list[float]] = []
    with sqlite3.connect(file) as connection:
        for group in groups:
            found = dict(connection.execute(DECIDED, (first, first + len(group) - 1)).fetchall())
            if len(found) != len(group):
                raise RuntimeError(f"{len(group) - len(found)} timers did not fire")
            late.append(sorted(found[first + n] / 1000 - due.timestamp() * 1000 for n, due in enumerate(group)))
            first += len(group)
    return late
