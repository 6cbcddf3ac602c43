"""Leads that nobody took, as one living message a reader: a warning for sellers, too late for admins (X-14, X-16)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

import structlog

from bot.board.hanger import Hanger
from bot.board.painter import Painter
from bot.cards.waiting import render_waiting
from bot.courier.errors import ONES_OWN
from bot.courier.letter import Letter
from bot.courier.limits import Precedence
from desk.errors import DeskError, Rejected
from desk.leads.effects.outcome import Again, Done, Outcome
from desk.leads.model import Lead, LeadStatus
from desk.ports import Clock
from desk.staff.shift import on_duty
from storage.books import Books, Store
from storage.jobs import Job

WAITING = "waiting"
MOST = 500
CALM = 120.0  # seconds between two messages to the same reader; what comes meanwhile changes the one that hangs
LEAST = 0.05  # seconds: what is left of a float's rounding is no moment to come back at
log = structlog.get_logger("board")


@dataclass(frozen=True, slots=True)
class Reader:
    person: int
    language: str
    leads: Sequence[Lead]


class WaitingLists:
    def __init__(self, store: Store, hanger: Hanger, clock: Clock, painter: Painter) -> None:
        self._store = store
        self._hanger = hanger
        self._clock = clock
        self._painter = painter
        self._told: dict[int, tuple[float, frozenset[int]]] = {}  # when a reader was last sent one, and of which leads

    async def show(self, _job: Job) -> Outcome:
        """Every reader's message says what waits now. A lead they have not heard of yet is worth a new message."""
        waits: list[float] = []
        failures: list[DeskError] = []
        for reader in await self._store.read(self._readers):
            try:
                waits.append(await self._tell(reader))
            except Rejected as error:
                if error.code not in ONES_OWN:
                    failures.append(error)
                log.info("a private chat is closed", person=reader.person)
            except DeskError as error:  # the others are told all the same
                failures.append(error)
        if failures:
            raise failures[0]
        if wait := max(waits, default=0.0):
            return Again(self._clock.now() + timedelta(seconds=max(wait, LEAST)))
        return Done()

    async def _tell(self, reader: Reader) -> float:
        """Returns the seconds after which to look again, 0: not needed."""
        person, now = reader.person, self._clock.monotonic()
        card = render_waiting(
            reader.leads, now=self._clock.now(), language=reader.language, shop_zone=self._painter.zone
        )
        letter = Letter(person, card, precedence=Precedence.PRIVATE, patience=5.0)
        at, known = self._told.get(person, (-CALM, frozenset()))
        ids = frozenset(it.id for it in reader.leads)
        hangs = await self._hanger.find(WAITING, person) is not None
        if not ids:
            if hangs:
                await self._hanger.hang(WAITING, letter)
                await self._hanger.take_down(WAITING, person)
            self._told.pop(person, None)
            return 0.0
        if ids <= known:
            await self._hanger.hang(WAITING, letter)
            self._told[person] = (at, ids)
            return 0.0
        if hangs and now - at < CALM:
            return CALM - (now - at)
        await self._hanger.hang_anew(WAITING, letter)
        self._told[person] = (now, ids)
        return 0.0

    def _readers(self, books: Books) -> list[Reader]:
        waiting = [it for it in books.leads.latest(statuses=(LeadStatus.MANUAL.value,), limit=MOST) if it.unanswered]
        return list(self._divide(books, waiting))

    def _divide(self, books: Books, waiting: Sequence[Lead]) -> Iterator[Reader]:
        """Admins read what is too late, sellers on duty what is about to be. Whoever has a message keeps reading it."""
        zone, now = ZoneInfo(self._painter.zone), self._clock.now()
        late = [it for it in waiting if it.overdue]
        admins = books.people.admins(self._painter.admins)
        holding = {it.chat_id for it in books.cards.everywhere(WAITING)}
        for person, known in admins.items():
            yield Reader(person, self._painter.language_of(known), late)
        for candidate in books.people.candidates():
            person = candidate.person.id
            if person not in admins and (on_duty(candidate.shift, zone, now) or person in holding):
                yield Reader(person, self._painter.language_of(books.people.find(person)), waiting)
