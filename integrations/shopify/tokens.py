"""With what right we call: the token of a custom app, or one that is asked for and lasts a day.

https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens/client-credentials-grant
"""

import asyncio
import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from desk.errors import DeskError, Temporary, Unauthorised
from desk.ports import Clock
from integrations.http import SERVER_ERROR, TOO_MANY, Answer, Http, refuse
from integrations.neighbour import Vault

KEY = "shopify.token"
EARLY = timedelta(minutes=10)  # before its end a token is replaced
DAY = 86_400


class Access(Protocol):
    async def current(self) -> str: ...
    async def renew(self, stale: str) -> str:
        """After 401. Raises Unauthorised when there is nothing to renew."""
        ...


class FixedAccess:
    def __init__(self, token: str) -> None:
        self._token = token

    async def current(self) -> str:
        return self._token

    async def renew(self, stale: str) -> str:
        raise Unauthorised("Shopify does not accept access_token (any more)", code="401")


@dataclass(frozen=True, slots=True, repr=False)
class App:
    """``base`` is where the shop answers."""

    base: str
    client_id: str
    client_secret: str

    @property
    def mark(self) -> str:
        """A fingerprint that changes with the settings, and tells nothing."""
        return hashlib.sha256("\n".join((self.base, self.client_id, self.client_secret)).encode()).hexdigest()


@dataclass(frozen=True, slots=True, repr=False)
class Token:
    text: str
    ends_at: datetime


class GrantedAccess:
    """The client credentials grant. Asking again does no harm; callers that come together share one request."""

    def __init__(self, http: Http, vault: Vault, app: App, clock: Clock) -> None:
        self._http = http
        self._vault = vault
        self._app = app
        self._clock = clock
        self._token: Token | None = None
        self._asking = asyncio.Lock()

    async def current(self) -> str:
        """Raises Unauthorised when the app is refused, Temporary when nobody answers."""
        async with self._asking:
            token = self._token or await self._load()
            if token is None or token.ends_at - EARLY <= self._clock.now():
                token = await self._ask()
            self._token = token
            return token.text

    async def renew(self, stale: str) -> str:
        async with self._asking:
            if self._token is None or self._token.text == stale:
                self._token = await self._ask()
            return self._token.text

    async def _load(self) -> Token | None:
        kept = await self._vault.load(KEY) or {}
        if kept.get("source") != self._app.mark:
            return None  # the first start, or another app in the settings
        return Token(kept["token"], datetime.fromisoformat(kept["ends_at"]))

    async def _ask(self) -> Token:
        form = {
            "grant_type": "client_credentials",
            "client_id": self._app.client_id,
            "client_secret": self._app.client_secret,
        }
        url = f"{self._app.base}/admin/oauth/access_token"
        answer = await self._http.request("POST", url, operation="token", repeatable=True, data=form)
        text, seconds = read_grant(answer)
        token = Token(text, self._clock.now() + timedelta(seconds=seconds))
        kept = {"source": self._app.mark, "token": token.text, "ends_at": token.ends_at.isoformat()}
        await self._vault.keep(KEY, kept)
        return token


def read_grant(answer: Answer) -> tuple[str, int]:
    """Token and its seconds. Raises Unauthorised for a refusal, Temporary for trouble."""
    try:
        body = answer.json()
    except ValueError:
        body = None
    told: dict[str, Any] = body if isinstance(body, dict) else {}
    if not 200 <= answer.status < 300:
        raise _refused(answer, told)
    text, seconds = told.get("access_token"), told.get("expires_in", DAY)
    if not (isinstance(text, str) and text and isinstance(seconds, int)):
        raise Temporary("Shopify names no token")
    return text, seconds


def _refused(answer: Answer, told: dict[str, Any]) -> DeskError:
    if answer.status == TOO_MANY or answer.status >= SERVER_ERROR or not told.get("error"):
        return refuse(answer, repeatable=True)
    reason = str(told.get("error_description") or told["error"])[:200]
    return Unauthorised(f"Shopify gives our app no token: {reason}", code=str(told["error"])[:40])
