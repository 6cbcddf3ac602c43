"""``ringdesk audit``: who did what."""

from typing import Annotated

import typer

from bot.cli.staffing import Json

ACTS = ("at", "who", "what", "lead_id", "subject", "told")


def audit(
    context: typer.Context,
    lead: Annotated[int | None, typer.Option(help="Only what was done to this lead.")] = None,
    who: Annotated[int | None, typer.Option(help="Only what this account did; 0: the command line.")] = None,
    limit: int = 100,
    as_json: Json = False,
) -> None:
    """Who did what, the newest first."""
    from dataclasses import asdict

    from bot.cli.output import show
    from bot.cli.rendering import act_row
    from bot.cli.setting_up import with_books

    acts = with_books(context.obj, lambda books: books.acts.latest(limit, who_id=who, lead_id=lead))
    if as_json:
        show([{**asdict(it), "at": it.at.isoformat()} for it in acts], ACTS, as_json=True)
    else:
        show([act_row(it) for it in acts], ACTS, as_json=False)
