"""HTTP Basic as a server reads it (RFC 7617, UTF-8)."""

import base64
import binascii

from aiohttp import web


def read_basic(request: web.Request) -> tuple[str, str] | None:
    """User and password; None when the header is missing or broken."""
    scheme, _, packed = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        user, colon, password = base64.b64decode(packed.strip(), validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return (user, password) if colon else None
