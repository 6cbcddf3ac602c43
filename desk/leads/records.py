"""What is remembered of one call, and of one message."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from desk.leads.wishes import Word
from desk.ports import Disposition, SmsStatus


@dataclass(frozen=True)  # without slots: copied at every step, see desk.values
class CallAttempt:
    """``asked_at`` is the written intent: from then on the call must never be asked for again.

    ``priced``: the last word about ``cost`` was heard, or none will come. ``refused``: the provider did not take it.
    ``unknown_at``: since when people are asked whether it went out; ``word``: what one of them said.
    """

    number: int
    token: str
    asked_at: datetime | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    provider_id: str = ""
    stop_address: str = ""
    session: str = ""
    result: Disposition | None = None
    raw: str = ""
    reason: str = ""
    talk_seconds: int = 0
    key: str = ""
    cost: Decimal | None = None
    priced: bool = False
    refused: bool = False
    unknown_at: datetime | None = None
    word: Word | None = None


class SmsKind(StrEnum):
    NIGHT = "night"
    RECEIVED = "received"  # the order is here, and nobody will be called by a robot
    REACHED = "reached"
    VOICEMAIL = "voicemail"
    ANSWER = "answer"  # a person wrote it, or chose it from the shop's answers


WORDED = tuple(it for it in SmsKind if it is not SmsKind.ANSWER)  # by the desk; an answer comes with its text


@dataclass(frozen=True)  # without slots: copied at every step, see desk.values
class SmsRecord:
    """``status`` None: decided, not yet asked for. ``asked_at`` is the written intent.

    ``about_call`` is the number of the call it speaks of, 0: none. ``unknown_at`` and ``word``: as with calls.
    Of an answer: ``name`` is that of the shop's answers, empty where the words are a person's own; ``at_once``: it does
    not wait for the hours.
    """

    kind: SmsKind
    ref: str
    about_call: int = 0
    text: str = ""
    to: str = ""
    status: SmsStatus | None = None
    asked_at: datetime | None = None
    provider_id: str = ""
    parts: int | None = None
    cost: Decimal | None = None
    reason: str = ""
    priced: bool = False  # as of a call
    name: str = ""
    at_once: bool = False
    unknown_at: datetime | None = None
    word: Word | None = None
