"""Who is a seller, who is an admin, and who cannot be written to."""

from dataclasses import dataclass

from bot.courier.messages import Messages
from bot.texts.catalogue import choose_language
from desk.errors import Rejected
from desk.leads.model import Person
from desk.ports import Clock
from desk.staff.roles import DISMISSED, Role, check_appointment, role_of
from handlers.telegram.desk import Guest, Spot, Visitor
from storage.books import Books, Store
from storage.people import Known


@dataclass(frozen=True, slots=True)
class Crew:
    """Those of the settings are owners. Until sellers are named, all members of the sellers' group are sellers."""

    store: Store
    clock: Clock
    messages: Messages
    sellers_chat: int
    admins: frozenset[int]
    language: str

    async def meet(self, visitor: Visitor, spot: Spot) -> Guest:
        """Rights are looked up anew each time. Raises Temporary when Telegram does not say who is in the group."""
        known, named = await self.store.read(
            lambda books: (books.people.find(visitor.id), bool(books.people.with_roles((Role.SELLER,))))
        )
        role = await self._role(visitor.id, known, named)
        before = known.language if known else ""
        language = choose_language(visitor.language, before or self.language)
        if known is None or language != before or _changed(known, visitor, spot):
            await self._remember(visitor, spot, language)
        return Guest(Person(visitor.id, visitor.name), role, language)

    async def part(self, person_id: int) -> None:
        """Their private chat is closed."""
        now = self.clock.now()
        await self.store.write(lambda books: books.people.change(person_id, now, reachable=0))

    async def find(self, words: str) -> Person | None:
        """By number, or by the username of somebody we have met."""
        word = words.strip()
        if word.isdecimal() and len(word) < 16:
            known = await self.store.read(lambda books: books.people.find(int(word)))
            return Person(int(word), known.name if known else word)
        known = await self.store.read(lambda books: books.people.find_by_username(word)) if word else None
        return Person(known.id, known.name) if known else None

    def appoint(self, books: Books, giver: Guest, person: Person, role: Role) -> None:
        """Raises Rejected when the giver does not hold what is given, or taken."""
        now, known = self.clock.now(), books.people.find(person.id)
        check_appointment(giver.role, self._standing(person.id, known), role)
        if person.id in self.admins:
            raise Rejected("the owners are those of the settings", code="settings")
        if known is None:
            books.people.meet(person.id, person.name, "", now)
        books.people.change(person.id, now, role=role.value or DISMISSED)

    def holds(self, books: Books, person_id: int, least: Role) -> bool:
        """Whether somebody was appointed to at least this, by the settings or in the chat, and still is."""
        return self._standing(person_id, books.people.find(person_id)).reaches(least)

    def _standing(self, person_id: int, known: Known | None) -> Role:
        """What somebody was appointed to, by the settings or in the chat."""
        return Role.OWNER if person_id in self.admins else role_of(known.role if known else "")

    async def _role(self, person_id: int, known: Known | None, named: bool) -> Role:
        appointed = self._standing(person_id, known)
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
