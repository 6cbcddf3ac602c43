"""A desk without an event loop, run step by step.

Every request and every commit is a gate at which an effect waits until it is let go, in whatever order, or dies with
its process. What stands in for ``scheduler.worker`` treats failures as it does.
"""

import random
from abc import ABC, abstractmethod
from collections.abc import Callable, Coroutine, Generator
from dataclasses import dataclass, field
from typing import Any, ClassVar

from desk.errors import DeskError
from desk.leads.effects.outcome import Again, Outcome
from tests.clocks import TurnedClock
from tests.faults.exchange.memory import MemoryBooks, Owed


class Gate:
    def __await__(self) -> Generator[None, None, None]:
        yield


@dataclass
class Task:
    """An effect under way, waiting at a gate."""

    key: str
    owed: Owed | None
    effect: Coroutine[Any, Any, Any]
    since: int  # how many effects had ended when it began


@dataclass
class SteppedDesk(ABC):
    """``a_tick``: seconds that a request or a commit takes. ``longest_work``: more gates than these mean that something
    goes round for ever."""

    a_tick: ClassVar[float]
    longest_work: ClassVar[int]
    dice: random.Random = field(default_factory=lambda: random.Random(1))
    clock: TurnedClock = field(default_factory=TurnedClock)
    books: MemoryBooks = field(default_factory=MemoryBooks)
    tasks: list[Task] = field(default_factory=list)
    ended: int = 0

    async def gate(self) -> None:
        await Gate()

    @abstractmethod
    def start(self) -> None:
        """New objects on the same memory; what was taken is given back."""

    @abstractmethod
    def run(self, owed: Owed) -> Coroutine[Any, Any, Outcome]:
        """The effect of a job."""

    @abstractmethod
    def fail(self, task: Task, error: DeskError) -> None:
        """As ``scheduler.worker`` does."""

    def turn(self, seconds: float) -> None:
        self.clock.turn(seconds)

    def crash(self) -> None:
        for task in self.tasks:
            task.effect.close()
        self.tasks.clear()
        self.start()

    def step(self) -> bool:
        """One effect goes on to its next gate, or a due job is begun, as the dice fall. False: nothing is to do."""
        return self.step_by(self.dice.randrange)

    def step_by(self, choose: Callable[[int], int]) -> bool:
        """``choose`` is told how many there are to choose from."""
        due = self.books.jobs.due(self.clock.now())
        if not self.tasks and not due:
            return False
        self.turn(self.a_tick)
        choice = choose(len(self.tasks) + len(due))
        if choice < len(self.tasks):
            self._go_on(self.tasks[choice])
        else:
            owed = self.books.jobs.take(due[choice - len(self.tasks)])
            self._go_on(self.begin(owed.job.key, owed, self.run(owed)))
        return True

    def work(self) -> None:
        """Until nothing is due. Raises AssertionError when that never comes."""
        for _ in range(self.longest_work):
            if not self.step():
                return
        raise AssertionError(f"it goes round for ever: {[task.key for task in self.tasks]}")

    def begin(self, key: str, owed: Owed | None, effect: Coroutine[Any, Any, Any]) -> Task:
        task = Task(key, owed, effect, self.ended)
        self.tasks.append(task)
        return task

    def end(self, task: Task, outcome: Outcome | None) -> None:
        self.ended += 1
        if task.owed and isinstance(outcome, Again):
            self.books.jobs.again(task.key, outcome.at, task.owed.tries)
        elif task.owed:
            self.books.jobs.taken.pop(task.key)

    def _go_on(self, task: Task) -> None:
        try:
            task.effect.send(None)
        except StopIteration as ended:
            self.tasks.remove(task)
            self.end(task, ended.value)
        except DeskError as error:
            self.tasks.remove(task)
            self.fail(task, error)
