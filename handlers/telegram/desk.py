"""What the chat asks of the desk: use cases, pages to read, and the way to answer people."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.cards.card import Action, Card
from bot.cards.listing import Kind
from bot.cards.statistics import View
from desk.leads.model import Lead, Person
from desk.ports import Health
from desk.staff.roles import Role
from desk.statistics.period import Span

SWITCHES = ("all", "calls", "sms")


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody of Telegram, as their client describes them."""

    id: int
    name: str
    username: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Guest:
    """A visitor whose rights were just looked up. ``language`` is their own."""

    person: Person
    role: Role
    language: str

    @property
    def admin(self) -> bool:
        return self.role.reaches(Role.ADMIN)


@dataclass(frozen=True, slots=True)
class Spot:
    """Where something happened, and which message it was. Private chats have positive numbers."""

    chat_id: int
    thread_id: int | None = None
    message_id: int | None = None

    @property
    def private(self) -> bool:
        return self.chat_id > 0


class SellersDesk(Protocol):
    """Raises errors of ``desk.errors``. ``key`` makes two tellings of one wish the same."""

    @property
    def language(self) -> str:
        """Of shared chats."""
        ...

    async def meet(self, visitor: Visitor, spot: Spot) -> Guest: ...
    async def part(self, person_id: int) -> None: ...
    async def migrate(self, old_chat: int, new_chat: int) -> None: ...
    async def find_person(self, words: str) -> Person | None: ...
    async def appoint(self, giver: Guest, person: Person, role: Role, key: str) -> None: ...

    async def lead(self, lead_id: int) -> Lead: ...
    async def act(self, guest: Guest, lead_id: int, action: Action, key: str) -> Lead: ...
    async def correct_phone(self, guest: Guest, lead_id: int, typed: str, key: str) -> Lead: ...
    async def refresh(self, lead_id: int) -> None: ...

    async def probe(self, cause: str) -> Health: ...
    async def turn(self, guest: Guest, switch: str, *, on: bool) -> bool: ...

    async def is_current(self, lead_id: int, spot: Spot) -> bool: ...
    async def remember_prompt(self, lead_id: int, spot: Spot) -> None: ...
    async def prompted(self, spot: Spot) -> int | None: ...
    async def forget_prompt(self, lead_id: int, spot: Spot) -> None: ...


class Pages(Protocol):
    """What there is to read."""

    def start(self, role: Role, language: str) -> Card: ...
    def help(self, role: Role, language: str) -> Card: ...
    async def listing(self, kind: Kind, person: Person, language: str, words: str = "") -> Card: ...
    async def errors(self, language: str) -> Card: ...
    async def why(self, lead_id: int, language: str) -> Card: ...
    async def raw(self, lead_id: int, language: str) -> Sequence[Card]: ...
    async def health(self, language: str) -> Card: ...
    async def sellers(self, language: str) -> Card: ...
    async def audit(self, language: str, person: Person | None = None, lead_id: int | None = None) -> Card: ...


class Overviews(Protocol):
    """The shop at a glance. Each hangs at most once in a chat; what a closed chat cannot be shown is not shown."""

    async def board(self, spot: Spot, language: str) -> None:
        """At the end of the chat."""
        ...

    async def turn(self, spot: Spot, language: str, page: str = "") -> None:
        """In the place of the message at this spot: a page of leads, or the board."""
        ...

    async def flow(self, spot: Spot, language: str, *, anew: bool) -> None:
        """Soon; ``anew``: at the end of the chat, otherwise in its place."""
        ...

    async def stats(self, guest: Guest, span: Span, view: View, *, anew: bool) -> bool:
        """Soon, in the private chat: all of it for admins, else their own part. False where that chat is closed."""
        ...


class Voice(Protocol):
    """How the desk speaks. What could not be said because a chat is closed is None or False, not an error."""

    async def answer(self, press_id: str, text: str = "", *, alert: bool = False) -> None: ...
    async def say(self, spot: Spot, card: Card) -> int | None: ...
    async def ask(self, spot: Spot, card: Card) -> int | None: ...
    async def open(self, lead_id: int, spot: Spot) -> bool: ...
    async def remove(self, spot: Spot) -> None: ...
    async def menu(self, spot: Spot, role: Role) -> None: ...
