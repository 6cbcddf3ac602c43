"""``ringdesk integrations``, ``ringdesk connect`` and ``ringdesk voximplant``."""

from typing import Annotated, Any

import typer

app = typer.Typer(help="The connected neighbours.", no_args_is_help=True)
voximplant = typer.Typer(help="Telephony.", no_args_is_help=True)
connect = typer.Typer(help="Connect two neighbours with each other.", no_args_is_help=True)


@app.callback()
def choose() -> None:
    """The connected neighbours."""


@connect.callback()
def choose_connection() -> None:
    """Connect two neighbours with each other."""


@connect.command("bitrix24-store")
def connect_bitrix24_store(
    context: typer.Context,
    create: Annotated[bool, typer.Option(help="Make the pipeline and the field that are missing.")] = False,
    try_out: Annotated[bool, typer.Option("--test-order", help="Send one order through, and remove it.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Both of these, and ask nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """See whether the store's orders can become deals: rights, pipeline, stages and statuses, one order to try."""
    from dataclasses import asdict

    from bot.app.connecting import connect_store
    from bot.cli.connections import is_answered, tell_connection
    from bot.cli.output import FAILED, show_json
    from bot.cli.setting_up import read_settings, run_async

    settings = read_settings(context.obj)
    found = run_async(lambda: connect_store(settings, create=create or yes, try_order=try_out or yes))
    if found.missing and not create and not as_json and is_answered(found.missing):
        found = run_async(lambda: connect_store(settings, create=True, try_order=try_out))
    if as_json:
        show_json(asdict(found) | {"ready": found.ready})
    else:
        typer.echo("\n".join(tell_connection(found)))
    if not found.ready:
        raise typer.Exit(FAILED)


@connect.command("calltouch-retailcrm")
def connect_calltouch_retailcrm(
    context: typer.Context,
    url: Annotated[str, typer.Option(help="The account's address, as the browser shows it.")] = "",
    api_key: Annotated[str, typer.Option(help="Of RetailCRM; asked for where there is a terminal.")] = "",
    site_id: Annotated[int, typer.Option(min=0, help="Of the Calltouch cabinet; otherwise that of [calltouch].")] = 0,
    token: Annotated[str, typer.Option(help="Of Calltouch; otherwise that of [calltouch].")] = "",
    check_address: Annotated[bool, typer.Option("--check-address", help="Only print the cleaned address.")] = False,
    again: Annotated[bool, typer.Option("--again", help="Try once more what was typed before.")] = False,
    disconnect: Annotated[bool, typer.Option("--disconnect", help="Let go of what was connected so.")] = False,
) -> None:
    """Bring calls, requests and chats of Calltouch into RetailCRM, and its orders to Calltouch."""
    from bot.cli import tracker_connection

    if check_address:
        tracker_connection.show_address(url)
    elif disconnect:
        tracker_connection.disconnect(context.obj)
    elif again:
        tracker_connection.try_again(context.obj)
    else:
        tracker_connection.connect(context.obj, url, api_key, site_id, token)


@voximplant.callback()
def choose_command() -> None:
    """Telephony."""


@app.command("list")
def list_integrations(
    context: typer.Context, as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False
) -> None:
    """Every neighbour: whether it is in use, and what is missing."""
    from bot.app.neighbours import list_states
    from bot.app.tracked import describe, keys_in_use, overlay
    from bot.cli.output import show
    from bot.cli.setting_up import read_settings, with_books
    from desk.tracking.connecting import load_connection
    from storage.books import Books

    settings = read_settings(context.obj)

    def work(books: Books) -> list[dict[str, Any]]:
        broken = {incident.cause: incident.sample for incident in books.incidents.open()}
        rows = list_states(overlay(settings, keys_in_use(books)), broken)
        return [*rows, describe(settings, load_connection(books), broken)]

    rows = with_books(context.obj, work)
    show(rows, ("name", "state", "url", "detail"), as_json=as_json)


@voximplant.command()
def deploy(context: typer.Context) -> None:
    """Upload our scenarios and bind each to a rule of the application; may be repeated."""
    from bot.app.deploying import deploy_scenarios
    from bot.cli.setting_up import read_settings, run_async

    settings = read_settings(context.obj)
    deployment = run_async(lambda: deploy_scenarios(settings))
    for step in deployment.steps:
        typer.echo(step)
    typer.echo(f"rule_id = {deployment.rule_id}")
    typer.echo(f"connect_rule_id = {deployment.connect_rule_id}")
    if not deployment.complete:
        raise typer.Exit(1)
