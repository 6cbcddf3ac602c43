"""Who has moved since both sides last agreed, and what is owed for it. Level-triggered: asked after every fact."""

from dataclasses import dataclass

from desk.exchange.mapping import StageMap, is_at, same
from desk.exchange.model import Deal, Finality, Stage, StoreOrder
from desk.exchange.pair import Pair, Settled


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is owed: a status to the store, a stage to the CRM, or nothing. ``settled``: where both stand by now.

    ``why`` is a stable code: what came of it, for the log.
    """

    settled: Settled
    why: str = ""
    status: str = ""
    stage: str = ""


def judge(pair: Pair, stages: StageMap) -> Verdict:
    """Nothing is owed while there is no deal, or the pair is at a halt."""
    deal, kept = pair.deal, pair.settled
    if deal is None or pair.halt:
        return Verdict(kept)
    now = Settled(pair.order.status, deal.stage.code)
    by_store = now.status != kept.status and not same(now.status, kept.status)
    by_crm = now.stage != kept.stage
    wanted = stages.status_of(deal.stage)
    if (by_store or by_crm) and (agree(pair.order, deal.stage, stages) or _is_called(pair, wanted)):
        return Verdict(now, "agreed")
    if by_store and by_crm:
        return _resolve(pair, deal, wanted, stages)
    if by_crm:
        return _to_store(kept, now, wanted)
    return _to_crm(pair, deal, stages) if by_store else Verdict(kept)


def _resolve(pair: Pair, deal: Deal, wanted: str, stages: StageMap) -> Verdict:
    """Both moved. Who has ended wins; of two that have, or have not, the CRM does: people work there (EX-26)."""
    kept, ended = pair.settled, pair.order.ended is not Finality.OPEN
    if ended and deal.stage.ended is Finality.OPEN and (stage := stages.stage_of(pair.order)):
        return Verdict(kept, "store_wins", stage=stage.code)
    if wanted:
        return Verdict(kept, "crm_wins", status=wanted)
    return _to_crm(pair, deal, stages)


def agree(order: StoreOrder, stage: Stage, stages: StageMap) -> bool:
    """By the mapping, or since both have ended alike."""
    ended = stage.ended is not Finality.OPEN and stage.ended is order.ended
    return ended or is_at(order, stages.status_of(stage))


def _is_called(pair: Pair, status: str) -> bool:
    """The store stands there already, under a name of its own (EX-23)."""
    known = pair.wording
    return known is not None and same(known.status, status) and same(known.shown, pair.order.status)


def _to_store(kept: Settled, now: Settled, wanted: str) -> Verdict:
    if not wanted:
        return Verdict(now, "stage_unmapped")  # the store has no word for it (EX-21)
    return Verdict(kept, "stage_moved", status=wanted)


def _to_crm(pair: Pair, deal: Deal, stages: StageMap) -> Verdict:
    here = Settled(pair.order.status, deal.stage.code)
    if deal.stage.ended is not Finality.OPEN:
        return Verdict(here, "deal_closed")  # only people open it again (EX-12)
    stage = stages.stage_of(pair.order)
    if stage is None:
        return Verdict(here, "status_unmapped")
    return Verdict(pair.settled, "status_moved", stage=stage.code)
