"""The CRM's lead shows the present state: level-triggered, whatever was missed (S0-55)."""

from dataclasses import dataclass
from typing import Protocol

from desk.crm import Crm, CrmCall, CrmNote, CrmPicture
from desk.leads.effects.bench import Bench
from desk.leads.effects.outcome import Done, Outcome
from desk.leads.model import Lead
from desk.leads.records import CallAttempt
from desk.leads.view import PastEntry

# What the CRM's timeline hears of; the rest is the desk's own housekeeping.
TOLD = frozenset(
    {
        "call_ended",
        "call_late",
        "sms_sent",
        "sms_failed",
        "handed_over",
        "claimed",
        "released",
        "outcome_set",
        "order_attached",
        "phone_corrected",
        "connect_talked",
        "connect_no_customer",
        "closed",
        "answered",
        "written",
    }
)


class Teller(Protocol):
    """Our words in the shop's language."""

    def entry(self, lead: Lead, entry: PastEntry) -> str: ...
    def status(self, lead: Lead) -> str: ...


@dataclass(frozen=True, slots=True)
class ShowCrm:
    bench: Bench
    crm: Crm
    teller: Teller

    async def __call__(self, lead_id: int) -> Outcome:
        lead, history = await self.bench.load_with_history(lead_id)
        if not lead.crm_id:
            return Done("the lead is not in the CRM")
        await self.crm.show(lead.crm_id, picture_of(lead, history, self.teller))
        return Done()


def picture_of(lead: Lead, history: list[PastEntry], teller: Teller) -> CrmPicture:
    notes = tuple(
        CrmNote(f"{lead.origin}/{index}", teller.entry(lead, entry))
        for index, entry in enumerate(history)
        if entry.what in TOLD
    )
    calls = tuple(_call(lead, call) for call in lead.calls if call.result and call.asked_at and call.ended_at)
    return CrmPicture(lead.status.value, teller.status(lead), notes, calls)


def _call(lead: Lead, call: CallAttempt) -> CrmCall:
    assert call.asked_at
    assert call.ended_at
    assert call.result
    return CrmCall(
        marker=f"{lead.origin}/call{call.number}",
        phone=lead.phone,
        started_at=call.started_at or call.asked_at,
        ended_at=call.ended_at,
        disposition=call.result.value,
        text=call.reason or call.raw,
    )
