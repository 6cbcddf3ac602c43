"""Who comes into the chat: which role they have there, and who cannot be written to."""

from dataclasses import dataclass

from bot.app.census import Census, are_named
from bot.app.staff import Staff
from bot.courier.messages import Messages
from bot.texts.catalogue import choose_language
from desk.leads.model import Person
from desk.ports import Clock
from desk.staff.roles import DISMISSED, Role
from handlers.telegram.desk import Guest, Spot, Visitor
from storage.books import Books, Store
from storage.people import Known

MOST_ASKED = 50  # people who were met


@dataclass(frozen=True, slots=True)
class Crew:
    """Those of the settings are owners. Until sellers are named, all members of the sellers' group are sellers."""

    store: Store
    census: Census
    clock: Clock
    messages: Messages
    sellers_chat: int
    staff: Staff
    language: str

    async def meet(self, visitor: Visitor, spot: Spot) -> Guest:
        """Rights are looked up anew each time. Raises Temporary when Telegram does not say who is in the group."""
        known, named = await self.census.look(visitor.id)
        role = await self._role(visitor.id, known, named)
        before = known.language if known else ""
        chosen = known.speaks if known else ""
        language = chosen or choose_language(visitor.language, before or self.language)
        if known is None or language != before or _changed(known, visitor, spot):
            await self._remember(visitor, spot, language)
        return Guest(Person(visitor.id, visitor.name), role, language)

    async def part(self, person_id: int) -> None:
        """Their private chat is closed."""
        now = self.clock.now()
        await self.store.write(lambda books: books.people.change(person_id, now, reachable=0))

    async def standing(self, person_id: int) -> Role:
        """Their role as it is now. Raises Temporary when Telegram does not say who is in the group."""
        return await self._role(person_id, *await self.census.look(person_id))

    async def colleagues(self) -> list[Person]:
        """Who may be handed a lead. Where the group's members are the sellers: those of them who were met."""
        met, named = await self.store.read(lambda books: (books.people.met(MOST_ASKED), are_named(books)))
        found = [it for it in met if (await self._role(it.id, it, named)).reaches(Role.SELLER)]
        return [Person(it.id, it.name) for it in found]

    def holds(self, books: Books, person_id: int, least: Role) -> bool:
        """Whether somebody was appointed to at least this, by the settings or in the chat, and still is."""
        return self.staff.standing(person_id, books.people.find(person_id)).reaches(least)

    async def _role(self, person_id: int, known: Known | None, named: bool) -> Role:
        appointed = self.staff.standing(person_id, known)
        if appointed is not Role.STRANGER or (known and known.role == DISMISSED):
            return appointed
        if named or not self.sellers_chat:
            return Role.STRANGER
        inside = await self.messages.is_member(self.sellers_chat, person_id)
        return Role.SELLER if inside else Role.STRANGER

    async def _remember(self, visitor: Visitor, spot: Spot, language: str) -> None:
        now, reachable = self.clock.now(), True if spot.private else None

        def work(books: Books) -> None:
            books.people.meet(visitor.id, visitor.name, visitor.username, now, reachable=reachable)
            books.people.change(visitor.id, now, language=language)

        await self.store.write(work)


def _changed(known: Known, visitor: Visitor, spot: Spot) -> bool:
    same = (known.name, known.username) == (visitor.name, visitor.username)
    return not same or (spot.private and not known.reachable)
