"""``ringdesk pause`` and ``ringdesk resume``: as in the chat. A running desk follows within seconds."""

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from desk.staff.pauses import Pauses

Json = Annotated[bool, typer.Option("--json", help="As JSON.")]
What = Annotated[
    list[str] | None,
    typer.Argument(metavar="WHAT", help='calls, sms, all, or source NAME; then how long, like "2h" or "until 14:00".'),
]


def pause(context: typer.Context, what: What = None, as_json: Json = False) -> None:
    """Stop robot calls, SMS, a source, or all that goes out; without words: what is paused. Orders are accepted."""
    from zoneinfo import ZoneInfo

    from bot.cli.setting_up import clock, read_settings, with_books
    from desk.leads.model import COMMAND_LINE
    from desk.staff.pauses import Pauses, in_force, read_end, read_switch
    from scheduler.switches import load_pauses, turn
    from storage.books import Books

    settings, now = read_settings(context.obj), clock().now()

    def work(books: Books) -> Pauses:
        if what:
            switch, words = read_switch(" ".join(what), settings.sources)
            until = read_end(words, ZoneInfo(settings.shop.timezone), now)
            turn(books, switch, on=False, by=COMMAND_LINE, now=now, until=until)
        return in_force(load_pauses(books), now)

    _show(with_books(context.obj, work, write=bool(what)), as_json=as_json)


def resume(context: typer.Context, what: What = None, as_json: Json = False) -> None:
    """Let it go on; without words: everything."""
    from bot.cli.setting_up import clock, read_settings, with_books
    from desk.leads.model import COMMAND_LINE
    from desk.staff.pauses import ALL, Pauses, in_force, read_switch
    from scheduler.switches import load_pauses, turn
    from storage.books import Books

    settings, now = read_settings(context.obj), clock().now()

    def work(books: Books) -> Pauses:
        switch, _ = read_switch(" ".join(what or [ALL]), settings.sources)
        turn(books, switch, on=True, by=COMMAND_LINE, now=now)
        return in_force(load_pauses(books), now)

    _show(with_books(context.obj, work, write=True), as_json=as_json)


def _show(pauses: "Pauses", *, as_json: bool) -> None:
    from bot.cli.output import show

    rows = [
        {
            "paused": name,
            "by": it.by,
            "since": it.since.isoformat() if it.since else "",
            "until": it.until.isoformat() if it.until else "",
        }
        for name, it in pauses.items()
    ]
    if rows or as_json:
        show(rows, ("paused", "by", "since", "until"), as_json=as_json)
    else:
        typer.echo("nothing is paused")
