"""What call tracking and the CRM show of each other's things. Values only; moments are aware, in UTC."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum


class Kind(StrEnum):
    """How somebody got in touch (CR-14)."""

    CALL = "call"
    REQUEST = "request"
    CHAT = "chat"


@dataclass(frozen=True, slots=True)
class Utm:
    source: str = ""
    medium: str = ""
    campaign: str = ""
    content: str = ""
    term: str = ""


@dataclass(frozen=True, slots=True)
class Touch:
    """Somebody got in touch. ``id`` and ``site_id`` are the call tracker's; ``at`` is its own moment of it.

    ``phone``: digits with the country code (``79001234567``), ``email`` in lower case; empty: not known. ``utm`` as
    marked, ``source`` and ``medium`` as the tracker found them out; placeholders for *empty* are empty here (CR-47).
    """

    kind: Kind
    id: str
    site_id: str
    at: datetime
    phone: str = ""
    email: str = ""
    name: str = ""
    subject: str = ""
    utm: Utm = field(default_factory=Utm)
    source: str = ""
    medium: str = ""

    @property
    def key(self) -> str:
        """One touch for ever, however often it is told (CR-19)."""
        return f"{self.kind}:{self.site_id}:{self.id}"


@dataclass(frozen=True, slots=True)
class Name:
    first: str = ""
    last: str = ""
    patronymic: str = ""


@dataclass(frozen=True, slots=True)
class Customer:
    """``phones``: digits as in Touch, in the CRM's order. ``site``: the code of the store they belong to."""

    id: str
    created_at: datetime
    name: Name = field(default_factory=Name)
    phones: tuple[str, ...] = ()
    email: str = ""
    site: str = ""


@dataclass(frozen=True, slots=True)
class CrmOrder:
    """An order of the CRM. ``marker``: the tracker's site id that stands on it; empty: nobody filled it (CR-34).

    ``phones`` and ``emails`` are the order's own; those of the customer stand there (CR-65). ``customer`` is the
    contact person of a company. ``status_at``: when it came to its status; None: the CRM does not say.
    """

    id: str
    number: str
    created_at: datetime
    site: str
    status: str
    status_at: datetime | None = None
    total: Decimal = Decimal(0)
    currency: str = ""
    manager: str = ""  # name, last name first; empty: nobody
    marker: str = ""
    customer: Customer | None = None
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Status:
    """``group`` as the CRM sorts it: *complete* and *cancel* are closed, any other is open (CR-32)."""

    code: str
    name: str
    group: str


@dataclass(frozen=True, slots=True)
class References:
    """What the CRM calls its things. ``sites``: codes, the first store first (CR-40). ``statuses``: the first first."""

    sites: tuple[str, ...] = ()
    statuses: tuple[Status, ...] = ()
