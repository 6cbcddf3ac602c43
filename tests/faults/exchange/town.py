"""A desk between a store and a CRM, run step by step: service, effects and reconciliation are the desk's own."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from desk.errors import Conflict, DeskError, Ignored, NotFound, Temporary, Unauthorised, Unknown
from desk.exchange.effects.deal import KeepDeal, Manning
from desk.exchange.effects.looks import LookAtDeals, LookAtOrders, TakeIn
from desk.exchange.effects.order import KeepOrder
from desk.exchange.effects.table import Table
from desk.exchange.facts import RetryAsked
from desk.exchange.hints import DealHint, StoreHint
from desk.exchange.service import ExchangeService
from desk.exchange.work import KEEP_DEAL, KEEP_ORDER, LOOK_AT_DEALS, LOOK_AT_ORDERS, TAKE_IN
from desk.leads.effects.outcome import Outcome
from scheduler.reconciliation import Reconciliation
from scheduler.retry import RetryPolicy
from tests.exchange.orders import MAP
from tests.exchange.world import Moods, PaperDeals, PaperStore
from tests.faults.exchange.memory import MemoryStore, Owed
from tests.faults.steps import SteppedDesk, Task

TRIES = 4  # few, so that jobs are given up within a life
RECONCILE = "reconcile"


@dataclass
class Town(SteppedDesk):
    a_tick = 0.037
    longest_work = 400
    killed: int = 0  # effects that died with their process
    taps: int = 0
    crossed: int = 0  # changes of ours during which other effects came to their end: one may be made once more

    def __post_init__(self) -> None:
        self.crm = PaperDeals(self.clock, Moods(gate=self.gate))
        self.shop = PaperStore(self.clock, Moods(gate=self.gate))
        self.policy = RetryPolicy(attempts=TRIES)
        self.start()

    # --- a process -----------------------------------------------------------------------------------------------

    def start(self) -> None:
        self.books.jobs.release()
        self.service = ExchangeService(lambda: MAP)
        store: Any = MemoryStore(self.books, self.gate)
        table = Table(store, self.service, self.clock)
        keep_deal, keep_order = KeepDeal(table, self.crm, lambda: Manning({})), KeepOrder(table, self.shop)
        self.reconciliation = Reconciliation(store, self.service, self.clock, self.crm, self.shop)
        take_in = TakeIn(table, self.shop)
        looks = {LOOK_AT_DEALS: LookAtDeals(table, self.crm), LOOK_AT_ORDERS: LookAtOrders(table, self.shop)}
        self.keepers: dict[str, Any] = {KEEP_DEAL: keep_deal, KEEP_ORDER: keep_order}
        self.handlers: dict[str, Callable[[Owed], Coroutine[Any, Any, Outcome]]] = {
            **{kind: lambda _owed, look=look: look() for kind, look in looks.items()},
            **{kind: lambda owed, keep=keep: keep(owed.job.data["pair"]) for kind, keep in self.keepers.items()},
            TAKE_IN: lambda owed: take_in(owed.job.data["ref"]),
        }

    def crash(self) -> None:
        self.killed += len(self.tasks)
        super().crash()

    # --- steps ---------------------------------------------------------------------------------------------------

    def step(self, choice: int = 0) -> bool:
        return self.step_by(lambda count: choice % count)

    def run(self, owed: Owed) -> Coroutine[Any, Any, Outcome]:
        return self.handlers[owed.job.kind](owed)

    def run_until_answered(self, neighbour: PaperDeals | PaperStore, what: str) -> Task | None:
        """One effect at a time, until such a request was carried out and its answer is on the way."""
        neighbour.moods.answering = False
        for _ in range(self.longest_work):
            if neighbour.moods.answering and neighbour.asked[-1] == what:
                return self.tasks[0]
            if not self.step(0):
                return None
        raise AssertionError("it goes round for ever")

    def work_around(self, slow: Task) -> None:
        """One effect waits while all others come to their end."""
        self.tasks.remove(slow)
        try:
            self.work()
        finally:
            self.tasks.append(slow)

    def reconcile(self) -> None:
        """A look that is still under way is not begun again."""
        if not any(task.key == RECONCILE for task in self.tasks):
            self.begin(RECONCILE, None, self.reconciliation.run())

    def turn(self, seconds: float) -> None:
        """What the CRM had taken is carried out on the way."""
        end = self.clock.now() + timedelta(seconds=seconds)
        while self.crm.late and self.crm.late[0][0] <= end:
            at, draft = self.crm.late.pop(0)
            self.clock.turn_to(max(at, self.clock.now()))
            self.crm.carry_out(draft)
        self.clock.turn_to(max(end, self.clock.now()))

    def quieten(self) -> None:
        """Until no job waits, whatever time that takes."""
        for _ in range(self.longest_work):
            self.work()
            if not self.books.jobs.waiting:
                return
            due = min(it.run_at for it in self.books.jobs.waiting.values())
            self.turn((due - self.clock.now()).total_seconds())
        raise AssertionError(f"jobs come again for ever: {list(self.books.jobs.waiting)}")

    def end(self, task: Task, outcome: Outcome | None) -> None:
        self.crossed += bool(task.owed and task.owed.job.kind in self.keepers and self.ended > task.since)
        super().end(task, outcome)

    def fail(self, task: Task, error: DeskError) -> None:
        owed, now = task.owed, self.clock.now()
        if owed is None:
            return
        if isinstance(error, Unauthorised):
            self.books.jobs.again(task.key, now + self.policy.longest_pause, owed.tries)
        elif isinstance(error, Temporary | Unknown):
            tries = owed.tries + (not (isinstance(error, Temporary) and error.blameless))
            if tries >= TRIES:
                self._give_up(task, owed, error)
                return
            after = error.retry_after if isinstance(error, Temporary) else 15.0
            self.books.jobs.again(task.key, now + self.policy.pause(max(tries, 1), after, self.dice), tries)
        else:
            assert isinstance(error, Ignored | NotFound), f"{task.key}: {error!r}"
            self.books.jobs.taken.pop(task.key)

    def _give_up(self, task: Task, owed: Owed, error: DeskError) -> None:
        """A person first, the list of what was given up second."""
        keeper = self.keepers.get(owed.job.kind)
        self.books.jobs.taken.pop(task.key)
        if keeper:
            self.begin(f"give up {task.key}", None, keeper.give_up(owed.job.data["pair"], error.reason))

    # --- what comes in -------------------------------------------------------------------------------------------

    def hear(self, hint: StoreHint | DealHint) -> None:
        """A kept event is read."""
        now = self.clock.now()
        try:
            with self.books.transaction() as books:
                if isinstance(hint, StoreHint):
                    self.service.hear(books, hint, now)  # type: ignore[arg-type]
                else:
                    self.service.hear_deal(books, hint.deal_id, now)  # type: ignore[arg-type]
        except Ignored:
            return

    def tap(self, pair_id: int) -> None:
        """A person taps retry."""
        self.taps += 1
        try:
            with self.books.transaction() as books:
                self.service.tell(books, pair_id, RetryAsked("Анна"), self.clock.now())  # type: ignore[arg-type]
        except (Ignored, Conflict):
            return
