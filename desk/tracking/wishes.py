"""What the shop may choose (CR-09)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

LEAD_DELAY = timedelta(minutes=1)
DEAL_UPDATE_DELAY = timedelta(minutes=30)
MATCH_DEPTH = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Wishes:
    """``site`` and ``status`` of new orders, as codes; empty: the first (CR-40, CR-41). Managers by the CRM's number;
    0: nobody is said (CR-24, CR-43). ``extra``: more fields of new orders, by code, with the value each gets.

    ``labels_for_all``: the CRM's own UTM fields are filled for calls and requests, too (A-7).
    """

    site: str = ""
    status: str = ""
    customer_manager: int = 0
    order_manager: int = 0
    extra: Mapping[str, str] = field(default_factory=dict)
    labels_for_all: bool = False
    lead_delay: timedelta = LEAD_DELAY
    deal_update_delay: timedelta = DEAL_UPDATE_DELAY
    match_depth: timedelta = MATCH_DEPTH
