"""Standard Webhooks from the receiver's side."""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime

from sandbox.shop.signing import PREFIX

TOLERANCE = 300  # seconds


class Forged(Exception):
    """Why a message is not believed."""


def verify(secret: str, headers: Mapping[str, str], body: bytes, now: datetime) -> str:
    """The message's id. Raises Forged."""
    message_id, stamp, given = (headers.get(f"webhook-{part}", "") for part in ("id", "timestamp", "signature"))
    if not (message_id and stamp and given):
        raise Forged("Missing required headers")
    if not (stamp.isascii() and stamp.isdecimal()):
        raise Forged("Invalid Signature Headers")
    if abs(now.timestamp() - int(stamp)) > TOLERANCE:
        raise Forged("Message timestamp is not within five minutes of now")
    key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    expected = hmac.digest(key, b".".join([message_id.encode(), stamp.encode(), body]), hashlib.sha256)
    if not any(_fits(one, expected) for one in given.split()):
        raise Forged("No matching signature found")
    return message_id


def _fits(signature: str, expected: bytes) -> bool:
    """Signatures of other versions are passed over."""
    version, _, packed = signature.partition(",")
    return version == "v1" and hmac.compare_digest(packed.encode(), base64.b64encode(expected))
