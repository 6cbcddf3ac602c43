"""The door to a CRM that keeps leads, and the values that pass through it.

All methods raise the errors of ``desk.errors`` and nothing else. All moments are aware datetimes in UTC.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from desk.model import Order, Partner
from desk.ports import Health


@dataclass(frozen=True, slots=True)
class LeadDraft:
    """What a new CRM lead is made of. ``origin`` is our marker: the CRM is searched for it before a repeat."""

    origin: str
    title: str
    phone: str  # E.164, or as typed when it is not a number
    order: Order
    partner: Partner | None
    timezone: str
    city: str


@dataclass(frozen=True, slots=True)
class CrmNote:
    """``marker`` is unique within the lead, so that a note is never written twice."""

    marker: str
    text: str


@dataclass(frozen=True, slots=True)
class CrmCall:
    """One finished robot call, as an activity. ``disposition`` in our words."""

    marker: str
    phone: str
    started_at: datetime
    ended_at: datetime
    disposition: str
    text: str


@dataclass(frozen=True, slots=True)
class CrmPicture:
    """What the CRM's lead should show now; level-triggered, so it may be shown any number of times."""

    status: str  # value of LeadStatus
    status_text: str
    notes: tuple[CrmNote, ...] = ()
    calls: tuple[CrmCall, ...] = ()


class Crm(Protocol):
    """A CRM that keeps leads. Adding a lead is *queryable*: ``find_lead`` by our marker."""

    name: str

    async def find_partner(self, code: str) -> Partner | None: ...
    async def find_lead(self, origin: str) -> str | None: ...
    async def add_lead(self, draft: LeadDraft) -> str: ...
    async def show(self, lead_id: str, picture: CrmPicture) -> None: ...
    def lead_url(self, lead_id: str) -> str: ...
    async def check(self) -> Health: ...
