"""Standard Webhooks: id, time and signature of a message."""

import base64
import hashlib
import hmac
from datetime import datetime

PREFIX = "whsec_"


def delivery_id(source: str, order_id: str) -> str:
    """The same for every try of one order. Hashed: the signed text is cut at full stops, so ids must hold none."""
    return "order_" + hashlib.sha256(f"{source}:{order_id}".encode()).hexdigest()[:32]


def sign(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """``secret`` is ``whsec_<base64>``; raises ValueError for anything else."""
    if not secret.startswith(PREFIX):
        raise ValueError("a signing secret starts with whsec_")
    key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    text = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(key, text, hashlib.sha256)).decode()


def signed_headers(secret: str, message_id: str, now: datetime, body: bytes) -> dict[str, str]:
    timestamp = int(now.timestamp())
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": sign(secret, message_id, timestamp, body),
    }
