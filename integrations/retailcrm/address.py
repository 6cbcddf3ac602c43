"""The account's address, however it was pasted (CR-02)."""

import ipaddress
import re
from urllib.parse import urlsplit

USUAL = (80, 443)  # ports that a browser does not show
ROOF = "retailcrm.ru"  # of an account that is given by its bare name


def origin_of(typed: str) -> str:
    """``https://shop.retailcrm.ru`` of anything copied from the browser's bar; empty where it names no host.

    Plain http is kept for this very machine only: the key travels with every request.
    """
    text = re.sub(r"^([a-z][a-z0-9+.-]*:)?//", "", typed.strip(), flags=re.IGNORECASE)
    try:
        parts = urlsplit(f"//{text}")
        host, port = parts.hostname or "", parts.port
        host.encode("idna")
    except ValueError:
        return ""
    if not host or parts.username is not None or re.search(r"[\s<>\\%]", parts.netloc):
        return ""
    if is_loopback(host):
        scheme = "https" if typed.strip().lower().startswith("https:") else "http"
        return f"{scheme}://{host}{f':{port}' if port else ''}"
    if "." not in host and re.fullmatch(r"[a-z0-9-]+", host):
        host = f"{host}.{ROOF}"
    kept = f":{port}" if port and port not in USUAL else ""
    return f"https://{host}{kept}" if "." in host.strip(".") else ""


def is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
