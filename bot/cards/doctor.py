"""The neighbours on /health: how each is, what is wrong, and what to do next, in plain words (N-10)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from bot.cards.incident import CAUSES, shown_reason
from bot.cards.markup import Line, Span, bold, join, line
from bot.cards.notices import AFTERWARDS
from bot.texts.catalogue import Speaker, mark
from bot.texts.health import tell_health
from bot.texts.privacy import quote
from desk.leads.work import refused_key
from desk.ports import Health

ROLES = {
    "crm": mark("CRM"),
    "store": mark("Store"),
    "calls": mark("Telephony"),
    "sms": mark("SMS"),
    "tracker": mark("Call tracker"),
    "tracked_crm": mark("CRM of call tracking"),
}


class Ailment(Enum):
    """What kind of trouble it is: each needs something else of people."""

    NONE = ""
    KEY = mark("Make a new access key there, put it into the settings, restart the desk, then press “Check again”.")
    AWAY = mark("It does not answer. The desk tries again by itself; if it lasts, look at the service's own news.")
    OTHER = mark("An admin should look at the reason.")


@dataclass(frozen=True, slots=True)
class Finding:
    """How a neighbour is now, and what its last outage says: since when, last failure, when it was over."""

    health: Health
    ailment: Ailment = Ailment.NONE
    broke_at: datetime | None = None
    failed_at: datetime | None = None
    mended_at: datetime | None = None


def tell_neighbour(role: str, it: Finding, speaker: Speaker, zone: str, now: datetime) -> Iterator[Line]:
    name = speaker.say(ROLES[role]) if role in ROLES else quote(role, 30)
    balance = it.health.balance
    money = speaker.money(balance.amount, balance.currency) if balance else None
    parts = join((bold(name), Span(shown_reason(tell_health(speaker, it.health.detail))), money))
    yield line("🟢 " if it.health.ok else "🔴 ", *parts)
    if past := _tell_past(it, speaker, zone, now):
        yield past
    for step in _next_steps(role, it, speaker):
        yield line(f"→ {step}")


def _tell_past(it: Finding, speaker: Speaker, zone: str, now: datetime) -> Line:
    def at(msgid: str, moment: datetime | None) -> str | None:
        return speaker.fill(msgid, {"at": speaker.stamp(moment, zone, now)}) if moment else None

    begun = None if it.mended_at else at(BROKEN_SINCE, it.broke_at)
    return join((begun, at(LAST_FAILURE, it.failed_at), at(WELL_SINCE, it.mended_at)))


def _next_steps(role: str, it: Finding, speaker: Speaker) -> Iterator[str]:
    if it.health.ok:
        return
    if it.ailment is Ailment.OTHER and role in CAUSES:
        yield speaker.say(CAUSES[role].remedy)
    else:
        yield speaker.say(it.ailment.value or Ailment.OTHER.value)
    if it.ailment is Ailment.KEY and refused_key(role) in AFTERWARDS:
        yield speaker.say(AFTERWARDS[refused_key(role)])


BROKEN_SINCE = mark("broken since {at}")
LAST_FAILURE = mark("last failure {at}")
WELL_SINCE = mark("well again since {at}")
