"""What nobody knows, the neighbours included: people are asked whether it went out (N-07)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from desk.leads.model import Lead
from desk.leads.records import SmsKind, SmsRecord
from desk.leads.wishes import Word


@dataclass(frozen=True, slots=True)
class Doubt:
    """``subject`` is the number of a call, or the ref of a message; ``kind`` is that of the message, None: a call.

    ``since`` is UTC.
    """

    since: datetime
    subject: str
    kind: SmsKind | None = None

    @property
    def number(self) -> int:
        """Of the call, 0: it is a message."""
        return 0 if self.kind else int(self.subject)


def doubts_of(lead: Lead) -> list[Doubt]:
    """The oldest first. Whoever ended a lead knows what became of its calls."""
    return sorted(_doubts(lead), key=lambda it: (it.since, it.subject))


def repeatable(lead: Lead) -> SmsRecord | None:
    """The latest message that by a person's word did not go out, and was not sent anew."""
    latest = {(sms.kind, sms.about_call, _own_words(sms)): sms for sms in lead.messages}
    return next((sms for sms in reversed(latest.values()) if sms.word is Word.NOT), None)


def _own_words(sms: SmsRecord) -> str:
    """Of one kind there may be several answers; the others differ by what they are about."""
    return sms.text if sms.kind is SmsKind.ANSWER else ""


def _doubts(lead: Lead) -> Iterator[Doubt]:
    for call in () if lead.final else lead.calls:
        if call.unknown_at:
            yield Doubt(call.unknown_at, str(call.number))
    for sms in lead.messages:
        if sms.unknown_at:
            yield Doubt(sms.unknown_at, sms.ref, sms.kind)
