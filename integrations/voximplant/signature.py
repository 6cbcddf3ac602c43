"""How our scenario and the account's callbacks prove who they are."""

import hashlib
import hmac

from desk.errors import Unauthorised
from desk.model import InboundRequest

WINDOW = 300  # seconds that a signed report may be old, or ahead
DIGITS = 20


def sign(secret: str, message: bytes) -> str:
    """HMAC-SHA256, hex."""
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()


def same(left: str, right: str) -> bool:
    """Compare in constant time; header values need not be ASCII."""
    return hmac.compare_digest(left.encode("utf-8", "replace"), right.encode("utf-8", "replace"))


def verify_report(request: InboundRequest, secret: str) -> None:
    """``X-Sign`` over ``X-Ts``, a dot and the raw body. Raises Unauthorised; an empty secret lets nobody in."""
    if not secret:
        raise Unauthorised("voximplant.callback_secret is not set")
    moment = request.headers.get("x-ts", "")
    if not (moment.isascii() and moment.isdigit() and len(moment) <= DIGITS):
        raise Unauthorised("X-Ts is missing")
    if abs(request.received_at.timestamp() - int(moment)) > WINDOW:
        raise Unauthorised("X-Ts is too far from now")
    verify_signature(request, moment.encode() + b"." + request.body, secret)


def verify_signature(request: InboundRequest, message: bytes, secret: str) -> None:
    """The case of the scenario's hex digits is not documented, hence ``lower``. Raises Unauthorised."""
    if not secret:
        raise Unauthorised("voximplant.callback_secret is not set")
    if not same(request.headers.get("x-sign", "").lower(), sign(secret, message)):
        raise Unauthorised("X-Sign does not match")


def hash_callback(salt: str, account_id: int, api_key: str, callback_id: str) -> str:
    """The service's own formula; it covers the id only, not what the callback says.

    https://voximplant.com/docs/guides/management-api/callbacks
    """
    text = f"{salt}{account_id}{api_key}{callback_id}"
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
