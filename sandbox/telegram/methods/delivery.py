"""How the bot gets its updates. https://core.telegram.org/bots/api#getting-updates"""

import ipaddress
import re
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from sandbox.telegram.errors import bad, conflict, too_many
from sandbox.telegram.methods.method import Method, Told
from sandbox.telegram.params import Params
from sandbox.telegram.polling import Poller
from sandbox.telegram.state import State
from sandbox.telegram.webhook import Target, Webhook

PORTS = (443, 80, 88, 8443)


class Delivery:
    """Either polls or a webhook, never both."""

    def __init__(self, poller: Poller, webhook: Webhook) -> None:
        self._poller = poller
        self._webhook = webhook
        self._set_at: datetime | None = None

    def table(self) -> dict[str, Method]:
        return {
            "getUpdates": self.get_updates,
            "setWebhook": self.set_webhook,
            "deleteWebhook": self.delete_webhook,
            "getWebhookInfo": self.get_webhook_info,
        }

    async def get_updates(self, state: State, params: Params) -> list[dict[str, Any]]:
        if self._webhook.target:
            raise conflict(
                "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
            )
        return await self._poller.poll(params)

    def set_webhook(self, state: State, params: Params) -> Told:
        if not params.text("url"):
            return self.delete_webhook(state, params)
        target = _read_target(params)
        self._check_pace(state)
        if params.has("allowed_updates"):
            state.updates.allow(params.rows("allowed_updates"))
        if params.flag("drop_pending_updates"):
            state.updates.clear()
        self._poller.interrupt(conflict("terminated by setWebhook request"))
        same = self._webhook.target is not None and _essence(self._webhook.target) == _essence(target)
        if not same:
            self._webhook.point(target)
        return Told(True, "Webhook is already set" if same else "Webhook was set")

    def delete_webhook(self, state: State, params: Params) -> Told:
        if params.flag("drop_pending_updates"):
            state.updates.clear()
        was_set = self._webhook.target is not None
        self._webhook.point(None)
        return Told(True, "Webhook was deleted" if was_set else "Webhook is already deleted")

    def get_webhook_info(self, state: State, params: Params) -> dict[str, Any]:
        target = self._webhook.target or Target("")
        found: dict[str, Any] = {
            "url": target.url,
            "has_custom_certificate": target.certificate,
            "pending_update_count": len(state.updates.pending()),
        }
        if target.last_error_at:
            found["last_error_date"] = int(target.last_error_at.timestamp())
            found["last_error_message"] = target.last_error
        if target.url:
            found["max_connections"] = target.max_connections
        if target.ip_address:
            found["ip_address"] = target.ip_address
        return found | ({"allowed_updates": state.updates.listed} if state.updates.listed else {})

    def _check_pace(self, state: State) -> None:
        """More than one setWebhook a second is refused."""
        now = state.now()
        if state.limits.enabled and self._set_at and now - self._set_at < timedelta(seconds=1):
            raise too_many(1)
        self._set_at = now


def _read_target(params: Params) -> Target:
    url, secret = params.text("url"), params.text("secret_token")
    _check_url(url)
    if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", secret):
        raise bad("secret token contains unallowed characters")
    connections = params.whole("max_connections", 40)
    return Target(
        url,
        secret,
        max_connections=min(max(connections, 1), 100),
        certificate="certificate" in params.files,
        ip_address=params.text("ip_address"),
    )


def _check_url(url: str) -> None:
    try:
        parts = urlsplit(url)
        port = parts.port or (80 if parts.scheme == "http" else 443)
    except ValueError:
        raise bad("bad webhook: Wrong webhook URL specified") from None
    if parts.scheme in ("http", "https") and _is_loopback(parts.hostname or ""):
        return
    if parts.scheme != "https":
        raise bad("bad webhook: An HTTPS URL must be provided for webhook")
    if port not in PORTS:
        raise bad("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _essence(target: Target) -> tuple[str, str, int, str]:
    return target.url, target.secret, target.max_connections, target.ip_address
