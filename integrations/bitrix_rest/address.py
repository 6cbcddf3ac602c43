"""Addresses of a portal: what may be called, and where it answers after a rename.

https://apidocs.bitrix24.com/settings/how-to-call-rest-api/change-domen.html
"""

import ipaddress
import re
from urllib.parse import urljoin, urlsplit

from desk.errors import Temporary
from integrations.neighbour import Vault

MOVES = "moves"  # vault, after the neighbour's name: configured origin -> present origin
WEBHOOK = re.compile(r"https?://[^/?#\s]+(/[^?#\s]*)?/rest/\d+/[^/?#\s]+/?")


def is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_safe(url: str) -> bool:
    """The secret stands in the address: https, or plain http to this very machine."""
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname or "", parts.port
        host.encode("idna")
    except ValueError:
        return False
    if not host or parts.username is not None or re.search(r"[\s<>\\]", url):
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host))


def find_webhook_fault(url: str) -> str:
    """What is wrong with the address of an incoming webhook, without quoting it; empty: nothing."""
    if not WEBHOOK.fullmatch(url):
        return "expected https://<portal>/rest/<user id>/<secret>/, as the portal shows it"
    return "" if is_safe(url) else "must be https: the address is a password"


def origin_of(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def path_of(url: str) -> str:
    return urlsplit(url).path.rstrip("/") + "/"


def endpoint_of(portal: str) -> str:
    """``shop.bitrix24.ru`` or any address of the portal as the base of application calls."""
    if not portal:
        return ""
    address = portal if "://" in portal else f"https://{portal}"
    path = urlsplit(address).path.strip("/")
    return f"{origin_of(address)}/{path or 'rest'}/"


def _target(asked: str, location: str) -> str:
    try:
        return urljoin(asked, location)
    except ValueError:
        return ""


def _same_family(asked: str, target: str) -> bool:
    """Portals are renamed under one roof. Whoever sends us elsewhere must not get the secret: a person decides."""
    here, there = urlsplit(asked).hostname or "", urlsplit(target).hostname or ""
    roofs = [host.partition(".")[2] for host in (here, there)]
    return here == there or (roofs[0] == roofs[1] and "." in roofs[0] and not _is_address(here))


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


class Moves:
    """Remembers in the vault to which host a renamed portal sent us; holds no secrets."""

    def __init__(self, vault: Vault, neighbour: str) -> None:
        self._vault = vault
        self._key = f"{neighbour}.{MOVES}"
        self._moved: dict[str, str] | None = None

    async def resolve(self, origin: str) -> str:
        if self._moved is None:
            self._moved = dict(await self._vault.load(self._key) or {})
        return self.known(origin)

    def known(self, origin: str) -> str:
        return (self._moved or {}).get(origin, origin)

    async def follow(self, origin: str, asked: str, location: str) -> str:
        """Keep the new host and return it.

        Raises Temporary for any other redirect (a login page, plain http, another path, a strange domain): what was
        asked was not done.
        """
        target = _target(asked, location)
        if not is_safe(target) or path_of(target) != path_of(asked) or origin_of(target) == origin_of(asked):
            raise Temporary("Bitrix24 redirects to something that is not the same portal", code="redirect")
        if not _same_family(asked, target):
            reason = "Bitrix24 redirects to another domain; if the portal has moved there, put it into the settings"
            raise Temporary(reason, code="redirect")
        moved = dict(self._moved or {}) | {origin: origin_of(target)}
        if moved[origin] == origin:
            del moved[origin]
        await self._vault.keep(self._key, moved)
        self._moved = moved
        return origin_of(target)
