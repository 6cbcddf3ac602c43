"""What the commands about people have in common."""

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from bot.app.staff import Staff

Json = Annotated[bool, typer.Option("--json", help="As JSON.")]


def staff_of(context: typer.Context) -> "Staff":
    """By the settings of this shop."""
    from bot.app.service import make_service
    from bot.app.staff import make_staff
    from bot.cli.setting_up import clock, read_settings

    settings = read_settings(context.obj)
    return make_staff(settings, make_service(settings, clock()))
