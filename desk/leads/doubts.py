"""What nobody knows, the neighbours included: people are asked whether it went out (N-07)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from desk.leads.deeds import BridgeSettled, CallSettled, SmsSettled
from desk.leads.model import Lead, Person
from desk.leads.records import SmsKind, SmsRecord
from desk.leads.wishes import Word

CALL, BRIDGE = re.compile(r"[0-9]{1,15}"), re.compile(r"b([0-9]{1,15})")


class About(StrEnum):
    CALL = "call"  # the robot's
    BRIDGE = "bridge"  # one that joins a seller with the customer
    SMS = "sms"


@dataclass(frozen=True, slots=True)
class Doubt:
    """``subject`` is the number of a call, ``b`` and that of a bridge, or the ref of a message, whose ``kind`` is told.

    ``since`` is UTC.
    """

    since: datetime
    subject: str
    kind: SmsKind | None = None

    @property
    def about(self) -> About:
        return about_of(self.subject)

    @property
    def number(self) -> int:
        """Of the call or the bridge, 0: it is a message."""
        return _number(self.subject)

    @property
    def what(self) -> str:
        """A word for machines: the kind of the message, or what else it is."""
        return self.kind.value if self.kind else self.about.value


def about_of(subject: str) -> About:
    """No ref looks like the others: it begins with the number of the lead and a hyphen."""
    if CALL.fullmatch(subject):
        return About.CALL
    return About.BRIDGE if BRIDGE.fullmatch(subject) else About.SMS


def word_about(
    subject: str, by: Person, *, went: bool, by_force: bool = False, off_duty: bool = False
) -> CallSettled | BridgeSettled | SmsSettled:
    """A person's word about what a doubt, or a button made of one, calls so."""
    match about_of(subject):
        case About.CALL:
            return CallSettled(by, _number(subject), went, by_force, off_duty)
        case About.BRIDGE:
            return BridgeSettled(by, _number(subject), went, by_force, off_duty)
        case About.SMS:
            return SmsSettled(by, subject, went, by_force, off_duty)


def _number(subject: str) -> int:
    return 0 if about_of(subject) is About.SMS else int(subject.removeprefix("b"))


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
    for bridge in () if lead.final else lead.bridges:
        if bridge.call.unknown_at:
            yield Doubt(bridge.call.unknown_at, f"b{bridge.call.number}")
    for sms in lead.messages:
        if sms.unknown_at:
            yield Doubt(sms.unknown_at, sms.ref, sms.kind)
