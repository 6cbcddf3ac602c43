"""What people may do, as the chat asks for it: use cases over the memory, the lead service and the neighbours."""

from dataclasses import dataclass

from bot.app.crew import Crew
from bot.app.workshop import Workshop
from bot.board.board import Board
from bot.board.place import lead_name
from bot.cards.card import Action
from bot.cards.offers import ACTIONS
from bot.courier.moves import Moves
from desk.leads.events import Event, PhoneCorrected, Released
from desk.leads.model import OPEN, Lead, Person
from desk.leads.service import LeadService
from desk.phone import dialable
from desk.ports import Clock, Health
from desk.staff.roles import Role
from handlers.telegram.desk import Guest, Spot, Visitor
from scheduler.switches import Switches
from storage.books import Books, Store

PROMPT = "ask:"


@dataclass(frozen=True, slots=True)
class DeskPeople:
    """``language`` is that of shared chats."""

    store: Store
    service: LeadService
    clock: Clock
    board: Board
    crew: Crew
    workshop: Workshop
    switches: Switches
    moves: Moves
    language: str

    # --- who is here -----------------------------------------------------------------------------------------

    async def meet(self, visitor: Visitor, spot: Spot) -> Guest:
        return await self.crew.meet(visitor, spot)

    async def part(self, person_id: int) -> None:
        await self.crew.part(person_id)

    async def migrate(self, old_chat: int, new_chat: int) -> None:
        await self.moves.move(old_chat, new_chat)

    async def find_person(self, words: str) -> Person | None:
        return await self.crew.find(words)

    async def appoint(self, giver: Guest, person: Person, role: Role, key: str) -> None:
        """Bites at once: whoever may not work on leads any more gives theirs back. Raises Rejected."""
        now = self.clock.now()

        def work(books: Books) -> None:
            if not books.acts.is_new(key):
                return
            self.crew.appoint(books, giver, person, role)
            if not role.reaches(Role.SELLER):
                for lead in books.leads.of_assignee(person.id, OPEN):
                    self.service.tell(books, lead.id, Released(giver.person, by_force=True), now)
            what = "appoint" if role else "dismiss"
            books.acts.note(giver.person, what, now, key=key, subject=person.name, id=person.id, role=role.value)

        await self.store.write(work)

    async def refuse(self, guest: Guest, action: str, reason: str, lead_id: int | None = None) -> None:
        """At most one row a person, action and minute, whoever floods it."""
        now = self.clock.now()
        await self.store.write(lambda books: books.acts.refuse(guest.person, action, reason, now, lead_id=lead_id))

    # --- what they do to leads -------------------------------------------------------------------------------

    async def act(self, guest: Guest, lead_id: int, action: Action, key: str) -> Lead:
        """Raises KeyError for a button that only shows something."""
        who = guest.person
        wish = Released(who, by_force=guest.admin) if action is Action.RELEASE else ACTIONS[action](who)
        return await self._tell(guest, lead_id, wish, action.name.lower(), key)

    async def correct_phone(self, guest: Guest, lead_id: int, typed: str, key: str) -> Lead:
        rules = self.service.rules()
        phone = dialable(typed, rules.country, rules.foreign_numbers)
        return await self._tell(guest, lead_id, PhoneCorrected(guest.person, phone), "correct_number", key)

    async def _tell(self, guest: Guest, lead_id: int, wish: Event, what: str, key: str) -> Lead:
        """A wish that comes again, since the desk was stopped before its answer, is no refusal: it was granted."""
        self.board.press(lead_id)
        now = self.clock.now()

        def work(books: Books) -> Lead:
            lead = books.leads.load(lead_id)
            if not books.leads.told(lead_id, key):
                return lead
            books.acts.note(guest.person, what, now, lead_id=lead_id)
            return self.service.tell(books, lead_id, wish, now)

        return await self.store.write(work)

    async def lead(self, lead_id: int) -> Lead:
        return await self.store.read(lambda books: books.leads.load(lead_id))

    async def refresh(self, lead_id: int) -> None:
        await self.board.refresh(lead_id)

    # --- neighbours ------------------------------------------------------------------------------------------

    async def probe(self, cause: str) -> Health:
        return await self.workshop.probe(cause)

    async def turn(self, guest: Guest, switch: str, *, on: bool) -> bool:
        return await self.switches.turn(switch, on=on, by=guest.person)

    # --- messages --------------------------------------------------------------------------------------------

    async def is_current(self, lead_id: int, spot: Spot) -> bool:
        """Whether this message is the lead's card here. One whose sending had no answer becomes it now."""
        now, message_id = self.clock.now(), spot.message_id

        def work(books: Books) -> bool:
            hung = books.cards.find(lead_name(lead_id), spot.chat_id)
            if not message_id:
                return True  # nobody can tell; the state is checked all the same
            if hung is None or hung.message_id:
                return hung is not None and hung.message_id == message_id
            if books.cards.at(spot.chat_id, message_id):
                return False  # another card's
            adopted = {"message_id": message_id, "thread_id": spot.thread_id, "shown": "", "sending_at": None}
            books.cards.hang(lead_name(lead_id), spot.chat_id, now, **adopted)
            return True

        return await self.store.write(work)

    async def remember_prompt(self, lead_id: int, spot: Spot) -> None:
        now, name = self.clock.now(), f"{PROMPT}{lead_id}"
        await self.store.write(lambda books: books.cards.hang(name, spot.chat_id, now, message_id=spot.message_id))

    async def prompted(self, spot: Spot) -> int | None:
        """The lead that the message at this spot asks about."""
        hung = await self.store.read(lambda books: books.cards.at(spot.chat_id, spot.message_id or 0))
        return int(hung.name.removeprefix(PROMPT)) if hung and hung.name.startswith(PROMPT) else None

    async def forget_prompt(self, lead_id: int, spot: Spot) -> None:
        name = f"{PROMPT}{lead_id}"
        await self.store.write(lambda books: books.cards.take_down(name, spot.chat_id))
