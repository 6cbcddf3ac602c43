"""The people of the shop, as the chat shows and changes them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.app.invitations import Gatekeeper, payload_of
from bot.app.profiles import change_language, check_admin, known_as, meet_shown, note_phone
from bot.app.staff import Staff, list_crew
from bot.cards.card import Card
from bot.cards.crew import A_PAGE, HOW_TO_APPOINT, crew_rows
from bot.cards.fellow import Fellow, ask_dismissal, ask_duty, ask_language, render_fellow
from bot.cards.invitations import ask_role, ask_tongue, render_link, render_links, render_used
from bot.cards.state import render_sellers
from bot.courier.errors import BLOCKED, NO_CHAT
from bot.courier.letter import Letter
from bot.courier.limits import Precedence
from bot.courier.messages import Messages
from desk.errors import NotFound, Rejected
from desk.leads.effects.outcome import Done, Outcome
from desk.leads.model import OPEN, Person
from desk.phone import dialable
from desk.ports import Clock
from desk.staff.invitations import Entrance
from desk.staff.roles import Role, check_appointment
from desk.staff.wishes import Wish
from handlers.telegram.desk import Guest, Visitor
from storage.books import Books, Store
from storage.jobs import Job
from storage.people import Known


@dataclass(frozen=True, slots=True)
class DeskFellows:
    """``zone`` (IANA) and ``country`` are the shop's, ``language`` is that of whoever has none of their own.

    ``secret`` is one that the database does not know: links are made of it.

    Pages raise NotFound for whom nobody knows; acts raise Rejected for what the giver does not hold.
    """

    store: Store
    clock: Clock
    staff: Staff
    messages: Messages
    zone: str
    country: str
    language: str
    secret: str = field(repr=False)

    # --- pages -----------------------------------------------------------------------------------------------

    async def listing(self, language: str, page: int, *, private: bool) -> Card:
        people = await self.store.read(lambda books: list_crew(books, self.staff.owners))
        page = min(max(page, 0), max(0, len(people) - 1) // A_PAGE)
        rows = crew_rows(people, page, language=language, private=private)
        return render_sellers(
            people,
            self.staff.owners,
            now=self.now,
            language=language,
            shop_zone=self.zone,
            buttons=rows,
            hint=HOW_TO_APPOINT,
        )

    async def card(self, guest: Guest, person_id: int, *, private: bool) -> Card:
        it = await self._fellow(person_id)
        grantable = () if it.id in self.staff.owners else _grantable(guest.role, it.role)
        own, zone = guest.person.id == it.id, self.zone
        return render_fellow(
            it, grantable, now=self.now, language=guest.language, shop_zone=zone, private=private, own=own
        )

    async def dismissal(self, guest: Guest, person_id: int) -> Card:
        """The question before it."""
        it = await self._fellow(person_id)
        leads = await self.store.read(lambda books: books.leads.of_assignee(person_id, OPEN))
        return ask_dismissal(it, len(leads), language=guest.language)

    async def question(self, guest: Guest, person_id: int, wish: Wish, *, again: bool = False) -> Card:
        it = await self._fellow(person_id)
        return ask_duty(it, wish, guest.person.id, language=guest.language, again=again)

    async def languages(self, guest: Guest) -> Card:
        """One's own."""
        it = await self._fellow(guest.person.id)
        return ask_language(it.id, it.speaks, language=guest.language)

    def roles(self, guest: Guest) -> Card:
        return ask_role(_grantable(guest.role, Role.STRANGER), language=guest.language)

    def tongues(self, guest: Guest, role: Role) -> Card:
        return ask_tongue(role, language=guest.language)

    async def links(self, guest: Guest) -> Card:
        now = self.now
        found = await self.store.read(lambda books: books.invitations.open(now))
        return render_links(found, now=now, language=guest.language, shop_zone=self.zone)

    # --- acts ------------------------------------------------------------------------------------------------

    async def named(self, person_id: int) -> Person:
        known = await self.store.read(lambda books: known_as(books, person_id))
        return Person(known.id, known.name)

    async def speak(self, guest: Guest, person_id: int, language: str, key: str) -> str:
        """The language in which they read from now on."""
        now = self.now

        def work(books: Books) -> str:
            change_language(books, self.staff, guest, person_id, language, now, key)
            return known_as(books, person_id).language or self.language

        return await self.store.write(work)

    async def show(self, guest: Guest, visitor: Visitor, phone: str, key: str) -> None:
        """An admin points at somebody; or anybody at themselves, which tells their number."""
        now, found = self.now, dialable(phone, self.country, foreign=True).e164

        def work(books: Books) -> None:
            if visitor.id != guest.person.id:
                check_admin(books, self.staff, guest)
                meet_shown(books, Person(visitor.id, visitor.name), visitor.username, now)
            if found:
                note_phone(books, guest, visitor.id, found, now, key)

        await self.store.write(work)

    async def invite(self, guest: Guest, role: Role, language: str, key: str) -> Card:
        """With the link on it."""
        now, keeper, payload = self.now, Gatekeeper(self.staff), payload_of(self.secret, key)
        made = await self.store.write(lambda books: keeper.make(books, guest, role, language, now, payload))
        link = made.link or f"/start {made.payload}"
        return render_link(made.invitation, link, now=now, language=guest.language, shop_zone=self.zone)

    async def uninvite(self, guest: Guest, number: int, key: str) -> None:
        now, keeper = self.now, Gatekeeper(self.staff)
        await self.store.write(lambda books: keeper.revoke(books, guest, number, now, key))

    async def admit(self, visitor: Visitor, payload: str, key: str) -> Entrance:
        now, keeper = self.now, Gatekeeper(self.staff)
        return await self.store.write(lambda books: keeper.admit(books, visitor, payload, now, key))

    # --- owed ------------------------------------------------------------------------------------------------

    async def tell_inviter(self, job: Job) -> Outcome:
        """Whose link it was hears who opened it. Raises what sending raises."""
        number = int(job.data["subject"])

        def look(books: Books) -> tuple[int, Card]:
            it = books.invitations.load(number)
            if it is None or it.used_by is None:
                raise NotFound("nobody opened this link")
            reader, newcomer = books.people.find(it.giver.id), known_as(books, it.used_by)
            language = (reader.language if reader else "") or self.language
            return it.giver.id, render_used(newcomer.name, newcomer.id, it.role, language=language)

        giver, card = await self.store.read(look)
        try:
            await self.messages.send(Letter(giver, card, precedence=Precedence.PRIVATE, patience=5.0))
        except Rejected as error:
            if error.code not in (BLOCKED, NO_CHAT):
                raise
            return Done("their private chat is closed")
        return Done()

    @property
    def now(self) -> datetime:
        return self.clock.now()

    async def _fellow(self, person_id: int) -> Fellow:
        known = await self.store.read(lambda books: known_as(books, person_id))
        return _fellow_of(known, self.staff.standing(known.id, known), self.language)


def _fellow_of(it: Known, role: Role, language: str) -> Fellow:
    return Fellow(it.id, it.name, it.username, role, it.language or language, it.speaks, it.phone, it.shift)


def _grantable(giver: Role, before: Role) -> Sequence[Role]:
    return [role for role in Role if role and _may_grant(giver, before, role)]


def _may_grant(giver: Role, before: Role, after: Role) -> bool:
    try:
        check_appointment(giver, before, after)
    except Rejected:
        return False
    return True
