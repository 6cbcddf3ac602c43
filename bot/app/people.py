"""What people may do, as the chat asks for it: use cases over the memory, the lead service and the neighbours."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.app.bridges import connect
from bot.app.crew import Crew
from bot.app.linking import drop_draft
from bot.app.numbers import DeskNumbers
from bot.app.prompts import prompt_name, read_prompt
from bot.app.shifts import DeskShifts
from bot.app.staff import Staff
from bot.app.subjects import subject_of
from bot.app.tuning import DeskSettings
from bot.app.wishes import Wishes
from bot.app.workshop import Workshop
from bot.board.board import Board
from bot.board.place import lead_name, reminder_name
from bot.cards.card import Action
from bot.courier.moves import Moves
from desk.errors import Conflict, Ignored
from desk.leads.charges import Kind
from desk.leads.events import ConnectAsked, Event, RetryAsked, WishHeld
from desk.leads.model import Lead, Person
from desk.leads.service import LeadService
from desk.leads.wishes import Deed
from desk.ports import Clock, Health
from desk.spending.brake import Verdict
from desk.staff.roles import Role
from handlers.telegram.desk import STRAY, Guest, Prompt, Spot, Visitor
from scheduler.brake import SpendingBrake
from storage.books import Books, Store

NO_MONEY = "the day's spending limit is reached; an admin can approve more"


@dataclass(frozen=True, slots=True)
class DeskPeople:
    """``language`` is that of shared chats."""

    store: Store
    service: LeadService
    clock: Clock
    board: Board
    crew: Crew
    staff: Staff
    wishes: Wishes
    shifts: DeskShifts
    settings: DeskSettings
    numbers: DeskNumbers
    workshop: Workshop
    brake: SpendingBrake
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
        return await self.store.read(lambda books: self.staff.find(books, words))

    async def appoint(self, giver: Guest, person: Person, role: Role, key: str) -> None:
        """Raises Rejected."""
        now = self.clock.now()
        await self.store.write(lambda books: self.staff.appoint(books, giver, person, role, now, key))

    async def refuse(self, guest: Guest, action: str, reason: str, lead_id: int | None = None) -> None:
        """At most one row a person, action and minute, whoever floods it."""
        now = self.clock.now()
        await self.store.write(lambda books: books.acts.refuse(guest.person, action, reason, now, lead_id=lead_id))

    # --- what they do to leads -------------------------------------------------------------------------------

    async def act(
        self, guest: Guest, lead_id: int, action: Action, key: str, detail: str = "", on: Spot | None = None
    ) -> Lead:
        """``on``: the message has to be the lead's card, or Ignored is raised with the code STRAY.

        Raises KeyError for a button that only shows something.
        """
        wish = await self.wishes.pressed(guest, action, detail)
        if on is None or on.message_id is None:  # where nobody can tell, the state is checked all the same
            return await self._tell(guest, lead_id, wish, action, key)
        try:
            return await self._tell(guest, lead_id, wish, action, key, on)
        except Ignored as error:
            if error.code != STRAY or not await self.is_current(lead_id, on):
                raise
            return await self._tell(guest, lead_id, wish, action, key)

    async def answer(self, guest: Guest, prompt: Prompt, typed: str, key: str, moment: datetime | None = None) -> Lead:
        """``moment``: what was understood of the text where a moment was asked for."""
        wish = self.wishes.typed(guest, prompt.action, typed, moment)
        return await self._tell(guest, prompt.lead_id, wish, prompt.action, key)

    async def colleagues(self) -> Sequence[Person]:
        return await self.crew.colleagues()

    async def _tell(
        self, guest: Guest, lead_id: int, wish: Event, action: Action, key: str, on: Spot | None = None
    ) -> Lead:
        """A wish that comes again, since the desk was stopped before its answer, is no refusal: it was granted."""
        self.board.press(lead_id)
        now = self.clock.now()

        def work(books: Books) -> Lead:
            if on and not _hangs_at(books, lead_name(lead_id), on):
                raise Ignored("this message is no card of the lead any more", code=STRAY)
            if not books.leads.told(lead_id, key):
                return books.leads.load(lead_id)
            if _costs_a_call(wish) and self.brake.judge(books, Kind.CALL, now) is Verdict.STOP:
                raise Conflict(NO_MONEY)
            subject = subject_of(wish)
            books.acts.note(guest.person, action.name.lower(), now, lead_id=lead_id, subject=subject)
            if isinstance(wish, ConnectAsked):
                return connect(books, self.service, lead_id, wish, now)
            return self.service.tell(books, lead_id, wish, now)

        return await self.store.write(work)

    async def lead(self, lead_id: int) -> Lead:
        return await self.store.read(lambda books: books.leads.load(lead_id))

    async def refresh(self, lead_id: int) -> None:
        await self.board.refresh(lead_id)

    # --- neighbours ------------------------------------------------------------------------------------------

    async def probe(self, cause: str) -> Health:
        return await self.workshop.probe(cause)

    # --- messages --------------------------------------------------------------------------------------------

    async def is_current(self, lead_id: int, spot: Spot) -> bool:
        """Whether this message is the lead's card here. One whose sending had no answer becomes it now."""
        now, message_id = self.clock.now(), spot.message_id

        def work(books: Books) -> bool:
            hung = books.cards.find(lead_name(lead_id), spot.chat_id)
            if not message_id:
                return True  # nobody can tell; the state is checked all the same
            here = books.cards.at(spot.chat_id, message_id)
            if here and here.name == reminder_name(lead_id):
                return True
            if hung is None or hung.message_id:
                return hung is not None and hung.message_id == message_id
            if here:
                return False  # another card's
            adopted = {"message_id": message_id, "thread_id": spot.thread_id, "shown": "", "sending_at": None}
            books.cards.hang(lead_name(lead_id), spot.chat_id, now, **adopted)
            return True

        return await self.store.write(work)

    async def hangs_at(self, spot: Spot) -> bool:
        """Whether this message is the card of any lead."""
        return await self.board.hangs_at(spot.chat_id, spot.message_id or 0)

    async def remember_prompt(self, prompt: Prompt, spot: Spot) -> None:
        now, name = self.clock.now(), prompt_name(prompt)
        await self.store.write(lambda books: books.cards.hang(name, spot.chat_id, now, message_id=spot.message_id))

    async def prompted(self, spot: Spot) -> Prompt | None:
        """What the message at this spot asks."""
        hung = await self.store.read(lambda books: books.cards.at(spot.chat_id, spot.message_id or 0))
        return read_prompt(hung.name) if hung else None

    async def forget_prompt(self, prompt: Prompt, spot: Spot) -> None:
        name = prompt_name(prompt)
        await self.store.write(lambda books: books.cards.take_down(name, spot.chat_id))

    async def cancel_prompt(self, guest: Guest, spot: Spot, key: str) -> bool:
        """False when nothing is asked there; a wish that is told once more was granted."""
        now = self.clock.now()

        def work(books: Books) -> bool:
            if not books.acts.is_new(key):
                return True
            hung = books.cards.at(spot.chat_id, spot.message_id or 0)
            prompt = read_prompt(hung.name) if hung else None
            if hung is None or prompt is None:
                return False
            books.cards.take_down(hung.name, hung.chat_id)
            books.acts.note(guest.person, Action.CANCEL.name.lower(), now, key=key)
            if prompt.action is Action.LINK_VALUE:
                drop_draft(books, guest.person.id, now)
            return True

        return await self.store.write(work)


def _hangs_at(books: Books, name: str, spot: Spot) -> bool:
    hung = books.cards.find(name, spot.chat_id)
    return hung is not None and hung.message_id == spot.message_id


def _costs_a_call(wish: Event) -> bool:
    """Now, or when it is held no longer."""
    if isinstance(wish, WishHeld):
        return wish.deed is Deed.RETRY
    return isinstance(wish, RetryAsked | ConnectAsked)
