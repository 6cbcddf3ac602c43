"""``ringdesk people invite`` and ``invites``: links by which people join."""

from typing import Annotated

import typer

from bot.cli.staffing import Json, staff_of


def invite(
    context: typer.Context,
    role: Annotated[str, typer.Argument(help="owner, admin, seller or viewer.")] = "seller",
    spoken: Annotated[str, typer.Option("--language", help="ru or en; otherwise as in their Telegram.")] = "",
) -> None:
    """A link by which one person joins; whoever opens it first has the role. It works once, for a day."""
    from bot.app.invitations import Gatekeeper
    from bot.app.staff import WHOEVER_IS_THERE
    from bot.cli.setting_up import clock, with_books
    from bot.texts.catalogue import LANGUAGES
    from desk.staff.roles import Role, role_of

    if role_of(role) is Role.STRANGER:
        raise typer.BadParameter("owner, admin, seller or viewer", param_hint="ROLE")
    if spoken and spoken not in LANGUAGES:
        raise typer.BadParameter(" or ".join(LANGUAGES), param_hint="--language")
    keeper, now = Gatekeeper(staff_of(context)), clock().now()
    made = with_books(
        context.obj, lambda books: keeper.make(books, WHOEVER_IS_THERE, role_of(role), spoken, now), write=True
    )
    typer.echo(made.link or f"write to the bot: /start {made.payload}")
    typer.echo(
        f"number {made.invitation.id}, {role}, until {made.invitation.ends_at.isoformat(timespec='minutes')}", err=True
    )


def invites(
    context: typer.Context,
    revoke: Annotated[int | None, typer.Option(help="Take this one back, by its number.")] = None,
    as_json: Json = False,
) -> None:
    """The links that still work."""
    from bot.app.invitations import Gatekeeper
    from bot.app.staff import WHOEVER_IS_THERE
    from bot.cli.output import show
    from bot.cli.rendering import invitation_row
    from bot.cli.setting_up import clock, with_books
    from desk.staff.invitations import Invitation
    from storage.books import Books

    keeper, now = Gatekeeper(staff_of(context)), clock().now()

    def work(books: Books) -> list[Invitation]:
        if revoke is not None:
            keeper.revoke(books, WHOEVER_IS_THERE, revoke, now)
        return books.invitations.open(now)

    rows = [invitation_row(it) for it in with_books(context.obj, work, write=revoke is not None)]
    show(rows, ("number", "role", "language", "by", "until"), as_json=as_json)
