"""The store, the CRM and the desk side by side: what does not fit together (N-12, EX-41). Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from desk.exchange.judgement import agree
from desk.exchange.mapping import StageMap
from desk.exchange.model import Deal, Finality, StoreOrder
from desk.exchange.pair import Halt, Pair

PATIENCE = timedelta(minutes=10)  # what is owed for so long is no exchange under way any more


class Fault(StrEnum):
    MISSING_HERE = "missing_here"  # the store has an order that the desk does not know
    MISSING_DEAL = "missing_deal"
    DOUBLED = "doubled"
    DIVERGING = "diverging"
    STUCK = "stuck"  # owed for too long, or refused


@dataclass(frozen=True, slots=True)
class Finding:
    """``ref`` as the store knows the order, ``number`` as people do. ``pair_id`` None: the desk has no pair for it."""

    fault: Fault
    ref: str
    number: str
    pair_id: int | None = None
    lead_id: int | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """``compared`` pairs and orders were looked at; ``skipped``: there are more than one comparison takes."""

    at: datetime
    compared: int
    findings: tuple[Finding, ...] = ()
    skipped: bool = False


def compare_order(order: StoreOrder, pair: Pair | None) -> Finding | None:
    """What the store shows, and what the desk knows of it."""
    if pair is None:
        return None if order.ended is not Finality.OPEN else Finding(Fault.MISSING_HERE, order.ref, order.number)
    if order.changed_at > pair.order.changed_at and order.status and order.status != pair.order.status:
        detail = f"{pair.order.status} → {order.status}"
        return Finding(Fault.DIVERGING, order.ref, order.number, pair.id, pair.lead_id, detail)
    return None


def compare_pair(
    pair: Pair, deals: Sequence[Deal], stages: StageMap, changed_at: datetime, now: datetime
) -> Iterator[Finding]:
    """``deals`` carry the pair's marker in the CRM now; ``changed_at``: when the desk last wrote to the pair."""

    def found(fault: Fault, detail: str = "") -> Finding:
        return Finding(fault, pair.order.ref, pair.order.number, pair.id, pair.lead_id, detail)

    patient = now - changed_at < PATIENCE
    if pair.halt is Halt.ENDED_BEFORE:
        return
    if len(deals) > 1:
        yield found(Fault.DOUBLED, ", ".join(deal.id for deal in deals))
    if not deals:
        if not (pair.deal is None and patient):
            yield found(Fault.MISSING_DEAL)
        return
    if pair.refusal:
        yield found(Fault.STUCK, pair.refusal.reason)
    elif (pair.owes_crm or pair.owes_store) and not patient:
        yield found(Fault.STUCK)
    elif pair.halt is None and not _fits(pair, deals, stages) and not patient:
        yield found(Fault.DIVERGING, f"{pair.order.status} / {deals[0].stage.name}")


def _fits(pair: Pair, deals: Sequence[Deal], stages: StageMap) -> bool:
    """The deal stands where the order does, or the mapping says nothing of one of them: a store's own word, too."""
    deal = next((it for it in deals if pair.deal and it.id == pair.deal.id), deals[0])
    spoken_of = stages.status_of(deal.stage) and stages.stage_of(pair.order)
    return not spoken_of or agree(pair.order, deal.stage, stages)
