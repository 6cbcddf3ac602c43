"""The whole engine round one database file, run step by step: decisions, jobs and effects are the desk's own.

No event loop and no thread: transactions run where they are asked for, and a request to a neighbour that takes long is
a coroutine that waits here until its answer is given. What stands in for ``scheduler.worker`` treats failures as it
does, one job at a time.
"""

import itertools
import random
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

import orjson
from pydantic import TypeAdapter

from bot.app.carrying import carrying_out
from bot.app.effects import lead_handlers
from bot.app.intake import CallManner, DeskIntake, read_token
from bot.app.neighbours import Neighbours
from bot.settings.sections import Calls, Texts
from bot.texts.teller import CrmTeller
from bot.texts.wording import Wording
from desk.errors import DeskError, Ignored, NotFound, Temporary, Unauthorised, Unknown
from desk.leads import events
from desk.leads.effects.bench import Bench
from desk.leads.effects.outcome import Again, Outcome
from desk.leads.model import Lead
from desk.leads.policy import Rules
from desk.leads.service import LeadService, Received
from desk.leads.work import ASSIGN, CARRY_OUT
from desk.model import Order
from desk.ports import CallReport, PlanAsked
from desk.staff.distribution import Mode
from desk.staff.roles import Role
from desk.telephony import BridgePlan, CallPlan
from scheduler.assignment import Assignment
from scheduler.handlers import Handler
from scheduler.retry import RetryPolicy
from storage.books import Books
from storage.columns import EPOCH
from storage.jobs import WAITING, Job
from tests.clocks import TurnedClock
from tests.desk.leads.effects.conftest import DeathError, Fate
from tests.faults.rules.memory import MemoryFile, MemoryStore
from tests.faults.rules.paper import PaperGateway, PaperOffice, PaperTelephony

T = TypeVar("T")
LEAD = TypeAdapter(Lead)
CAMPAIGN = "СКИДКА-777"
WORDING = Wording(Texts(campaign=CAMPAIGN), Calls(), "Часы", "ru")
MANNER = CallManner(detect_machine=True, key_wait_seconds=3)
LANES = ("desk", "calls", "sms", "crm")  # the chat's cards are owed and never shown here
LEASE = timedelta(minutes=5)
MOST_JOBS = 60
DUE = "SELECT DISTINCT lane FROM job WHERE status = 'waiting' AND run_at <= ?"
TOLD = "SELECT 1 FROM fact WHERE lead_id = ? AND fact = ?"
OWED = "SELECT kind, lead_id, data, run_at, status FROM job WHERE lane <> 'chat'"
MICROSECOND = timedelta(microseconds=1)  # moments are stored in them


@dataclass(frozen=True, slots=True)
class Owed:
    """A job as it stands in the file."""

    kind: str
    lead_id: int
    subject: int | str | None
    run_at: datetime
    status: str


class Engine:
    """``broken`` collects what a job must never do: raise something that is no error of the desk's vocabulary.

    ``rested_at``: by when everything that was due was done last, in the life of this process.
    """

    def __init__(self, file: MemoryFile, rules: Rules, clock: TurnedClock, mode: Mode = Mode.FREE) -> None:
        self.file, self.rules, self.clock, self.mode = file, rules, clock, mode
        self.fate = Fate()
        self.telephony = PaperTelephony(clock, self.fate)
        self.gateway = PaperGateway(clock, self.fate)
        self.office = PaperOffice(self.fate)
        self.broken: list[str] = []
        self._numbers = itertools.count(1)
        self._dice = random.Random(1)  # jitter of pauses
        file.wipe()
        self.start()

    # --- a process -----------------------------------------------------------------------------------------------

    def start(self) -> None:
        """New objects on the file, as at every start; what was taken is given back."""
        self.fate.fatal = 0
        self.rested_at: datetime | None = None
        self._waiting: dict[int, tuple[Job, Handler, Coroutine[Any, Any, Outcome]]] = {}
        self.store = MemoryStore(self.file, self.fate)
        self.service = LeadService(lambda: self.rules, self._nonce, lambda _city: "", lambda _ip: None)
        self.bench = Bench(self.store, self.service, self.clock)
        self.intake = DeskIntake(self.store, self.service, self.clock, WORDING, MANNER)  # type: ignore[arg-type]
        neighbours = Neighbours(crm=self.office, caller=self.telephony, sms=self.gateway)
        assignment = Assignment(self.store, self.service, self.clock, lambda: self.mode, self.rules.hours.shop_zone)  # type: ignore[arg-type]
        self.handlers = {
            **lead_handlers(self.bench, neighbours, WORDING, CrmTeller("ru")),
            ASSIGN: Handler(assignment),
            CARRY_OUT: carrying_out(self.bench, self._standing),
        }
        self.policy = RetryPolicy()
        run(self.store.write(lambda books: books.jobs.release()))

    def restart(self) -> None:
        """The process was killed: its requests under way are nobody's any more."""
        for _it, _handler, effect in self._waiting.values():
            effect.close()
        self.file.reopen()
        self.start()

    @contextmanager
    def mortal(self) -> Iterator[None]:
        """A death in here is followed by a restart."""
        try:
            yield
        except DeathError:
            self.restart()

    # --- what comes in -------------------------------------------------------------------------------------------

    def receive(self, order: Order) -> Received:
        return run(self.store.write(lambda books: self.service.receive(books, order, self.clock.now())))

    def tell(self, lead_id: int, fact: events.Event, key: str = "") -> Lead:
        now = self.clock.now()
        return run(self.store.write(lambda books: self.service.tell(books, lead_id, fact, now, key=key)))

    def ask_plan(self, token: str, session: str) -> CallPlan | BridgePlan:
        """Raises Conflict when this session must not dial."""
        return run(self.intake.hand_out_plan(PlanAsked(token, session)))

    def report(self, said: CallReport) -> Lead:
        call = read_token(said.token)
        return self.insist(call.lead_id, events.CallEnded(call.number, said))

    def insist(self, lead_id: int, fact: events.Event) -> Lead:
        """A kept delivery: who dies over it reads it again, and what was told then is not told twice."""
        key = f"delivery {next(self._numbers)}"
        try:
            return self.tell(lead_id, fact, key)
        except DeathError:
            self.restart()
        if self.file.look(TOLD, lead_id, key):
            return self.lead(lead_id)
        return self.tell(lead_id, fact, key)

    # --- the worker ----------------------------------------------------------------------------------------------

    def work(self) -> None:
        """Do what is due, until nothing is. A request that waits for its answer keeps its job."""
        for _ in range(MOST_JOBS):
            taken = run(self.store.write(self._take))
            if not taken:
                self.rested_at = self.clock.now()
                return
            for it in taken:
                handler = self.handlers[it.kind]
                self._go_on(it, handler, handler.run(it), None)
        self.broken.append("the worker comes to no end")

    def answer(self, answer: object) -> None:
        """The oldest request that waits is answered; an exception is raised there."""
        it, handler, effect = self._waiting.pop(min(self._waiting))
        self._go_on(it, handler, effect, answer)

    @property
    def under_way(self) -> str:
        """The kind of the job whose request is answered next, if one waits."""
        return self._waiting[min(self._waiting)][0].kind if self._waiting else ""

    def _take(self, books: Books) -> list[Job]:
        """From the first lane where something is due: the CRM's picture is drawn when the rest is done."""
        now = self.clock.now()
        due = {lane for (lane,) in self.file.look(DUE, (now - EPOCH) // MICROSECOND)}
        return next((books.jobs.take(lane, now, 3, LEASE) for lane in LANES if lane in due), [])

    def _go_on(self, it: Job, handler: Handler, effect: Coroutine[Any, Any, Outcome], answer: object) -> None:
        try:
            if isinstance(answer, BaseException):
                effect.throw(answer)
            else:
                effect.send(answer)
        except StopIteration as ended:
            self._finish(it, ended.value)
        except (Ignored, NotFound):
            self._write(lambda books: books.jobs.finish(it.id))
        except Unauthorised as error:
            self._again(it, self.clock.now() + self.policy.longest_pause, it.tries, error)
        except (Temporary, Unknown) as error:
            self._postpone(it, handler, error)
        except DeskError as error:
            self._write(lambda books, text=str(error): books.jobs.fail(it.id, text, it.tries + 1))
        except (ValueError, TypeError, AttributeError, LookupError, AssertionError) as error:
            self.broken.append(f"{it.kind} broke: {error!r}")
            self._write(lambda books: books.jobs.finish(it.id))
        else:
            self._waiting[it.id] = (it, handler, effect)

    def _finish(self, it: Job, outcome: Outcome) -> None:
        if isinstance(outcome, Again):
            self._again(it, outcome.at, it.tries, None)
        else:
            self._write(lambda books: books.jobs.finish(it.id))

    def _postpone(self, it: Job, handler: Handler, error: Temporary | Unknown) -> None:
        blameless = isinstance(error, Temporary) and error.blameless
        tries = it.tries + (not blameless)
        if tries >= self.policy.attempts:
            self._write(lambda books: books.jobs.fail(it.id, str(error), tries))
            run(handler.give_up(it, error.reason))
            return
        after = error.retry_after if isinstance(error, Temporary) else 15.0
        self._again(it, self.clock.now() + self.policy.pause(max(tries, 1), after, self._dice), tries, error)

    def _again(self, it: Job, at: datetime, tries: int, error: DeskError | None) -> None:
        self._write(lambda books: books.jobs.again(it, at, tries=tries, error=str(error or "")))

    def _write(self, work: Callable[[Books], object]) -> None:
        run(self.store.write(work))

    # --- what is there -------------------------------------------------------------------------------------------

    def lead(self, lead_id: int) -> Lead:
        ((body,),) = self.file.look("SELECT body FROM lead WHERE id = ?", lead_id)
        return LEAD.validate_json(body)

    def leads(self) -> list[Lead]:
        """The newest first."""
        return [LEAD.validate_json(body) for (body,) in self.file.look("SELECT body FROM lead ORDER BY id DESC")]

    def jobs(self) -> list[Owed]:
        """Also those that were given up; without the chat's."""
        return [
            Owed(kind, lead_id, orjson.loads(data).get("subject"), EPOCH + run_at * MICROSECOND, status)
            for kind, lead_id, data, run_at, status in self.file.look(OWED)
        ]

    def next_due(self) -> datetime | None:
        return min((it.run_at for it in self.jobs() if it.status == WAITING), default=None)

    async def _standing(self, person_id: int) -> Role:
        known = await self.store.read(lambda books: books.people.find(person_id))
        return Role(known.role if known else "")

    def _nonce(self) -> str:
        return f"{next(self._numbers):08}"


def run(effect: Coroutine[Any, Any, T]) -> T:
    """To its end; nothing in it may wait."""
    try:
        effect.send(None)
    except StopIteration as ended:
        answer: T = ended.value
        return answer
    raise AssertionError("something waits that must not")
