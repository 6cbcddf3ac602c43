"""What the two sides show of themselves: orders and deals as they are read, or as they tell of them."""

from datetime import datetime

from desk.errors import Ignored
from desk.exchange import facts
from desk.exchange.mapping import same
from desk.exchange.model import StoreOrder
from desk.exchange.pair import Duty, Halt, Pair, Side
from desk.exchange.progress import LOOK, Moment, Note, Progress
from desk.exchange.versions import changed_parts, fill
from desk.values import replace


def see_order(pair: Pair, fact: facts.OrderSeen, moment: Moment) -> Progress:
    """The newest counts (EX-02). What it leaves unsaid stays as it was; what nobody has said yet is asked (EX-15)."""
    order, known = fill(fact.order, pair.order), pair.order
    if order.changed_at < known.changed_at:
        return _learn(pair, order)
    if not fact.asked_at and order != known and order.changed_at == known.changed_at:
        raise Ignored("two states of one moment: the store is asked", code=LOOK)
    if not fact.asked_at and pair.halt is Halt.ORDER_GONE:
        raise Ignored("it may be old news of an order that was deleted: the store is asked", code=LOOK)
    _check_fresh(fact.asked_at, pair.into_store)
    if outdated := not fact.asked_at and _is_outdated(pair, order):
        order = replace(order, status=known.status, ended=known.ended)
    parts = changed_parts(known, order)
    notes = (Note("order_changed", data={"parts": parts}),) if parts else ()
    unsaid = not order.whole and fact.asked_at is None
    after = replace(pair, order=order, halt=_revived(pair), passed=pair.passed if outdated else "")
    return Progress(after, notes, Side.STORE if unsaid or outdated else None)


def _is_outdated(pair: Pair, order: StoreOrder) -> bool:
    """An event of before our own last change may come after it: the status that it names is the one we left behind.

    Whatever else it tells counts. A store that can be asked is.
    """
    late = pair.into_store is not None and order.changed_at <= pair.into_store
    return late and bool(pair.passed) and same(order.status, pair.passed)


def _learn(pair: Pair, older: StoreOrder) -> Progress:
    """An older state changes nothing, but may say what the newer one left out."""
    order = fill(pair.order, older)
    if order == pair.order:
        raise Ignored("the store has shown a newer state before")
    return Progress(replace(pair, order=order))


def _check_fresh(asked_at: datetime | None, carried: datetime | None) -> None:
    """What was asked for before our own last change ended may show either state. Moments of the neighbours tell no
    more: they count in whole seconds."""
    if asked_at and carried and asked_at <= carried:
        raise Ignored("it was read before our own last change: it is asked again", code=LOOK)


def lose_order(pair: Pair, _fact: facts.OrderGone, _moment: Moment) -> Progress:
    """The deal stays; nothing is owed to the store any more (EX-29)."""
    if pair.halt in (Halt.ORDER_GONE, Halt.ENDED_BEFORE):
        raise Ignored("nothing is owed for it anyway")
    return Progress(replace(pair, halt=Halt.ORDER_GONE), (Note("order_gone"),))


def see_deal(pair: Pair, fact: facts.DealSeen, moment: Moment) -> Progress:
    """Read after an event, which was only a hint (EX-22). What we did ourselves looks as we know it (EX-23).

    A move that a person wished for is the CRM's: ``settled`` stays, so that the store hears of it. But our request
    made it, so that what was read before it ended is asked for again. A refused wish is forgotten when the deal moves.
    """
    if pair.deal is None or fact.deal.id != pair.deal.id:
        raise Ignored("this is not the deal of this order")
    _check_fresh(fact.asked_at, pair.into_crm)
    refusals = pair.refusals if fact.deal.stage == pair.deal.stage else pair.without(Duty.WISH)
    into_crm = moment.now if fact.ours else pair.into_crm
    return Progress(replace(pair, deal=fact.deal, refusals=refusals, into_crm=into_crm))


def lose_deal(pair: Pair, fact: facts.DealGone, _moment: Moment) -> Progress:
    """Somebody deleted it; a person says whether it is made anew (EX-28)."""
    if pair.deal is None or pair.halt is Halt.DEAL_GONE or fact.deal_id not in ("", pair.deal.id):
        raise Ignored("the desk knows of no such deal any more")
    return Progress(replace(pair, halt=Halt.DEAL_GONE), (Note("deal_gone", data={"deal": pair.deal.id}),))


def _revived(pair: Pair) -> Halt | None:
    """A store that shows an order again has not lost it."""
    return None if pair.halt is Halt.ORDER_GONE else pair.halt
