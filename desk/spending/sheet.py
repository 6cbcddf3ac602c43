"""What was spent in a stretch of time, as people and scripts read it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from desk.leads.charges import Kind
from desk.spending.brake import Allowance, Policy
from desk.spending.forecast import Forecast
from desk.spending.purse import NOTHING, Money, Purse, Tally

PENNY = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Row:
    """Calls, or messages. ``priced``: how many have a price; ``mean`` is that of those, None where there are none."""

    kind: Kind
    count: int
    priced: int
    amount: Decimal
    mean: Decimal | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """``told`` is what providers named, ``estimated`` what is assumed for those without a price.

    ``leads``: how many were accepted; ``each``: what one of them cost. All in the limit's currency, but ``foreign``.
    """

    rows: Sequence[Row]
    told: Decimal
    estimated: Decimal
    unpriced: int
    leads: int
    foreign: Mapping[str, Decimal]

    @property
    def spent(self) -> Decimal:
        return self.told + self.estimated

    @property
    def each(self) -> Decimal | None:
        return self.spent / self.leads if self.leads else None


@dataclass(frozen=True, slots=True)
class Account:
    """Everything about the shop's spending. ``held``: how many wait for money; ``closed``: nothing more is started."""

    currency: str
    policy: Policy
    allowance: Allowance
    held: Mapping[Kind, int]
    today: Sheet
    yesterday: Sheet
    month: Sheet
    forecast: Forecast
    closed: bool

    @property
    def limit(self) -> Decimal | None:
        """With what was approved for today; None: there is none."""
        limit = self.policy.limit
        return None if limit is None or self.allowance.free else limit + self.allowance.extra


def make_sheet(tally: Tally, purse: Purse, money: Money, leads: int) -> Sheet:
    rows = [row for kind in Kind if (row := _row(kind, tally, money)).count]
    return Sheet(rows, purse.told, purse.estimated, purse.unpriced, leads, purse.foreign)


def account_json(it: Account) -> dict[str, Any]:
    """Amounts are texts, in ``currency``; means, the forecast and what a lead cost to the penny."""
    limit, allowed = it.policy.limit, it.allowance
    return {
        "currency": it.currency,
        "today": _sheet_json(it.today),
        "yesterday": _sheet_json(it.yesterday),
        "month": _sheet_json(it.month),
        "forecast": {"amount": str(it.forecast.amount.quantize(PENNY)), "basis": it.forecast.basis.value},
        "limit": None if limit is None else str(limit),
        "approved": str(allowed.extra),
        "without_limit": allowed.free,
        "stopped": allowed.stopped,
        "closed": it.closed,
        "waiting": {kind.value: it.held.get(kind, 0) for kind in Kind},
    }


def _row(kind: Kind, tally: Tally, money: Money) -> Row:
    heaps = [(it, worth) for it in tally.heaps if (worth := money.worth(it.amount, it.currency)) is not None]
    mine = [(it, worth) for it, worth in heaps if it.kind is kind]
    amount = sum((worth for _it, worth in mine), NOTHING)
    priced = sum(it.priced for it, _worth in mine)
    return Row(kind, sum(it.count for it, _worth in mine), priced, amount, amount / priced if priced else None)


def _sheet_json(it: Sheet) -> dict[str, Any]:
    return {
        "spent": str(it.spent),
        "told": str(it.told),
        "estimated": str(it.estimated),
        "without_price": it.unpriced,
        "leads": it.leads,
        "per_lead": None if it.each is None else str(it.each.quantize(PENNY)),
        "not_counted": {currency: str(amount) for currency, amount in it.foreign.items()},
        "rows": [
            {"kind": row.kind.value, "count": row.count, "priced": row.priced, "amount": str(row.amount)}
            | {"mean": None if row.mean is None else str(row.mean.quantize(PENNY))}
            for row in it.rows
        ],
    }
