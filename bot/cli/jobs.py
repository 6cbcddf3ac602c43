"""``ringdesk jobs``: what is due, and what was given up."""

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
def retry(context: typer.Context, number: int) -> None:
    """Try a given-up job again, now."""
    from bot.cli.output import stop
    from bot.cli.setting_up import clock, with_books

    if not with_books(context.obj, lambda books: books.jobs.revive(number, clock().now()), write=True):
        stop(f"there is no given-up job {number}")
    typer.echo(f"job {number} is tried again")


@app.command()
def drop(context: typer.Context, number: int) -> None:
    """Forget a given-up job."""
    from bot.cli.output import stop
    from bot.cli.setting_up import with_books

    if not with_books(context.obj, lambda books: books.jobs.drop(number), write=True):
        stop(f"there is no given-up job {number}")
    typer.echo(f"job {number} is dropped")
