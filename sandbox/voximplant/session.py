"""A call session and the call in it, as the history and the demo page see them."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from sandbox.voximplant.catalogue import Rule
from sandbox.voximplant.fate import Fate

State = Literal["ringing", "talking", "ended"]


@dataclass(slots=True)
class Call:
    """One phone call, heard as text. ``status`` is the word that was reported for it."""

    call_id: int
    session_id: int
    token: str
    number: str
    caller_id: str
    text: str
    mp3: str
    voice: str
    fate: Fate
    started_at: datetime
    state: State = "ringing"
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    status: str = ""
    key: str = ""
    code: int = 0
    details: str = ""
    cost: float = 0.0
    transaction_id: int = 0

    @property
    def talk_s(self) -> int:
        """Whole seconds from the answer to the end."""
        if self.answered_at is None or self.ended_at is None:
            return 0
        return round((self.ended_at - self.answered_at).total_seconds())


@dataclass(frozen=True, slots=True)
class Usage:
    """A side service that was billed: answering machine detection, speech."""

    kind: str
    cost: float
    used_at: datetime
    transaction_id: int
    call_id: int


@dataclass(slots=True)
class Session:
    """``visible_at``: when its row shows up in the call history; None while it lives."""

    session_id: int
    rule: Rule
    custom_data: str
    token: str
    path: str
    initiator: str
    started_at: datetime
    user_id: int | None = None
    finish_reason: str = ""
    ended_at: datetime | None = None
    visible_at: datetime | None = None
    calls: list[Call] = field(default_factory=list)
    usage: list[Usage] = field(default_factory=list)
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    answer_free: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def live(self) -> bool:
        return self.ended_at is None

    @property
    def duration(self) -> int:
        return round((self.ended_at - self.started_at).total_seconds()) if self.ended_at else 0
