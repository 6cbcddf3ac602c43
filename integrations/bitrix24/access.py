"""With what right we call: the secret in a webhook's address, or an application's token."""

from dataclasses import dataclass
from typing import Protocol

from desk.errors import Unauthorised
from integrations.bitrix24.address import endpoint_of, is_safe, origin_of, path_of
from integrations.bitrix24.tokens import Pair, Tokens


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


class OAuthAccess:
    """The configured portal, or else the one that the OAuth server names with the tokens."""

    def __init__(self, tokens: Tokens, portal: str) -> None:
        self._tokens = tokens
        self._endpoint = endpoint_of(portal)

    async def ticket(self) -> Ticket:
        return self._ticket(await self._tokens.current())

    async def renew(self, used: Ticket) -> Ticket:
        return self._ticket(await self._tokens.renew(used.token))

    def origin(self) -> str:
        endpoint = self._endpoint or self._tokens.endpoint
        return origin_of(endpoint) if endpoint else ""

    def _ticket(self, pair: Pair) -> Ticket:
        endpoint = self._endpoint or pair.endpoint
        if not is_safe(endpoint):
            raise Unauthorised("the OAuth server names no usable portal address; set [bitrix24] portal")
        return Ticket(origin_of(endpoint), path_of(endpoint), pair.access_token)
