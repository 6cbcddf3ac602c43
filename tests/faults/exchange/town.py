"""A desk between a store and a CRM, run step by step: service, effects and reconciliation are the desk's own.

No event loop: every request and every commit is a gate at which an effect waits until it is let go, in whatever order,
or dies with its process. What stands in for ``scheduler.worker`` treats failures as it does.
"""

import random
from collections.abc import Callable, Coroutine, Generator
from dataclasses import dataclass, field
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
from desk.leads.effects.outcome import Again, Outcome
from scheduler.reconciliation import Reconciliation
from scheduler.retry import RetryPolicy
from tests.clocks import TurnedClock
from tests.exchange.orders import MAP
from tests.exchange.world import Moods, PaperDeals, PaperStore
from tests.faults.exchange.memory import MemoryBooks, MemoryStore, Owed

A_TICK = 0.037  # seconds that a request or a commit takes
TRIES = 4  # few, so that jobs are given up within a life
RECONCILE = "reconcile"
LONGEST_WORK = 400  # gates; more of them means that something goes round for ever


class Gate:
    def __await__(self) -> Generator[None, None, None]:
        yield


@dataclass
class Task:
    """An effect under way, waiting at a gate."""

    key: str
    owed: Owed | None
    effect: Coroutine[Any, Any, Any]
    since: int = 0  # how many effects had ended when it began


@dataclass
class Town:
    clock: TurnedClock = field(default_factory=TurnedClock)
    books: MemoryBooks = field(default_factory=MemoryBooks)
    tasks: list[Task] = field(default_factory=list)
    killed: int = 0  # effects that died with their process
    taps: int = 0
    ended: int = 0
    crossed: int = 0  # changes of ours during which other effects came to their end: one may be made once more
    dice: random.Random = field(default_factory=lambda: random.Random(1))

    def __post_init__(self) -> None:
        self.crm = PaperDeals(self.clock, Moods(gate=self.gate))
        self.shop = PaperStore(self.clock, Moods(gate=self.gate))
        self.policy = RetryPolicy(attempts=TRIES)
        self.start()

    async def gate(self) -> None:
        await Gate()

    # --- a process -----------------------------------------------------------------------------------------------

    def start(self) -> None:
        """New objects on the same memory; what was taken is given back."""
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
        for task in self.tasks:
            task.effect.close()
        self.tasks.clear()
        self.start()

    # --- steps ---------------------------------------------------------------------------------------------------

    def choices(self) -> int:
        return len(self.tasks) + len(self.books.jobs.due(self.clock.now()))

    def step(self, choice: int) -> bool:
        """One effect goes on to its next gate, or a due job is begun. False: there is nothing to do."""
        due = self.books.jobs.due(self.clock.now())
        if not self.tasks and not due:
            return False
        self.turn(A_TICK)
        choice %= len(self.tasks) + len(due)
        if choice < len(self.tasks):
            self._go_on(self.tasks[choice])
        else:
            owed = self.books.jobs.take(due[choice - len(self.tasks)])
            self._go_on(self._begin(owed.job.key, owed, self.handlers[owed.job.kind](owed)))
        return True

    def work(self) -> None:
        """Until nothing is due. Raises AssertionError when that never comes."""
        for _ in range(LONGEST_WORK):
            if not self.step(0):
                return
        raise AssertionError(f"it goes round for ever: {[task.key for task in self.tasks]}")

    def run_until_answered(self, neighbour: PaperDeals | PaperStore, what: str) -> Task | None:
        """One effect at a time, until such a request was carried out and its answer is on the way."""
        neighbour.moods.answering = False
        for _ in range(LONGEST_WORK):
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
            self._begin(RECONCILE, None, self.reconciliation.run())

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
        for _ in range(LONGEST_WORK):
            self.work()
            if not self.books.jobs.waiting:
                return
            due = min(it.run_at for it in self.books.jobs.waiting.values())
            self.turn((due - self.clock.now()).total_seconds())
        raise AssertionError(f"jobs come again for ever: {list(self.books.jobs.waiting)}")

    def _begin(self, key: str, owed: Owed | None, effect: Coroutine[Any, Any, Any]) -> Task:
        task = Task(key, owed, effect, self.ended)
        self.tasks.append(task)
        return task

    def _go_on(self, task: Task) -> None:
        try:
            task.effect.send(None)
        except StopIteration as ended:
            self.tasks.remove(task)
            self._end(task, ended.value)
        except DeskError as error:
            self.tasks.remove(task)
            self._fail(task, error)

    def _end(self, task: Task, outcome: Outcome | None) -> None:
        self.crossed += bool(task.owed and task.owed.job.kind in self.keepers and self.ended > task.since)
        self.ended += 1
        if task.owed is None:
            return
        if isinstance(outcome, Again):
            self.books.jobs.again(task.key, outcome.at, task.owed.tries)
        else:
            self.books.jobs.taken.pop(task.key)

    def _fail(self, task: Task, error: DeskError) -> None:
        """As ``scheduler.worker`` does."""
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
            self._begin(f"give up {task.key}", None, keeper.give_up(owed.job.data["pair"], error.reason))

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
