"""What it costs to be there: the command's help, a cold start, and the memory of a desk that has nothing to do."""

import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from bench.processes import desk_as_installed, resident_mib

ROUNDS = 5
SETTLE = 5.0  # seconds


def measure_start(folder: Path) -> dict[str, Any]:
    """Interleaved: a start, then an import of aiogram alone, and so on."""
    starts: list[float] = []
    imports: list[float] = []
    resident: list[float] = []
    for turn in range(ROUNDS):
        (folder / f"start{turn}").mkdir()
        with desk_as_installed(folder / f"start{turn}") as (_url, process, ready):
            starts.append(ready)
            time.sleep(SETTLE)
            resident.append(resident_mib(process.pid))
        imports.append(_time([sys.executable, "-c", "import aiogram"]))
    return {
        "ready_s": starts,
        "import_aiogram_s": imports,
        "resident_mib": resident,
        "aiogram_mib": _resident_after_import(),
        "help_s": [_time([sys.executable, "-m", "bot.cli", "--help"]) for _ in range(ROUNDS)],
        "python_s": [_time([sys.executable, "-c", "pass"]) for _ in range(ROUNDS)],
    }


def write_start(figures: dict[str, Any]) -> str:
    middle = {name: statistics.median(it) if isinstance(it, list) else it for name, it in figures.items()}
    ratio = middle["ready_s"] / middle["import_aiogram_s"]
    return "\n".join(
        [
            "| figure | desk | baseline |",
            "|---|---|---|",
            f"| `ringdesk --help` | {middle['help_s']:.2f} s | `python -c pass` {middle['python_s']:.2f} s |",
            f"| cold start to ready, tables made before | {middle['ready_s']:.2f} s, {ratio:.2f} of the baseline "
            f"| importing aiogram alone {middle['import_aiogram_s']:.2f} s |",
            f"| resident size of an idle desk | {middle['resident_mib']:.0f} MiB "
            f"| aiogram alone {middle['aiogram_mib']:.0f} MiB |",
        ]
    )


def _time(command: list[str]) -> float:
    began = time.perf_counter()
    subprocess.run(command, capture_output=True, check=True)
    return time.perf_counter() - began


def _resident_after_import() -> float:
    code = "import aiogram, pathlib; print(pathlib.Path('/proc/self/status').read_text())"
    status = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True).stdout
    return int(status.split("VmRSS:")[1].split()[0]) / 1024
