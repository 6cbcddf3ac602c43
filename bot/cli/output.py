"""How commands speak: tables for people, JSON for scripts, errors on the other stream."""

import json
import sys
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

import typer

FAILED, WRONG = 1, 2


def show_json(value: Any) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, default=str))


def show_table(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> None:
    """Columns as wide as their longest cell."""
    cells = [[printable(str(row.get(name, "") or "")) for name in columns] for row in rows]
    widths = [max(len(name), *(len(row[i]) for row in cells), 0) for i, name in enumerate(columns)]
    for row in [list(columns), *cells]:
        typer.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def printable(text: str) -> str:
    """Control characters of a stranger must not reach a terminal."""
    return "".join(char if char.isprintable() or char == "\n" else "\N{REPLACEMENT CHARACTER}" for char in text)


def show(rows: Sequence[Mapping[str, Any]], columns: Sequence[str], *, as_json: bool) -> None:
    if as_json:
        show_json(rows)
    else:
        show_table(rows, columns)


def stop(message: str, code: int = FAILED) -> NoReturn:
    sys.stderr.write(message.rstrip() + "\n")
    raise typer.Exit(code)
