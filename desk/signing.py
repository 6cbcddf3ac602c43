"""Messages signed by Standard Webhooks, in both directions: HMAC-SHA256 over ``id.timestamp.body``.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

import base64
import hashlib
import hmac

PREFIX = "whsec_"
VERSION = "v1"


def sign(secret: str, message_id: str, timestamp: str, body: bytes) -> str:
    """``v1,<base64>``. ``timestamp`` in whole Unix seconds.

    The signed text is cut at full stops: neither id nor timestamp may have one, or a message could be cut elsewhere.
    """
    signed = b".".join([as_bytes(message_id), as_bytes(timestamp), body])
    return f"{VERSION},{base64.b64encode(hmac.digest(key_of(secret), signed, hashlib.sha256)).decode()}"


def sign_headers(secret: str, message_id: str, timestamp: int, body: bytes) -> dict[str, str]:
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": sign(secret, message_id, str(timestamp), body),
    }


def key_of(secret: str) -> bytes:
    """``whsec_<base64>`` is unpacked; any other text is the key as it stands."""
    return unpack(secret) or as_bytes(secret)


def unpack(secret: str) -> bytes | None:
    """The key in ``whsec_<base64>``; None where there is none."""
    if not secret.startswith(PREFIX):
        return None
    try:
        return base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except ValueError:
        return None


def as_bytes(text: str) -> bytes:
    return text.encode("utf-8", "replace")
