"""What a deal has to show of an order, and whose it becomes. Pure; the CRM's words are the neighbour's."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, fields
from decimal import Decimal

from desk.exchange.model import Buyer, Delivery, Line, StoreOrder
from desk.values import replace

ANY = "*"


@dataclass(frozen=True, slots=True)
class DealDraft:
    """``origin`` is our marker. ``managers``: the first who works there gets it, as the settings name them; none: the
    CRM decides.

    ``lead_id`` is the CRM's own lead of the same order, where the desk has made one.
    """

    origin: str
    ref: str
    title: str
    buyer: Buyer
    lines: tuple[Line, ...]
    delivery: Delivery
    total: Decimal
    currency: str
    paid: bool
    comment: str
    utm: dict[str, str] = field(default_factory=dict)
    stage: str = ""  # code; only for a new deal
    managers: tuple[str, ...] = ()  # only for a new deal
    lead_id: str = ""  # only for a new deal

    @property
    def lasting(self) -> "DealDraft":
        """Without what counts only for a new deal: people may have changed that since (EX-14)."""
        return replace(self, stage="", managers=(), lead_id="")


NAMES = tuple(it.name for it in fields(DealDraft))


def doubted(shown: DealDraft | None, tried: DealDraft | None, draft: DealDraft) -> DealDraft | None:
    """What to compare a draft with, so that everything of which nobody knows whether it is shown is written again.

    ``tried`` differs from ``shown`` in that.
    """
    if shown is None or tried is None:
        return shown
    return replace(shown, **{name: getattr(tried, name) for name in NAMES if _same(name, shown, draft)})


def try_also(shown: DealDraft, tried: DealDraft | None, draft: DealDraft) -> DealDraft:
    """What was tried, with one more draft: what is in doubt stays so."""
    if tried is None:
        return draft
    return replace(draft, **{name: getattr(tried, name) for name in NAMES if _same(name, shown, draft)})


def _same(name: str, one: DealDraft, other: DealDraft) -> bool:
    return bool(getattr(one, name) == getattr(other, name))


def draft_of(order: StoreOrder) -> DealDraft:
    return DealDraft(
        origin=order.origin,
        ref=order.ref,
        title=f"{order.number} · {order.buyer.name}".strip(" ·"),
        buyer=order.buyer,
        lines=order.lines,
        delivery=order.delivery,
        total=order.total,
        currency=order.currency,
        paid=order.paid,
        comment=order.comment,
        utm=dict(sorted(order.utm.items())),
    )


def managers_for(order: StoreOrder, managers: Mapping[str, str], absent: Collection[str] = ()) -> tuple[str, ...]:
    """Who may become responsible, the first choice first: by the category of the dearest line, then ``*`` (S2-10)."""
    known = {category.casefold(): manager for category, manager in managers.items()}
    lines = sorted(order.lines, key=lambda it: it.price * it.quantity, reverse=True)  # stable: the first of equals
    dearest = (lines[0].category or "").casefold() if lines else ""
    wanted = (known.get(dearest, ""), known.get(ANY, ""))
    return tuple(dict.fromkeys(it for it in wanted if it and it not in absent))
