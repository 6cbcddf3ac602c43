"""Asks providers for the price of what is over: some name it only later, and some add to it (N-09).

Level-triggered: the ledger says which prices are missing and when to ask; nothing else has to be remembered.
"""

from dataclasses import dataclass
from datetime import timedelta

from desk.errors import DeskError, Ignored, NotFound, Temporary
from desk.leads.charges import Kind, calls_of
from desk.leads.events import BridgeHeard, CallEnded, CostUntold, Event, SmsReported
from desk.leads.model import Lead
from desk.leads.service import LeadService
from desk.ports import Caller, Clock, Repeatability, Sms, SmsGateway
from storage.books import Books, Store
from storage.charges import Due

PAUSES = (timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6), timedelta(hours=24))  # after the first asking
OUTAGE = timedelta(minutes=5)  # a neighbour that is down uses up no asking,
LONGEST = timedelta(days=3)  # but after so long nobody asks any more
AT_ONCE = 20
ASK_EVERY = timedelta(seconds=15)


@dataclass(frozen=True, slots=True)
class Pricing:
    store: Store
    service: LeadService
    clock: Clock
    caller: Caller | None = None
    gateway: SmsGateway | None = None
    connector: Caller | None = None

    async def run(self) -> int:
        """Returns how many were asked for. Raises Temporary when the database cannot be used."""
        now = self.clock.now()
        due = await self.store.read(lambda books: books.charges.due(now, AT_ONCE))
        for it in due:
            await self._price(it)
        return len(due)

    async def _price(self, it: Due) -> None:
        try:
            lead = await self.store.read(lambda books: books.leads.load(it.lead_id))
            fact = await self._ask(it, lead)
        except Temporary as error:
            await self._put_off(it, error)
            return
        except DeskError:  # refused, or nobody knows: that was one asking
            fact = None
        await self.store.write(lambda books: self._keep(books, it, fact))

    async def _ask(self, it: Due, lead: Lead) -> Event | None:
        """None: it is not told yet."""
        if it.kind is Kind.CALL:
            return await self._ask_about_call(it, lead)
        sms = lead.message(it.ref)
        if self.gateway is None or sms is None or self.gateway.repeatability is Repeatability.BLIND:
            return None
        told = await self.gateway.find(Sms(sms.ref, sms.to, sms.text), sms.provider_id, it.at)
        return SmsReported(sms.ref, told) if told else None

    async def _ask_about_call(self, it: Due, lead: Lead) -> Event | None:
        call = {one.token: one for one in calls_of(lead)}.get(it.ref)
        asked = self.caller if call in lead.calls else self.connector
        if asked is None or call is None:
            return None
        report = await asked.find(call.token, it.at)
        if report is None:
            return None
        ended = CallEnded(call.number, report, "history")
        return ended if call in lead.calls else BridgeHeard(ended)

    def _keep(self, books: Books, it: Due, fact: Event | None) -> None:
        """The price follows from the fact; while it does not, the provider is asked again, and in the end no more."""
        now, asks = self.clock.now(), it.asks + 1
        over = asks > len(PAUSES) or isinstance(fact, CostUntold)
        books.charges.ask_again(it.ref, None if over else now + PAUSES[asks - 1], asks)
        for told in (fact, CostUntold(it.ref) if over else None):
            try:
                if told:
                    self.service.tell(books, it.lead_id, told, now)
            except (Ignored, NotFound):
                continue

    async def _put_off(self, it: Due, error: Temporary) -> None:
        now = self.clock.now()
        if now - it.at > LONGEST:
            await self.store.write(lambda books: self._keep(books, it, CostUntold(it.ref)))
            return
        pause = max(OUTAGE, timedelta(seconds=error.retry_after or 0))
        await self.store.write(lambda books: books.charges.ask_again(it.ref, now + pause, it.asks))
