"""From a pair to the jobs it owes. Every job is a hint: its handler looks at the pair and decides."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from desk.exchange.pair import Pair, Side
from desk.leads.books import Lane, NewJob, Priority

# Kinds of jobs; handlers are registered under these names.
KEEP_DEAL = "exchange.keep_deal"
KEEP_ORDER = "exchange.keep_order"
LOOK_AT_DEALS = "exchange.look_at_deals"
LOOK_AT_ORDERS = "exchange.look_at_orders"
LOOK_AT_STAGES = "exchange.look_at_stages"
MAKE_FIELD = "exchange.make_field"
TAKE_IN = "exchange.take_in"
FIND_ORDERS = "exchange.find_orders"
FIND_DEALS = "exchange.find_deals"
MOVE = "exchange.move"
RETRY_PAIR = "exchange.retry"

GATHER = timedelta(seconds=1)  # one request asks for fifty deals
LOOKS = {Side.CRM: (LOOK_AT_DEALS, Lane.CRM), Side.STORE: (LOOK_AT_ORDERS, Lane.STORE)}
FINDS = {Side.STORE: (FIND_ORDERS, Lane.STORE), Side.CRM: (FIND_DEALS, Lane.CRM)}


def jobs_for(pair: Pair, now: datetime) -> Iterator[NewJob]:
    """Whatever a pair owes now."""
    if pair.owes_crm:
        yield _job(KEEP_DEAL, Lane.CRM, pair, now, "the deal does not show the order")
    if pair.owes_store:
        yield _job(KEEP_ORDER, Lane.STORE, pair, now, "the order does not show the stage")


def look(side: Side, now: datetime) -> NewJob:
    """One job asks for all that were hinted at."""
    kind, lane = LOOKS[side]
    return NewJob(kind, lane, kind, now + GATHER, "something changed there", line=kind)


def take_in(ref: str, now: datetime) -> NewJob:
    """An event named an order that nobody knows, and did not show it (EX-17)."""
    key = f"{TAKE_IN}:{ref}"
    return NewJob(TAKE_IN, Lane.STORE, key, now, "an order that is not known yet", line=key, data={"ref": ref})


def _job(kind: str, lane: Lane, pair: Pair, now: datetime, cause: str) -> NewJob:
    key = f"{kind}:{pair.id}"
    data = {"pair": pair.id}
    return NewJob(kind, lane, key, now, cause, line=key, lead_id=pair.lead_id, data=data, priority=Priority.USUAL)


def wish_of(pair: Pair) -> str:
    """The key of what a person wishes of its deal."""
    return f"{MOVE}:{pair.id}"


def move(pair: Pair, stage: str, who: str, now: datetime) -> NewJob:
    """A person's wish. One waits for each pair, and the newest counts; it takes turns with what the deal is owed.

    ``since``: where the person saw the deal stand.
    """
    data = {"pair": pair.id, "stage": stage, "since": pair.deal.stage.code if pair.deal else "", "who": who}
    return NewJob(
        MOVE,
        Lane.CRM,
        wish_of(pair),
        now,
        "a person moves the deal",
        line=f"{KEEP_DEAL}:{pair.id}",
        lead_id=pair.lead_id,
        data=data,
        priority=Priority.PROMPT,
    )


def look_at_stages(now: datetime) -> NewJob:
    return NewJob(LOOK_AT_STAGES, Lane.CRM, LOOK_AT_STAGES, now, "people may have changed the pipeline")


def make_field(now: datetime) -> NewJob:
    return NewJob(MAKE_FIELD, Lane.CRM, MAKE_FIELD, now, "the desk was started")


def reconcile(now: datetime) -> Iterator[NewJob]:
    """One job a side: the outage of one is not the other's."""
    return (find(side, now) for side in FINDS)


def find(side: Side, now: datetime) -> NewJob:
    """What has changed there since that side was last gone through."""
    kind, lane = FINDS[side]
    return NewJob(kind, lane, kind, now, "what no event told of", line=kind)
