"""The authorisation server: ``GET|POST /oauth/token/``.

https://apidocs.bitrix24.com/settings/oauth/auto-renewal.html
"""

import hmac
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from sandbox.bitrix24 import php
from sandbox.bitrix24.params import Params
from sandbox.bitrix24.tokens import ACCESS, Grant, Tokens


@dataclass(slots=True)
class AuthServer:
    """One application, installed on one portal."""

    tokens: Tokens
    client_id: str
    client_secret: str
    scopes: frozenset[str]
    member_id: str
    installed: bool = True

    def answer(self, params: Params, url: str, server: str) -> web.Response:
        """``url`` is the portal's present address, ``server`` this one's."""
        asked = {name: php.text(value) for name, value in params.items()}
        if refused := self._refused(asked):
            return refused
        grant = self._spend(asked)
        if isinstance(grant, web.Response):
            return grant
        access, refresh = self.tokens.issue(grant.user_id)
        return web.json_response(self.pair(access, refresh, url, server))

    def pair(self, access: str, refresh: str, url: str, server: str) -> dict[str, Any]:
        """``domain`` here is the authorisation server; in events it is the portal."""
        grant = self.tokens.access[access]
        return {
            "access_token": access,
            "expires": int(grant.ends.timestamp()),
            "expires_in": int(ACCESS.total_seconds()),
            "scope": ",".join(sorted(self.scopes)),
            "domain": server.partition("://")[2],
            "server_endpoint": f"{server}/rest/",
            "status": "L",
            "client_endpoint": f"{url}/rest/",
            "member_id": self.member_id,
            "user_id": grant.user_id,
            "refresh_token": refresh,
        }

    def _refused(self, asked: dict[str, str]) -> web.Response | None:
        if not asked.get("grant_type"):
            return _error("invalid_request", 'No "grant_type" parameter found')
        if asked.get("client_id") != self.client_id:
            return _error("wrong_client", "", 200)  # the status says nothing here
        if not hmac.compare_digest(asked.get("client_secret", "").encode(), self.client_secret.encode()):
            return _error("invalid_client", "")
        if not self.installed:
            return _error("NOT_INSTALLED", "Application not installed", 401)
        return None

    def _spend(self, asked: dict[str, str]) -> Grant | web.Response:
        kinds = {
            "refresh_token": ("refresh_token", self.tokens.refresh),
            "authorization_code": ("code", self.tokens.codes),
        }
        if asked["grant_type"] not in kinds:
            return _error("unsupported_grant_type", "")
        name, kept = kinds[asked["grant_type"]]
        if not asked.get(name):
            return _error("invalid_request", f'No "{name}" parameter found')
        return self.tokens.spend(kept, asked[name]) or _error("invalid_grant", "")


def _error(code: str, description: str, status: int = 400) -> web.Response:
    body = {"error": code} | ({"error_description": description} if description else {})
    return web.json_response(body, status=status)
