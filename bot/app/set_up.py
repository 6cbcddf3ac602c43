"""What people ask of the connection of store and CRM in the chat, done as jobs: a restart in the middle ends it all
the same, and every wish has exactly one result.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import TypeAdapter

from bot.app.connecting import TRIAL, Partners, look_at, try_out
from bot.app.overrides import LiveSettings
from bot.app.stages import Stages
from desk.errors import Conflict, DeskError, Rejected, Temporary, Unauthorised, Unknown
from desk.exchange.connection import Attempt, Connection, Task
from desk.leads.books import Lane, NewJob, Priority
from desk.leads.effects.outcome import Again, Done, Outcome
from desk.leads.model import Person
from desk.ports import Clock
from desk.values import replace
from handlers.telegram.desk import Guest
from scheduler.handlers import Handler
from storage.books import Books, Store
from storage.jobs import Job

SET_UP, SHOW_SET_UP = "exchange.set_up", "chat.show_set_up"
KEY = "set_up:"  # of the vault; a person's number follows
ACTS = {Task.MAKE: "set_up_make_sure", Task.TRY: "set_up_try"}
CLOSED = "set_up_end"
ATTEMPTS = TypeAdapter(Attempt)
SLOWEST = timedelta(seconds=60)  # for so long the CRM may work on a request whose answer was lost
UNDER_WAY = "it is under way: it ends in a moment"
CHANGED = "this was done, or has changed: look at it again"
CALLED_OFF = "called off"
NOT_ANY_MORE = "only admins connect the store"


def only_admins(guest: Guest) -> None:
    """Raises Rejected."""
    if not guest.admin:
        raise Rejected(NOT_ANY_MORE, code="not_admin")


def load_attempt(books: Books, person_id: int) -> Attempt | None:
    """The latest."""
    kept = books.vault.load(f"{KEY}{person_id}")
    return None if kept is None else ATTEMPTS.validate_python(kept)


def keep_attempt(books: Books, person_id: int, attempt: Attempt, now: datetime) -> None:
    books.vault.keep(f"{KEY}{person_id}", ATTEMPTS.dump_python(attempt, mode="json"), now)


def begin(books: Books, by: Person, task: Task, key: str, now: datetime, stamp: str = "") -> None:
    """Owed from now on. A wish that is told once more was granted. ``stamp``: what the button was shown with.

    Raises Conflict.
    """
    if not books.acts.is_new(key):
        return
    before = load_attempt(books, by.id)
    if before and not before.over and (before.begun or task is not Task.LOOK):
        raise Conflict(UNDER_WAY)
    found = before.found if before else None
    if task is not Task.LOOK and (before is None or found is None or stamp_of(before) != stamp):
        raise Conflict(CHANGED)
    if task in ACTS:
        books.acts.note(by, ACTS[task], now, key=key, text=", ".join(found.missing) if found else "")
    keep_attempt(books, by.id, Attempt(task, key, now, found=found and replace(found, done=(), trial=())), now)
    books.jobs.put(_set_up(by.id, now))


def end(books: Books, by: Person, key: str, now: datetime) -> None:
    """What waits for its turn is called off. Raises Conflict for what has begun outside."""
    if not books.acts.is_new(key):
        return
    attempt = load_attempt(books, by.id)
    if attempt and not attempt.over:
        if attempt.begun:
            raise Conflict(UNDER_WAY)
        books.jobs.cancel(f"{SET_UP}:{by.id}")
        keep_attempt(books, by.id, replace(attempt, over=True, reason=CALLED_OFF), now)
    books.acts.note(by, CLOSED, now, key=key)


def _set_up(person_id: int, now: datetime) -> NewJob:
    """One after the other, whoever asks: two at once would make two pipelines."""
    key, why, data = f"{SET_UP}:{person_id}", "a person asked for it", {"person": person_id}
    return NewJob(SET_UP, Lane.CRM, key, now, why, line=SET_UP, data=data, priority=Priority.PROMPT)


def show_set_up(person_id: int, now: datetime) -> NewJob:
    key, why = f"{SHOW_SET_UP}:{person_id}", "the store's connection was looked at"
    data = {"person": person_id}
    return NewJob(SHOW_SET_UP, Lane.CHAT, key, now, why, line=key, data=data, priority=Priority.PROMPT)


def stamp_of(shown: Attempt) -> str:
    """What a button that makes things is about: good once, since what it begins is an attempt of its own."""
    missing = shown.found.missing if shown.found else ()
    return hashlib.sha256("\n".join((shown.key, *missing)).encode()).hexdigest()[:8]


@dataclass(frozen=True, slots=True)
class SettingUp:
    """``may``: whether somebody may still do this."""

    store: Store
    clock: Clock
    live: LiveSettings
    stages: Stages
    partners: Partners
    may: Callable[[Books, int], bool]

    def handlers(self) -> dict[str, Handler]:
        return {SET_UP: Handler(self._run, self._give_up)}

    async def _run(self, job: Job) -> Outcome:
        person = int(job.data["person"])
        attempt, may = await self.store.read(lambda books: (load_attempt(books, person), self.may(books, person)))
        if attempt is None or attempt.over:
            return Done("it was called off")
        if not may and attempt.begun is None:
            await self._end(person, attempt, reason=NOT_ANY_MORE)
            return Done(NOT_ANY_MORE)
        now = self.clock.now()
        if attempt.begun and now < attempt.begun + SLOWEST:
            return Again(attempt.begun + SLOWEST, "the CRM may still be at work on it")
        return await self._try(person, attempt)

    async def _try(self, person: int, attempt: Attempt) -> Outcome:
        """Once something was sent to be made, a failure is no end of it: what was made has to be found."""
        again = attempt.begun is not None
        try:
            if attempt.task is not Task.LOOK:
                attempt = await self._keep(person, replace(attempt, begun=self.clock.now()))
            found = await self._do(attempt, again=again)
        except Unknown as error:
            await self._keep(person, replace(attempt, reason=error.reason))
            return Again((attempt.begun or self.clock.now()) + SLOWEST, error.reason)
        except DeskError as error:
            if isinstance(error, Temporary) and again:
                raise
            await self._end(person, attempt, reason=error.reason)
            return Done(error.reason, error if isinstance(error, Temporary | Unauthorised) else None)
        await self._end(person, attempt, found)
        return Done()

    async def _do(self, it: Attempt, *, again: bool) -> Connection:
        settings = self.live.current
        if it.task is Task.TRY:
            trial = await try_out(self.partners, settings, self.clock, trial_ref(it.key))
            found = it.found or await self._look(create=False)
            return replace(found, trial=tuple(trial))
        found = await self._look(create=it.task is Task.MAKE)
        return replace(found, done=made_by_now(it, found)) if again else found

    async def _look(self, *, create: bool) -> Connection:
        """What it finds of the stages counts from now on."""
        written = self.live.file.order_sync.stages
        found = await look_at(self.partners, self.live.current, written, create=create)
        await self.stages.keep(tuple(it.stage for it in found.mapping))
        return found

    async def _give_up(self, job: Job, reason: str) -> None:
        person = int(job.data["person"])
        attempt = await self.store.read(lambda books: load_attempt(books, person))
        if attempt and not attempt.over:
            await self._end(person, attempt, reason=reason)

    async def _end(self, person: int, it: Attempt, found: Connection | None = None, reason: str = "") -> None:
        await self._keep(person, replace(it, over=True, reason=reason, found=found or it.found))

    async def _keep(self, person: int, attempt: Attempt) -> Attempt:
        """Unless they have asked for something else meanwhile."""

        def work(books: Books) -> None:
            now, present = self.clock.now(), load_attempt(books, person)
            if present and present.key == attempt.key and not present.over:
                keep_attempt(books, person, attempt, now)
                books.jobs.put(show_set_up(person, now))

        await self.store.write(work)
        return attempt


def made_by_now(it: Attempt, found: Connection) -> tuple[str, ...]:
    """An earlier try, of which nobody has heard, may have made some of it: whoever wished for it is told of all."""
    wished = it.found.missing if it.found else ()
    return tuple(dict.fromkeys([*(what for what in wished if what not in found.missing), *found.done]))


def trial_ref(key: str) -> str:
    """The same for every try of one wish: what one of them has left is found by the next."""
    return f"{TRIAL}-{hashlib.sha256(key.encode()).hexdigest()[:8]}"
