"""The people of the demo's shop: named as ``ringdesk people add`` names them, before the desk opens."""

from pathlib import Path

from bot.app.clock import SystemClock
from bot.app.service import make_service
from bot.app.staff import WHOEVER_IS_THERE, make_staff
from bot.settings.loading import load_settings
from desk.leads.model import Person
from desk.staff.roles import role_of
from integrations.registry import NEIGHBOURS
from sandbox.world.world import World
from storage.books import Books, Store
from storage.database import Database
from storage.schema import migrate

NAMED = ("seller", "admin")  # the owner stands in the settings, who only watches is nobody


async def hire(config: Path, world: World) -> None:
    """Raises DeskError."""
    settings = load_settings({name: it.section for name, it in NEIGHBOURS.items()}, config)
    migrate(settings.database.url)
    store = Store(Database(settings.database.url))
    staff, now = make_staff(settings, make_service(settings, SystemClock())), world.clock.now()

    def work(books: Books) -> None:
        for it in world.staff.people:
            if it.part in NAMED:
                person = Person(it.user.id, it.user.name)
                staff.appoint(books, WHOEVER_IS_THERE, person, role_of(it.part), now)

    try:
        await store.write(work)
    finally:
        await store.database.close()


def greet(world: World) -> None:
    """Everybody who works there opens their private chat, so that the bot may write to them."""
    for it in world.staff.people:
        if it.part != "member":
            world.telegram.control.start_private(it.user)
