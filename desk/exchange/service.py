"""Leg 2 of the exchange: a fact and the present pair go in; pair, log and owed jobs come out, in one transaction."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from desk.errors import Conflict, Ignored
from desk.exchange.books import Books
from desk.exchange.facts import Fact, OrderGone, OrderSeen, RetryAsked
from desk.exchange.hints import StoreHint
from desk.exchange.mapping import StageMap, same
from desk.exchange.model import Deal, Finality, Stage, StoreOrder
from desk.exchange.ordering import Ordering
from desk.exchange.pair import Halt, Pair, Side
from desk.exchange.process import advance, open_pair
from desk.exchange.progress import LOOK, Moment, Note, Progress
from desk.exchange.work import jobs_for, look, move, take_in
from desk.leads.books import NewJob
from desk.leads.work import alarm_admins, show_card
from desk.values import replace

LOUD = {  # what people have to hear of
    "refused_by_store": "the store would not take it.",
    "refused_by_crm": "the CRM would not take it.",
    "deal_gone": "its deal was deleted.",
    "deals_doubled": "there are several deals for it:",
}
OLD = timedelta(days=3)  # a long weekend without the desk is none
MEANWHILE = "somebody has moved the deal meanwhile"
NO_DEAL_ANY_MORE = "the deal was deleted: have a new one made first"


def no_lead(_books: Any, _order: StoreOrder, _now: datetime) -> int | None:
    """Orders of the store are not worked here."""
    return None


@dataclass(frozen=True, slots=True)
class ExchangeService:
    """Everything that may happen to pairs. ``stages`` are asked for at every decision: they may be changed.

    ``open_lead`` opens the lead of the main job for a new order; None: it gets none.
    """

    stages: Callable[[], StageMap]
    open_lead: Callable[[Any, StoreOrder, datetime], int | None] = no_lead

    def see(
        self,
        books: Books,
        order: StoreOrder,
        now: datetime,
        lead_id: int | None = None,
        asked_at: datetime | None = None,
    ) -> Pair:
        """The store showed an order: a pair for it, or what is new of it (EX-01).

        ``asked_at``: when we began to ask for it, or when it came from a store that cannot be asked; None: it told of
        it by itself, some time ago perhaps.
        """
        known = books.pairs.find(order.store, order.ref)
        if known is None:
            return self._open(books, order, now, lead_id)
        if lead_id and known.lead_id is None:
            known = replace(known, lead_id=lead_id)
            books.pairs.save(known, now)
        return self._mention(books, known, OrderSeen(order, asked_at), now)

    def hear(self, books: Books, hint: StoreHint, now: datetime) -> str:
        """What an event of the store comes to, in plain words.

        An order that nobody knows is new, or older than the desk: it is read (EX-17).
        """
        if hint.order:
            return f"order {self.see(books, hint.order, now).order.ref}"
        known = books.pairs.find(hint.store, hint.ref)
        if known is None and hint.gone:
            raise Ignored("this order is not kept in step")
        if known is None:
            books.jobs.put(take_in(hint.ref, now))
        elif hint.gone:
            self.tell(books, known.id, OrderGone(), now)
        else:
            self.hint(books, known.id, Side.STORE, now)
        return f"order {hint.ref}"

    def hear_deal(self, books: Books, deal_id: str, now: datetime) -> str:
        """An event names a deal: it is read, if it is one of ours."""
        pair = books.pairs.of_deal(deal_id)
        if pair is None:
            raise Ignored("no order of ours has this deal")
        self.hint(books, pair.id, Side.CRM, now)
        return f"deal {deal_id}"

    def hint(self, books: Books, pair_id: int, side: Side, now: datetime) -> None:
        """That side has changed, or may have: it is asked."""
        books.pairs.hint(pair_id, side, now)
        books.jobs.put(look(side, now))

    def tell(self, books: Books, pair_id: int, fact: Fact, now: datetime) -> Pair:
        """The pair as it then is. Raises Ignored when nothing changes, Conflict, NotFound."""
        return self._advance(books, books.pairs.load(pair_id), fact, now)

    def mention(self, books: Books, pair_id: int, fact: Fact, now: datetime) -> Pair:
        """Tell a fact that may be old news; where only the side itself can say, it is asked."""
        return self._mention(books, books.pairs.load(pair_id), fact, now)

    def put_back(self, books: Books, pair_id: int, now: datetime) -> None:
        """Whatever it owes is owed as a job again."""
        books.jobs.put(*jobs_for(books.pairs.load(pair_id), now))

    def move(self, books: Books, pair_id: int, wanted: str, who: str, now: datetime, *, since: str = "") -> Stage:
        """A person wishes that the deal goes to this stage, named by its code or as people read it.

        Also where it stands as far as is known: that takes the place of a wish that still waits, and the CRM is asked.
        ``since``: the code of where they saw it stand, empty: where it stands now. Raises Conflict, NotFound.
        """
        pair, stages = books.pairs.load(pair_id), self.stages()
        deal, stage = movable(pair, stages), find_stage(stages, wanted)
        if since and deal.stage.code not in (since, stage.code):
            raise Conflict(MEANWHILE)
        books.pairs.write(pair_id, now, (Note("stage_asked", who, {"stage": stage.name}),))
        books.jobs.put(move(pair, stage.code, who, now))
        return stage

    def retry(self, books: Books, pair_id: int, who: str, now: datetime, *, anew: bool = False) -> Pair:
        """A person has looked at what was refused; ``anew``: they want another deal for the one that was deleted.

        Raises Conflict, NotFound.
        """
        pair = books.pairs.load(pair_id)
        if anew and pair.halt is not Halt.DEAL_GONE:
            raise Conflict("no deal was deleted")
        if pair.halt is Halt.DEAL_GONE and not anew:
            raise Conflict(NO_DEAL_ANY_MORE)
        after = self.tell(books, pair_id, RetryAsked(who), now)
        if pair.refused_stage:  # it was a wish: nothing else would ask for it again
            books.jobs.put(move(after, pair.refused_stage, who, now))
        return after

    def _open(self, books: Books, order: StoreOrder, now: datetime, lead_id: int | None) -> Pair:
        wish = books.orderings.find(order.marker) if order.marker else None
        if wish:
            lead_id = lead_id or _lead_without_order(books, wish)
        elif lead_id is None and order.ended is Finality.OPEN and not is_old(order, now):
            lead_id = self.open_lead(books, order, now)
        progress = open_pair(order, lead_id)
        pair = books.pairs.add(replace(progress.pair, opened_at=now), now)
        self._follow_up(books, replace(progress, pair=pair), now)
        return pair

    def _mention(self, books: Books, known: Pair, fact: Fact, now: datetime) -> Pair:
        try:
            return self._advance(books, known, fact, now)
        except Ignored as ignored:
            if ignored.code == LOOK:
                self.hint(books, known.id, Side.STORE if isinstance(fact, OrderSeen) else Side.CRM, now)
            return known

    def _advance(self, books: Books, before: Pair, fact: Fact, now: datetime) -> Pair:
        progress = advance(before, fact, Moment(now, self.stages()))
        books.pairs.save(progress.pair, now)
        self._follow_up(books, progress, now)
        return progress.pair

    def _follow_up(self, books: Books, progress: Progress, now: datetime) -> None:
        pair = progress.pair
        books.pairs.write(pair.id, now, progress.notes)
        books.jobs.put(*jobs_for(pair, now))
        if progress.look:
            self.hint(books, pair.id, progress.look, now)
        if pair.lead_id and progress.notes:
            books.jobs.put(show_card(books.leads.load(pair.lead_id), now))
        if pair.lead_id is None:
            books.jobs.put(*(_alarm(pair, note, now) for note in progress.notes if note.what in LOUD))


def is_old(order: StoreOrder, now: datetime) -> bool:
    """Somebody has worked it long before it was first seen here: a robot's call would astonish its customer (EX-34)."""
    return order.placed_at is not None and now - order.placed_at > OLD


def movable(pair: Pair, stages: StageMap) -> Deal:
    """Raises Conflict where there is no deal, or nowhere to go."""
    if pair.halt is Halt.DEAL_GONE:
        raise Conflict(NO_DEAL_ANY_MORE)
    if pair.deal is None:
        raise Conflict("there is no deal yet")
    if not stages.stages:
        raise Conflict("the CRM has not named the pipeline's stages yet")
    return pair.deal


def find_stage(stages: StageMap, wanted: str) -> Stage:
    """By its code or its name. Raises Conflict."""
    named = next((it for it in stages.stages if same(it.name, wanted)), None)
    stage = stages.known(wanted) or named
    if stage is None:
        raise Conflict("the pipeline has no such stage any more")
    return stage


def _lead_without_order(books: Books, wish: Ordering) -> int | None:
    """That for which the desk has made the order; it is worked already, and opens no second one (EX-19)."""
    return None if books.pairs.of_lead(wish.lead_id) else wish.lead_id


def _alarm(pair: Pair, note: Note, now: datetime) -> NewJob:
    """There is no card that would show it."""
    detail = str(note.data.get("reason", "")) or ", ".join(note.data.get("others", ()))
    text = f"order {pair.order.number}: {LOUD[note.what]} {detail}".strip()
    return alarm_admins(f"{note.what}:{pair.id}", text, now)
