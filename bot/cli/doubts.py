"""``ringdesk leads unknown`` and ``ringdesk leads settle``: what nobody knows, and a person's word about it (N-07)."""

from typing import Annotated, Any

import typer

Json = Annotated[bool, typer.Option("--json", help="As JSON.")]


def list_unknown(context: typer.Context, as_json: Json = False) -> None:
    """Calls and messages of which nobody knows whether they went out, the oldest first; numbers are masked."""
    from bot.cli.output import show
    from bot.cli.setting_up import with_books
    from desk.leads.doubts import doubts_of
    from desk.leads.model import Lead
    from desk.leads.view import iso
    from desk.phone import mask

    def describe(lead: Lead) -> list[dict[str, Any]]:
        return [
            {"lead": lead.id, "what": it.what, "subject": it.subject}
            | {"since": iso(it.since), "status": lead.status.value, "phone": mask(lead.phone)}
            for it in doubts_of(lead)
        ]

    leads = with_books(context.obj, lambda books: books.leads.unknown(1000))
    rows = sorted((row for lead in leads for row in describe(lead)), key=lambda row: str(row["since"]))
    show(rows, ("lead", "what", "subject", "since", "status", "phone"), as_json=as_json)


def settle(
    context: typer.Context,
    number: int,
    went: Annotated[bool, typer.Option("--went/--not", help="It went out, or it did not.")],
    subject: Annotated[str, typer.Option(help="Which: as 'unknown' lists it; otherwise the oldest.")] = "",
) -> None:
    """Say what became of a call or a message; nothing is repeated by that."""
    from bot.app.overrides import load_kept, settings_in_force
    from bot.app.service import make_service
    from bot.app.subjects import subject_of
    from bot.cli.setting_up import clock, read_settings, with_books
    from desk.errors import Conflict
    from desk.leads.doubts import doubts_of, word_about
    from desk.leads.model import COMMAND_LINE
    from storage.books import Books

    settings, now = read_settings(context.obj), clock().now()

    def work(books: Books) -> str:
        live = settings_in_force(settings, load_kept(books), now)
        service = make_service(settings, clock(), lambda: live)
        asked = [it for it in doubts_of(books.leads.load(number)) if subject in ("", it.subject)]
        if not asked:
            raise Conflict("this was settled meanwhile")
        doubt = asked[0]
        fact = word_about(doubt.subject, COMMAND_LINE, went=went, by_force=True)
        what = "went" if went else "went_not"
        books.acts.note(COMMAND_LINE, what, now, lead_id=number, subject=subject_of(fact))
        service.tell(books, number, fact, now)
        return doubt.subject

    settled = with_books(context.obj, work, write=True)
    typer.echo(f"lead {number}, {settled}: {'it went out' if went else 'it did not go out'}")
