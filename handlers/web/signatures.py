"""Who sent this order? A bearer token, or a signature by Standard Webhooks; compared in constant time.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

import hmac
from collections.abc import Iterable
from datetime import datetime

from pydantic import SecretStr

from desk.errors import Unauthorised
from desk.model import InboundRequest
from desk.signing import as_bytes, sign

_MOST_SIGNATURES = 10


def same(given: str, secret: SecretStr) -> bool:
    """An empty secret is the same as nothing, not even as an empty text."""
    expected = secret.get_secret_value()
    return bool(expected) and hmac.compare_digest(as_bytes(given), as_bytes(expected))


def same_as_any(given: str, secrets: Iterable[SecretStr]) -> bool:
    """All are compared, so that the time taken does not tell which one was right."""
    return True in [same(given, secret) for secret in secrets]


def has_bearer(headers: dict[str, str], secrets: Iterable[SecretStr]) -> bool:
    scheme, _, token = headers.get("authorization", "").partition(" ")
    return same_as_any(token.strip(), secrets) and scheme.lower() == "bearer"


def authenticate(request: InboundRequest, secrets: tuple[SecretStr, ...], now: datetime, tolerance: float) -> None:
    """Raises Unauthorised. ``tolerance`` in seconds, into the past and the future."""
    if not any(secret.get_secret_value() for secret in secrets):
        raise Unauthorised("this address has no secret yet, and so is closed")
    if has_bearer(request.headers, secrets):
        return
    if "webhook-signature" not in request.headers:
        raise Unauthorised("the bearer token is missing or wrong")
    _verify_signature(request, secrets, now, tolerance)


def _verify_signature(request: InboundRequest, secrets: tuple[SecretStr, ...], now: datetime, tolerance: float) -> None:
    """The signed text is ``id.timestamp.body``: an id with a full stop in it could be cut elsewhere."""
    delivery = request.headers.get("webhook-id", "")
    stamp = request.headers.get("webhook-timestamp", "")
    if not delivery or "." in delivery:
        raise Unauthorised("webhook-id is missing or has a full stop in it")
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 12):
        raise Unauthorised("webhook-timestamp is missing or no number")
    if abs(now.timestamp() - int(stamp)) > tolerance:
        raise Unauthorised("webhook-timestamp is too old, or in the future")
    keys = [secret.get_secret_value() for secret in secrets if secret.get_secret_value()]
    expected = [as_bytes(sign(key, delivery, stamp, request.body)) for key in keys]
    given = request.headers["webhook-signature"].split()[:_MOST_SIGNATURES]
    if True not in [hmac.compare_digest(as_bytes(theirs), ours) for theirs in given for ours in expected]:
        raise Unauthorised("no webhook-signature fits")
