"""Tokens of the installed application: short access tokens, refresh tokens that work once.

https://apidocs.bitrix24.com/settings/oauth/index.html
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

ACCESS = timedelta(seconds=3600)
REFRESH = timedelta(days=180)
CODE = timedelta(seconds=30)


@dataclass(slots=True)
class Grant:
    user_id: int
    ends: datetime


class Tokens:
    """``revoked`` refuses every refresh; what has been given out stays valid till its hour is over."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self.access: dict[str, Grant] = {}
        self.refresh: dict[str, Grant] = {}
        self.codes: dict[str, Grant] = {}
        self.revoked = False

    def issue(self, user_id: int) -> tuple[str, str]:
        """A new pair: access and refresh token."""
        access, refresh = secrets.token_hex(35), secrets.token_hex(35)
        self.access[access] = Grant(user_id, self._now() + ACCESS)
        self.refresh[refresh] = Grant(user_id, self._now() + REFRESH)
        return access, refresh

    def code(self, user_id: int) -> str:
        """A code of the browser step; it lives 30 s."""
        code = secrets.token_hex(35)
        self.codes[code] = Grant(user_id, self._now() + CODE)
        return code

    def spend(self, kept: dict[str, Grant], secret: str) -> Grant | None:
        """Take a refresh token or a code out; the second use finds nothing."""
        if self.revoked:
            return None
        grant = kept.pop(secret, None)
        return grant if grant and grant.ends > self._now() else None

    def expire(self) -> None:
        """Every access token is over from now on."""
        for grant in self.access.values():
            grant.ends = self._now()

    def valid(self, grant: Grant) -> bool:
        return grant.ends > self._now()
