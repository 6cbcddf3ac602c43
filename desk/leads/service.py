"""Leg 2: a fact and the present state go in, state, history and owed jobs come out, in one transaction."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from desk.errors import Conflict, Ignored
from desk.leads.books import Books
from desk.leads.bridging import is_under_way
from desk.leads.charges import Kind, changed_charges
from desk.leads.decision import Decision, Situation
from desk.leads.events import ConnectAsked, Event, OrderAttached
from desk.leads.model import Lead, Person
from desk.leads.opening import CityZone, Place, open_lead
from desk.leads.patience import keep_time
from desk.leads.policy import Rules
from desk.leads.process import advance
from desk.leads.retiming import retime
from desk.leads.work import jobs_for
from desk.model import Order

WhereIs = Callable[[str], Place | None]


@dataclass(frozen=True, slots=True)
class Received:
    lead_id: int
    attached: bool


@dataclass(frozen=True, slots=True)
class LeadService:
    """Everything that may happen to leads. ``rules`` are asked for at every decision: they may be changed.

    ``providers``: who calls, and who sends messages, by name.
    """

    rules: Callable[[], Rules]
    nonce: Callable[[], str]
    city_zone: CityZone
    where_is: WhereIs
    providers: Mapping[Kind, str] = field(default_factory=dict)

    def receive(self, books: Books, order: Order, now: datetime) -> Received:
        """Open a lead for an order, or attach it to the lead that has its ref in progress (S0-16)."""
        active, lead_id = books.leads.look_up(order.source, order.ref)
        if active is not None:
            self.tell(books, active, OrderAttached(order), now)
            return Received(active, attached=True)
        place = self.where_is(order.customer.ip) if order.customer.ip else None
        situation = self._situation(now)
        decision = keep_time(None, open_lead(lead_id, order, place, self.city_zone, situation), None, situation)
        self._save(books, None, decision, now)
        return Received(lead_id, attached=False)

    def tell(self, books: Books, lead_id: int, fact: Event, now: datetime, *, key: str = "") -> Lead:
        """Tell a lead one fact and return it as it then is. A fact with a ``key`` acts once, however often told.

        Raises Ignored when nothing changes, Conflict when a person's wish is not possible, NotFound.
        """
        before = books.leads.load(lead_id)
        if key and not books.leads.told(lead_id, key):
            raise Ignored("this was told before")
        if isinstance(fact, ConnectAsked):
            _check_one_phone(books, lead_id, fact.by, now)
        decision = advance(before, fact, self._situation(now))
        self._save(books, before, decision, now)
        return decision.lead

    def retime(self, books: Books, lead: Lead, earlier: datetime, now: datetime) -> bool:
        """The clock showed ``earlier`` when it was set to ``now``. False when nothing of this lead moves."""
        decision = retime(lead, earlier, self._situation(now))
        if decision.entries:
            self._save(books, lead, decision, now)
        return bool(decision.entries)

    def _save(self, books: Books, before: Lead | None, decision: Decision, now: datetime) -> None:
        lead = decision.lead
        if before is None:
            books.leads.add(lead)
        else:
            books.leads.save(lead)
        books.leads.write(lead.id, now, decision.entries)
        for ref, charge in changed_charges(before, lead):
            if charge is None:
                books.charges.strike(ref)
            else:
                books.charges.keep(charge, self.providers.get(charge.kind, ""), now)
        books.jobs.put(*jobs_for(before, decision, self.rules(), now))

    def _situation(self, now: datetime) -> Situation:
        return Situation(now, self.rules(), self.nonce())


def _check_one_phone(books: Books, lead_id: int, person: Person, now: datetime) -> None:
    """Nobody can be on the phone twice. Raises Conflict."""
    for lead in books.leads.bridged_by(person.id):
        if lead.id != lead_id and lead.bridge and is_under_way(lead.bridge, now):
            raise Conflict(f"you are being connected with the customer of lead {lead.id} already")
