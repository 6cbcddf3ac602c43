"""All figures of the main job beside their baselines: raw as JSON, then a table; ``--write``: into the README."""

import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.disk import write_rows
from bench.machine import name_machine
from bench.processes import desk, find_port, resident_mib, running

README = Path(__file__).parent.parent / "README.md"
BEGIN, END = "<!-- bench -->", "<!-- /bench -->"
ORDERS = 6000
ROUNDS = 3


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="ringdesk-bench-") as name:
        folder = Path(name)
        figures = {"machine": name_machine(), "intake": measure_intake(folder), "start": measure_start(folder)}
    print(json.dumps(figures, indent=1))
    table = write_table(figures)
    print(table)
    if "--write" in sys.argv:
        put_into_readme(table)


def measure_intake(folder: Path) -> list[dict[str, Any]]:
    """Orders per second, durable (fsync before the answer), each with a ref of its own."""
    rows = []
    for connections in (16, 64):
        with desk(_fresh(folder, f"desk{connections}")) as (url, _process, _seconds):
            ours = _load(url, connections)
        port = find_port()
        command = [sys.executable, "-m", "bench.bare", str(port)]
        with running(command, f"http://127.0.0.1:{port}/orders/site", folder):
            bare = _load(f"http://127.0.0.1:{port}", connections)
        disk = write_rows(folder, ORDERS, connections)
        rows.append({"connections": connections, "desk": ours, "bare": bare, "disk_per_second": disk})
    return rows


def measure_start(folder: Path) -> dict[str, float]:
    with desk(_fresh(folder, "idle")) as (_url, process, ready):
        time.sleep(3)
        resident = resident_mib(process)
    return {
        "ready_s": ready,
        "resident_mib": resident,
        "help_s": _time([sys.executable, "-m", "bot.cli", "--help"]),
        "python_s": _time([sys.executable, "-c", "pass"]),
        "import_aiogram_s": _time([sys.executable, "-c", "import aiogram"]),
    }


def write_table(figures: dict[str, Any]) -> str:
    lines = [
        f"Machine: {figures['machine']}; {ORDERS} orders a line, load from a second process on loopback.",
        "",
        "| connections | desk, orders/s | p50, p99 ms | bare handler/s | share of it | plain sqlite3/s | share of it |",
        "|---|---|---|---|---|---|---|",
    ]
    for row in figures["intake"]:
        ours, bare, disk = row["desk"], row["bare"]["per_second"], row["disk_per_second"]
        speed = ours["per_second"]
        lines.append(
            f"| {row['connections']} | {speed:.0f} | {ours['p50_ms']:.0f}, {ours['p99_ms']:.0f} "
            f"| {bare:.0f} | {speed / bare:.2f} | {disk:.0f} | {speed / disk:.2f} |"
        )
    start = figures["start"]
    lines += [
        "",
        "| figure | desk | baseline |",
        "|---|---|---|",
        f"| `ringdesk --help` | {start['help_s']:.2f} s | `python -c pass` {start['python_s']:.2f} s |",
        f"| cold start to ready | {start['ready_s']:.2f} s | importing aiogram {start['import_aiogram_s']:.2f} s |",
        f"| resident size of an idle desk | {start['resident_mib']:.0f} MiB | |",
    ]
    return "\n".join(lines)


def put_into_readme(table: str) -> None:
    """Figures in the README come from a run, between these two marks."""
    text = README.read_text("utf-8")
    head, rest = text.split(BEGIN)
    _, tail = rest.split(END)
    README.write_text(f"{head}{BEGIN}\n{table}\n{END}{tail}", "utf-8")


def _fresh(folder: Path, name: str) -> Path:
    (folder / name).mkdir()
    return folder / name


def _load(url: str, connections: int) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.load", f"{url}/orders/site", str(connections), str(ORDERS)]
    answer = subprocess.run(command, capture_output=True, check=True)
    figures: dict[str, float] = json.loads(answer.stdout)
    return figures


def _time(command: list[str]) -> float:
    seconds = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        subprocess.run(command, capture_output=True, check=True)
        seconds.append(time.perf_counter() - begun)
    return statistics.median(seconds)


if __name__ == "__main__":
    main()
