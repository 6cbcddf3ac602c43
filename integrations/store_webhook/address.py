"""Which address may be sent to. Whoever sets one must not make the desk knock at doors inside its own network.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md, "Server side request
forgery"; https://cheatsheetseries.owasp.org/cheatsheets/Server_Side_Request_Forgery_Prevention_Cheat_Sheet.html
"""

import asyncio
import ipaddress
import re
import socket
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from desk.errors import Rejected, Temporary

Ip = ipaddress.IPv4Address | ipaddress.IPv6Address
LookUp = Callable[[str, int], Awaitable[Sequence[str]]]

THIS_MACHINE = ("localhost", "127.0.0.1", "::1")
PORTS = {"https": 443, "http": 80}
LOOK_SECONDS = 10.0
BAD_CHARACTERS = re.compile(r"[\s<>\"\\^`{|}\x00-\x1f\x7f]")

# Of a network of one's own: open only where the settings say so.
INNER = tuple(
    ipaddress.ip_network(it)
    for it in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "127.0.0.0/8", "::1/128", "fc00::/7")
)
# Never a store: link-local and what clouds tell their own machines (AWS, Azure, Alibaba, Oracle), many at once, nobody.
NEVER = tuple(
    ipaddress.ip_network(it)
    for it in (
        "0.0.0.0/8", "169.254.0.0/16", "168.63.129.16/32", "100.100.100.200/32", "192.0.0.0/24", "224.0.0.0/4",
        "240.0.0.0/4", "fe80::/10", "fd00:ec2::254/128", "ff00::/8",
    )
)  # fmt: skip
UNICAST = ipaddress.ip_network("2000::/3")  # all of IPv6 that is handed out to the world
TRANSLATED = ipaddress.ip_network("64:ff9b::/96")  # an IPv4 address behind NAT64


@dataclass(frozen=True, slots=True)
class Target:
    """``plain``: without TLS. ``private``: addresses of a network of one's own are meant."""

    host: str
    port: int
    plain: bool
    private: bool

    async def settle(self, look_up: LookUp) -> str:
        """The address to connect to. Raises Rejected for one that may not be, Temporary for a name nobody knows now."""
        found = [ipaddress.ip_address(it) for it in await look_up(self.host, self.port)]
        if not found:
            raise Temporary(f"the store's host {self.host} has no address", code="dns")
        # One bad address spoils all of them: mixed answers are how a name is turned against us.
        if refused := next((it for it in found if not self.may_be(it)), None):
            raise Rejected(f"{self.host} leads to {refused}, {_why_not(refused, self)}", code="address")
        return str(min(found, key=lambda it: it.version))

    def may_be(self, ip: Ip) -> bool:
        if self.plain and not unwrap(ip).is_loopback:
            return False
        return is_public(ip) or (self.private and is_inner(ip))


def read_target(url: str, *, private: bool) -> Target:
    """Raises ValueError with what is wrong."""
    parts = urlsplit(url)
    if parts.scheme not in PORTS or not parts.hostname or BAD_CHARACTERS.search(url):
        raise ValueError("must be an https address")
    if parts.username is not None or parts.fragment:
        raise ValueError("must be without a user, a password or a fragment")
    if parts.scheme == "http" and not (private and parts.hostname in THIS_MACHINE):
        raise ValueError("must be https; http only to localhost or 127.0.0.1, with allow_private = true")
    host = parts.hostname if ":" in parts.hostname else parts.hostname.encode("idna").decode()
    return Target(host, parts.port or PORTS[parts.scheme], parts.scheme == "http", private)


def find_fault(url: str, *, private: bool) -> str:
    """What is wrong with an address as it is written; empty: nothing."""
    try:
        target = read_target(url, private=private)
    except UnicodeError:
        return "its host is no name"
    except ValueError as error:
        return str(error)
    try:
        written = ipaddress.ip_address(target.host)
    except ValueError:
        return ""  # a name: what it leads to is looked up before every message
    return "" if target.may_be(written) else f"{written} is {_why_not(written, target)}"


async def look_up(host: str, port: int) -> Sequence[str]:
    """Every address of a name. Raises Temporary."""
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(LOOK_SECONDS):
            rows = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, TimeoutError, UnicodeError):
        raise Temporary(f"the store's host {host} is not found", code="dns") from None
    return [str(row[4][0]) for row in rows]


def is_public(ip: Ip) -> bool:
    bare = unwrap(ip)
    if any(bare in network for network in (*NEVER, *INNER)):
        return False
    return bare.is_global and (bare.version == 4 or bare in UNICAST)


def is_inner(ip: Ip) -> bool:
    bare = unwrap(ip)
    return any(bare in network for network in INNER) and not any(bare in network for network in NEVER)


def unwrap(ip: Ip) -> Ip:
    """The IPv4 address inside an IPv6 one: whoever routes it will unpack it, too."""
    if isinstance(ip, ipaddress.IPv4Address):
        return ip
    packed = ip.ipv4_mapped or ip.sixtofour
    if packed is None and ip in TRANSLATED:
        packed = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return packed or ipaddress.IPv6Address(int(ip))  # without its zone


def _why_not(ip: Ip, target: Target) -> str:
    if target.plain:
        return "which is not this machine, so plain http is not enough"
    if is_inner(ip):
        return "an address of an inner network; allow_private = true opens those"
    return "which is no address of a store"
