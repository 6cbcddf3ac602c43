"""The application's tokens: one renewal at a time, kept before it is used.

A refresh token works once, so a pair that is received and not kept is lost for good.
https://apidocs.bitrix24.com/settings/oauth/index.html
"""

import asyncio
import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from desk.errors import Temporary, Unauthorised, Unknown
from integrations.bitrix_rest.errors import code_of
from integrations.bitrix_rest.texts import error_text
from integrations.http import SERVER_ERROR, TOO_MANY, Answer, Http, retry_after
from integrations.neighbour import Vault

KEY = "bitrix24.tokens"
# Says nothing about the token: the server is in trouble, and may have spent the token before it was.
TROUBLE = {
    "server_error",
    "temporarily_unavailable",
    "internal_server_error",
    "error_unexpected_answer",
    "query_limit_exceeded",
}
MENDABLE = {"payment_required"}  # mended on the portal, with the same token


@dataclass(frozen=True, slots=True, repr=False)
class Pair:
    """``endpoint`` is the portal's address for calls, as the OAuth server names it."""

    refresh_token: str
    access_token: str = ""
    endpoint: str = ""


@dataclass(frozen=True, slots=True)
class App:
    """Who asks for tokens; ``refresh_token`` is the one of the settings, where the chain begins."""

    auth_url: str
    client_id: str
    client_secret: str
    refresh_token: str

    def mark(self, refresh_token: str) -> str:
        """A fingerprint that changes with the settings, and tells nothing."""
        whole = "\n".join((self.auth_url, self.client_id, self.client_secret, refresh_token))
        return hashlib.sha256(whole.encode()).hexdigest()


class Tokens:
    """Shared by everybody who calls the portal."""

    def __init__(self, http: Http, vault: Vault, app: App) -> None:
        self._http = http
        self._vault = vault
        self._app = app
        self._pair: Pair | None = None
        self._refused = ""  # mark of the refresh token that the server did not take
        self._received: Pair | None = None  # got, and not yet kept
        self._adopted = ""  # mark of the token that the last installation brought
        self._keeping = asyncio.Lock()
        self._renewal: asyncio.Task[Pair] | None = None

    @property
    def endpoint(self) -> str:
        return self._pair.endpoint if self._pair else ""

    async def current(self) -> Pair:
        """Raises Unauthorised when the last refresh was refused, Temporary when the server cannot be asked."""
        pair = await self._load()
        return pair if pair.access_token else await self.renew("")

    async def renew(self, stale: str) -> Pair:
        """A pair newer than the access token ``stale``; callers that come together share one request.

        The request runs on when its caller is cancelled: its answer must not be lost.
        """
        pair = await self._load()
        if pair.access_token not in ("", stale):
            return pair
        if self._renewal is None or self._renewal.done():
            self._renewal = asyncio.create_task(self._renew(pair))
            self._renewal.add_done_callback(_look_at)
        return await asyncio.shield(self._renewal)

    async def adopt(self, pair: Pair) -> None:
        """Take the tokens of an installation event; they replace whatever was refused.

        An event that is told twice changes nothing: by then its refresh token may be spent.
        """
        await self._load()
        async with self._keeping:
            mark = self._app.mark(pair.refresh_token)
            if mark == self._adopted:
                return
            await self._keep(pair, refused="", adopted=mark)
            self._received = None  # of a chain that has come to its end

    async def _load(self) -> Pair:
        pair = self._pair
        if pair is None:
            kept = await self._vault.load(KEY) or {}
            # Somebody may have been quicker, and have renewed it meanwhile: then what we read is spent.
            pair = self._pair = self._pair or self._read(kept)
        return pair

    def _read(self, kept: Mapping[str, str]) -> Pair:
        if kept.get("source") == self._app.mark(self._app.refresh_token):
            self._refused, self._adopted = kept["refused"], kept.get("adopted", "")
            return Pair(kept["refresh_token"], kept["access_token"], kept["endpoint"])
        return Pair(self._app.refresh_token)  # the first start, or a new token in the settings

    async def _renew(self, pair: Pair) -> Pair:
        if self._app.mark(pair.refresh_token) == self._refused:
            raise _reconnect("the refresh token was refused before")
        if self._received is None:
            try:
                self._received = await self._exchange(pair.refresh_token)
            except Unauthorised as error:
                return await self._refuse(pair, error)
        return await self._settle(pair)

    async def _refuse(self, pair: Pair, error: Unauthorised) -> Pair:
        """Raises the error, unless an installation has brought another pair meanwhile."""
        async with self._keeping:
            if self._pair is not None and self._pair != pair:
                return self._pair
            if error.code not in MENDABLE:
                await self._keep(pair, refused=self._app.mark(pair.refresh_token), adopted=self._adopted)
            raise error

    async def _settle(self, pair: Pair) -> Pair:
        """Keep what was received in place of ``pair``; what was adopted meanwhile is newer."""
        async with self._keeping:
            if self._received is not None and self._pair == pair:
                await self._keep(self._received, refused="", adopted=self._adopted)
            self._received = None
            return self._pair or pair

    async def _keep(self, pair: Pair, refused: str, adopted: str) -> None:
        source = self._app.mark(self._app.refresh_token)
        await self._vault.keep(KEY, asdict(pair) | {"source": source, "refused": refused, "adopted": adopted})
        self._pair, self._refused, self._adopted = pair, refused, adopted

    async def _exchange(self, refresh_token: str) -> Pair:
        """When the answer is lost the token may be spent; only a second try tells."""
        try:
            return await self._ask(refresh_token)
        except Unknown:
            pass
        try:
            return await self._ask(refresh_token)
        except Unknown as error:
            raise Temporary(error.reason, code=error.code) from None

    async def _ask(self, refresh_token: str) -> Pair:
        params = {
            "grant_type": "refresh_token",
            "client_id": self._app.client_id,
            "client_secret": self._app.client_secret,
            "refresh_token": refresh_token,
        }
        url = f"{self._app.auth_url}/oauth/token/"
        answer = await self._http.request("GET", url, operation="oauth/token", repeatable=False, params=params)
        return _read(answer)


def _read(answer: Answer) -> Pair:
    """A refusal may come with HTTP 200 (``wrong_client`` does). Neither tokens nor an error: nothing is refused."""
    if answer.status == TOO_MANY:
        raise Temporary("the Bitrix24 OAuth server is busy", code=str(TOO_MANY), retry_after=retry_after(answer))
    try:
        body = answer.json()
    except ValueError:
        body = None
    if not isinstance(body, dict) or answer.status >= SERVER_ERROR:
        raise Unknown(f"the Bitrix24 OAuth server answers HTTP {answer.status}", code=str(answer.status))
    code = code_of(body)
    if code in TROUBLE:
        raise Temporary(f"the Bitrix24 OAuth server is in trouble: {code}", code=code)
    if code:
        raise _reconnect(error_text(body.get("error_description")) or code, code)
    access, refresh = body.get("access_token"), body.get("refresh_token")
    if not (isinstance(access, str) and isinstance(refresh, str) and access and refresh):
        raise Unknown("the Bitrix24 OAuth server names no tokens", code=str(answer.status))
    return Pair(refresh, access, str(body.get("client_endpoint") or ""))


def _reconnect(why: str, code: str = "invalid_grant") -> Unauthorised:
    text = "Bitrix24 does not renew our access; install the application again or set a new refresh_token"
    return Unauthorised(f"{text} ({why})", code=code)


def _look_at(task: asyncio.Task[Pair]) -> None:
    """Every waiting caller may have been cancelled; the error then is not news to anybody."""
    if not task.cancelled():
        task.exception()
