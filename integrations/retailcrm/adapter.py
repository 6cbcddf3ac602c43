"""The port ``Crm`` in the words of RetailCRM: a lead is an order, a stage is a status."""

import asyncio
import logging
from dataclasses import dataclass
from weakref import WeakValueDictionary

from desk.crm import CrmPicture, LeadDraft
from desk.errors import NotFound, Rejected, Temporary
from desk.model import Partner
from desk.ports import Clock, Health
from desk.tracking.model import Customer
from integrations.retailcrm.errors import names
from integrations.retailcrm.health import examine
from integrations.retailcrm.kept import Kept
from integrations.retailcrm.lead import customer_of, email_of, order_of
from integrations.retailcrm.line import Line
from integrations.retailcrm.people import read_name
from integrations.retailcrm.phones import normalise
from integrations.retailcrm.picture import changes_of, own_fields
from integrations.retailcrm.shape import as_text
from integrations.retailcrm.tracking import STORE_WORDS
from integrations.values import as_id

log = logging.getLogger(__name__)

SHORTEST_NUMBER = 5  # digits worth looking for


@dataclass(frozen=True, slots=True)
class _Person:
    id: str
    site: str


class RetailCrmLeads:
    """Adding is *queryable* by our marker, an additional field; everything else may be repeated.

    ``externalId`` stays free: it is the shop's own number of an order.
    """

    name = "retailcrm"

    def __init__(self, line: Line, clock: Clock) -> None:
        self._line = line
        self._config = line.config
        # Looked at once an hour: the CRM refuses a filter by a field that is not there, and people may delete one.
        self._fields = Kept(clock, lambda: line.fields.settle(own_fields(line.config)))
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def find_partner(self, code: str) -> Partner | None:
        """Who has ``code`` in the additional field of customers named by ``[retailcrm] partner``; of several the
        oldest."""
        field, wanted = self._config.partner, code.strip()
        if not field or not wanted:
            return None
        if not (found := await self._line.people.by_field(field, wanted)):
            return None
        oldest = min(found, key=lambda row: as_id(row["id"]))
        name = read_name(oldest)
        told = " ".join(it for it in (name.last, name.first, name.patronymic) if it)
        return Partner(code=code, id=str(as_id(oldest["id"])), name=told or as_text(oldest.get("email")))

    async def find_lead(self, origin: str) -> str | None:
        """The order that carries our marker; the lowest id where somebody copied it."""
        await self._fields.get()
        found = await self._line.orders.marked(self._config.marker_field, origin)
        return str(as_id(found[0]["id"])) if found else None

    async def add_lead(self, draft: LeadDraft) -> str:
        """Ask ``find_lead`` before a repeat: the CRM itself never notices a double.

        Raises Unknown when the answer was lost, Rejected with the CRM's words.
        """
        await self._fields.get()
        site = self._config.site or next(iter((await self._line.vocabulary.references()).sites), "")
        customer = await self._settle_customer(draft, site)
        fields = order_of(draft, self._config, customer.id)
        try:
            return await self._line.orders.make(fields, site)
        except Rejected as error:
            if not customer.site or customer.site == site or not names(error, *STORE_WORDS):
                raise
            log.info("the order goes to the store of its customer, %s: %s", customer.site, error.reason)
            return await self._line.orders.make(fields, customer.site)

    async def show(self, lead_id: str, picture: CrmPicture) -> None:
        """Make the order show the picture; does nothing when it already does. Raises Rejected when it was deleted."""
        await self._fields.get()
        try:
            order = await self._line.orders.raw(lead_id)
            if str(as_id(order.get("id"))) != lead_id:
                raise Temporary("RetailCRM shows something that is not the order", code="shape")
            known, zone = await self._line.vocabulary.references(), await self._line.zone.get()
            if changes := changes_of(order, picture, self._config, known, zone):
                await self._line.orders.edit(lead_id, changes, as_text(order.get("site")))
        except NotFound:
            raise Rejected(f"order {lead_id} was deleted in RetailCRM", code="deleted") from None

    def lead_url(self, lead_id: str) -> str:
        return self._line.order_url(lead_id)

    async def check(self) -> Health:
        return await examine(self._line)

    async def _settle_customer(self, draft: LeadDraft, site: str) -> _Person:
        """Found by telephone number, then by e-mail, the newest of several; else made. Two orders of one customer at
        the same time make one."""
        key = normalise(draft.phone) or email_of(draft.order.customer.email).lower() or draft.origin
        lock = self._locks.setdefault(key, asyncio.Lock())
        async with lock:
            if found := await self._find_customer(draft):
                return _Person(found.id, found.site)
            return _Person(await self._line.people.make(customer_of(draft), site), site)

    async def _find_customer(self, draft: LeadDraft) -> Customer | None:
        phone, email = normalise(draft.phone), email_of(draft.order.customer.email).lower()
        found: list[Customer] = []
        if len(phone) >= SHORTEST_NUMBER:
            found = [it for it in await self._line.people.by_phone(phone) if phone in it.phones]
        if not found and email:
            found = [it for it in await self._line.people.by_email(email) if it.email == email]
        return max(found, key=lambda it: (it.created_at, int(it.id)), default=None)
