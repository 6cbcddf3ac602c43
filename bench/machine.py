"""Which machine the figures are from."""

import os
import platform
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


def name_machine() -> str:
    model = next(
        (line.split(":", 1)[1].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")),
        platform.processor() or "unknown processor",
    )
    memory = next((int(line.split()[1]) // 2**20 for line in _lines("/proc/meminfo") if line.startswith("MemTotal")), 0)
    software = f"{platform.system()}, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    return f"{model}, {os.cpu_count()} cores, {memory} GiB, {software}"


@contextmanager
def foreign_load() -> Iterator[Callable[[], float]]:
    """Afterwards tells how much of a core went to processes that are neither ours nor our children's."""
    began, ours, whole = time.perf_counter(), _our_seconds(), _all_seconds()
    result = 0.0

    yield lambda: result
    took = time.perf_counter() - began
    result = max(0.0, (_all_seconds() - whole - (_our_seconds() - ours)) / took)


def _our_seconds() -> float:
    """Of this process and everything below it, the running servers included."""
    pids, seconds = [os.getpid()], 0.0
    while pids:
        pid = pids.pop()
        seconds += _process_seconds(pid)
        children = Path(f"/proc/{pid}/task/{pid}/children")
        pids += [int(child) for child in children.read_text().split()] if children.is_file() else []
    return seconds


def _process_seconds(pid: int) -> float:
    file = Path(f"/proc/{pid}/stat")
    if not file.is_file():
        return 0.0
    fields = file.read_text().rpartition(")")[2].split()
    return sum(int(field) for field in fields[11:15]) / os.sysconf("SC_CLK_TCK")  # own and waited-for children's


def _all_seconds() -> float:
    user, nice, system, _idle, _iowait, irq, softirq, steal = (int(it) for it in _lines("/proc/stat")[0].split()[1:9])
    return (user + nice + system + irq + softirq + steal) / os.sysconf("SC_CLK_TCK")


def _lines(path: str) -> list[str]:
    file = Path(path)
    return file.read_text().splitlines() if file.is_file() else []
