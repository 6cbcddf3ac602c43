"""The partner is looked up, then the lead is created in the CRM, once (S0-03, S0-21, S0-28)."""

from desk.crm import Crm, LeadDraft
from desk.errors import DeskError, Rejected, Temporary, Unauthorised, Unknown
from desk.leads.effects.bench import Bench
from desk.leads.effects.doubts import AT_WORK, Doubts
from desk.leads.effects.outcome import Done, Outcome
from desk.leads.events import (
    PartnerSought,
    Registered,
    RegistrationAsked,
    RegistrationFailed,
    RegistrationPostponed,
)
from desk.leads.model import Lead
from desk.model import Partner


class RegisterLead:
    """One object a process: it knows which requests may still be under way."""

    def __init__(self, bench: Bench, crm: Crm) -> None:
        self.bench = bench
        self.crm = crm
        self._doubts = Doubts(bench.clock)

    async def __call__(self, lead_id: int) -> Outcome:
        """Raises Temporary. After a lost answer the next try comes late enough to search by our marker first."""
        lead = await self.bench.load(lead_id)
        if lead.crm_id:
            return Done("the lead is in the CRM already")
        try:
            lead = await self._seek_partner(lead)
            crm_id, found = await self._create(lead)
        except Unauthorised as error:
            await self.bench.mention(lead_id, RegistrationFailed(error.reason, unauthorised=True))
            return Done(error.reason, trouble=error)
        except Temporary as error:
            await self.bench.mention(lead_id, RegistrationPostponed(error.reason))
            raise
        except Rejected as error:
            await self.bench.mention(lead_id, RegistrationFailed(error.reason))
            return Done(error.reason)
        await self.bench.mention(lead_id, Registered(self.crm.name, crm_id, found))
        return Done()

    async def give_up(self, lead_id: int, error: str) -> None:
        """All tries are used up: a person takes over."""
        await self.bench.mention(lead_id, RegistrationFailed(error, gave_up=True))

    async def _seek_partner(self, lead: Lead) -> Lead:
        code = lead.order.partner_code
        if not code or lead.partner_sought:
            return lead
        partner = await self.crm.find_partner(code)
        return await self.bench.tell(lead.id, PartnerSought(partner or Partner(code)))

    async def _create(self, lead: Lead) -> tuple[str, bool]:
        if lead.crm_asked:  # an earlier request may have created it
            if left := self._doubts.left(lead.id):
                raise Temporary("an earlier request may still be under way", retry_after=left, blameless=True)
            known = await self.crm.find_lead(lead.origin)
            if known:
                return known, True
        else:
            await self.bench.tell(lead.id, RegistrationAsked())
        return await self._add(lead), False

    async def _add(self, lead: Lead) -> str:
        self._doubts.ask(lead.id)
        try:
            crm_id = await self.crm.add_lead(draft_of(lead))
        except Unknown as error:
            raise Temporary(error.reason, code=error.code, retry_after=AT_WORK.total_seconds()) from None
        except DeskError:
            self._doubts.settle(lead.id, done=False)
            raise
        self._doubts.settle(lead.id, done=True)
        return crm_id


def draft_of(lead: Lead) -> LeadDraft:
    customer = lead.order.customer
    name = customer.name or customer.phone or customer.email or lead.order.ref
    return LeadDraft(
        origin=lead.origin,
        title=f"#{lead.id} · {name}",
        phone=lead.phone or customer.phone,
        order=lead.order,
        partner=lead.partner,
        timezone=lead.zone,
        city=lead.city,
    )
