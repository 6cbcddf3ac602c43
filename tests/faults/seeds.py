"""Seeds of random runs: those that once failed are kept in ``seeds.json`` and run first."""

import json
import os
import secrets
import zlib
from pathlib import Path

KEPT = Path(__file__).parent / "seeds.json"


def kept_seeds(test: str) -> list[int]:
    return list(_read().get(test, []))


def keep_seed(test: str, seed: int) -> None:
    known = _read()
    if seed not in known.setdefault(test, []):
        known[test].append(seed)
        KEPT.write_text(json.dumps(known, indent=1, sort_keys=True) + "\n", "utf-8")


def fresh_seed() -> int:
    """``SEED=…`` repeats a run."""
    return int(os.environ.get("SEED") or secrets.randbits(32))


def own_seed(test: str) -> int:
    """The same in every run: what goes wrong at the quick size goes wrong again."""
    return int(os.environ.get("SEED") or zlib.crc32(test.encode()))


def _read() -> dict[str, list[int]]:
    found: dict[str, list[int]] = json.loads(KEPT.read_text("utf-8"))
    return found
