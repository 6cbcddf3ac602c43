"""What people read in the chat, drawn from what is remembered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.app.workshop import Workshop
from bot.cards.acts import render_acts
from bot.cards.card import Action, Card
from bot.cards.choices import ask_reason, ask_when, ask_whom
from bot.cards.doctor import Ailment, Finding
from bot.cards.help import render_help, render_start
from bot.cards.listing import Kind, render_errors, render_listing
from bot.cards.notices import render_raw, render_why
from bot.cards.shift import render_shift
from bot.cards.state import render_health
from desk.errors import NotFound
from desk.leads.model import OPEN, Lead, LeadStatus, Person
from desk.ports import Clock, Health
from desk.staff.roles import Role
from desk.statistics.standing import Standing
from scheduler.switches import Switches
from storage.acts import REFUSED
from storage.books import Books, Store
from storage.inbox import Kept
from storage.jobs import FAILED, Job

MOST = 200
MOST_RAW = 3
MOST_ACTS = 25


@dataclass(frozen=True, slots=True)
class Outage:
    cause: str
    since: datetime


@dataclass(frozen=True, slots=True)
class DeskPages:
    """``zone`` (IANA) and ``shop_name`` are the shop's."""

    store: Store
    clock: Clock
    workshop: Workshop
    switches: Switches
    zone: str
    shop_name: str

    def start(self, role: Role, language: str) -> Card:
        return render_start(role, language=language, shop_name=self.shop_name)

    def help(self, role: Role, language: str) -> Card:
        return render_help(role, language=language)

    async def listing(self, kind: Kind, person: Person, language: str, words: str = "") -> Card:
        leads, total = await self.store.read(lambda books: _choose(books, kind, person, words))
        return render_listing(
            kind, leads, now=self.now, language=language, shop_zone=self.zone, query=words, total=total
        )

    async def errors(self, language: str) -> Card:
        """Leads that wait for a person, neighbours that are down, effects that were given up (S0-05, D-03)."""
        leads, outages, jobs = await self.store.read(_errors)
        return render_errors(leads, outages, jobs, now=self.now, language=language, shop_zone=self.zone)

    async def why(self, lead_id: int, language: str) -> Card:
        lead, history = await self.store.read(lambda books: (books.leads.load(lead_id), books.leads.history(lead_id)))
        return render_why(lead, history, now=self.now, language=language, shop_zone=self.zone)

    async def question(self, action: Action, lead_id: int, language: str, people: Sequence[Person] = ()) -> Card:
        """What is answered by one of its buttons: to whom, until when, why."""
        lead = await self.store.read(lambda books: books.leads.load(lead_id))
        if action is Action.HAND_ON:
            others = [it for it in people if lead.assignee is None or it.id != lead.assignee.id]
            return ask_whom(lead, others, now=self.now, language=language, shop_zone=self.zone)
        ask = ask_when if action is Action.POSTPONE else ask_reason
        return ask(lead, now=self.now, language=language, shop_zone=self.zone)

    async def raw(self, lead_id: int, language: str) -> Sequence[Card]:
        """Each order that came in for this lead, the latest last."""
        kept = await self.store.read(lambda books: books.inbox.of_lead(lead_id))
        orders = [row for row in kept if row.source.startswith("orders/")]
        return [render_raw(lead_id, _text(row), language=language) for row in orders[-MOST_RAW:]]

    async def health(self, language: str, *, mend: bool = False) -> Card:
        """The neighbours and what to do about them, what people paused, and what waits or was given up.

        ``mend``: outages that are found to be over end now, and what waited for that goes on.
        """
        answers = await self.workshop.check_all(mend=mend)

        def look(books: Books) -> tuple[dict[str, Finding], Standing, dict[tuple[str, str], int], int]:
            found = {role: _find(books, role, *answer) for role, answer in answers.items()}
            return found, books.figures.standing(self.now), books.jobs.count(), books.leads.count_unknown()

        findings, standing, jobs, unknown = await self.store.read(look)
        failed = sum(number for (_lane, status), number in jobs.items() if status == FAILED)
        return render_health(
            findings,
            now=self.now,
            language=language,
            shop_zone=self.zone,
            paused=self.switches.pauses,
            standing=standing,
            jobs_waiting=sum(jobs.values()) - failed,
            jobs_failed=failed,
            unknown=unknown,
        )

    async def shift(self, person: Person, language: str, *, own: bool, command: str) -> Card:
        """When somebody works and what they take. Raises NotFound."""
        known = await self.store.read(lambda books: books.people.find(person.id))
        if known is None:
            raise NotFound(f"nobody is known by the number {person.id}")
        named, zone = Person(known.id, known.name), self.zone
        return render_shift(
            named, known.shift, now=self.now, language=language, shop_zone=zone, own=own, command=command
        )

    async def audit(
        self, language: str, person: Person | None = None, lead_id: int | None = None, *, refused: bool = False
    ) -> Card:
        """The latest acts, of somebody or about a lead, or only what was refused (X-39)."""
        who, what = person.id if person else None, REFUSED if refused else ""
        acts = await self.store.read(lambda books: books.acts.latest(MOST_ACTS, who_id=who, lead_id=lead_id, what=what))
        return render_acts(acts, now=self.now, language=language, shop_zone=self.zone)

    @property
    def now(self) -> datetime:
        return self.clock.now()


def _choose(books: Books, kind: Kind, person: Person, words: str) -> tuple[Sequence[Lead], int]:
    if kind is Kind.FOUND:
        found = books.leads.search(words)
        return found, len(found)
    leads = books.leads.latest(statuses=OPEN, limit=MOST)
    if kind is Kind.MINE:
        mine = [lead for lead in leads if lead.assignee and lead.assignee.id == person.id]
        return mine, len(mine)
    counts = books.leads.count()
    return leads, sum(counts.get(status, 0) for status in OPEN)


def _errors(books: Books) -> tuple[Sequence[Lead], Sequence[Outage], Sequence[Job]]:
    waiting = books.leads.latest(statuses=(LeadStatus.MANUAL.value,), limit=MOST)
    outages = [Outage(it.cause, it.opened_at) for it in books.incidents.open()]
    return [lead for lead in waiting if lead.assignee is None], outages, books.jobs.listed((FAILED,), MOST)


def _find(books: Books, role: str, health: Health, ailment: Ailment) -> Finding:
    last = books.incidents.find(role)
    if last is None:
        return Finding(health, ailment)
    return Finding(health, ailment, last.opened_at, last.last_at, last.closed_at)


def _text(row: Kept) -> str:
    return row.request.body.decode("utf-8", "replace")
