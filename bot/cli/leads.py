"""``ringdesk leads``: what the chat shows, for scripts and for the day the chat is down."""

from typing import Annotated, Any

import typer

from bot.cli import doubts

app = typer.Typer(help="The leads, with status, next action and history.", no_args_is_help=True)
app.command("unknown")(doubts.list_unknown)
app.command()(doubts.settle)
Json = Annotated[bool, typer.Option("--json", help="As JSON.")]


@app.command("list")
def list_leads(
    context: typer.Context,
    status: Annotated[list[str] | None, typer.Option(help="Only leads of this status.")] = None,
    limit: int = 100,
    as_json: Json = False,
) -> None:
    """The newest leads first."""
    from bot.cli.output import show
    from bot.cli.setting_up import with_books
    from desk.leads.view import lead_json

    leads = with_books(context.obj, lambda books: books.leads.latest(statuses=status or (), limit=limit))
    rows = [lead_json(lead, ()) for lead in leads]
    if not as_json:
        rows = [_row(row) for row in rows]
    show(rows, ("id", "status", "name", "phone", "next", "at", "assignee"), as_json=as_json)


@app.command("show")
def show_lead(context: typer.Context, number: int, as_json: Json = False) -> None:
    """One lead with its history and what the store sent."""
    from bot.cli.output import show_json
    from bot.cli.rendering import write_lead
    from bot.cli.setting_up import with_books
    from desk.leads.view import lead_json
    from storage.books import Books

    def work(books: Books) -> tuple[dict[str, Any], list[str]]:
        lead = lead_json(books.leads.load(number), books.leads.history(number))
        raw = [row.request.body.decode("utf-8", "replace") for row in books.inbox.of_lead(number)]
        return lead, raw

    lead, raw = with_books(context.obj, work)
    if as_json:
        show_json({**lead, "raw": raw})
    else:
        typer.echo(write_lead(lead, raw))


@app.command()
def retry(context: typer.Context, number: int) -> None:
    """The robot's next step, now."""
    from desk.leads.events import RetryAsked

    _tell(context, number, RetryAsked)


@app.command()
def manual(context: typer.Context, number: int) -> None:
    """Take the lead from the robot into manual processing."""
    from desk.leads.events import ManualAsked

    _tell(context, number, ManualAsked)


def _tell(context: typer.Context, number: int, wish: Any) -> None:
    from bot.app.overrides import load_kept, settings_in_force
    from bot.app.service import make_service
    from bot.cli.setting_up import clock, read_settings, with_books
    from desk.leads.model import COMMAND_LINE, Lead
    from storage.books import Books

    settings, now = read_settings(context.obj), clock().now()

    def work(books: Books) -> Lead:
        live = settings_in_force(settings, load_kept(books), now)
        service = make_service(settings, clock(), lambda: live)
        return service.tell(books, number, wish(COMMAND_LINE), now)

    lead = with_books(context.obj, work, write=True)
    typer.echo(f"lead {lead.id}: {lead.status.value}; next: {lead.next.action.value}, {lead.next.why}")


def _row(lead: dict[str, Any]) -> dict[str, Any]:
    assignee = lead["assignee"]
    return {
        **lead,
        "next": lead["next"]["action"],
        "at": lead["next"]["at"],
        "assignee": assignee["name"] if assignee else "",
    }
