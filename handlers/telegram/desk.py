"""What the chat asks of the desk: use cases, and the way to answer people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from typing import Protocol

from bot.cards.card import Action, Card
from desk.leads.model import Lead, Person
from desk.leads.view import PastEntry
from desk.ports import Health


class Role(IntEnum):
    STRANGER = 0
    SELLER = 1
    ADMIN = 2


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody of Telegram, as their client describes them."""

    id: int
    name: str
    username: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Guest:
    """A visitor whose rights were just looked up. ``language`` is that of their private chat."""

    person: Person
    role: Role
    language: str


@dataclass(frozen=True, slots=True)
class Spot:
    """Where something happened. Private chats have positive numbers."""

    chat_id: int
    thread_id: int | None = None
    message_id: int | None = None

    @property
    def private(self) -> bool:
        return self.chat_id > 0


@dataclass(frozen=True, slots=True)
class Story:
    lead: Lead
    history: Sequence[PastEntry]


@dataclass(frozen=True, slots=True)
class FailedJob:
    id: int
    kind: str
    lead_id: int | None
    error: str


@dataclass(frozen=True, slots=True)
class OpenIncident:
    cause: str
    since: datetime
    count: int
    sample: str


@dataclass(frozen=True, slots=True)
class Errors:
    """What is wrong now: leads that wait for a person, neighbours that are down, effects that were given up."""

    leads: Sequence[Lead] = ()
    incidents: Sequence[OpenIncident] = ()
    jobs: Sequence[FailedJob] = ()


@dataclass(frozen=True, slots=True)
class State:
    """``neighbours``: role -> health. ``paused``: switch -> who turned it. ``leads``: status -> how many."""

    neighbours: Mapping[str, Health] = field(default_factory=dict)
    paused: Mapping[str, str] = field(default_factory=dict)
    leads: Mapping[str, int] = field(default_factory=dict)
    jobs_waiting: int = 0
    jobs_failed: int = 0


class SellersDesk(Protocol):
    """Raises errors of ``desk.errors``. ``key`` makes two tellings of one wish the same."""

    language: str  # of shared chats

    async def meet(self, visitor: Visitor, spot: Spot) -> Guest: ...
    async def part(self, person_id: int) -> None: ...
    async def migrate(self, old_chat: int, new_chat: int) -> None: ...

    async def act(self, person: Person, lead_id: int, action: Action, key: str, *, by_force: bool = False) -> Lead: ...
    async def correct_phone(self, person: Person, lead_id: int, typed: str, key: str) -> Lead: ...

    async def lead(self, lead_id: int) -> Story: ...
    async def find(self, words: str) -> Sequence[Lead]: ...
    async def latest(self, *, open_only: bool = True) -> Sequence[Lead]: ...
    async def raw(self, lead_id: int) -> Sequence[str]: ...

    async def errors(self) -> Errors: ...
    async def state(self) -> State: ...
    async def probe(self, cause: str) -> Health: ...
    async def turn(self, switch: str, *, on: bool, by: Person) -> bool: ...

    async def sellers(self) -> Sequence[Person]: ...
    async def find_person(self, words: str) -> Person | None: ...
    async def appoint(self, person: Person, *, seller: bool) -> None: ...

    async def is_current(self, lead_id: int, spot: Spot) -> bool: ...
    async def remember_prompt(self, lead_id: int, spot: Spot) -> None: ...
    async def prompted(self, spot: Spot) -> int | None: ...
    async def forget_prompt(self, spot: Spot) -> None: ...


class Voice(Protocol):
    """How the desk speaks. ``say`` and ``ask`` return the message's number, or None when it could not be sent."""

    async def answer(self, press_id: str, text: str = "", *, alert: bool = False) -> None: ...
    async def say(self, spot: Spot, card: Card) -> int | None: ...
    async def ask(self, spot: Spot, card: Card) -> int | None: ...
    async def whisper(self, spot: Spot, reader: int, card: Card) -> bool: ...
    async def open(self, lead_id: int, spot: Spot) -> bool: ...
    async def remove(self, spot: Spot) -> None: ...
