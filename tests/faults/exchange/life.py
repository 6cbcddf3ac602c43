"""F-36: the life of orders and their deals: what both sides, people and time do, and the table of it all."""

import random
from typing import Any

from desk.exchange.hints import DealHint, StoreHint
from desk.exchange.model import Finality, Stage
from tests.exchange.orders import STRAP, make_order
from tests.exchange.world import (
    DOWN,
    FINE,
    KEY,
    LATE,
    LOSE,
    LOST,
    NEVER,
    REFUSE,
    SENT,
    STAGES,
    WON,
    WORK,
    DealRecord,
    OrderRecord,
)
from tests.faults.exchange.checker import WORDS, agree, find_faults
from tests.faults.exchange.town import Town

STATUSES = ("new", "processing", "paid", "sent", "cancelled", "done", "on hold")
BEGINNINGS = ("new", "new", "paid", "on hold", "cancelled", "done")
RULES: tuple[dict[str, Stage], ...] = ({}, {}, {"PAY": SENT}, {"NEW": WORK}, {"SEND": LOSE})
FIXED = random.Random(36)
BAD = (DOWN, LOST, LOST, NEVER, LATE, REFUSE, KEY)
MOODS = tuple(tuple(FIXED.choices((FINE, *BAD), k=FIXED.randint(1, 5))) for _ in range(60))
PICKS = tuple(tuple(FIXED.choices(range(6), k=FIXED.randint(1, 14))) for _ in range(90))
WHICH = (0, 0, 0, 1)
ENDS = (WON, LOSE)
SIDES = ("crm", "shop")
BOTH = (False, True)
ROUNDS = 3  # of reconciliation at the end
Options = dict[str, tuple[Any, ...]]

# How a life begins, and what may happen in it: the method, and what each of its arguments is chosen from.
OPENING: Options = {"rules": RULES, "status": BEGINNINGS, "shows": BOTH, "made": BOTH}
ACTS: dict[str, Options] = {
    "another_order_comes": {"status": BEGINNINGS},
    "the_store_moves": {"which": WHICH, "status": STATUSES, "told": BOTH},
    "the_order_is_edited": {"which": WHICH, "what": ("lines", "paid", "comment", "number")},
    "people_move_the_deal": {"which": WHICH, "stage": STAGES, "told": BOTH},
    "something_else_is_done": {"which": WHICH, "what": ("rename", "rename", "rename", "delete deal", "delete order")},
    "an_event": {"side": SIDES, "index": tuple(range(6)), "how": ("come", "twice", "lost")},
    "all_events_come": {"backwards": BOTH},
    "effects_go_on": {"picks": PICKS},
    "an_answer_is_slow": {
        "which": WHICH,
        "what": ("add", "move", "set", "read"),
        "stage": STAGES,
        "status": STATUSES,
        "again": STAGES,
        "word": STATUSES,
    },
    "everything_is_worked_off": {},
    "time_passes": {"seconds": (0.3, 1, 1, 5, 61, 900)},
    "moods_change": {"who": SIDES, "coming": MOODS},
    "the_desk_dies": {},
    "it_is_reconciled": {},
    "a_person_taps_retry": {"which": WHICH},
    "the_store_goes_on_after_the_end": {"which": WHICH, "stage": ENDS, "status": STATUSES, "again": STAGES},
    "both_sides_move": {"which": WHICH, "stage": STAGES, "status": STATUSES, "first": BOTH},
}


class ExchangeLife:
    town: Town
    conflicts: int = 0
    closings: int = 0

    def open(self, rules: dict[str, Stage], status: str, shows: bool, made: bool) -> None:
        self.town = Town()
        self.town.crm.rules = rules
        self.town.shop.shows = shows
        self.town.reconcile()  # its cursors begin now
        self.town.work()
        self.town.turn(2)
        self.an_order_comes(status)
        if made:
            self._come_to_rest()

    # --- the store --------------------------------------------------------------------------------------------------

    def an_order_comes(self, status: str) -> None:
        self.town.shop.place(make_order(str(1000 + len(self.town.shop.records)), status))

    def another_order_comes(self, status: str) -> None:
        if len(self.town.shop.records) < 2:
            self.an_order_comes(status)

    def the_store_moves(self, which: int, status: str, told: bool) -> None:
        if record := self._order(which):
            self._move_order(record, status, told=told)

    def the_order_is_edited(self, which: int, what: str) -> None:
        if record := self._order(which):
            order = record.order
            changed = {
                "lines": (*order.lines, STRAP),
                "paid": not order.paid,
                "comment": f"{order.comment}!",
                "number": f"{order.number}/2",
            }
            self.town.shop.edit(record, **{what: changed[what]})

    # --- the CRM ----------------------------------------------------------------------------------------------------

    def people_move_the_deal(self, which: int, stage: Stage, told: bool) -> None:
        if deal := self._deal(which):
            self._move_deal(deal, stage, told=told)

    def something_else_is_done(self, which: int, what: str) -> None:
        deal, order = self._deal(which), self._order(which)
        if deal and what == "rename":
            self.town.crm.rename(deal, "Подарок")
        elif deal and what == "delete deal":
            self.town.crm.delete(deal)
        elif order and what == "delete order":
            self.town.shop.delete(order)

    # --- events, neighbours, time, deaths ---------------------------------------------------------------------------

    def an_event(self, side: str, index: int, how: str) -> None:
        outbox: list[StoreHint | DealHint] = getattr(self.town, side).outbox
        if not outbox:
            return
        hint = outbox[index % len(outbox)] if how == "twice" else outbox.pop(index % len(outbox))
        if how != "lost" or self._of_deletion(hint):
            self.town.hear(hint)

    def all_events_come(self, backwards: bool) -> None:
        for outbox in (self.town.crm.outbox, self.town.shop.outbox):
            hints = list(outbox)
            outbox.clear()
            for hint in reversed(hints) if backwards else hints:
                self.town.hear(hint)  # type: ignore[arg-type]

    def effects_go_on(self, picks: tuple[int, ...]) -> None:
        for pick in picks:
            self.town.step(pick)

    def an_answer_is_slow(self, which: int, what: str, stage: Stage, status: str, again: Stage, word: str) -> None:
        """Something is carried out; before its answer comes both sides may move, are read, and are reconciled."""
        town, order, deal = self.town, self._order(which), self._deal(which)
        if what == "add":
            self.another_order_comes(status)
            order = list(town.shop.records.values())[-1]
            town.hear(StoreHint("shop", order.id, order.order))
        elif what == "move" and order:
            self._move_order(order, status)
        elif what == "set" and deal:
            self._move_deal(deal, stage)
        elif what == "read" and deal:
            town.crm.rename(deal, "Подарок")
            town.hear(town.crm.outbox.pop())
        town.turn(1.2)
        slow = town.run_until_answered(town.shop if what == "set" else town.crm, what)
        if slow is None or order is None:
            return
        if what in ("set", "read"):
            self._move_order(order, word)
        latest = self._latest(order)
        if what in ("add", "move") and latest:
            self._move_deal(latest, again)
        town.turn(1.2)
        town.reconcile()
        town.work_around(slow)

    def everything_is_worked_off(self) -> None:
        self.town.work()

    def time_passes(self, seconds: float) -> None:
        self.town.turn(seconds)

    def moods_change(self, who: str, coming: tuple[str, ...]) -> None:
        known = getattr(self.town, who).moods.coming
        known.clear()
        known.extend(coming)

    def the_desk_dies(self) -> None:
        self.town.crash()

    def it_is_reconciled(self) -> None:
        self.town.reconcile()

    def a_person_taps_retry(self, which: int) -> None:
        if which < len(self.town.books.pairs.rows):
            self.town.tap(which + 1)

    # --- both at once -----------------------------------------------------------------------------------------------

    def both_sides_move(self, which: int, stage: Stage, status: str, first: bool) -> None:
        """In a quiet moment, and both events come before anything is done: EX-26 says what becomes of it."""
        self._come_to_rest()
        order = self._order(which)
        deal = self._latest(order) if order else None
        pair = self.town.books.pairs.find("shop", order.id) if order else None
        quiet = order and deal and pair and not pair.halt and not pair.refusal and agree(order.order, deal.stage)
        if not order or not deal or not quiet or self.town.crm.rules or deal.stage == stage:
            return
        if deal.stage.ended is not Finality.OPEN:  # of a closed deal it is decided as soon as the store has moved
            return
        if order.order.status == status or stage.code not in WORDS or status not in WORDS.values():
            return
        self.town.turn(2)
        self.town.crm.drag(deal, stage)
        self.town.shop.edit(order, status=status)
        outboxes = [self.town.crm.outbox, self.town.shop.outbox]
        for outbox in outboxes if first else reversed(outboxes):
            self.town.hear(outbox.pop())  # type: ignore[attr-defined]
        store_wins = order.order.ended is not Finality.OPEN and stage.ended is Finality.OPEN
        lets = order.order.ended is Finality.OPEN
        already = agree(order.order, stage)
        self.town.quieten()
        self.conflicts += 1
        if store_wins:
            assert deal.stage.ended is order.order.ended, f"{status} was to win over {stage.code}"
            assert order.order.status == status
        elif already:
            assert (deal.stage, order.order.status) == (stage, status), "both had moved alike"
        else:
            assert deal.stage == stage, f"{stage.code} was to win over {status}"
            assert agree(order.order, stage) or not lets, f"{order.order.status} is not {stage.code}"

    def the_store_goes_on_after_the_end(self, which: int, stage: Stage, status: str, again: Stage) -> None:
        """A closed deal is left alone, whatever its order does, until people open it again (EX-12)."""
        self._come_to_rest()
        order = self._order(which)
        deal = self._latest(order) if order else None
        pair = self.town.books.pairs.find("shop", order.id) if order else None
        if not order or not deal or not pair or pair.halt or pair.deal is None:
            return
        self.town.turn(2)
        self._move_deal(deal, stage)
        self.town.quieten()
        shown, writes = dict(deal.content), len(self.town.crm.writes)
        self.town.turn(2)
        self.the_order_is_edited(which, "lines")
        self._move_order(order, status)
        self._come_to_rest()
        self.closings += 1
        assert (deal.stage, deal.content) == (stage, shown), (
            f"a closed deal was changed: {self.town.crm.writes[writes:]}"
        )
        assert len(self.town.crm.writes) == writes, f"a closed deal was written: {self.town.crm.writes[writes:]}"
        self._move_deal(deal, again)

    # --- the end ----------------------------------------------------------------------------------------------------

    def teardown(self) -> None:
        """The events that are under way are lost, but for those of deletions; then everything is well again."""
        if not hasattr(self, "town"):
            return
        self._come_to_rest(lose=True)
        faults = list(find_faults(self.town))
        assert not faults, "\n".join(faults)

    def _come_to_rest(self, *, lose: bool = False) -> None:
        town = self.town
        for moods in (town.crm.moods, town.shop.moods):
            moods.coming.clear()
        for outbox in (town.crm.outbox, town.shop.outbox):
            hints = list(outbox)
            outbox.clear()
            for hint in hints:
                if not lose or self._of_deletion(hint):
                    town.hear(hint)  # type: ignore[arg-type]
        for _ in range(ROUNDS):
            town.quieten()
            town.turn(2)
            town.reconcile()
            town.work()
        town.quieten()
        if not lose:
            town.crm.outbox.clear()
            town.shop.outbox.clear()

    def _move_order(self, record: OrderRecord, status: str, *, told: bool = True) -> None:
        self.town.shop.edit(record, status=status)
        if told:
            self.town.hear(self.town.shop.outbox.pop())

    def _move_deal(self, deal: DealRecord, stage: Stage, *, told: bool = True) -> None:
        if deal.stage != stage:
            self.town.crm.drag(deal, stage)
            if told:
                self.town.hear(self.town.crm.outbox.pop())

    def _of_deletion(self, hint: StoreHint | DealHint) -> bool:
        """No page of changes shows what is gone: only its event, or the morning report, tells of it."""
        return hint.gone if isinstance(hint, StoreHint) else self.town.crm.records[hint.deal_id].gone

    def _order(self, which: int) -> OrderRecord | None:
        alive = [it for it in self.town.shop.records.values() if not it.gone]
        return alive[which] if which < len(alive) else None

    def _deal(self, which: int) -> DealRecord | None:
        """Whether its order is still there or not."""
        orders = list(self.town.shop.records.values())
        return self._latest(orders[which]) if which < len(orders) else None

    def _latest(self, order: OrderRecord) -> DealRecord | None:
        deals = self.town.crm.of(order.order)
        return deals[-1] if deals and not deals[-1].gone else None
