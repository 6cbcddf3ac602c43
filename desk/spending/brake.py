"""May one more call or message be started? The limit of a day is never passed by more than one under way (N-09).

Each start is judged in the transaction that writes its intent, so what was let through before is in the tally. While
there is plenty of room, many go side by side: all that are under way are reckoned at twice the dearest price. Close
to the limit, and while prices are not known yet, they go one after the other, each when the price of the one before
is known.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from desk.leads.charges import Kind
from desk.spending.purse import NOTHING, Money, Purse
from desk.values import replace

MARGIN = 2  # under way side by side: what is known of prices may be wrong by so much
STEP = Decimal("0.25")  # of the limit: what one approval adds
PENNY = Decimal("0.01")


class Verdict(StrEnum):
    GO = "go"
    WAIT = "wait"  # for the price of what is under way
    STOP = "stop"  # until somebody approves, or tomorrow


@dataclass(frozen=True, slots=True)
class Policy:
    """``limit`` None: nothing is braked. ``warn_at``: the part of the limit at which people are told."""

    limit: Decimal | None = None
    warn_at: Decimal = Decimal("0.8")
    money: Money = field(default_factory=Money)

    @property
    def step(self) -> Decimal:
        return ((self.limit or NOTHING) * STEP).quantize(PENNY)


@dataclass(frozen=True, slots=True)
class Allowance:
    """What people have decided for ``day`` (ISO date, the shop's), and what they have been told.

    ``reached``: the limit was met today. ``stopped``: nothing more before tomorrow. ``by``: who decided last.
    """

    day: str = ""
    extra: Decimal = NOTHING
    free: bool = False
    stopped: bool = False
    warned: bool = False
    reached: bool = False
    by: str = ""

    def approve(self, amount: Decimal, by: str) -> "Allowance":
        """The next time the limit is met, people hear of it again."""
        return replace(self, extra=self.extra + amount, stopped=False, reached=False, by=by)

    def let_go(self, by: str) -> "Allowance":
        return replace(self, free=True, stopped=False, by=by)

    def stop(self, by: str) -> "Allowance":
        return replace(self, free=False, stopped=True, by=by)


def judge(policy: Policy, allowance: Allowance, purse: Purse, kind: Kind) -> Verdict:
    """Of one more of this kind."""
    if policy.limit is None or allowance.free:
        return Verdict.GO
    left = policy.limit + allowance.extra - purse.spent
    if allowance.stopped or left <= 0:
        return Verdict.STOP
    price, room = purse.most.get(kind), left - purse.pending
    if not any(purse.flying.values()):
        return _judge_alone(price, room, left, bool(purse.hoped.get(kind)))
    reserved = _reserve(purse)
    if price is None or reserved is None:
        return Verdict.WAIT
    return Verdict.GO if MARGIN * (reserved + price) <= room else Verdict.WAIT


def _judge_alone(price: Decimal | None, room: Decimal, left: Decimal, hoped: bool) -> Verdict:
    """Nothing is under way. While no price is known, the one before has yet to teach what one costs."""
    if price is None:
        return Verdict.WAIT if hoped else Verdict.GO
    if price <= room:
        return Verdict.GO
    return Verdict.WAIT if price <= left else Verdict.STOP


def is_warning(policy: Policy, allowance: Allowance, purse: Purse) -> bool:
    """So much is spent that people should hear of it."""
    if policy.limit is None or allowance.free:
        return False
    return purse.spent >= policy.warn_at * (policy.limit + allowance.extra)


def read_allowance(kept: Mapping[str, Any] | None, day: str) -> Allowance:
    """A new day begins anew."""
    if not kept or kept.get("day") != day:
        return Allowance(day)
    flags = {name: bool(kept.get(name)) for name in ("free", "stopped", "warned", "reached")}
    return Allowance(day, Decimal(str(kept.get("extra", 0))), by=str(kept.get("by", "")), **flags)


def write_allowance(it: Allowance) -> dict[str, Any]:
    flags = {"free": it.free, "stopped": it.stopped, "warned": it.warned, "reached": it.reached}
    return {"day": it.day, "extra": str(it.extra), "by": it.by, **flags}


def _reserve(purse: Purse) -> Decimal | None:
    """For all that is under way; None where nobody knows what that costs."""
    found = NOTHING
    for kind, count in purse.flying.items():
        price = purse.most.get(kind)
        if count and price is None:
            return None
        found += count * (price or NOTHING)
    return found
