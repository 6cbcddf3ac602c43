"""``ringdesk leads``: what the chat shows, for scripts and for the day the chat is down."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli import doubts, writing

if TYPE_CHECKING:
    from bot.settings.loading import Settings
    from desk.leads.model import Lead
    from desk.leads.service import LeadService
    from storage.books import Books

app = typer.Typer(help="The leads, with status, next action and history.", no_args_is_help=True)
app.command("unknown")(doubts.list_unknown)
app.command()(doubts.settle)
app.command()(writing.answer)
app.command()(writing.macro)
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


@app.command()
def connect(
    context: typer.Context,
    number: int,
    by: Annotated[str, typer.Option(metavar="ID_OR_@NAME", help="Who has the lead, and is called first.")],
) -> None:
    """Telephony calls the owner of the lead, then the customer, and joins them."""
    from bot.app.bridges import connect as connect_seller
    from bot.app.staff import make_staff
    from desk.leads.events import ConnectAsked
    from desk.leads.model import COMMAND_LINE

    def work(books: "Books", service: "LeadService", settings: "Settings", now: datetime) -> "Lead":
        person = make_staff(settings, service).named(books, by)
        books.acts.note(COMMAND_LINE, "connect", now, lead_id=number, subject=person.name)
        return connect_seller(books, service, number, ConnectAsked(person), now)

    _change(context, work)


def _tell(context: typer.Context, number: int, wish: Any) -> None:
    from desk.leads.model import COMMAND_LINE

    _change(context, lambda books, service, _settings, now: service.tell(books, number, wish(COMMAND_LINE), now))


def _change(context: typer.Context, change: Callable[["Books", "LeadService", "Settings", datetime], "Lead"]) -> None:
    """Under the rules that are in force in the running desk."""
    from bot.cli.setting_up import clock, leads_in_force, read_settings, with_books

    settings, now = read_settings(context.obj), clock().now()

    def work(books: "Books") -> "Lead":
        return change(books, leads_in_force(books, settings, now), settings, now)

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
