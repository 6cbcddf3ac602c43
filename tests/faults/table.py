"""The published table, out of the records of the last full run: ``python -m tests.faults.table``."""

import json
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

from tests.faults.line import RECORDS

PAGE = Path(__file__).parents[2] / "docs" / "reliability.md"
BEGIN, END = "<!-- faults -->", "<!-- /faults -->"
HEAD = "| id | tests | cases | violations | seeds | measured | minutes | date |\n|---|---|---|---|---|---|---|---|"


def main() -> None:
    records = [record for record in read_records(RECORDS) if record["size"] == "full"]
    if not records:
        sys.exit("there are no records of a full run: make faults")
    text = PAGE.read_text("utf-8")
    head, rest = text.split(BEGIN)
    _, tail = rest.split(END)
    PAGE.write_text(f"{head}{BEGIN}\n{write_table(records)}\n{END}{tail}", "utf-8")
    print(write_table(records))  # noqa: T201


def read_records(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(file.read_text("utf-8")) for file in sorted(folder.glob("*.json"))]


def write_table(records: list[dict[str, Any]]) -> str:
    lines: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for record in records:
        lines[record["name"]].append(record)
    machines = sorted({record["machine"] for record in records})
    rows = [_row(name, lines[name]) for name in sorted(lines)]
    return "\n".join([f"Machine: {'; '.join(machines)}.", "", HEAD, *rows])


def _row(name: str, records: list[dict[str, Any]]) -> str:
    seeds = ", ".join(str(it["seed"]) for it in records if it["seed"] is not None) or "enumerated"
    notes = "; ".join(f"{key} {value}" for it in records for key, value in it["notes"].items())
    unfinished = "" if all(it["finished"] for it in records) else " (unfinished)"
    cells = (
        name,
        len(records),
        f"{sum(it['cases'] for it in records):,}{unfinished}",
        sum(it["violations"] for it in records),
        seeds,
        notes,
        f"{sum(it['seconds'] for it in records) / 60:.1f}",
        max(it["date"] for it in records),
    )
    return f"| {' | '.join(str(cell) for cell in cells)} |"


if __name__ == "__main__":
    main()
