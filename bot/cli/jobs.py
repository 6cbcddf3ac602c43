"""``ringdesk jobs``: what is due, and what was given up."""

from collections.abc import Callable
from typing import Annotated

import typer

app = typer.Typer(help="What is owed, and the dead-letter list.", no_args_is_help=True)
Json = Annotated[bool, typer.Option("--json", help="As JSON.")]


@app.command("list")
def list_jobs(
    context: typer.Context,
    status: Annotated[list[str] | None, typer.Option(help="waiting, taken or failed.")] = None,
    as_json: Json = False,
) -> None:
    """Jobs by the moment they are due."""
    from dataclasses import asdict

    from bot.cli.output import show
    from bot.cli.setting_up import with_books

    jobs = with_books(context.obj, lambda books: books.jobs.listed(status or ()))
    rows = [{**asdict(job), "run_at": job.run_at.isoformat()} for job in jobs]
    show(rows, ("id", "status", "kind", "lead_id", "run_at", "tries", "error"), as_json=as_json)


@app.command()
def retry(
    context: typer.Context,
    number: Annotated[int | None, typer.Argument(help="A given-up job.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="All of them, one after the other.")] = False,
    pace: Annotated[str, typer.Option(help="Between two jobs of a lane, with --all.")] = "2s",
) -> None:
    """Try given-up jobs again: one now, or all of them gently, so that no neighbour is flooded."""
    from bot.cli.output import WRONG, stop

    if (number is None) is not everything:
        stop("name one job, or say --all", WRONG)
    if number is None:
        _retry_all(context, pace)
        return
    from bot.app.letters import retry_one

    _change(context, number, retry_one)
    typer.echo(f"job {number} is tried again")


@app.command()
def drop(context: typer.Context, number: int) -> None:
    """Forget a given-up job."""
    from bot.app.letters import drop_one

    _change(context, number, drop_one)
    typer.echo(f"job {number} is dropped")


def _change(context: typer.Context, number: int, act: Callable[..., None]) -> None:
    from bot.cli.output import stop
    from bot.cli.setting_up import clock, with_books
    from desk.leads.model import COMMAND_LINE
    from storage.books import Books

    now = clock().now()

    def work(books: Books) -> bool:
        known = books.dead.find(number) is not None
        if known:
            act(books, COMMAND_LINE, number, now)
        return known

    if not with_books(context.obj, work, write=True):
        stop(f"there is no given-up job {number}")


def _retry_all(context: typer.Context, pace: str) -> None:
    from bot.app.letters import retry_all
    from bot.cli.output import WRONG, stop
    from bot.cli.setting_up import clock, with_books
    from desk.durations import read_duration
    from desk.leads.model import COMMAND_LINE
    from desk.staff.trouble import time_for

    try:
        step = read_duration(pace)
    except ValueError as error:
        stop(str(error), WRONG)
    now = clock().now()
    counts = with_books(context.obj, lambda books: retry_all(books, COMMAND_LINE, step, now), write=True)
    seconds = time_for(counts, step).total_seconds()
    typer.echo(f"{sum(counts.values())} given-up jobs are tried again, the last in {seconds:.0f} s")
