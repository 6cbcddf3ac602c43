"""The partner is looked up, then the lead is created in the CRM, once (S0-03, S0-21, S0-28)."""

from dataclasses import dataclass

from desk.errors import Rejected, Temporary, Unauthorised
from desk.leads.effects.bench import Bench
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
from desk.ports import Crm, LeadDraft


@dataclass(frozen=True, slots=True)
class RegisterLead:
    bench: Bench
    crm: Crm

    async def __call__(self, lead_id: int) -> Outcome:
        """Raises Temporary (worth another try) and Unknown (the next try searches by our marker first)."""
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
            known = await self.crm.find_lead(lead.origin)
            if known:
                return known, True
        else:
            await self.bench.tell(lead.id, RegistrationAsked())
        return await self.crm.add_lead(draft_of(lead)), False


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
