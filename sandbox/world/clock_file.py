"""The world's time for another process: ``{"wall": 1.7e9, "world": "2026-01-01T10:00:00+00:00", "speed": 60}``."""

import json
import time
from pathlib import Path

from sandbox.kit.clock import WorldClock


def write_clock(path: Path, clock: WorldClock) -> None:
    """``wall`` is the unix time of this machine at which the world shows ``world``.

    The file is replaced in one step: whoever reads it meanwhile sees the old time or the new one, never half.
    """
    state = {"wall": time.time(), "world": clock.now().isoformat(), "speed": clock.speed}
    fresh = path.with_name(f".{path.name}.new")
    fresh.write_text(json.dumps(state), encoding="utf-8")
    fresh.replace(path)
