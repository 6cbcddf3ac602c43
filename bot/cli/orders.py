"""``ringdesk orders``: orders of the store and their deals, for scripts and for the day the chat is down."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from desk.exchange.pair import Pair
    from desk.exchange.service import ExchangeService
    from storage.books import Books

app = typer.Typer(help="Orders of the store and their deals.", no_args_is_help=True)
Json = Annotated[bool, typer.Option("--json", help="As JSON.")]
COLUMNS = ("id", "order", "status", "deal", "stage", "owes", "trouble", "lead")


@app.command("list")
def list_orders(
    context: typer.Context,
    trouble: Annotated[bool, typer.Option("--trouble", help="Only what people should look at.")] = False,
    limit: int = 100,
    as_json: Json = False,
) -> None:
    """The newest first; what is owed to the store or the CRM, and what is wrong."""
    from bot.cli.output import show
    from bot.cli.setting_up import with_books
    from desk.exchange.tally import TROUBLES
    from desk.exchange.view import pair_json

    def work(books: "Books") -> "list[Pair]":
        return books.pairs.troubled(TROUBLES, limit) if trouble else books.pairs.latest(limit)

    rows = [pair_json(pair) for pair in with_books(context.obj, work)]
    show(rows if as_json else [_row(row) for row in rows], COLUMNS, as_json=as_json)


@app.command("show")
def show_order(context: typer.Context, number: int, as_json: Json = False) -> None:
    """One order with its deal, and the log of both. NUMBER is the first column of the list."""
    from bot.app.stages import stage_map
    from bot.cards.deal import DealView, tell_deal
    from bot.cards.facts import Reader
    from bot.cards.markup import plain
    from bot.cli.output import printable, show_json
    from bot.cli.setting_up import clock, read_settings, with_books
    from bot.texts.catalogue import Speaker
    from bot.texts.exchange import PairStory
    from desk.exchange.view import pair_json

    settings, now = read_settings(context.obj), clock().now()
    pair, log, known = with_books(
        context.obj,
        lambda books: (books.pairs.load(number), books.pairs.log(number), stage_map(books, settings, now)),
    )
    if as_json:
        show_json(pair_json(pair, [(it.at, it.note) for it in log]))
        return
    speaker, zone = Speaker(settings.telegram.language), settings.shop.timezone
    story = PairStory(speaker, known)
    for line in tell_deal(DealView(pair, "", "", known), Reader(speaker, zone, now, full=True)):
        typer.echo(printable(plain(line)))
    for it in log:
        typer.echo(printable(f"{speaker.stamp(it.at, zone, now)}  {story.line(it.note)}"))


@app.command()
def retry(
    context: typer.Context,
    number: int,
    anew: Annotated[bool, typer.Option("--anew", help="Make a new deal for one that was deleted.")] = False,
) -> None:
    """Try once more what the store or the CRM refused."""
    from desk.leads.model import COMMAND_LINE

    def work(books: "Books", service: "ExchangeService", now: datetime) -> "Pair":
        return service.retry(books, number, COMMAND_LINE.name, now, anew=anew)

    pair = _change(context, number, "deal_anew" if anew else "deal_retry", work)
    typer.echo(f"order {pair.order.number}: {'a new deal is made' if anew else 'it is tried once more'}")


@app.command()
def stage(
    context: typer.Context,
    number: int,
    code: Annotated[str, typer.Argument(help="The stage's code, or its name.")],
) -> None:
    """Move the deal of an order; a running desk does it, and tells the store."""
    from bot.cli.setting_up import leads_in_force, read_settings
    from desk.exchange.granting import Granting
    from desk.exchange.service import find_stage, movable
    from desk.leads.events import StageAsked
    from desk.leads.model import COMMAND_LINE

    settings = read_settings(context.obj)

    def work(books: "Books", service: "ExchangeService", now: datetime) -> "Pair":
        pair = books.pairs.load(number)
        if pair.lead_id is None:
            service.move(books, number, code, COMMAND_LINE.name, now)
        else:  # not held, but what people have just asked for with its lead comes first
            movable(pair, service.stages())
            goal = find_stage(service.stages(), code)
            wish = StageAsked(COMMAND_LINE, goal.code, goal.name, by_force=True)
            granting = Granting(leads_in_force(books, settings, now), service)
            granting.ask(books, pair.lead_id, wish, now, at_once=True)
        return pair

    pair = _change(context, number, "move", work, text=code)
    typer.echo(f"order {pair.order.number}: its deal goes to {code}")


@app.command()
def create(
    context: typer.Context, lead: Annotated[int, typer.Argument(help="The number of a lead that came another way.")]
) -> None:
    """Have an order made in the store for a lead; a running desk does it, and never twice."""
    from bot.app.neighbours import maker_of
    from bot.app.stages import stage_map
    from bot.cli.output import stop
    from bot.cli.setting_up import clock, leads_in_force, read_settings, with_books
    from desk.exchange.granting import Granting
    from desk.exchange.service import ExchangeService
    from desk.leads.events import OrderAsked
    from desk.leads.model import COMMAND_LINE

    settings, now = read_settings(context.obj), clock().now()
    store = maker_of(settings)
    if not store:
        stop("no store is connected in which orders can be made")

    def work(books: "Books") -> None:
        stages = stage_map(books, settings, now)
        granting = Granting(leads_in_force(books, settings, now), ExchangeService(lambda: stages), store)
        granting.ask(books, lead, OrderAsked(COMMAND_LINE, by_force=True), now, at_once=True)
        books.acts.note(COMMAND_LINE, "make_order", now, lead_id=lead, subject=f"#{lead}")

    with_books(context.obj, work, write=True)
    typer.echo(f"lead {lead}: the store is asked to make the order")


@app.command()
def mapping(context: typer.Context, as_json: Json = False) -> None:
    """Which stage of the pipeline is which status of the store, and who changed it."""
    from bot.app.mapping import MappingRow, read_mapping
    from bot.cli.output import show
    from bot.cli.setting_up import clock, read_settings, with_books

    file, now = read_settings(context.obj), clock().now()

    def row(it: MappingRow) -> dict[str, Any]:
        by = {"who": it.act.who, "at": it.act.at.isoformat()} if it.act else {"who": "", "at": ""}
        kept = "changed" if it.changed else "file"
        return {"code": it.stage.code, "stage": it.stage.name, "status": it.status, "from": kept} | by

    rows = [row(it) for it in with_books(context.obj, lambda books: read_mapping(books, file, now))]
    show(rows, ("code", "stage", "status", "from", "who", "at"), as_json=as_json)


@app.command("map")
def map_status(
    context: typer.Context,
    stage: Annotated[str, typer.Argument(help="The stage's code, or its name.")],
    status: Annotated[str, typer.Argument(help="The store's word; nowhere: it moves no order; file: as it is there.")],
) -> None:
    """Give a stage another status; a running desk follows within seconds."""
    from bot.app.mapping import map_stage
    from bot.cli.output import printable
    from bot.cli.setting_up import read_settings, run_async

    settings = read_settings(context.obj)
    changed, now = run_async(lambda: map_stage(settings, stage, status))
    typer.echo(printable(f"{changed.name} ({changed.code}) -> {now or 'moves no order'}"))


@app.command()
def compare(
    context: typer.Context,
    fix: Annotated[bool, typer.Option("--fix", help="Put right what can be put right.")] = False,
    as_json: Json = False,
) -> None:
    """Store, CRM and desk side by side: what is missing, doubled, or differs."""
    from bot.app.connecting import compare_sides
    from bot.cli.output import FAILED, printable, show_json
    from bot.cli.setting_up import read_settings, run_async
    from scheduler.comparison import REPORTS

    settings = read_settings(context.obj)
    report, fixed = run_async(lambda: compare_sides(settings, fix=fix))
    if as_json:
        show_json(REPORTS.dump_python(report, mode="json") | {"fixed": fixed})
    else:
        typer.echo(f"{report.compared} compared, {len(report.findings)} found")
        for it in report.findings:
            typer.echo(printable(f"{it.number}: {it.fault.value.replace('_', ' ')} {it.detail}".rstrip()))
        if fix:
            typer.echo(f"{fixed} put on their way; a running desk does the rest")
    if report.findings and not fix:
        raise typer.Exit(FAILED)


def _change(
    context: typer.Context,
    number: int,
    what: str,
    change: Callable[["Books", "ExchangeService", datetime], "Pair"],
    **data: Any,
) -> "Pair":
    """In one transaction with the row that says who did it."""
    from bot.app.stages import stage_map
    from bot.cli.setting_up import clock, read_settings, with_books
    from desk.exchange.service import ExchangeService
    from desk.leads.model import COMMAND_LINE

    settings, now = read_settings(context.obj), clock().now()

    def work(books: "Books") -> "Pair":
        stages = stage_map(books, settings, now)
        pair = books.pairs.load(number)
        books.acts.note(COMMAND_LINE, what, now, lead_id=pair.lead_id, subject=pair.order.number, **data)
        return change(books, ExchangeService(lambda: stages), now)

    return with_books(context.obj, work, write=True)


def _row(pair: dict[str, Any]) -> dict[str, Any]:
    deal = pair["deal"] or {"id": "", "name": ""}
    return {
        "id": pair["id"],
        "order": pair["order"]["number"],
        "status": pair["order"]["status"],
        "deal": deal["id"],
        "stage": deal["name"],
        "owes": ", ".join(pair["owes"]),
        "trouble": pair["trouble"],
        "lead": pair["lead"],
    }
