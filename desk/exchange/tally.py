"""How the orders and their deals stand, in figures."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from desk.exchange.pair import DOUBLED, REFUSED, Halt

# What a person can do something about, or should know of. An order that had ended before is no trouble.
TROUBLES = (Halt.DEAL_GONE.value, Halt.ORDER_GONE.value, *REFUSED.values(), DOUBLED)


@dataclass(frozen=True, slots=True)
class Tally:
    """``troubles``: how many have which (``Pair.trouble``). One pair may owe both sides something."""

    in_step: int = 0
    owes_store: int = 0
    owes_crm: int = 0
    troubles: Mapping[str, int] = field(default_factory=dict)

    @property
    def halted(self) -> int:
        return sum(self.troubles.get(it.value, 0) for it in (Halt.DEAL_GONE, Halt.ORDER_GONE))

    @property
    def ended_before(self) -> int:
        return self.troubles.get(Halt.ENDED_BEFORE.value, 0)

    @property
    def refused(self) -> int:
        return sum(self.troubles.get(code, 0) for code in REFUSED.values())

    @property
    def doubled(self) -> int:
        return self.troubles.get(DOUBLED, 0)
