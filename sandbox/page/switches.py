"""The world's switches: what is broken now, and what happens when a number is dialled."""

from collections.abc import Mapping
from typing import Any

from sandbox.kit.faults import Fault
from sandbox.voximplant.fate import Fate
from sandbox.world.town import Town

FATES: Mapping[str, Fate] = {
    "answers": Fate(),
    "presses": Fate(key="1"),
    "voicemail": Fate("voicemail"),
    "busy": Fate("busy"),
    "no_answer": Fate("no_answer", ring_s=30.0),
    "off": Fate("unavailable", ring_s=2.0),
    "rejects": Fate("rejected", ring_s=3.0),
    "bad_number": Fate("bad_number", ring_s=1.0),
    "silent": Fate(report="lost"),
    "late": Fate(report="late"),
}

_HTML = "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"
SHOPIFY_WRITES = ("AddTags", "RemoveTags", "MarkPaid", "Fulfill", "CancelOrder", "MakeOrder")
SLOW = 4.0  # real seconds


def _down() -> list[Fault]:
    return [Fault("status", times=None, status=502, body=_HTML)]


def _deaf(*operations: str) -> list[Fault]:
    """The work is done, the answer is lost. Only what writes: whoever asks afterwards shall find out."""
    return [Fault("accept_drop", match=operation, times=None) for operation in operations]


def _faults(neighbour: str, state: str) -> list[Fault]:
    """Raises ValueError for what this neighbour cannot be."""
    makers = {
        ("crm", "works"): lambda: [],
        ("crm", "down"): _down,
        ("crm", "slow"): lambda: [Fault("delay", times=None, seconds=SLOW)],
        ("crm", "loses"): lambda: _deaf("*.add", "*.update"),
        ("crm", "revoked"): lambda: [],
        ("sms", "works"): lambda: [],
        ("sms", "down"): _down,
        ("sms", "loses"): lambda: _deaf("send"),
        ("store", "works"): lambda: [],
        ("store", "down"): _down,
        ("store", "loses"): lambda: _deaf("webhook", *SHOPIFY_WRITES, "batch"),
        ("tracker", "works"): lambda: [],
        ("tracker", "down"): _down,
        ("sales", "works"): lambda: [],
        ("sales", "down"): _down,
        ("sales", "loses"): lambda: _deaf("*/create", "orders/edit"),
        ("telegram", "works"): lambda: [],
        ("telegram", "down"): _down,
    }
    if (neighbour, state) not in makers:
        raise ValueError(f"{neighbour} cannot be {state}")
    return makers[neighbour, state]()


class Switches:
    """Faults that somebody else put into a fake are left alone."""

    def __init__(self, town: Town) -> None:
        self._town = town
        self._places = {"crm": town.bitrix24.faults, "sms": town.smsc.faults, "telegram": town.telegram.faults}
        if town.store:
            self._places["store"] = town.store.fake.faults
        if town.tracker:
            self._places |= {"tracker": town.calltouch.faults, "sales": town.retailcrm.faults}
        self._mine: dict[str, list[Fault]] = {name: [] for name in self._places}
        self.states = dict.fromkeys(self._places, "works")
        self.fate = "answers"
        self._once = ""

    def show(self) -> dict[str, Any]:
        return {**self.states, "fate": self.fate, "once": self._once if self._town.fates.once else ""}

    async def turn(self, neighbour: str, state: str) -> None:
        """Raises ValueError. Trust that was withdrawn comes back as in life: the application is installed anew."""
        fresh = _faults(neighbour, state)
        if neighbour not in self._places:
            raise ValueError(f"there is no {neighbour} here")
        place = self._places[neighbour]
        for fault in self._mine[neighbour]:
            place.rules.remove(fault)
        self._mine[neighbour] = [place.add(fault) for fault in fresh]
        before, self.states[neighbour] = self.states[neighbour], state
        if neighbour == "crm" and state == "revoked":
            self._town.bitrix24.revoke()
        elif neighbour == "crm" and before == "revoked":
            self._town.bitrix24.tokens.revoked = False
            await self._town.bitrix24.install(f"{self._town.public_url}/hooks/bitrix24")

    def expire(self) -> None:
        """The CRM's access token is over before its hour; its refresh token is good."""
        self._town.bitrix24.expire_tokens()

    def decide(self, outcome: str, *, once: bool) -> None:
        """What the next call, or every call from now on, meets. Raises ValueError."""
        if outcome not in FATES:
            raise ValueError(f"nobody can meet {outcome!r}")
        if once:
            self._once, self._town.fates.once = outcome, FATES[outcome]
        else:
            self.fate, self._town.fates.default = outcome, FATES[outcome]
