"""The state of a cabinet: who called, wrote and chatted, and the deals made of it. Plain things a test may change."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

Row = dict[str, Any]
UNDER_WAY, COMPLETED, LOST = "callconnected", "callcompleted", "calllost"


@dataclass(slots=True)
class Visit:
    """Where somebody came from; an empty text is shown as the cabinet shows nothing."""

    source: str = "yandex"
    medium: str = "cpc"
    utm_source: str = "yandex"
    utm_medium: str = "cpc"
    utm_campaign: str = "brand"
    utm_content: str = "ad1"
    utm_term: str = "купить часы"
    keyword: str = ""
    session_id: int = 555666777
    url: str = "https://example.com/"
    city: str = "Москва"


@dataclass(slots=True)
class Call:
    """``phone``: digits of the caller; empty: hidden. ``first``: never called before. ``phase`` as it is shown now."""

    id: int
    at: datetime
    phone: str
    visit: Visit
    first: bool = True
    phase: str = UNDER_WAY
    duration: int = 0
    called: str = "74991234567"
    tags: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Message:
    """What somebody left who did not call."""

    id: int
    at: datetime
    name: str
    phone: str
    email: str


@dataclass(slots=True)
class Form(Message):
    """A request. ``visit`` None: it was imported, and nobody knows from where."""

    subject: str
    visit: Visit | None
    number: str = ""
    comment: str = ""
    tags: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Chat(Message):
    visit: Visit


@dataclass(frozen=True, slots=True)
class Binding:
    """Which lead a deal belongs to: ``CALL``, ``REQUEST`` or ``CHAT`` with its id; else ``CUSTOM`` with its words, or
    ``NONE``."""

    kind: str
    id: int = 0
    words: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class Deal:
    """``fields`` as last told. ``told``: every row that made or changed it, the first first."""

    id: int
    fields: Row
    binding: Binding
    made_at: datetime
    changed_at: datetime
    told: list[Row]

    @property
    def number(self) -> str:
        return str(self.fields["orderNumber"])


@dataclass(slots=True)
class Cabinet:
    now: Callable[[], datetime]
    site_id: int = 12345
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Europe/Moscow"))
    calls: dict[int, Call] = field(default_factory=dict)
    forms: dict[int, Form] = field(default_factory=dict)
    chats: dict[int, Chat] = field(default_factory=dict)
    deals: dict[str, Deal] = field(default_factory=dict)
    _callers: set[str] = field(default_factory=set)
    _ids: dict[str, "itertools.count[int]"] = field(default_factory=dict)

    def next_id(self, what: str, first: int) -> int:
        return next(self._ids.setdefault(what, itertools.count(first)))

    def add_call(self, phone: str, visit: Visit, at: datetime) -> Call:
        call = Call(self.next_id("call", 123456789), at, phone, visit, phone not in self._callers)
        self._callers.add(phone)
        self.calls[call.id] = call
        return call

    def add_form(self, subject: str, name: str, phone: str, email: str, visit: Visit | None, at: datetime) -> Form:
        form = Form(self.next_id("request", 222333), at, name, phone, email, subject, visit)
        self.forms[form.id] = form
        return form

    def add_chat(self, name: str, phone: str, email: str, visit: Visit, at: datetime) -> Chat:
        chat = Chat(self.next_id("chat", 4401), at, name, phone, email, visit)
        self.chats[chat.id] = chat
        return chat
