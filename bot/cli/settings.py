"""``ringdesk settings``: what the chat's /settings changes, without the chat. A running desk follows within seconds."""

from typing import Annotated, Any

import typer

app = typer.Typer(help="Hours, calls, times and texts that hold over those of the file.", no_args_is_help=True)
Json = Annotated[bool, typer.Option("--json", help="As JSON.")]
Name = Annotated[str, typer.Argument(help="Like shop.hours; ringdesk settings list names them.")]


@app.command("list")
def list_settings(context: typer.Context, as_json: Json = False) -> None:
    """Every setting that can be changed while the desk runs, and who changed it."""
    from bot.app.overrides import latest_changes, load_kept, settings_in_force
    from bot.cli.output import show
    from bot.cli.setting_up import clock, read_settings, with_books
    from bot.settings.changeable import GROUPS, names_of, write_value
    from storage.books import Books

    file, now = read_settings(context.obj), clock().now()

    def work(books: Books) -> list[dict[str, Any]]:
        kept, changes = load_kept(books), latest_changes(books)
        current = settings_in_force(file, kept, now)
        return [
            {
                "name": name,
                "value": write_value(current, name),
                "from": "changed" if name in kept else "file",
                "who": changes[name].who if name in changes else "",
                "at": changes[name].at.isoformat() if name in changes else "",
            }
            for group in GROUPS
            for name in names_of(current, group)
        ]

    show(with_books(context.obj, work), ("name", "value", "from", "who", "at"), as_json=as_json)


@app.command("set")
def set_setting(
    context: typer.Context, name: Name, value: Annotated[str, typer.Argument(help="A dash stands for none.")]
) -> None:
    """Change one; it holds at once."""
    _change(context, name, value)


@app.command()
def reset(context: typer.Context, name: Name) -> None:
    """As in the file again."""
    _change(context, name, None)


def _change(context: typer.Context, name: str, typed: str | None) -> None:
    from bot.app.overrides import change_setting, settings_in_force
    from bot.cli.setting_up import clock, read_settings, with_books
    from bot.settings.changeable import write_value
    from desk.leads.model import COMMAND_LINE
    from storage.books import Books

    file, now = read_settings(context.obj), clock().now()

    def work(books: Books) -> str:
        kept = change_setting(books, file, name, typed, COMMAND_LINE, now)
        return write_value(settings_in_force(file, kept, now), name)

    typer.echo(f"{name} = {with_books(context.obj, work, write=True)}")
