"""``ringdesk export``: for people and spreadsheets."""

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


@app.command("leads")
def export_leads(
    context: typer.Context,
    form: Annotated[Format, typer.Option("--format")] = Format.CSV,
    output: Annotated[Path | None, typer.Option(help="A file; otherwise the standard output.")] = None,
) -> None:
    """All leads, the oldest first. No cell is a formula."""
    import sys

    from bot.cli.setting_up import with_books
    from bot.exports import write_csv, write_json, write_xlsx

    leads = with_books(context.obj, lambda books: books.leads.latest(limit=10**9))[::-1]
    data = {Format.CSV: write_csv, Format.XLSX: write_xlsx, Format.JSON: write_json}[form](leads)
    if output:
        output.write_bytes(data)
    else:
        sys.stdout.buffer.write(data)
