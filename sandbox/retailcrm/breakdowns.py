"""How the service is known to fail, by name."""

from typing import Any

from sandbox.kit.faults import Fault

_PAGE = "<html><head><title>{0}</title></head><body><center><h1>{0}</h1></center><hr>nginx</body></html>"
_ACCOUNT = '{"success":false,"errorMsg":"Account does not exist."}'
_LIMIT = '{"success":false,"errorMsg":"Rate limit exceeded"}'
_BROKEN = '{"success":false,"errorMsg":"Internal Server Error"}'
_KINDS: dict[str, dict[str, Any]] = {
    "html": {"do": "status", "status": 500, "body": _PAGE.format("500 Internal Server Error")},
    "unavailable": {"do": "status", "status": 503, "body": _PAGE.format("503 Service Temporarily Unavailable")},
    "forbidden": {"do": "status", "status": 403, "body": _PAGE.format("403 Forbidden")},
    "elsewhere": {"do": "status", "status": 405, "body": _PAGE.format("405 Not Allowed")},
    "page": {"do": "status", "status": 200, "body": _PAGE.format("Welcome")},
    "rate": {"do": "status", "status": 503, "body": _LIMIT},
    "too_many": {"do": "status", "status": 429, "body": _LIMIT},
    "internal": {"do": "status", "status": 500, "body": _BROKEN},
    "no_account": {"do": "status", "status": 404, "body": _ACCOUNT},
    "drop": {"do": "drop"},
    "hang": {"do": "hang"},
    "lost": {"do": "accept_drop"},
    "lost_hang": {"do": "accept_hang"},
    "lost_html": {"do": "accept_status", "status": 502, "body": _PAGE.format("502 Bad Gateway")},
    "cut": {"do": "cut"},
}


def breakdown(kind: str, match: str, times: int | None, seconds: float) -> Fault:
    """Raises KeyError for an unknown kind; the names are the keys of the table above."""
    body = str(_KINDS[kind].get("body", ""))
    content_type = "application/json" if body.startswith("{") else "text/html"
    return Fault(match=match, times=times, seconds=seconds, content_type=content_type, **_KINDS[kind])
