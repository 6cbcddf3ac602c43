"""Who calls: an incoming webhook or the application."""

import hmac
from dataclasses import dataclass
from typing import Any

from sandbox.bitrix24 import errors
from sandbox.bitrix24.tokens import Tokens

SCOPES = ("crm", "user", "im", "task", "telephony", "messageservice", "bizproc", "catalog", "sale", "placement")


@dataclass(frozen=True, slots=True)
class Caller:
    """``source`` is what limits and events are counted by: one webhook or one application."""

    user_id: int
    scopes: frozenset[str]
    source: str
    app: bool


@dataclass(slots=True)
class Webhook:
    user_id: int
    secret: str
    scopes: frozenset[str] = frozenset(SCOPES)


class Access:
    """Webhooks and tokens of the portal. Raises RestError for whoever is not known."""

    def __init__(self, webhooks: list[Webhook], tokens: Tokens, client_id: str, scopes: frozenset[str]) -> None:
        self.webhooks = webhooks
        self.tokens = tokens
        self.client_id = client_id
        self.scopes = scopes

    def webhook(self, user_id: str, secret: str) -> Caller:
        for hook in self.webhooks:
            if str(hook.user_id) == user_id and hmac.compare_digest(hook.secret.encode(), secret.encode()):
                return Caller(hook.user_id, hook.scopes, f"webhook {hook.user_id}", app=False)
        raise errors.wrong_webhook()

    def token(self, auth: Any) -> Caller:
        grant = self.tokens.access.get(auth) if isinstance(auth, str) else None
        if grant is None:
            raise errors.no_auth()
        if not self.tokens.valid(grant):
            raise errors.expired_token()
        return Caller(grant.user_id, self.scopes, self.client_id, app=True)
