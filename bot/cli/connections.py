"""A connection of a store with the CRM, on a terminal."""

import sys
from collections.abc import Iterator, Sequence

import typer

from bot.cli.output import printable
from desk.exchange.connection import Connection, Mapped

NEXT = (
    "what is missing is made by: ringdesk connect bitrix24-store --create",
    "one order is tried by: ringdesk connect bitrix24-store --test-order",
)


def tell_connection(it: Connection) -> Iterator[str]:
    yield f"store: {printable(it.store)}"
    yield f"CRM: {printable(it.crm)}"
    yield from (f"  {printable(text)}" for text in it.abilities)
    yield from (f"made: {printable(text)}" for text in it.done)
    yield from (f"missing: {printable(text)}" for text in it.missing)
    yield "stages and statuses:"
    yield from (f"  {_row(row)}" for row in it.mapping)
    yield from (f"[order_sync.stages] {printable(key)!r} is no stage of this pipeline" for key in it.strange)
    yield from (printable(step) for step in it.trial)
    if it.missing:
        yield NEXT[0]
    elif not it.trial:
        yield NEXT[1]


def is_answered(missing: Sequence[str]) -> bool:
    """Whether the person at the terminal, where there is one, wants all of that to be made."""
    if not sys.stdin.isatty():
        return False
    for what in missing:
        typer.echo(f"missing: {printable(what)}")
    return typer.confirm("Make it in the CRM?")


def _row(it: Mapped) -> str:
    status = it.status or "moves no order"
    doubt = "" if it.known else "  (the store has no such status)"
    return f"{printable(it.stage.name)} ({it.stage.code}) -> {printable(status)}{doubt}"
