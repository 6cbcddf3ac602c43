"""``ringdesk people``: who works here, and when, without the chat."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.staffing import Json, staff_of

if TYPE_CHECKING:
    from desk.leads.model import Person
    from desk.staff.roles import Role
    from desk.staff.wishes import Wish

app = typer.Typer(help="Who works here, with role, shift and presence.", no_args_is_help=True)
Who = Annotated[str, typer.Argument(metavar="ID_OR_@NAME", help="The number of a Telegram account, or a username.")]


@app.command("list")
def list_people(context: typer.Context, as_json: Json = False) -> None:
    """Everybody who was named, and the owners of the settings."""
    from bot.app.staff import list_crew
    from bot.cli.output import show
    from bot.cli.rendering import person_row
    from bot.cli.setting_up import clock, with_books
    from storage.books import Books

    staff, now = staff_of(context), clock().now()

    def work(books: Books) -> list[dict[str, Any]]:
        has = {it.person.id: it.open_leads for it in books.people.candidates()}
        crew = list_crew(books, staff.owners)
        return [person_row(it, staff.standing(it.id, it), has.get(it.id, 0), staff.zone, now) for it in crew]

    rows = with_books(context.obj, work)
    if not as_json:
        rows = [{**row, "open_leads": str(row["open_leads"])} for row in rows]
    show(rows, ("id", "name", "role", "presence", "until", "hours", "phone", "open_leads"), as_json=as_json)


@app.command()
def shift(
    context: typer.Context,
    who: Who,
    hours: Annotated[str, typer.Argument(help='Like "Mon-Fri 09:00-18:00"; - takes them back.')],
) -> None:
    """The weekly hours of somebody, by the shop's clock."""
    from desk.staff.wishes import Wish

    _change(context, who, Wish.HOURS, hours)


@app.command()
def away(
    context: typer.Context,
    who: Who,
    until: Annotated[
        str, typer.Option(help="2027-01-31T12:00+03:00, 18:30, 2h …; otherwise until they are back.")
    ] = "",
) -> None:
    """Somebody is not there; by the shop's clock where no zone is named."""
    from desk.staff.wishes import Wish

    _change(context, who, Wish.AWAY, until)


@app.command()
def back(context: typer.Context, who: Who) -> None:
    """Somebody is there again."""
    from desk.staff.wishes import Wish

    _change(context, who, Wish.BACK, "")


@app.command()
def phone(
    context: typer.Context,
    who: Who,
    number: Annotated[str, typer.Argument(help="Like +79161234567; - takes it back.")],
) -> None:
    """Where telephony calls somebody before it connects them with a customer."""
    from bot.app.staff import WHOEVER_IS_THERE
    from bot.cli.setting_up import clock, with_books
    from desk.phone import mask
    from storage.books import Books

    staff, now = staff_of(context), clock().now()

    def work(books: Books) -> tuple["Person", str]:
        person = staff.named(books, who)
        return person, staff.change_phone(books, WHOEVER_IS_THERE, person, number, now)

    person, known = with_books(context.obj, work, write=True)
    typer.echo(f"{person.name} ({person.id}): {mask(known) if known else 'no number'}")


@app.command()
def add(
    context: typer.Context,
    who: Who,
    name: Annotated[str, typer.Option(help="Of somebody who never wrote to the bot.")] = "",
    role: Annotated[str, typer.Option(help="owner, admin, seller or viewer.")] = "seller",
) -> None:
    """Somebody works here, or gets another role."""
    from desk.staff.roles import Role, role_of

    if role_of(role) is Role.STRANGER:
        raise typer.BadParameter("owner, admin, seller or viewer", param_hint="--role")
    person = _appoint(context, who, role_of(role), name)
    typer.echo(f"{person.name} ({person.id}): {role}")


@app.command()
def remove(context: typer.Context, who: Who) -> None:
    """Somebody does not work here any more; their open leads are free again."""
    from desk.staff.roles import Role

    person = _appoint(context, who, Role.STRANGER)
    typer.echo(f"{person.name} ({person.id}) does not work here any more")


@app.command()
def language(
    context: typer.Context, who: Who, spoken: Annotated[str, typer.Argument(help="ru, en, or auto: as in Telegram.")]
) -> None:
    """In which language the bot writes to somebody."""
    from bot.app.profiles import change_language
    from bot.app.staff import WHOEVER_IS_THERE
    from bot.cli.setting_up import clock, with_books
    from storage.books import Books

    staff, now = staff_of(context), clock().now()

    def work(books: Books) -> str:
        person = staff.named(books, who)
        change_language(books, staff, WHOEVER_IS_THERE, person.id, "" if spoken == "auto" else spoken, now)
        return f"{person.name} ({person.id}): {spoken}"

    typer.echo(with_books(context.obj, work, write=True))


def _change(context: typer.Context, who: str, wish: "Wish", words: str) -> None:
    from bot.app.staff import WHOEVER_IS_THERE
    from bot.cards.shift import tell_presence
    from bot.cli.setting_up import clock, with_books
    from bot.texts.catalogue import Speaker
    from desk.staff.shift import Shift
    from storage.books import Books

    staff, now = staff_of(context), clock().now()

    def work(books: Books) -> tuple["Person", Shift]:
        person = staff.named(books, who)
        return person, staff.change_shift(books, WHOEVER_IS_THERE, person, wish, words, now)

    person, changed = with_books(context.obj, work, write=True)
    told = tell_presence(changed, Speaker("en"), staff.zone.key, now)
    typer.echo(f"{person.name} ({person.id}): {told}; hours: {changed.hours or 'whenever the shop works'}")


def _appoint(context: typer.Context, who: str, role: "Role", name: str = "") -> "Person":
    from dataclasses import replace

    from bot.app.staff import WHOEVER_IS_THERE
    from bot.cli.setting_up import clock, with_books
    from storage.books import Books

    staff, now = staff_of(context), clock().now()

    def work(books: Books) -> "Person":
        person = staff.named(books, who)
        person = replace(person, name=name) if name else person
        staff.appoint(books, WHOEVER_IS_THERE, person, role, now)
        return person

    return with_books(context.obj, work, write=True)
