"""With the right of an application: its tokens."""

from desk.errors import Unauthorised
from integrations.bitrix24.tokens import Pair, Tokens
from integrations.bitrix_rest.access import Ticket
from integrations.bitrix_rest.address import endpoint_of, is_safe, origin_of, path_of


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
