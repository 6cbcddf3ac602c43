"""An order as the tracker keeps it, and the lead it is bound to. Pure."""

from collections.abc import Iterable
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal

from desk.tracking.model import CrmOrder
from desk.tracking.ports import Search, TrackerDeal

CENT = Decimal("0.01")


def deal_of(order: CrmOrder, search: Search | None = None) -> TrackerDeal:
    """The mapping of CR-62. Its moment is that of its status; where the CRM does not say, when the order was made."""
    return TrackerDeal(
        ref=order.id,
        title=order.number,
        funnel=order.site,
        status=order.status,
        status_at=order.status_at or order.created_at,
        revenue=order.total.quantize(CENT, ROUND_HALF_UP),
        created_at=order.created_at,
        currency=order.currency,
        manager=order.manager,
        contact=order.customer,
        search=search,
    )


def search_of(order: CrmOrder, depth: timedelta) -> Search:
    """By all contacts of the customer, then the order's own (CR-65), back from when it was made (CR-67).

    Without any nobody is looked for (CR-69).
    """
    customer = order.customer
    phones = (*(customer.phones if customer else ()), *order.phones)
    emails = (customer.email if customer else "", *order.emails)
    return Search(_once(phones), _once(it.strip().lower() for it in emails), order.created_at, depth)


def _once(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(it for it in values if it))
