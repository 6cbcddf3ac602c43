"""What the chat asks of the desk: use cases, pages to read, and the way to answer people."""

from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.cards.card import Action, Card
from bot.cards.listing import Kind
from bot.cards.statistics import View
from desk.errors import NotFound
from desk.leads.model import Lead, Person
from desk.ports import Health
from desk.staff.roles import Role
from desk.staff.shift import Shift
from desk.staff.wishes import Wish
from desk.statistics.period import Span

# Codes of refusals.
STRAY = "stray"  # the message that was pressed is no card of the lead any more
TAKEN = "taken"  # somebody else has the lead


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


@dataclass(frozen=True, slots=True)
class Prompt:
    """A question to be answered by typing: the button that led to it, and the lead or the setting it is about."""

    action: Action
    subject: str

    @property
    def lead_id(self) -> int:
        """Raises NotFound when it is not about a lead."""
        if not self.subject.isdecimal():
            raise NotFound("no lead")
        return int(self.subject)


class Shifts(Protocol):
    """When people work. ``words`` are the person's own; what they mean depends on the wish.

    Raises Rejected (with the code ``UNREADABLE`` for words that mean nothing) and NotFound.
    """

    async def change(self, guest: Guest, person: Person, wish: Wish, words: str, key: str) -> Shift: ...


class SettingsDesk(Protocol):
    """What may be changed while the desk runs. Raises Rejected, with the reason for whoever typed or pressed."""

    def group(self, name: str, language: str) -> Awaitable[Card]: ...
    def setting(self, name: str, language: str) -> Awaitable[Card]: ...
    def question(self, name: str, language: str) -> Card: ...
    async def change(self, guest: Guest, name: str, typed: str | None, key: str) -> str:
        """The name of the setting, also of a new one."""
        ...

    async def take_back(self, guest: Guest, act_id: int, key: str) -> str:
        """The name of the setting."""
        ...


class Numbers(Protocol):
    """People's own numbers, E.164: telephony calls them there. Raises Rejected, with the reason for whoever said it."""

    async def of(self, person: Person) -> str:
        """Empty: not known."""
        ...

    async def keep(self, guest: Guest, said: str, key: str, *, shared: bool = False) -> str:
        """As it then is, empty when it was taken back. ``shared``: it comes from their own contact."""
        ...

    async def asked(self, chat_id: int) -> Sequence[Prompt]:
        """The questions for it that were just asked in a private chat and are open, the latest first."""
        ...


class SellersDesk(Protocol):
    """Raises errors of ``desk.errors``. ``key`` makes two tellings of one wish the same."""

    @property
    def shifts(self) -> Shifts: ...
    @property
    def settings(self) -> SettingsDesk: ...
    @property
    def numbers(self) -> Numbers: ...

    @property
    def language(self) -> str:
        """Of shared chats."""
        ...

    async def meet(self, visitor: Visitor, spot: Spot) -> Guest: ...
    async def part(self, person_id: int) -> None: ...
    async def migrate(self, old_chat: int, new_chat: int) -> None: ...
    async def find_person(self, words: str) -> Person | None: ...
    async def appoint(self, giver: Guest, person: Person, role: Role, key: str) -> None: ...

    async def refuse(self, guest: Guest, action: str, reason: str, lead_id: int | None = None) -> None:
        """Write down that they may not; ``action`` and ``reason`` are words of ours."""
        ...

    async def lead(self, lead_id: int) -> Lead: ...
    async def act(
        self, guest: Guest, lead_id: int, action: Action, key: str, detail: str = "", on: Spot | None = None
    ) -> Lead:
        """``on``: the message has to be the lead's card, or Ignored is raised with the code STRAY."""
        ...

    async def answer(
        self, guest: Guest, prompt: Prompt, typed: str, key: str, moment: datetime | None = None
    ) -> Lead: ...
    async def colleagues(self) -> Sequence[Person]: ...
    async def refresh(self, lead_id: int) -> None: ...

    async def probe(self, cause: str) -> Health: ...

    async def is_current(self, lead_id: int, spot: Spot) -> bool: ...
    async def hangs_at(self, spot: Spot) -> bool: ...
    async def remember_prompt(self, prompt: Prompt, spot: Spot) -> None: ...
    async def prompted(self, spot: Spot) -> Prompt | None: ...
    async def forget_prompt(self, prompt: Prompt, spot: Spot) -> None: ...
    async def cancel_prompt(self, guest: Guest, spot: Spot, key: str) -> bool: ...


class Pages(Protocol):
    """What there is to read. ``zone`` (IANA) is that of the shop's clock."""

    @property
    def zone(self) -> str: ...
    @property
    def now(self) -> datetime: ...

    def start(self, role: Role, language: str) -> Card: ...
    def help(self, role: Role, language: str) -> Card: ...
    async def listing(self, kind: Kind, person: Person, language: str, words: str = "") -> Card: ...
    async def errors(self, language: str) -> Card: ...
    async def why(self, lead_id: int, language: str) -> Card: ...
    async def question(self, action: Action, lead_id: int, language: str, people: Sequence[Person] = ()) -> Card: ...
    async def raw(self, lead_id: int, language: str) -> Sequence[Card]: ...
    async def health(self, language: str, *, mend: bool = False) -> Card: ...
    async def shift(self, person: Person, language: str, *, own: bool, command: str) -> Card: ...
    async def audit(
        self, language: str, person: Person | None = None, lead_id: int | None = None, *, refused: bool = False
    ) -> Card: ...


class Overviews(Protocol):
    """The shop at a glance. Each hangs at most once in a chat; what a closed chat cannot be shown is not shown."""

    async def board(self, spot: Spot, language: str) -> None:
        """At the end of the chat."""
        ...

    async def turn(self, spot: Spot, language: str, page: str = "") -> None:
        """In the place of the message at this spot: a page of leads, or the board."""
        ...

    async def unknown(self, spot: Spot, language: str) -> None:
        """What nobody knows, at the end of the chat; it is kept up to date there."""
        ...

    async def orders(self, spot: Spot, language: str, *, anew: bool) -> None:
        """Orders of the store and their deals; ``anew``: at the end of the chat, otherwise where it hangs there."""
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
    async def change(self, spot: Spot, card: Card) -> None:
        """Show it in the place of the message at this spot; where that is gone, below."""
        ...

    async def ask(self, spot: Spot, card: Card) -> int | None: ...
    async def ask_to_share(self, spot: Spot, card: Card, button: str) -> int | None:
        """In a private chat, with a button that sends the reader's own number."""
        ...

    async def conclude(self, spot: Spot, card: Card) -> None:
        """Say it, and take that button away."""
        ...

    async def pick(self, spot: Spot, card: Card, choose: str, cancel: str) -> int | None:
        """With a key for choosing one of the reader's contacts; ``conclude`` takes it away again."""
        ...

    async def redraw(self, spot: Spot, card: Card) -> None: ...
    async def open(self, lead_id: int, spot: Spot) -> bool: ...
    async def remove(self, spot: Spot) -> None: ...
    async def menu(self, spot: Spot, role: Role) -> None: ...
