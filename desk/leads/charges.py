"""What a lead's calls and messages cost, read off the lead itself, so that the ledger can neither lose nor double.

A call or a message that was asked for is a charge from that moment on, whether its price is known or not.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from desk.errors import Ignored
from desk.leads.decision import Decision, Situation
from desk.leads.events import CostUntold
from desk.leads.model import Lead
from desk.leads.records import CallAttempt, SmsRecord
from desk.leads.wishes import Word
from desk.ports import SmsStatus
from desk.values import replace

HELD = "the day's spending limit is reached"  # the cause, where somebody waits for money
LARGEST = Decimal(1_000_000)  # of one charge; what a provider says beyond it is no price
Priced = TypeVar("Priced", CallAttempt, SmsRecord)


class Kind(StrEnum):
    CALL = "call"
    SMS = "sms"


class State(StrEnum):
    FLYING = "flying"  # asked for, and nothing heard yet
    AWAITED = "awaited"  # it is over, and its last price is still to be told
    TOLD = "told"
    UNTOLD = "untold"  # nobody will tell


@dataclass(frozen=True, slots=True)
class Charge:
    """``ref`` is the call's token or the message's ref. ``at`` (UTC): when it was asked for, the day it counts for.

    ``amount`` is the provider's latest figure, in the currency of its account; None while it has told none.
    """

    ref: str
    kind: Kind
    lead_id: int
    at: datetime
    state: State
    amount: Decimal | None


def calls_of(lead: Lead) -> Iterator[CallAttempt]:
    """The robot's, and those that join people."""
    yield from lead.calls
    yield from (bridge.call for bridge in lead.bridges)


def charges_of(lead: Lead) -> Iterator[Charge]:
    for call in calls_of(lead):
        if call.asked_at and (call.result or not (call.refused or call.word is Word.NOT)):
            over = call.result is not None
            yield _charge(call.token, Kind.CALL, lead.id, call.asked_at, call, over=over)
    for sms in lead.messages:
        if sms.asked_at and not _was_refused(sms):
            over = sms.status is not SmsStatus.SENDING
            yield _charge(sms.ref, Kind.SMS, lead.id, sms.asked_at, sms, over=over)


def changed_charges(before: Lead | None, lead: Lead) -> Iterator[tuple[str, Charge | None]]:
    """What is different now, by ref; None: it is no charge any more."""
    if before is None or all(getattr(before, name) is getattr(lead, name) for name in ("calls", "bridges", "messages")):
        return
    known, now = ({it.ref: it for it in charges_of(one)} for one in (before, lead))
    for ref in known.keys() - now.keys():
        yield ref, None
    for ref, charge in now.items():
        if known.get(ref) != charge:
            yield ref, charge


def reprice(record: Priced, cost: Decimal | None, *, last: bool = True) -> Priced:
    """The very record where nothing is new. A figure that is not the ``last`` one gives way to one that was."""
    if cost is None or (record.priced and not last) or (cost == record.cost and record.priced == last):
        return record
    return replace(record, cost=cost, priced=last)


def stop_waiting(lead: Lead, fact: CostUntold, _situation: Situation) -> Decision:
    """What was told so far, if anything, is all there is."""
    if call := {it.token: it for it in lead.calls if not it.priced}.get(fact.ref):
        return Decision(lead.with_attempt(replace(call, priced=True)))
    if bridge := {it.call.token: it for it in lead.bridges if not it.call.priced}.get(fact.ref):
        return Decision(lead.with_bridge(replace(bridge, call=replace(bridge.call, priced=True))))
    sms = lead.message(fact.ref)
    if sms is None or sms.priced:
        raise Ignored("the price is known")
    return Decision(lead.with_message(replace(sms, priced=True)))


def _charge(ref: str, kind: Kind, lead_id: int, at: datetime, record: CallAttempt | SmsRecord, *, over: bool) -> Charge:
    amount = record.cost if record.cost is not None and _is_price(record.cost) else None
    if record.priced:
        state = State.UNTOLD if amount is None else State.TOLD
    else:
        state = State.AWAITED if over else State.FLYING
    return Charge(ref, kind, lead_id, at, state, amount)


def _is_price(cost: Decimal) -> bool:
    return cost.is_finite() and 0 <= cost < LARGEST


def _was_refused(sms: SmsRecord) -> bool:
    """The gateway certainly did not take it, so it has no id there."""
    return sms.status in (None, SmsStatus.FAILED) and not sms.provider_id and sms.cost is None
