"""A living list: one message a reader, changed in its place; what they have not heard of yet is worth a new one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from bot.board.hanger import Hanger
from bot.board.painter import Painter
from bot.cards.card import Card
from bot.courier.errors import ONES_OWN
from bot.courier.letter import Letter
from bot.courier.limits import Precedence
from desk.errors import DeskError, Rejected
from desk.leads.effects.outcome import Again, Done, Outcome
from desk.leads.model import Lead
from desk.ports import Clock
from storage.books import Books, Store
from storage.jobs import Job

CALM = 120.0  # seconds between two messages to the same reader; what comes meanwhile changes the one that hangs
LEAST = 0.05  # seconds: what is left of a float's rounding is no moment to come back at
log = structlog.get_logger("board")


@dataclass(frozen=True, slots=True)
class Reader:
    """``person``: the number of their private chat, or that of a chat in which somebody asked for the list.

    ``hears``: what is new on it comes as a new message.
    """

    person: int
    language: str
    leads: Sequence[Lead]
    hears: bool = True


class Render(Protocol):
    def __call__(self, leads: Sequence[Lead], *, now: datetime, language: str, shop_zone: str) -> Card: ...


class LivingList:
    """``name`` is that under which its messages hang; ``render`` also draws the empty list, which is its last word."""

    def __init__(
        self,
        name: str,
        store: Store,
        hanger: Hanger,
        clock: Clock,
        painter: Painter,
        readers: Callable[[Books], Sequence[Reader]],
        render: Render,
    ) -> None:
        self._name = name
        self._store = store
        self._hanger = hanger
        self._clock = clock
        self._painter = painter
        self._readers = readers
        self._render = render
        self._told: dict[int, tuple[float, frozenset[int]]] = {}  # when a reader was last sent one, and of which leads

    async def show(self, _job: Job) -> Outcome:
        """Every reader's message says how things are now."""
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

    def _draw(self, reader: Reader) -> Card:
        zone, now = self._painter.zone, self._clock.now()
        return self._render(reader.leads, now=now, language=reader.language, shop_zone=zone)

    async def _tell(self, reader: Reader) -> float:
        """Returns the seconds after which to look again, 0: not needed."""
        person, now = reader.person, self._clock.monotonic()
        letter = Letter(person, self._draw(reader), precedence=Precedence.PRIVATE, patience=5.0)
        at, known = self._told.get(person, (-CALM, frozenset()))
        ids = frozenset(it.id for it in reader.leads)
        hangs = await self._hanger.find(self._name, person) is not None
        if not ids:
            if hangs:
                await self._hanger.hang(self._name, letter)
                await self._hanger.take_down(self._name, person)
            self._told.pop(person, None)
            return 0.0
        if ids <= known or not reader.hears:
            await self._hanger.hang(self._name, letter)
            self._told[person] = (at, ids)
            return 0.0
        if hangs and now - at < CALM:
            await self._hanger.hang(self._name, letter)
            return CALM - (now - at)
        await self._hanger.hang_anew(self._name, letter)
        self._told[person] = (now, ids)
        return 0.0
