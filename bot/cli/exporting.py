"""``ringdesk export``: for people and spreadsheets."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="For people and spreadsheets.", no_args_is_help=True)


class Format(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"


@app.callback()
def choose() -> None:
    """For people and spreadsheets."""


Output = Annotated[Path | None, typer.Option(help="A file; otherwise the standard output.")]
Chosen = Annotated[Format, typer.Option("--format")]


@app.command("leads")
def export_leads(context: typer.Context, form: Chosen = Format.CSV, output: Output = None) -> None:
    """All leads, the oldest first. No cell is a formula."""
    from bot.cli.setting_up import with_books
    from bot.exports import write_leads

    leads = with_books(context.obj, lambda books: books.leads.latest(limit=10**9))[::-1]
    _give(write_leads(form.value, leads), output)


@app.command("audit")
def export_audit(context: typer.Context, form: Chosen = Format.CSV, output: Output = None) -> None:
    """Who did what, and what was refused to whom, the oldest first. No cell is a formula."""
    from bot.cli.setting_up import with_books
    from bot.exports import write_acts

    acts = with_books(context.obj, lambda books: books.acts.latest(10**9))[::-1]
    _give(write_acts(form.value, acts), output)


def _give(data: bytes, output: Path | None) -> None:
    if output:
        output.write_bytes(data)
    else:
        sys.stdout.buffer.write(data)
