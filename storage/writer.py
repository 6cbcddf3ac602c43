"""The one writer: a thread that runs whole transactions, and commits those that wait together as one.

A group runs straight through, since functions hardly ever fail. When one did, all is undone and run anew, each
function within a savepoint of its own, so that only the failed one is left out. A function may thus run twice: it
takes values and the connection, and changes nothing else. All answers go back to the event loop in one call: a
wake-up for each would cost as much as the work itself.
"""

import asyncio
import queue
import threading
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, RootTransaction
from sqlalchemy.exc import DBAPIError

from storage.trouble import Note, is_everybodys, unavailable

Gate = Callable[[str], None]
BIGGEST_GROUP = 256
BEFORE, AFTER = "before commit", "after commit"  # points of the gate


@dataclass(slots=True)
class Task:
    """``answer`` belongs to ``loop``: the writer looks at it, and only the loop touches it."""

    work: Callable[[Connection], Any]
    answer: "asyncio.Future[Any]"
    loop: asyncio.AbstractEventLoop
    value: Any = None
    error: BaseException | None = None

    def run(self, connection: Connection) -> None:
        """Raises what is everybody's trouble; the rest is for the one who asked."""
        self.value = self.error = None
        try:
            self.value = self.work(connection)
        except BaseException as error:
            if is_everybodys(error):
                raise
            self.error = error

    def give(self) -> None:
        if self.answer.done():  # cancelled meanwhile
            return
        if self.error is None:
            self.answer.set_result(self.value)
        else:
            self.answer.set_exception(self.error)


class Writer:
    """``put`` from any event loop, ``stop`` at the end. ``gate`` is passed before and after every commit.

    It may raise Temporary before: then nothing is committed. ``note`` hears, in the writer's thread, of what is
    everybody's trouble.
    """

    def __init__(self, engine: Engine, gate: Gate, note: Note) -> None:
        self._engine = engine
        self._gate = gate
        self._note = note
        self._tasks: queue.SimpleQueue[Task | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._serve, name="writer", daemon=True)
        self._thread.start()

    def put(self, task: Task) -> None:
        self._tasks.put(task)

    def stop(self) -> None:
        """Commit what is waiting, then end. Blocks."""
        self._tasks.put(None)
        self._thread.join()

    def _serve(self) -> None:
        last = False
        while not last:
            group, last = self._gather(self._tasks.get())
            if begun := [task for task in group if not task.answer.cancelled()]:
                self._commit(begun)
                _give(begun)

    def _gather(self, first: Task | None) -> tuple[list[Task], bool]:
        group: list[Task] = []
        task = first
        while task is not None:
            group.append(task)
            if len(group) >= BIGGEST_GROUP:
                return group, False
            try:
                task = self._tasks.get_nowait()
            except queue.Empty:
                return group, False
        return group, True

    def _commit(self, group: list[Task]) -> None:
        """All or nothing for the group as a whole; each function may fail alone inside it."""
        try:
            if not self._attempt(group, _run_straight):
                self._attempt(group, _run_apart)
        except BaseException as error:  # noqa: BLE001 - the thread lives on, and whoever asked hears of it
            self._note(unavailable(error))
            for task in group:
                task.error = unavailable(error)

    def _attempt(self, group: list[Task], run: Callable[[Connection, list[Task]], bool]) -> bool:
        """One transaction; False when ``run`` would not have it committed."""
        with self._engine.connect() as connection, _begin(connection) as whole:
            if not run(connection, group):
                whole.rollback()
                return len(group) == 1
            self._gate(BEFORE)
            whole.commit()
        self._gate(AFTER)
        return True


def _begin(connection: Connection) -> RootTransaction:
    """On a new connection where the one at hand turns out to be of no use any more: nothing was done on it yet."""
    try:
        return connection.begin()
    except DBAPIError as error:
        if not error.connection_invalidated:
            raise
        return connection.begin()


def _run_straight(connection: Connection, group: list[Task]) -> bool:
    """Whether nothing failed."""
    for task in group:
        task.run(connection)
        if task.error:
            return False
    return True


def _run_apart(connection: Connection, group: list[Task]) -> bool:
    """What failed is undone, the rest stands."""
    for task in group:
        connection.exec_driver_sql("SAVEPOINT own")
        task.run(connection)
        if task.error:
            connection.exec_driver_sql("ROLLBACK TO own")
        connection.exec_driver_sql("RELEASE own")
    return True


def _give(group: list[Task]) -> None:
    by_loop: dict[asyncio.AbstractEventLoop, list[Task]] = defaultdict(list)
    for task in group:
        by_loop[task.loop].append(task)
    for loop, tasks in by_loop.items():
        if not loop.is_closed():
            loop.call_soon_threadsafe(_give_all, tasks)


def _give_all(tasks: list[Task]) -> None:
    for task in tasks:
        task.give()
