"""``ringdesk``: exit codes 0 done, 1 failed, 2 wrong usage or configuration."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli import (
    auditing,
    connecting,
    exporting,
    inviting,
    jobs,
    leads,
    operating,
    orders,
    overviews,
    pausing,
    people,
    serving,
    settings,
    spending,
    tracking,
)

app = typer.Typer(
    name="ringdesk",
    help="A web order becomes a called-back customer, and the sellers see it happen in Telegram.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
people.app.command()(inviting.invite)
people.app.command()(inviting.invites)
app.add_typer(leads.app, name="leads")
app.add_typer(jobs.app, name="jobs")
app.add_typer(orders.app, name="orders")
app.add_typer(tracking.app, name="tracking")
app.add_typer(people.app, name="people")
app.add_typer(settings.app, name="settings")
app.add_typer(connecting.app, name="integrations")
app.add_typer(connecting.connect, name="connect")
app.add_typer(connecting.voximplant, name="voximplant")
app.add_typer(exporting.app, name="export")
for command in (
    operating.init,
    operating.template,
    operating.check,
    operating.migrate,
    operating.backup,
    operating.restore,
):
    app.command()(command)
app.command()(auditing.audit)
app.command()(pausing.pause)
app.command()(pausing.resume)
for overview in (overviews.board, overviews.flow, overviews.stats):
    app.command()(overview)
app.command()(spending.spending)
app.command()(serving.run)
app.command()(serving.demo)
app.command()(serving.send_order)


@app.callback()
def choose_config(
    context: typer.Context,
    config: Annotated[Path | None, typer.Option(help="The configuration; otherwise ringdesk.toml here.")] = None,
) -> None:
    context.obj = config


def main() -> None:
    app()
