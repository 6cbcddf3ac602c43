"""``ringdesk spending``: what calls and SMS cost, and the brake, without the chat."""

from decimal import Decimal
from typing import Annotated

import typer


def spending(
    context: typer.Context,
    approve: Annotated[float | None, typer.Option(help="So much more may be spent today.", min=0)] = None,
    free: Annotated[bool, typer.Option("--free", help="No limit today.")] = False,
    stop: Annotated[bool, typer.Option("--stop", help="Start nothing more before tomorrow.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """What calls and SMS cost today, yesterday and in 30 days, the forecast, and the limit of the day."""
    from bot.app.accounts import Accounts
    from bot.app.money import make_policy
    from bot.app.overrides import load_kept, settings_in_force
    from bot.app.rules import make_rules
    from bot.app.spending import FREE, MORE, STOP, decide
    from bot.cards.spending import render_account
    from bot.cli import output
    from bot.cli.setting_up import clock, read_settings, with_books
    from desk.leads.model import COMMAND_LINE
    from desk.spending.sheet import Account, account_json
    from scheduler.brake import SpendingBrake
    from storage.books import Books

    wishes = [what for what, wanted in ((MORE, approve is not None), (FREE, free), (STOP, stop)) if wanted]
    if len(wishes) > 1:
        output.stop("choose one of --approve, --free and --stop", output.WRONG)
    file, now = read_settings(context.obj), clock().now()
    amount = Decimal(str(approve or 0))

    def work(books: Books) -> Account:
        settings = settings_in_force(file, load_kept(books), now)
        brake = SpendingBrake(lambda: make_policy(settings), settings.shop.timezone)
        brake.learn(books, now)
        for what in wishes:
            decide(books, brake, COMMAND_LINE, what, amount, now)
            books.acts.note(COMMAND_LINE, what, now, subject=str(amount) if what == MORE else "")
        return Accounts(brake, lambda: make_rules(settings, now.date()).hours).account(books, now)

    account = with_books(context.obj, work, write=bool(wishes))
    if as_json:
        output.show_json(account_json(account))
    else:
        zone, language = file.shop.timezone, file.telegram.language
        typer.echo(render_account(account, now=now, language=language, shop_zone=zone).plain)
