"""With what right we call: the secret in a webhook's address, or the token of an application."""

from dataclasses import dataclass
from typing import Protocol

from desk.errors import Unauthorised
from integrations.bitrix_rest.address import origin_of, path_of


@dataclass(frozen=True, slots=True, repr=False)
class Ticket:
    """``path`` may hold a secret; ``token`` is empty with a webhook."""

    origin: str
    path: str
    token: str = ""


class Access(Protocol):
    async def ticket(self) -> Ticket: ...
    async def renew(self, used: Ticket) -> Ticket:
        """After ``expired_token``. Raises Unauthorised when nothing can be renewed."""
        ...

    def origin(self) -> str:
        """As configured, or as last heard; empty while unknown."""
        ...


class WebhookAccess:
    """https://apidocs.bitrix24.com/local-integrations/local-webhooks.html"""

    def __init__(self, webhook_url: str) -> None:
        self._ticket = Ticket(origin_of(webhook_url), path_of(webhook_url))

    async def ticket(self) -> Ticket:
        return self._ticket

    async def renew(self, used: Ticket) -> Ticket:
        raise Unauthorised("the Bitrix24 webhook has expired; create a new one", code="expired_token")

    def origin(self) -> str:
        return self._ticket.origin
