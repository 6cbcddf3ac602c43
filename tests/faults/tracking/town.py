"""A desk between a CRM and a tracker, run step by step: service and effects are the desk's own.

No event loop: every request and every commit is a gate at which an effect waits until it is let go, in whatever order,
or dies with its process. What stands in for ``scheduler.worker`` treats failures as it does.
"""

import random
from collections.abc import Coroutine
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from desk.errors import DeskError, Ignored, Temporary
from desk.leads.effects.outcome import Again, Outcome
from desk.tracking.effects.deals import SendDeals
from desk.tracking.effects.history import TurnHistory
from desk.tracking.effects.table import Table
from desk.tracking.effects.touch import HandleTouch
from desk.tracking.model import Touch
from desk.tracking.service import TrackingService
from desk.tracking.wishes import Wishes
from desk.tracking.work import HANDLE_TOUCH, SEND_DEALS
from scheduler.retry import RetryPolicy
from tests.clocks import TurnedClock
from tests.exchange.world import Moods
from tests.faults.exchange.memory import MemoryStore, Owed
from tests.faults.exchange.town import Gate
from tests.faults.tracking.memory import TrackingMemory
from tests.tracking.paper_tracker import PaperTracker
from tests.tracking.world import PaperCrm

A_TICK = 0.0007  # seconds that a request or a commit takes
LONGEST_WORK = 20_000  # gates; more of them means that something goes round for ever


@dataclass
class Task:
    """An effect under way, waiting at a gate."""

    key: str
    owed: Owed | None
    effect: Coroutine[Any, Any, Any]


@dataclass
class Town:
    dice: random.Random
    wishes: Wishes = field(default_factory=Wishes)
    clock: TurnedClock = field(default_factory=TurnedClock)
    books: TrackingMemory = field(default_factory=TrackingMemory)
    tasks: list[Task] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.crm = PaperCrm(self.clock, Moods(gate=self.gate))
        self.tracker = PaperTracker(self.clock, Moods(gate=self.gate))
        self.policy = RetryPolicy(first_pause=timedelta(seconds=1))
        self.start()

    async def gate(self) -> None:
        await Gate()

    # --- a process ---------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """New objects on the same memory; what was taken is given back."""
        self.books.jobs.release()
        store: Any = MemoryStore(self.books, self.gate)
        self.service = TrackingService(lambda: self.wishes)
        table = Table(store, self.service, self.clock)
        self.handle = HandleTouch(table, self.crm, lambda: self.wishes)
        self.send = SendDeals(table, self.crm, self.tracker, lambda: self.wishes)
        self.turn_history = TurnHistory(table, self.crm)

    def crash(self) -> None:
        for task in self.tasks:
            task.effect.close()
        self.tasks.clear()
        self.start()

    # --- steps -------------------------------------------------------------------------------------------------------

    def step(self) -> bool:
        """One effect goes on to its next gate, or a due job is begun, as the dice fall. False: nothing is to do."""
        due = self.books.jobs.due(self.clock.now())
        if not self.tasks and not due:
            return False
        self.clock.turn(A_TICK)
        choice = self.dice.randrange(len(self.tasks) + len(due))
        if choice < len(self.tasks):
            self._go_on(self.tasks[choice])
        else:
            owed = self.books.jobs.take(due[choice - len(self.tasks)])
            self._go_on(self.begin(owed.job.key, owed, self._run(owed)))
        return True

    def work(self) -> None:
        """Until nothing is due. Raises AssertionError when that never comes."""
        for _ in range(LONGEST_WORK):
            if not self.step():
                return
        raise AssertionError(f"it goes round for ever: {[task.key for task in self.tasks]}")

    def work_until(self, end: datetime) -> None:
        """Whatever comes due on the way."""
        while True:
            self.work()
            now = self.clock.now()
            due = min((it.run_at for it in self.books.jobs.waiting.values() if it.run_at > now), default=end)
            self.clock.turn_to(max(now, min(due, end)))
            if due >= end:
                return

    def begin(self, key: str, owed: Owed | None, effect: Coroutine[Any, Any, Any]) -> Task:
        task = Task(key, owed, effect)
        self.tasks.append(task)
        return task

    def receive(self, touch: Touch, *, listed: bool = False) -> None:
        try:
            with self.books.transaction() as books:
                self.service.receive(books, touch, self.clock.now(), listed=listed)  # type: ignore[arg-type]
        except Ignored:
            return

    def _run(self, owed: Owed) -> Coroutine[Any, Any, Outcome]:
        assert owed.job.kind in (HANDLE_TOUCH, SEND_DEALS)
        return self.handle(owed.job.data["case"]) if owed.job.kind == HANDLE_TOUCH else self.send()

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
        if task.owed and isinstance(outcome, Again):
            self.books.jobs.again(task.key, outcome.at, task.owed.tries)
        elif task.owed:
            self.books.jobs.taken.pop(task.key)

    def _fail(self, task: Task, error: DeskError) -> None:
        """As ``scheduler.worker`` does; nothing is given up here."""
        assert isinstance(error, Temporary), f"{task.key}: {error!r}"
        owed = task.owed
        if owed is None:
            return
        tries = owed.tries + (not error.blameless)
        pause = self.policy.pause(max(tries, 1), error.retry_after, self.dice)
        self.books.jobs.again(task.key, self.clock.now() + pause, tries)
