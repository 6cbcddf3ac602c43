"""All figures, each beside its baseline from the same run: ``python -m bench [PART …]``.

Writes ``docs/benchmarks.md``, and every raw sample into ``docs/benchmarks.json``. Of a run with parts only those
are renewed. The README shows the first table between its marks.
"""

import json
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from bench.asleep import measure_asleep, write_asleep
from bench.cards import measure_cards, write_cards
from bench.decisions import measure_decisions, write_decisions
from bench.exchange import measure_exchange, write_exchange
from bench.flood import measure_flood, write_flood
from bench.intake import measure_intake, write_intake
from bench.machine import name_machine
from bench.outgoing import measure_outgoing, write_outgoing
from bench.start import measure_start, write_start
from bench.taps import measure_taps, write_taps
from bench.tracking import measure_tracking, write_tracking

ROOT = Path(__file__).parent.parent
README, PAGE, RAW = ROOT / "README.md", ROOT / "docs" / "benchmarks.md", ROOT / "docs" / "benchmarks.json"
BEGIN, END = "<!-- bench -->", "<!-- /bench -->"
LIBRARIES = ("aiohttp", "aiogram", "SQLAlchemy", "httpx", "pydantic", "orjson", "uvloop")


@dataclass(frozen=True, slots=True)
class Part:
    title: str
    measure: Callable[[Path], Any]
    write: Callable[[Any], str]


PARTS = {
    "intake": Part("Orders accepted, durable", measure_intake, write_intake),
    "cards": Part("From an order to its card", measure_cards, write_cards),
    "taps": Part("Presses of buttons", measure_taps, write_taps),
    "flood": Part("A flood of leads", measure_flood, write_flood),
    "asleep": Part("Leads asleep", measure_asleep, write_asleep),
    "decisions": Part("The process and its memory", measure_decisions, write_decisions),
    "outgoing": Part("Outgoing requests", measure_outgoing, write_outgoing),
    "exchange": Part("Orders and deals", measure_exchange, write_exchange),
    "tracking": Part("Touches and deals", measure_tracking, write_tracking),
    "start": Part("Start and size", measure_start, write_start),
}


def main(names: list[str]) -> None:
    raw: dict[str, Any] = json.loads(RAW.read_text("utf-8")) if RAW.is_file() else {}
    for name in names or list(PARTS):
        with tempfile.TemporaryDirectory(prefix="ringdesk-bench-") as folder:
            figures = PARTS[name].measure(Path(folder))
        raw[name] = {"measured": datetime.now(UTC).isoformat(timespec="minutes"), "on": _where(), "figures": figures}
        RAW.write_text(json.dumps(raw, ensure_ascii=False, indent=1) + "\n", "utf-8")
        print(f"## {PARTS[name].title}\n\n{PARTS[name].write(figures)}\n", flush=True)
    PAGE.write_text(write_page(raw), "utf-8")
    put_into_readme(raw)


def write_page(raw: dict[str, Any]) -> str:
    head = """# Benchmarks

Written by `make bench`; raw samples are in [benchmarks.json](benchmarks.json). Every figure stands beside a baseline
from the same run, so compare the shares: the machines differ. All parts are real: HTTP over loopback, a database file
with `synchronous=FULL`, the desk as a process of its own.
"""
    return "\n".join([head, *(_section(PARTS[name], raw[name]) for name in PARTS if name in raw)])


def _section(part: Part, raw: dict[str, Any]) -> str:
    return f"## {part.title}\n\n{part.write(raw['figures'])}\n\nMeasured {raw['measured']} UTC on {raw['on']}.\n"


def put_into_readme(raw: dict[str, Any]) -> None:
    text = README.read_text("utf-8")
    head, rest = text.split(BEGIN)
    _, tail = rest.split(END)
    tables = "\n\n".join(PARTS[name].write(raw[name]["figures"]) for name in ("intake", "start") if name in raw)
    README.write_text(f"{head}{BEGIN}\n{tables}\n{END}{tail}", "utf-8")


def _where() -> str:
    return f"{name_machine()}, {', '.join(f'{name} {version(name)}' for name in LIBRARIES)}"


if __name__ == "__main__":
    main(sys.argv[1:])
