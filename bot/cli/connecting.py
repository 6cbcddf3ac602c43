"""``ringdesk integrations`` and ``ringdesk voximplant``."""

from typing import Annotated, Any

import typer

app = typer.Typer(help="The connected neighbours.", no_args_is_help=True)
voximplant = typer.Typer(help="Telephony.", no_args_is_help=True)


@app.callback()
def choose() -> None:
    """The connected neighbours."""


@voximplant.callback()
def choose_command() -> None:
    """Telephony."""


@app.command("list")
def list_integrations(
    context: typer.Context, as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False
) -> None:
    """Every neighbour: whether it is in use, and what is missing."""
    from bot.app.neighbours import list_states
    from bot.cli.output import show
    from bot.cli.setting_up import read_settings, with_books
    from storage.books import Books

    settings = read_settings(context.obj)

    def work(books: Books) -> list[dict[str, Any]]:
        broken = {incident.cause: incident.sample for incident in books.incidents.open()}
        return list_states(settings, broken)

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
