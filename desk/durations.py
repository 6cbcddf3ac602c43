"""Lengths of time as people write them: ``90s``, ``30m``, ``2h``, ``1d``."""

import re
from datetime import timedelta

UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
DURATION = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([smhd])\s*")


def read_duration(text: str) -> timedelta:
    """``90s``, ``30m``, ``2h``, ``1d`` and sums of them (``1h30m``). Raises ValueError."""
    parts = DURATION.findall(text)
    if not parts or DURATION.sub("", text).strip():
        raise ValueError("write a duration as 90s, 30m, 2h or 1d")
    return timedelta(seconds=sum(float(number) * UNITS[unit] for number, unit in parts))


def write_duration(value: timedelta) -> str:
    seconds = int(value.total_seconds())
    unit = next((unit for unit in ("d", "h", "m") if seconds and seconds % UNITS[unit] == 0), "s")
    return f"{seconds // UNITS[unit]}{unit}"
