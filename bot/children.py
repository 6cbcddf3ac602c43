"""What programs of ours that we start for a moment may know: no secret of the desk's environment."""

import os
import sys
from pathlib import Path

HOME = Path(__file__).parents[1]  # where ``bot`` is found, and nothing that would be taken for a library
KEPT = ("PATH", "PYTHONPATH", "LANG", "LC_ALL", "SYSTEMROOT")  # of our environment: the rest holds secrets
LONGEST_REASON = 300


def command_of(module: str) -> tuple[str, ...]:
    return (sys.executable, "-m", module)


def plain_environment() -> dict[str, str]:
    return {name: os.environ[name] for name in KEPT if name in os.environ}


def last_words(said: bytes) -> str:
    """What a child complained of, as one line for people."""
    lines = said.decode("utf-8", "replace").strip().splitlines()
    return lines[-1][:LONGEST_REASON] if lines else ""
