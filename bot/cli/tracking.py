"""``ringdesk tracking``: calls, requests and chats, what became of each, and the journal of deals."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from bot.app.touches import Deed

app = typer.Typer(help="Calls, requests and chats of the call tracker, and its deals.", no_args_is_help=True)
Json = Annotated[bool, typer.Option("--json", help="As JSON.")]
Before = Annotated[int | None, typer.Option(help="Those with smaller numbers: the next page.")]
Number = Annotated[int, typer.Argument(help="The first column of the list.")]
TOUCHES = ("id", "at", "kind", "touch", "result", "order", "order_url", "reason", "by_hand")
DEALS = ("id", "order", "status", "linked", "source", "refusal", "by_hand", "order_url")


@app.command()
def counts(context: typer.Context, as_json: Json = False) -> None:
    """How many touches ended how, and how many deals are linked."""
    from bot.cli.output import show_json, show_table
    from bot.cli.setting_up import with_books

    touches, deals = with_books(context.obj, lambda books: (books.touches.counts(), books.tracker_deals.counts()))
    touches = {name or "waiting": number for name, number in touches.items()}
    if as_json:
        show_json({"touches": touches, "deals": deals})
        return
    rows = [(what, name, n) for what, found in (("touches", touches), ("deals", deals)) for name, n in found.items()]
    show_table([{"what": what, "state": name, "count": str(n)} for what, name, n in rows], ("what", "state", "count"))


@app.command("list")
def list_touches(
    context: typer.Context,
    trouble: Annotated[bool, typer.Option("--trouble", help="Only what needs a person.")] = False,
    limit: int = 100,
    before: Before = None,
    as_json: Json = False,
) -> None:
    """The newest touches, with what became of each."""
    from bot.app.touches import find_links
    from bot.cli.output import show
    from bot.cli.setting_up import read_settings, run_async, with_books
    from desk.tracking.view import touch_json

    settings = read_settings(context.obj)
    links = run_async(lambda: find_links(settings))
    found = with_books(
        context.obj,
        lambda books: books.touches.troubled(limit) if trouble else books.touches.latest(limit, before),
    )
    show([touch_json(it, links.order, links.customer) for it in found], TOUCHES, as_json=as_json)


@app.command()
def deals(
    context: typer.Context,
    state: Annotated[str, typer.Option(help="linked, unlinked, made, unmade, refused, gone; empty: all.")] = "",
    limit: int = 100,
    before: Before = None,
    as_json: Json = False,
) -> None:
    """The journal: which lead each deal is linked with, as the tracker has it."""
    from bot.app.touches import find_links
    from bot.cli.output import show
    from bot.cli.setting_up import read_settings, run_async, with_books
    from desk.tracking.view import deal_json

    settings = read_settings(context.obj)
    links = run_async(lambda: find_links(settings))
    found = with_books(context.obj, lambda books: books.tracker_deals.latest(limit, before, state))
    rows = [deal_json(it, links.order) for it in found]
    show(rows if as_json else [_linked(row) for row in rows], DEALS, as_json=as_json)


@app.command()
def retry(
    context: typer.Context,
    number: Number,
    deal: Annotated[bool, typer.Option("--deal", help="An order that the tracker would not take.")] = False,
) -> None:
    """Try a failed touch once more; a running desk does it."""
    from bot.app.touches import retry_deal, retry_touch

    about = _do(context, "told_retry" if deal else "touch_retry", retry_deal if deal else retry_touch, number)
    typer.echo(f"{about}: it is tried once more")


@app.command("by-hand")
def by_hand(
    context: typer.Context,
    number: Number,
    deal: Annotated[bool, typer.Option("--deal", help="An order that the tracker would not take.")] = False,
) -> None:
    """Note that a person does it instead."""
    from bot.app.touches import take_deal, take_touch

    about = _do(context, "told_by_hand" if deal else "touch_by_hand", take_deal if deal else take_touch, number)
    typer.echo(f"{about}: by hand")


def _do(context: typer.Context, what: str, deed: "Deed", number: int) -> str:
    """In one transaction with the row that says who did it."""
    from bot.app.tracking import read_wishes
    from bot.cli.setting_up import clock, read_settings, with_books
    from desk.leads.model import COMMAND_LINE
    from desk.tracking.service import TrackingService
    from storage.books import Books

    settings, now = read_settings(context.obj), clock().now()
    service = TrackingService(lambda: read_wishes(settings))

    def work(books: Books) -> str:
        subject = deed(books, service, now, number, COMMAND_LINE.name)
        books.acts.note(COMMAND_LINE, what, now, subject=subject)
        return subject

    return with_books(context.obj, work, write=True)


def _linked(row: dict[str, Any]) -> dict[str, Any]:
    lead = row["lead"]
    known = "not known yet" if row["linked"] is None else "no"
    return row | {"linked": f"{lead['kind']} {lead['id']}" if lead else known}
