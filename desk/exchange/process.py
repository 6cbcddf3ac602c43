"""How a pair goes on: one table from fact to step. Pure; the rules by number stand in docs/exchange.md."""

from collections.abc import Mapping

from desk.errors import Conflict, Ignored
from desk.exchange import facts, seeing
from desk.exchange.draft import DealDraft, draft_of, try_also
from desk.exchange.judgement import judge
from desk.exchange.mapping import is_at, same
from desk.exchange.model import Finality, StoreOrder
from desk.exchange.pair import REFUSED, Duty, Halt, Pair, Refusal, Settled, Side, Wording
from desk.exchange.progress import Moment, Note, Progress, Step
from desk.values import replace

DUTIES = tuple(Duty)


def open_pair(order: StoreOrder, lead_id: int | None = None) -> Progress:
    """Without a number yet. A pair for an order that nobody knew. One that had ended before gets no deal (EX-04).

    What it leaves unsaid is asked (EX-16).
    """
    halt = None if order.ended is Finality.OPEN else Halt.ENDED_BEFORE
    pair = Pair(0, order, Settled(order.status, ""), halt=halt, lead_id=lead_id)
    unsaid = halt is None and not order.whole
    return Progress(pair, (Note("opened", data={"status": order.status}),), Side.STORE if unsaid else None)


def advance(pair: Pair, fact: facts.Fact, moment: Moment) -> Progress:
    """Raises Ignored when nothing changes, Conflict when a person's wish is not possible."""
    progress = STEPS[type(fact)](pair, fact, moment)
    settled = _settle(pair, progress, moment)
    if settled.pair == pair and not settled.notes:
        raise Ignored("nothing changes")
    return settled


def _settle(before: Pair, progress: Progress, moment: Moment) -> Progress:
    """What is owed follows from where both stand. A refusal lasts as long as what was refused is still owed (EX-32)."""
    pair, verdict = progress.pair, judge(progress.pair, moment.stages)
    debts = (verdict.status, verdict.stage)
    same_debts = debts == (pair.due_status, pair.due_stage)
    after = replace(
        pair,
        settled=verdict.settled,
        due_status=verdict.status,
        due_stage=verdict.stage,
        turn=pair.turn if same_debts else pair.turn + 1,
    )
    if past := [it.duty for it in after.refusals if before.debt(it.duty) != after.debt(it.duty)]:
        after = replace(after, refusals=after.without(*past))
    if not verdict.why or (same_debts and verdict == judge(before, moment.stages)):
        return replace(progress, pair=after)  # nothing new; a conflict over an old debt is (EX-26)
    deal = pair.deal.stage.name if pair.deal else ""
    data = {"status": pair.order.status, "stage": deal, "to": verdict.status or verdict.stage}
    return replace(progress, pair=after, notes=(*progress.notes, Note(verdict.why, data=data)))


def ask_deal(pair: Pair, fact: facts.DealAsked, _moment: Moment) -> Progress:
    """Where both will stand if it is made: the order may move before we hear of it."""
    if pair.deal:
        raise Ignored("there is a deal already")
    return Progress(replace(pair, asked=True, anew=False, settled=Settled(fact.status, fact.stage)))


def make_deal(pair: Pair, fact: facts.DealMade, moment: Moment) -> Progress:
    """What differs from what was asked for has moved since; where the CRM chose the stage, it stands where it chose.

    Events of a deal that nobody knew were for nobody: it is looked at once more.
    """
    if pair.deal:
        raise Ignored("there is a deal already")
    kept = pair.settled
    made = replace(
        pair,
        deal=fact.deal,
        asked=True,
        shown=fact.draft.lasting if fact.draft else None,
        tried=None,
        settled=Settled(kept.status, kept.stage or fact.deal.stage.code),
        refusals=(),
        into_crm=moment.now,
        others=fact.others,
        stand_in=fact.deal.assignee if _lacking(fact.draft or _asked(pair)) else "",
    )
    notes = [Note("deal_made" if fact.draft else "deal_found", data={"deal": fact.deal.id})]
    if fact.others:
        notes.append(Note("deals_doubled", data={"others": list(fact.others)}))
    notes += remarks_of(fact)
    return Progress(made, tuple(notes), look=Side.CRM)


def _asked(pair: Pair) -> DealDraft | None:
    """What a request whose answer was lost will have shown. A deal that nobody asked for is somebody else's."""
    return draft_of(pair.order) if pair.asked else None


def _lacking(draft: DealDraft | None) -> bool:
    """It was made without all that says whose it is."""
    return draft is not None and any(line.category is None for line in draft.lines)


def assign_deal(pair: Pair, fact: facts.DealAssigned, moment: Moment) -> Progress:
    if pair.deal is None or pair.deal.id != fact.deal.id:
        raise Ignored("this is not the deal of this order")
    assigned = replace(pair, deal=fact.deal, stand_in="", into_crm=moment.now)
    return Progress(assigned, (Note("deal_assigned"),))


def ask_show(pair: Pair, fact: facts.ShowAsked, _moment: Moment) -> Progress:
    """If no answer comes, nobody knows what the deal shows."""
    if pair.shown is None:
        raise Ignored("everything is written anyway")
    return Progress(replace(pair, tried=try_also(pair.shown, pair.tried, fact.draft.lasting)))


def show_deal(pair: Pair, fact: facts.DealShown, moment: Moment) -> Progress:
    refusals = pair.without(Duty.CONTENT)
    shown = replace(pair, shown=fact.draft.lasting, tried=None, refusals=refusals, into_crm=moment.now)
    return Progress(shown, (Note("deal_shown"), *remarks_of(fact)))


def move_stage(pair: Pair, fact: facts.StageMoved, moment: Moment) -> Progress:
    """Agreed at what was asked for: if the CRM's own rules moved it on, that is a move of the CRM's.

    The CRM may have shown by now what came after.
    """
    known, after = pair.deal, fact.deal
    if known is None or known.id != after.id:
        raise Ignored("this is not the deal of this order")
    settled, deal = Settled(fact.status, fact.asked), after if after.changed_at >= known.changed_at else known
    refusals = pair.without(Duty.STAGE, Duty.WISH)
    moved = replace(pair, deal=deal, settled=settled, refusals=refusals, into_crm=moment.now)
    look = Side.CRM if after != known and after.changed_at == known.changed_at else None
    return Progress(moved, (Note("deal_moved", data={"stage": after.stage.name}),), look)


def tell_status(pair: Pair, fact: facts.StatusTold, moment: Moment) -> Progress:
    """Agreed at what was told, in the store's own word; an end that it reached by itself is a move of its own.

    The store may have shown by now what came after.
    """
    known = pair.order
    after = fact.order or replace(known, status=fact.status, ended=fact.ended)
    foreign = after.ended is not Finality.OPEN and after.ended is not fact.ended
    settled = Settled(fact.status if foreign else after.status, fact.stage)
    order = after if after.changed_at >= known.changed_at else known
    passed = "" if fact.order or same(known.status, after.status) else known.status
    told = replace(pair, order=order, settled=settled, refusals=pair.without(Duty.STATUS), into_store=moment.now)
    told = replace(told, passed=passed, wording=_wording_of(fact.status, after, moment) or pair.wording)
    look = Side.STORE if after != known and after.changed_at == known.changed_at else None
    return Progress(told, (Note("status_told", data={"status": fact.status}),), look)


def _wording_of(status: str, order: StoreOrder, moment: Moment) -> Wording | None:
    """A word that means a stage is no other word for what was told: somebody has moved the order meanwhile."""
    own = order.status and not is_at(order, status) and moment.stages.stage_of(order) is None
    return Wording(status, order.status) if own else None


def refuse(pair: Pair, fact: facts.Refused, _moment: Moment) -> Progress:
    """It stays owed, and a person hears of it (EX-32)."""
    if fact.debt and fact.debt != pair.debt(fact.duty):
        raise Ignored("something else is owed by now")
    refusal = Refusal(fact.duty, fact.reason, fact.stage)
    if refusal in pair.refusals:
        raise Ignored("a person knows of it")
    refusals = sorted((*pair.without(fact.duty), refusal), key=lambda it: DUTIES.index(it.duty))
    note = Note(REFUSED[fact.duty.side], data={"reason": fact.reason})
    return Progress(replace(pair, refusals=tuple(refusals)), (note,))


def try_again(pair: Pair, fact: facts.RetryAsked, _moment: Moment) -> Progress:
    """A refused step is tried once more; a deleted deal is made anew. Raises Conflict.

    ``asked`` stays: a doubled deal may carry our marker still. It is made to show the order.
    """
    if pair.halt is Halt.DEAL_GONE:
        nothing = replace(pair, deal=None, settled=Settled("", ""), shown=None, tried=None, others=(), stand_in="")
        anew = replace(nothing, halt=None, refusals=(), anew=True)
        return Progress(anew, (Note("deal_anew", fact.who),))
    if not pair.refusals and not pair.others:
        raise Conflict("nothing was refused")
    return Progress(replace(pair, refusals=(), others=()), (Note("retried", fact.who),))


def realign(pair: Pair, fact: facts.Realigned, _moment: Moment) -> Progress:
    """As if the CRM had moved and the store had not: what its stage means is owed to the store (EX-42)."""
    if pair.deal is None or pair.halt:
        raise Conflict("there is nothing to go by: the pair is at a halt, or has no deal")
    settled = Settled(pair.order.status, "")
    return Progress(replace(pair, settled=settled, refusals=()), (Note("realigned", fact.who),))


def remarks_of(fact: facts.DealMade | facts.DealShown) -> list[Note]:
    return [Note("remark", data={"text": text}) for text in fact.remarks]


STEPS: Mapping[type, Step] = {
    facts.OrderSeen: seeing.see_order,
    facts.OrderGone: seeing.lose_order,
    facts.DealAsked: ask_deal,
    facts.DealMade: make_deal,
    facts.DealAssigned: assign_deal,
    facts.ShowAsked: ask_show,
    facts.DealShown: show_deal,
    facts.DealSeen: seeing.see_deal,
    facts.DealGone: seeing.lose_deal,
    facts.StageMoved: move_stage,
    facts.StatusTold: tell_status,
    facts.Refused: refuse,
    facts.RetryAsked: try_again,
    facts.Realigned: realign,
}
