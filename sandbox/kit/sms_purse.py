"""The money of one gateway account: a balance, a price per part, and an invoice line per message."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Invoice:
    """``at`` is world time, UTC; ``cost`` is in the purse's currency."""

    at: datetime
    key: str
    number: str
    parts: int
    cost: Decimal


@dataclass(slots=True)
class Purse:
    balance: Decimal
    price: Decimal  # of one part
    currency: str
    invoices: list[Invoice] = field(default_factory=list)

    def cost(self, parts: int) -> Decimal:
        return self.price * parts

    def covers(self, cost: Decimal) -> bool:
        return cost <= self.balance

    def charge(self, at: datetime, key: str, number: str, parts: int) -> Decimal:
        cost = self.cost(parts)
        self.balance -= cost
        self.invoices.append(Invoice(at, key, number, parts, cost))
        return cost
