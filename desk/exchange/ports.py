"""The two doors of the exchange: the store and the CRM's deals.

All methods raise the errors of ``desk.errors`` and nothing else. All moments are aware datetimes in UTC.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from desk.exchange.draft import DealDraft
from desk.exchange.model import Deal, Stage, StoreOrder
from desk.exchange.ordering import WantedOrder
from desk.ports import Health

# --- the CRM ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FoundDeal:
    """A deal that carries a marker of ours, and which."""

    origin: str
    deal: Deal


@dataclass(frozen=True, slots=True)
class DealPage:
    """``cursor`` goes into the next question; it is kept only when the page has been worked through."""

    deals: tuple[FoundDeal, ...]
    cursor: str
    more: bool = False


@dataclass(frozen=True, slots=True)
class MadeDeal:
    """``remarks``: what the CRM could not take as it was, in plain words (an unknown currency, an article of two)."""

    deal: Deal
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ability:
    """Something the connected edition can or cannot do, and how the desk makes up for it (S2-17)."""

    name: str
    able: bool
    instead: str = ""


class Deals(Protocol):
    """One pipeline. Adding is *queryable* by our marker; everything else shows a state, and may be repeated."""

    name: str

    async def find(self, origins: Sequence[str]) -> Sequence[FoundDeal]:
        """Deals that carry one of these markers, the oldest first."""
        ...

    async def add(self, draft: DealDraft) -> MadeDeal:
        """Ask ``find`` before a repeat. Raises Unknown when the answer was lost."""
        ...

    async def read(self, deal_ids: Sequence[str]) -> Mapping[str, Deal]:
        """As they are now; those that were deleted are missing."""
        ...

    async def show(self, deal_id: str, draft: DealDraft, before: DealDraft | None) -> Sequence[str]:
        """Make the deal show the draft; only what differs from ``before`` is written. Returns remarks. NotFound."""
        ...

    async def assign(self, deal_id: str, managers: Sequence[str]) -> Deal:
        """To the first of them who works there, where one does; the deal as it is afterwards. Raises NotFound."""
        ...

    async def move(self, deal_id: str, stage: str) -> Deal:
        """To the stage of this code; the deal as it is afterwards. Raises NotFound when it was deleted."""
        ...

    async def changed_since(self, cursor: str, begun: datetime | None = None) -> DealPage:
        """Deals of ours in the order of their change. An empty cursor begins now, or where looking was ``begun``."""
        ...

    async def stages(self) -> Sequence[Stage]: ...
    def deal_url(self, deal_id: str) -> str: ...
    async def survey(self) -> Sequence[Ability]: ...
    async def check(self) -> Health: ...


# --- the store ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OrderPage:
    """``cursor`` goes into the next question; it is kept only when the page has been worked through."""

    orders: tuple[StoreOrder, ...]
    cursor: str
    more: bool = False


class OrderStore(Protocol):
    """A store whose orders are kept in step. Setting a status shows a state, and may be repeated.

    ``readable``: it can be asked for its orders. Where it cannot, they come by ``POST /orders/{source}`` alone.
    """

    name: str
    readable: bool

    async def read(self, ref: str) -> StoreOrder | None:
        """None: there is no such order (any more)."""
        ...

    async def set_status(self, ref: str, status: str, key: str) -> StoreOrder | None:
        """The order as it is afterwards, where the store shows it. ``key`` is the same for every try of one change.

        Raises Rejected with the reason for people, NotFound when the order was deleted.
        """
        ...

    async def changed_since(self, cursor: str, begun: datetime | None = None) -> OrderPage:
        """Orders in the order of their change. An empty cursor begins now, or where looking was ``begun``."""
        ...

    async def statuses(self) -> Sequence[str]:
        """Words that ``set_status`` takes, as far as the store names them; empty: any."""
        ...

    def order_url(self, ref: str) -> str: ...
    async def check(self) -> Health: ...


class OrderMaker(Protocol):
    """A store in which we may make orders; not every store can. Making is *queryable* by our marker."""

    async def find_made(self, marker: str) -> Sequence[StoreOrder]:
        """Orders that carry it, the oldest first."""
        ...

    async def make(self, wanted: WantedOrder) -> StoreOrder:
        """Ask ``find_made`` before a repeat. Raises Unknown when the answer was lost, Rejected with the reason."""
        ...


@dataclass(frozen=True, slots=True)
class SetUp:
    """What set-up did or would do: ``done`` in plain words, ``missing`` what needs an explicit command."""

    done: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    stages: tuple[Stage, ...] = field(default=())


class Installer(Protocol):
    """Makes the CRM ready for a store's deals, when a person says so."""

    async def set_up(self, *, create: bool) -> SetUp:
        """Looks, and makes what is missing when ``create``. Raises Rejected, Unauthorised."""
        ...

    async def make_field(self) -> str:
        """The field of the order's number, where it is missing: its name, or empty. Raises Rejected, Unauthorised."""
        ...

    async def remove(self, deal_id: str) -> None:
        """Only of a deal that was made to try the connection out."""
        ...
