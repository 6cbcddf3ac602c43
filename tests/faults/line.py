"""One fault line's account of a run: what was tried, what went wrong, by which seed."""

import json
import os
import re
import time
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from bench.machine import name_machine

FULL = os.environ.get("FAULTS") == "full"
RECORDS = Path(__file__).parents[2] / "build" / "faults"
SHOWN = 20


@dataclass
class Line:
    """``name`` is a row of the programme (F-11), ``part`` the test that ran. A violation fails the test at its end."""

    name: str
    part: str
    seed: int | None = None
    cases: int = 0
    violations: list[str] = field(default_factory=list)
    notes: dict[str, str] = field(default_factory=dict)
    began: float = field(default_factory=time.monotonic)

    def pick(self, quick: int, full: int) -> int:
        """How many cases this size of a run asks for."""
        return full if FULL else quick

    def case(self, count: int = 1) -> None:
        self.cases += count

    def violate(self, what: str) -> None:
        self.violations.append(what)

    def expect(self, held: object, what: str) -> None:
        if not held:
            self.violate(what)

    def note(self, name: str, value: object) -> None:
        """A measured figure that goes into the table beside the counts."""
        self.notes[name] = str(value)

    def close(self, finished: bool) -> None:
        """Write the record. Raises AssertionError when something was violated, or nothing was tried."""
        self._record(finished)
        shown = "\n".join(self.violations[:SHOWN])
        assert not self.violations, f"{len(self.violations)} violations of {self.name}, seed {self.seed}:\n{shown}"
        assert self.cases or not finished, f"{self.name} tried nothing"

    def _record(self, finished: bool) -> None:
        RECORDS.mkdir(parents=True, exist_ok=True)
        facts = asdict(self) | {
            "violations": len(self.violations),
            "shown": self.violations[:SHOWN],
            "finished": finished,
            "size": "full" if FULL else "quick",
            "seconds": round(time.monotonic() - self.began, 1),
            "date": datetime.now(UTC).date().isoformat(),
            "machine": name_machine(),
        }
        name = re.sub(r"[^a-z0-9]+", "-", f"{self.name} {self.part}".lower())[:150]
        (RECORDS / f"{name}.json").write_text(json.dumps(facts, ensure_ascii=False, indent=1), "utf-8")
