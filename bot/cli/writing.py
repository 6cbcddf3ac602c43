"""``ringdesk leads answer`` and ``ringdesk leads macro``: what a seller does with one tap, without the chat (X-18)."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from bot.app.shortcuts import Asker
    from bot.settings.loading import Settings
    from desk.leads.events import Event
    from desk.leads.model import Lead
    from storage.books import Books

    Asking = Callable[[Books, Asker, Lead, Settings, datetime], Event]

By = Annotated[str, typer.Option("--by", metavar="ID_OR_@NAME", help="In whose name; otherwise the command line's.")]


def answer(
    context: typer.Context,
    number: int,
    name: Annotated[str, typer.Argument(help="Of [answers]; none with --text.")] = "",
    text: Annotated[str, typer.Option(help="Words of your own.")] = "",
    now: Annotated[bool, typer.Option("--now", help="Also while it is closed at the customer's.")] = False,
    by: By = "",
) -> None:
    """Write to the customer: one of the shop's answers, or words of your own."""
    from bot.app.shortcuts import Words, ask_for_words

    if bool(name) == bool(text):
        raise typer.BadParameter("either the name of an answer, or --text")
    words = Words(name, text, now)
    lead = _ask(context, number, by, lambda books, it, *about: ask_for_words(books, it, words, *about))
    typer.echo(f"lead {lead.id}: owed to the customer: {lead.messages[-1].text}")


def macro(context: typer.Context, number: int, name: str, by: By = "") -> None:
    """All steps of a macro of [macros], or none."""
    from bot.app.shortcuts import ask_for_macro

    lead = _ask(context, number, by, lambda books, it, *about: ask_for_macro(books, it, name, *about))
    typer.echo(f"lead {lead.id}: {lead.status.value}; next: {lead.next.action.value}, {lead.next.why}")


def _ask(context: typer.Context, number: int, by: str, asking: "Asking") -> "Lead":
    """Under the settings that are in force in the running desk."""
    from bot.app.overrides import load_kept, settings_in_force
    from bot.app.service import make_service
    from bot.app.shortcuts import Asker
    from bot.app.staff import make_staff
    from bot.cli.setting_up import clock, read_settings, with_books
    from desk.leads.model import COMMAND_LINE

    settings, now = read_settings(context.obj), clock().now()

    def work(books: "Books") -> "Lead":
        live = settings_in_force(settings, load_kept(books), now)
        service = make_service(settings, clock(), lambda: live)
        person = make_staff(settings, service).named(books, by) if by else COMMAND_LINE
        asker = Asker(COMMAND_LINE, person, by_force=not by)
        return service.tell(books, number, asking(books, asker, books.leads.load(number), live, now), now)

    return with_books(context.obj, work, write=True)
