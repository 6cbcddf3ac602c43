"""What people may do, as the chat asks for it: use cases over the memory, the lead service and the neighbours."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.app.crew import Crew
from bot.app.workshop import Workshop
from bot.board.board import Board
from bot.board.place import lead_name
from bot.cards.card import Action
from bot.cards.offers import ACTIONS
from bot.courier.moves import Moves
from desk.errors import Rejected
from desk.leads.events import Event, PhoneCorrected, Released
from desk.leads.model import Lead, LeadStatus, Person
from desk.leads.service import LeadService
from desk.phone import dialable
from desk.ports import Clock, Health
from handlers.telegram.desk import Errors, FailedJob, Guest, OpenIncident, Spot, State, Story, Visitor
from scheduler.switches import Switches
from storage.books import Books, Store
from storage.inbox import Kept
from storage.jobs import FAILED

PROMPT = "ask:"
MOST_LISTED = 100
OPEN = tuple(it.value for it in LeadStatus if it.value in {"new", "waiting_hours", "calling", "waiting_retry", "manual"})


@dataclass(frozen=True, slots=True)
class DeskPeople:
    """``zone`` (IANA) is the shop's, ``language`` that of shared chats."""

    store: Store
    service: LeadService
    clock: Clock
    board: Board
    crew: Crew
    workshop: Workshop
    switches: Switches
    moves: Moves
    zone: str
    language: str

    def now(self) -> datetime:
        return self.clock.now()

    # --- who is here -----------------------------------------------------------------------------------------

    async def meet(self, visitor: Visitor, spot: Spot) -> Guest:
        return await self.crew.meet(visitor, spot)

    async def part(self, person_id: int) -> None:
        await self.crew.part(person_id)

    async def migrate(self, old_chat: int, new_chat: int) -> None:
        await self.moves.move(old_chat, new_chat)

    async def sellers(self) -> Sequence[Person]:
        return await self.crew.sellers()

    async def find_person(self, words: str) -> Person | None:
        return await self.crew.find(words)

    async def appoint(self, person: Person, *, seller: bool) -> None:
        await self.crew.appoint(person, seller=seller)

    # --- what they do to leads -------------------------------------------------------------------------------

    async def act(self, person: Person, lead_id: int, action: Action, key: str, *, by_force: bool = False) -> Lead:
        """Raises KeyError for a button that only shows something."""
        wish = Released(person, by_force) if action is Action.RELEASE else ACTIONS[action](person)
        return await self._tell(lead_id, wish, key)

    async def correct_phone(self, person: Person, lead_id: int, typed: str, key: str) -> Lead:
        rules = self.service.rules()
        phone = dialable(typed, rules.country, rules.foreign_numbers)
        return await self._tell(lead_id, PhoneCorrected(person, phone), key)

    async def _tell(self, lead_id: int, wish: Event, key: str) -> Lead:
        self.board.press(lead_id)
        now = self.clock.now()
        return await self.store.write(lambda books: self.service.tell(books, lead_id, wish, now, key=key))

    # --- what they see ---------------------------------------------------------------------------------------

    async def lead(self, lead_id: int) -> Story:
        return await self.store.read(lambda books: Story(books.leads.load(lead_id), books.leads.history(lead_id)))

    async def find(self, words: str) -> Sequence[Lead]:
        return await self.store.read(lambda books: books.leads.search(words))

    async def latest(self, *, open_only: bool = True) -> Sequence[Lead]:
        statuses = OPEN if open_only else ()
        return await self.store.read(lambda books: books.leads.latest(statuses=statuses, limit=MOST_LISTED))

    async def raw(self, lead_id: int) -> Sequence[Kept]:
        kept = await self.store.read(lambda books: books.inbox.of_lead(lead_id))
        return [row for row in kept if row.source.startswith("orders/")]

    async def errors(self) -> Errors:
        return await self.store.read(_errors)

    async def state(self) -> State:
        neighbours = await self.workshop.check_all()
        leads, jobs = await self.store.read(lambda books: (books.leads.count(), books.jobs.count()))
        failed = sum(number for (_lane, status), number in jobs.items() if status == FAILED)
        return State(neighbours, self.switches.off, leads, sum(jobs.values()) - failed, failed)

    async def probe(self, cause: str) -> Health:
        return await self.workshop.probe(cause)

    async def turn(self, switch: str, *, on: bool, by: Person) -> bool:
        try:
            return await self.switches.turn(switch, on=on, by=by.name)
        except KeyError:
            raise Rejected(f"there is no switch {switch}") from None

    # --- messages --------------------------------------------------------------------------------------------

    async def is_current(self, lead_id: int, spot: Spot) -> bool:
        """Whether this message is the lead's card here. One whose sending had no answer becomes it now."""
        now, message_id = self.clock.now(), spot.message_id

        def work(books: Books) -> bool:
            hung = books.cards.find(lead_name(lead_id), spot.chat_id)
            if hung and hung.message_id:
                return hung.message_id == message_id
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


def _errors(books: Books) -> Errors:
    waiting = books.leads.latest(statuses=("manual",), limit=MOST_LISTED)
    incidents = [OpenIncident(it.cause, it.opened_at, it.count, it.sample) for it in books.incidents.open()]
    jobs = [FailedJob(it.id, it.kind, it.lead_id, it.error) for it in books.jobs.listed((FAILED,), MOST_LISTED)]
    return Errors([lead for lead in waiting if lead.assignee is None], incidents, jobs)
