"""The fourteen ways in which an answer of a neighbour goes wrong, as scripts for its fake."""

from dataclasses import dataclass
from typing import Any

from sandbox.kit.faults import Fault

PAGE = "<html><head><title>Bad Gateway</title></head><body><h1>Bad Gateway</h1></body></html>"
MEGABYTE = 2**20
RETRY_AFTER = 7  # seconds, in the header of a 429
REFUSED = "refused"  # nobody listens: no script of a fake, its port is closed
SLOW = 0.05  # real seconds, within every limit
HANGING = 3.0  # real seconds, beyond every limit of these tests


@dataclass(frozen=True, slots=True)
class Mishap:
    """``done``: the neighbour has done what was asked before the answer went wrong. ``harmless``: it is only late.

    ``certain``: the answer itself proves that nothing was done.
    """

    name: str
    fault: dict[str, Any]
    done: bool = False
    harmless: bool = False
    certain: bool = False

    def script(self, match: str, skip: int, times: int | None, stranger: str) -> Fault:
        """For the fake: from the ``skip``-th matching request on. Redirects lead to ``stranger``."""
        words = {key: stranger if value == "stranger" else value for key, value in self.fault.items()}
        return Fault(match=match, skip=skip, times=times, **words)


def list_mishaps(inner_error: str) -> list[Mishap]:
    """``inner_error`` is a body in the neighbour's own words that says: something broke inside."""
    told = {"content_type": "application/json"}
    pages = {
        "500": {"status": 500},
        "502 with HTML": {"status": 502, "body": PAGE},
        "200 with HTML": {"status": 200, "body": PAGE},
        "200 with an error": {"status": 200, "body": inner_error, **told},
        "empty": {"status": 200, **told},
    }
    both = {
        "down": {"do": "drop"},
        "silent": {"do": "hang", "seconds": HANGING},
        **{name: {"do": "status", **page} for name, page in pages.items()},
        "10 MB": {"do": "flood", "size": 10 * MEGABYTE},
        "gzip bomb": {"do": "bomb", "size": 64 * MEGABYTE},
    }
    throttle = {"do": "status", "status": 429, "body": PAGE, "headers": {"Retry-After": str(RETRY_AFTER)}}
    return [
        Mishap(REFUSED, {}, certain=True),
        Mishap("slow", {"do": "delay", "seconds": SLOW}, harmless=True),
        Mishap("429", throttle, certain=True),
        Mishap("redirect", {"do": "redirect", "status": 302, "to": "stranger"}, certain=True),
        Mishap("redirect 307", {"do": "redirect", "status": 307, "to": "stranger"}, certain=True),
        Mishap("cut", {"do": "cut"}, done=True),
        Mishap("wrong charset", {"do": "accept_recode", "charset": "utf-16"}, done=True),
        *(Mishap(name, words) for name, words in both.items()),
        *(Mishap(f"{name}, done", words | {"do": f"accept_{words['do']}"}, done=True) for name, words in both.items()),
    ]


SHAPES = (
    "null",
    "[]",
    "{}",
    "7",
    '"ok"',
    '[{"id": 1}]',
    '{"result": null}',
    '{"result": true}',
    '{"result": "ok"}',
    '{"result": [null, 7, "x", []]}',
    '{"result": [{"ID": null}, {"ID": "x"}, {}]}',
    '{"result": {"result": null, "result_error": "x", "result_next": 7}}',
    '{"result": {"result": {"lead": {"ID": []}, "notes": "x", "calls": [7], "own": [7], "phone": 7}}}',
    '{"result": [], "next": "x", "total": null}',
    '{"result": {"ID": 1}, "error": null}',
    '{"error": {"code": "x", "msg": null}}',
    '{"error": []}',
    '{"error": 0}',
    '{"success": true, "data": null}',
    '{"success": true, "data": [1]}',
    '{"success": true, "data": {"0": null, "id": [], "totalCount": "x", "balance": []}}',
    '{"id": null, "status": [], "cnt": "x", "cost": {}, "balance": []}',
    '{"messages": "x", "sid": null, "next_page_uri": 7}',
    '{"messages": [null, 7, {}], "next_page_uri": "/2010-04-01/\\u0000"}',
    '{"access_token": 7, "refresh_token": [], "client_endpoint": {}}',
)


def list_shapes() -> list[Mishap]:
    """JSON as nobody expects it, from a balancer, a proxy or the next version of the neighbour."""
    told = {"status": 200, "content_type": "application/json"}
    return [
        Mishap(f"{do} {body}", {"do": do, "body": body, **told}, done=do != "status")
        for body in SHAPES
        for do in ("status", "accept_status")
    ]
