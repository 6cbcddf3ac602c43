"""``ringdesk board``, ``flow`` and ``stats``: the shop at a glance, for scripts and for the day the chat is down."""

from pathlib import Path
from typing import Annotated, Any

import typer

from desk.statistics.period import Span

Json = Annotated[bool, typer.Option("--json", help="As JSON.")]
Picture = Annotated[Path | None, typer.Option(help="Draw it into this PNG file.")]


def board(context: typer.Context, as_json: Json = False) -> None:
    """How many leads stand where; final ones since midnight."""
    from bot.cli.output import show_json, show_table
    from bot.cli.setting_up import read_settings
    from desk.statistics.view import standing_json

    counts = standing_json(_standing(context, read_settings(context.obj).shop.timezone))
    if as_json:
        show_json(counts)
    else:
        show_table([{"status": name, "leads": str(number)} for name, number in counts.items()], ("status", "leads"))


def flow(context: typer.Context, picture: Picture = None, as_json: Json = False) -> None:
    """The process with the leads in it: statuses, and every move there is."""
    from bot.cards.flow import draw_flow
    from bot.cli.output import show_json, show_table
    from bot.cli.setting_up import clock, read_settings
    from desk.statistics.view import flow_json

    settings = read_settings(context.obj)
    zone, language = settings.shop.timezone, settings.telegram.language
    standing = _standing(context, zone)
    if picture:
        _draw(draw_flow(standing, now=clock().now(), language=language, shop_zone=zone), picture)
    told = flow_json(standing)
    if as_json:
        show_json(told)
    elif not picture:
        show_table([{**it, "leads": str(it["leads"])} for it in told["nodes"]], ("status", "leads"))
        show_table(told["moves"], ("from", "to", "cause", "fact"))


def stats(
    context: typer.Context,
    period: Annotated[Span, typer.Option(help="Whole days, the last one is today.")] = Span.DAY,
    picture: Picture = None,
    as_json: Json = False,
) -> None:
    """Funnel, response time, robot calls, sellers, sources and cost of a period."""
    from bot.app.rules import make_rules
    from bot.cards.charts import draw_report
    from bot.cards.statistics import View, render_report
    from bot.cli.output import show_json
    from bot.cli.setting_up import clock, read_settings, with_books
    from desk.statistics.opentime import measures
    from desk.statistics.period import period_of
    from desk.statistics.report import make_report
    from desk.statistics.view import report_json

    settings = read_settings(context.obj)
    now, language = clock().now(), settings.telegram.language
    wanted = period_of(period, now, settings.shop.timezone)
    material = with_books(context.obj, lambda books: books.figures.material(wanted.since))
    hours = make_rules(settings, now.date()).hours
    report = make_report(wanted, material, measures(hours, wanted.since, wanted.until))
    if picture:
        _draw(draw_report(report, View.ALL, language=language), picture)
    if as_json:
        show_json(report_json(report))
    elif not picture:
        typer.echo(render_report(report, language=language).plain)


def _standing(context: typer.Context, zone: str) -> Any:
    from bot.cli.setting_up import clock, with_books
    from desk.statistics.period import midnight

    since = midnight(clock().now(), zone)
    return with_books(context.obj, lambda books: books.figures.standing(since))


def _draw(scene: Any, file: Path) -> None:
    from bot.cli.setting_up import run_async
    from bot.pictures.studio import Studio

    file.write_bytes(run_async(lambda: Studio().draw(scene)))
    typer.echo(f"drew {file}", err=True)
