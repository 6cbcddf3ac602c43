"""``init``, ``check``, ``migrate``, ``backup``, ``restore``."""

from pathlib import Path
from typing import Annotated

import typer


def init(
    folder: Annotated[Path, typer.Argument(help="Where to write.")] = Path(),
    force: Annotated[bool, typer.Option(help="Overwrite what is there.")] = False,
) -> None:
    """Write a commented ringdesk.toml and .env.example."""
    from bot.cli.output import stop
    from bot.settings.example import ENVIRONMENT, EXAMPLE

    folder.mkdir(parents=True, exist_ok=True)
    for source, name in ((EXAMPLE, "ringdesk.toml"), (ENVIRONMENT, ".env.example")):
        target = folder / name
        if target.exists() and not force:
            stop(f"{target} exists; --force overwrites it")
        target.write_text(source.read_text("utf-8"), "utf-8")
        typer.echo(f"wrote {target}")


def template(
    context: typer.Context,
    output: Annotated[Path | None, typer.Option(help="A file; otherwise the standard output.")] = None,
) -> None:
    """The present settings as a template for another shop: the whole process, and not one secret."""
    from bot.cli.setting_up import read_settings
    from bot.settings.template import write_template

    text = write_template(read_settings(context.obj))
    if output:
        output.write_text(text, "utf-8")
    else:
        typer.echo(text, nl=False)


def check(
    context: typer.Context,
    live: Annotated[bool, typer.Option(help="Ask every configured neighbour.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Validate the configuration and report all mistakes together, each with its path."""
    from bot.app.checking import ask_neighbours, find_text_mistakes
    from bot.app.tracked import HOW, find_gaps
    from bot.cli.output import WRONG, show, show_json, stop
    from bot.cli.setting_up import clock, look_at_settings, run_async

    settings, mistakes = look_at_settings(context.obj)
    if settings:
        mistakes = [*mistakes, *find_text_mistakes(settings, clock().now())]
    if mistakes or settings is None:
        if as_json:
            show_json({"ok": False, "mistakes": [{"path": it.path, "message": it.message} for it in mistakes]})
        stop("\n".join(map(str, mistakes)), WRONG)
    if not live:
        gaps = find_gaps(settings)
        if as_json:
            notes = [{"path": it.path, "message": it.message} for it in gaps]
            show_json({"ok": True, "mistakes": []} | ({"notes": notes} if notes else {}))
        else:
            typer.echo("the configuration is right")
            typer.echo("\n".join(f"without `{HOW}` call tracking does not run: {it}" for it in gaps), nl=bool(gaps))
        return
    rows = run_async(lambda: ask_neighbours(settings))
    show(rows, ("name", "role", "ok", "detail"), as_json=as_json)
    if not all(row["ok"] for row in rows):
        raise typer.Exit(1)


def migrate(context: typer.Context) -> None:
    """Bring the database up to date; a copy is made first."""
    from bot.cli.output import stop
    from bot.cli.setting_up import read_settings
    from desk.errors import DeskError
    from storage import schema

    settings = read_settings(context.obj)
    try:
        done = schema.migrate(settings.database.url)
    except DeskError as error:
        stop(error.reason)
    typer.echo("\n".join(done) or "the database is up to date")


def backup(context: typer.Context, path: Path) -> None:
    """Copy the database while the desk works."""
    from bot.cli.output import stop
    from bot.cli.setting_up import read_settings
    from desk.errors import DeskError
    from storage.backups import back_up

    settings = read_settings(context.obj)
    try:
        back_up(settings.database.url, path)
    except DeskError as error:
        stop(error.reason)
    typer.echo(f"copied to {path}")


def restore(context: typer.Context, path: Path) -> None:
    """Put a copy in the database's place; the desk must not be running. What was there is kept beside it."""
    from bot.cli.output import stop
    from bot.cli.setting_up import read_settings
    from desk.errors import DeskError
    from storage.backups import put_back

    settings = read_settings(context.obj)
    try:
        kept = put_back(settings.database.url, path)
    except DeskError as error:
        stop(error.reason)
    typer.echo(f"restored {path}" + (f"; the former database is {kept}" if kept else ""))
