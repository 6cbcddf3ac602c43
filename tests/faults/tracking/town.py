"""A desk between a CRM and a tracker, run step by step: service and effects are the desk's own."""

from collections.abc import Coroutine
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from desk.errors import DeskError, Ignored, Temporary
from desk.leads.effects.outcome import Outcome
from desk.tracking.effects.deals import SendDeals
from desk.tracking.effects.history import TurnHistory
from desk.tracking.effects.table import Table
from desk.tracking.effects.touch import HandleTouch
from desk.tracking.model import Touch
from desk.tracking.service import TrackingService
from desk.tracking.wishes import Wishes
from desk.tracking.work import HANDLE_TOUCH, SEND_DEALS
from scheduler.retry import RetryPolicy
from tests.exchange.world import Moods
from tests.faults.exchange.memory import MemoryStore, Owed
from tests.faults.steps import SteppedDesk, Task
from tests.faults.tracking.memory import TrackingMemory
from tests.tracking.paper_tracker import PaperTracker
from tests.tracking.world import PaperCrm


@dataclass
class Town(SteppedDesk):
    a_tick = 0.0007
    longest_work = 20_000
    books: TrackingMemory = field(default_factory=TrackingMemory)
    wishes: Wishes = field(default_factory=Wishes)

    def __post_init__(self) -> None:
        self.crm = PaperCrm(self.clock, Moods(gate=self.gate))
        self.tracker = PaperTracker(self.clock, Moods(gate=self.gate))
        self.policy = RetryPolicy(first_pause=timedelta(seconds=1))
        self.start()

    def start(self) -> None:
        self.books.jobs.release()
        store: Any = MemoryStore(self.books, self.gate)
        self.service = TrackingService(lambda: self.wishes)
        table = Table(store, self.service, self.clock)
        self.handle = HandleTouch(table, self.crm, lambda: self.wishes)
        self.send = SendDeals(table, self.crm, self.tracker, lambda: self.wishes)
        self.turn_history = TurnHistory(table, self.crm)

    def work_until(self, end: datetime) -> None:
        """Whatever comes due on the way."""
        while True:
            self.work()
            now = self.clock.now()
            due = min((it.run_at for it in self.books.jobs.waiting.values() if it.run_at > now), default=end)
            self.clock.turn_to(max(now, min(due, end)))
            if due >= end:
                return

    def receive(self, touch: Touch, *, listed: bool = False) -> None:
        try:
            with self.books.transaction() as books:
                self.service.receive(books, touch, self.clock.now(), listed=listed)  # type: ignore[arg-type]
        except Ignored:
            return

    def run(self, owed: Owed) -> Coroutine[Any, Any, Outcome]:
        assert owed.job.kind in (HANDLE_TOUCH, SEND_DEALS)
        return self.handle(owed.job.data["case"]) if owed.job.kind == HANDLE_TOUCH else self.send()

    def fail(self, task: Task, error: DeskError) -> None:
        """Nothing is given up here."""
        assert isinstance(error, Temporary), f"{task.key}: {error!r}"
        owed = task.owed
        if owed is None:
            return
        tries = owed.tries + (not error.blameless)
        pause = self.policy.pause(max(tries, 1), error.retry_after, self.dice)
        self.books.jobs.again(task.key, self.clock.now() + pause, tries)
