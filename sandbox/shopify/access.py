"""Who may call: a custom app's token, or one that is granted for a day."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from aiohttp import web

LASTS = timedelta(seconds=86_399)
SENDING = frozenset(f"write_{whose}_fulfillment_orders" for whose in ("merchant_managed", "assigned", "third_party"))
SCOPES = frozenset(
    {"write_orders", "read_products", "read_customers", "write_merchant_managed_fulfillment_orders", "read_all_orders"}
)
# One of these rights opens the root; nothing is needed for those not named.
NEEDED: dict[str, frozenset[str]] = {
    "order": frozenset({"read_orders", "write_orders"}),
    "orders": frozenset({"read_orders", "write_orders"}),
    "productVariants": frozenset({"read_products"}),
    "orderCreate": frozenset({"write_orders"}),
    "tagsAdd": frozenset({"write_orders"}),
    "tagsRemove": frozenset({"write_orders"}),
    "orderMarkAsPaid": frozenset({"write_orders"}),
    "orderCancel": frozenset({"write_orders"}),
    "fulfillmentCreate": SENDING,
}


@dataclass(slots=True)
class Access:
    """``fixed``: the token that never ends; empty: there is none. ``granted``: others, with their ends."""

    fixed: str
    client_id: str
    client_secret: str
    scopes: frozenset[str] = SCOPES
    granted: dict[str, datetime] = field(default_factory=dict)

    def knows(self, token: str, now: datetime) -> bool:
        ends = self.granted.get(token)
        return bool(token) and (token == self.fixed or (ends is not None and now < ends))

    def lacks(self, root: str) -> str:
        """The right that is missing for a root of the schema."""
        needed = NEEDED.get(root, frozenset())
        return "" if not needed or needed & self.scopes else min(needed)

    def revoke(self) -> None:
        """Granted tokens are dead from now on; a new one may be asked for."""
        self.granted.clear()

    def grant(self, asked: Mapping[str, Any], now: datetime) -> web.Response:
        if asked.get("grant_type") != "client_credentials":
            return _refuse("unsupported_grant_type", "the grant type is not supported")
        if asked.get("client_id") != self.client_id or asked.get("client_secret") != self.client_secret:
            return _refuse("invalid_client", "the client credentials are invalid")
        token = "shpat_" + hashlib.sha256(f"{self.client_secret}{len(self.granted)}{now}".encode()).hexdigest()[:32]
        self.granted[token] = now + LASTS
        seconds = int(LASTS.total_seconds())
        return web.json_response({"access_token": token, "scope": ",".join(sorted(self.scopes)), "expires_in": seconds})


def _refuse(code: str, why: str) -> web.Response:
    return web.json_response({"error": code, "error_description": why}, status=400)
