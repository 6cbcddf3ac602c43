"""What the scenarios say to the desk: they ask for a plan and report a result.

Both requests are signed with HMAC-SHA256; ``X-Ts`` is unix seconds of the world's clock.
"""

import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, TypeVar
from urllib.parse import quote

import aiohttp

from sandbox.kit.clock import WorldClock

PLAN_PAUSES_S = (1.0, 2.0, 4.0)
REPORT_PAUSES_S = (1.0, 3.0)
LOST = -6  # the platform's own code for a network error


P = TypeVar("P")


@dataclass(slots=True)
class Result:
    """What every report has, field by field."""

    job: str
    session_id: int
    status: str = "internal_error"
    code: int = 0
    reason: str = ""
    amd: str = "NOT_RUN"
    talk_s: int = 0
    cost: float = 0.0


@dataclass(slots=True)
class RobotResult(Result):
    dtmf: str = ""
    played: bool = False


@dataclass(slots=True)
class BridgeResult(Result):
    """``leg``: the last one it came to."""

    leg: str = "seller"


@dataclass(frozen=True, slots=True)
class Plan:
    to: str
    caller: str
    text: str
    mp3: str
    amd: bool
    wait_key_s: float
    voice: str


@dataclass(frozen=True, slots=True)
class BridgePlan:
    seller: str
    customer: str
    caller: str
    text: str
    amd: bool
    voice: str


class Desk:
    """``url`` and ``secret`` are the application's secrets RINGDESK_URL and RINGDESK_SECRET."""

    def __init__(self, client: aiohttp.ClientSession, clock: WorldClock, url: str, secret: str) -> None:
        self._client = client
        self._clock = clock
        self._url = url.rstrip("/")
        self._secret = secret.encode()

    async def fetch_plan(self, token: str, session_id: int, read: Callable[[bytes], P | None]) -> tuple[int, P | None]:
        """Status and plan; asked again while the answer is lost. A plan that cannot be read is None."""
        address = f"{self._url}/hooks/voximplant/plan?j={quote(token, safe='')}&s={session_id}"
        headers = {"X-Sign": self._sign(token.encode())}
        status, body = await self._ask("GET", address, headers)
        for pause in PLAN_PAUSES_S:
            if not _is_lost(status):
                break
            await self._clock.sleep(pause)
            status, body = await self._ask("GET", address, headers)
        return status, read(body) if status == 200 else None

    async def report(self, result: Result) -> tuple[int, int]:
        """Status of the last try and the number of tries; three at most."""
        body = json.dumps(asdict(result), separators=(",", ":")).encode()
        status = await self._post("result", body)
        for tries, pause in enumerate(REPORT_PAUSES_S, start=1):
            if 200 <= status < 300:
                return status, tries
            await self._clock.sleep(pause)
            status = await self._post("result", body)
        return status, len(REPORT_PAUSES_S) + 1

    async def tell_leg(self, token: str, session_id: int, leg: str) -> int:
        """Once; whether it arrives is no matter."""
        word = {"job": token, "session_id": session_id, "leg": leg}
        return await self._post("progress", json.dumps(word, separators=(",", ":")).encode())

    async def _post(self, name: str, body: bytes) -> int:
        ts = str(int(self._clock.now().timestamp()))
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "X-Ts": ts,
            "X-Sign": self._sign(ts.encode() + b"." + body),
        }
        status, _ = await self._ask("POST", f"{self._url}/hooks/voximplant/{name}", headers, body)
        return status

    async def _ask(self, method: str, url: str, headers: dict[str, str], body: bytes = b"") -> tuple[int, bytes]:
        try:
            async with self._client.request(method, url, headers=headers, data=body or None) as answer:
                return answer.status, await answer.read()
        except (aiohttp.ClientError, TimeoutError):
            return LOST, b""

    def _sign(self, message: bytes) -> str:
        return hmac.new(self._secret, message, hashlib.sha256).hexdigest()


def _is_lost(status: int) -> bool:
    return status < 0 or status == 429 or status >= 500


def read_plan(body: bytes) -> Plan | None:
    try:
        raw: dict[str, Any] = json.loads(body)
        return Plan(
            to=str(raw["to"]),
            caller=str(raw["from"]),
            text=str(raw.get("text") or ""),
            mp3=str(raw.get("mp3") or ""),
            amd=bool(raw.get("amd")),
            wait_key_s=float(raw.get("wait_key_s") or 0),
            voice=str(raw.get("voice") or ""),
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def read_bridge_plan(body: bytes) -> BridgePlan | None:
    try:
        raw: dict[str, Any] = json.loads(body)
        if raw["mode"] != "connect":
            return None
        plan = BridgePlan(
            seller=str(raw["seller"]),
            customer=str(raw["customer"]),
            caller=str(raw["from"]),
            text=str(raw["text"]),
            amd=bool(raw.get("amd")),
            voice=str(raw.get("voice") or ""),
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    return plan if plan.seller and plan.customer and plan.caller and plan.text else None
