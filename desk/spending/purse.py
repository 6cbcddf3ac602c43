"""The money of one day: what was told, what is estimated, and what one more may cost."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal

from desk.leads.charges import Kind, State

NOTHING = Decimal(0)
ENOUGH = 20  # prices of one kind that have to be known before the dearest of them says what another may cost
SOON = timedelta(minutes=15)  # by then most providers have named a price
FLIGHT = timedelta(hours=1)  # whatever was asked for before that is not under way any more


@dataclass(frozen=True, slots=True)
class Heap:
    """Charges of one kind, state and currency. ``priced``: how many have an amount; ``amount`` is that of all."""

    kind: Kind
    state: State
    currency: str
    count: int
    priced: int
    amount: Decimal
    most: Decimal


@dataclass(frozen=True, slots=True)
class Tally:
    """One stretch of time. ``flying``: under way now; ``hoped``: over, and its price may come any moment."""

    heaps: Sequence[Heap] = ()
    flying: Mapping[Kind, int] = field(default_factory=dict)
    hoped: Mapping[Kind, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Past:
    """Prices of one kind over the last weeks. ``known``: how many there are."""

    known: int = 0
    most: Decimal = NOTHING


@dataclass(frozen=True, slots=True)
class Money:
    """``currency`` is that of the limit; ``rates``: what one unit of another one is worth in it.

    ``prices``: what one call or message costs at most, as the shop has written it.
    """

    currency: str = ""
    rates: Mapping[str, Decimal] = field(default_factory=dict)
    prices: Mapping[Kind, Decimal] = field(default_factory=dict)

    def worth(self, amount: Decimal, currency: str) -> Decimal | None:
        """In the limit's currency; None where nobody knows what it is worth."""
        if currency == self.currency or not currency or not self.currency:
            return amount
        rate = self.rates.get(currency)
        return None if rate is None else amount * rate


@dataclass(frozen=True, slots=True)
class Purse:
    """``told`` and ``estimated`` are disjoint; what is ``flying`` is in neither. ``unpriced``: how many were estimated.

    ``pending``: what may still be added to figures that are not the last ones. ``most``: what one of a kind may cost,
    None while too little is known. ``foreign``: what cannot be counted, since its currency has no rate.
    """

    told: Decimal = NOTHING
    estimated: Decimal = NOTHING
    unpriced: int = 0
    pending: Decimal = NOTHING
    flying: Mapping[Kind, int] = field(default_factory=dict)
    hoped: Mapping[Kind, int] = field(default_factory=dict)
    most: Mapping[Kind, Decimal | None] = field(default_factory=dict)
    foreign: Mapping[str, Decimal] = field(default_factory=dict)

    @property
    def spent(self) -> Decimal:
        return self.told + self.estimated


def fill_purse(tally: Tally, past: Mapping[Kind, Past], money: Money) -> Purse:
    """``past`` need not know the present day."""
    dearest = {kind: _dearest(kind, tally, past, money) for kind in Kind}
    foreign: dict[str, Decimal] = {}
    for heap in tally.heaps:
        if heap.priced and money.worth(heap.amount, heap.currency) is None:
            foreign[heap.currency] = foreign.get(heap.currency, NOTHING) + heap.amount
    without = {kind: _unpriced(kind, tally) for kind in Kind}
    return Purse(
        told=add_up(tally.heaps, money),
        estimated=sum((dearest[kind] * count for kind, count in without.items()), NOTHING),
        unpriced=sum(without.values()),
        pending=sum((_pending(it, dearest[it.kind], money) for it in tally.heaps), NOTHING),
        flying=tally.flying,
        hoped=tally.hoped,
        most={kind: _most(kind, dearest[kind], tally, past, money) for kind in Kind},
        foreign=foreign,
    )


def add_up(heaps: Iterable[Heap], money: Money) -> Decimal:
    """What was told, in the limit's currency; without what nobody knows the worth of."""
    return sum((money.worth(it.amount, it.currency) or NOTHING for it in heaps), NOTHING)


def past_of(tally: Tally, money: Money) -> dict[Kind, Past]:
    """What the charges of earlier days say of prices."""
    found: dict[Kind, Past] = {}
    for heap in tally.heaps:
        most = money.worth(heap.most, heap.currency)
        if heap.state is State.TOLD and most is not None:
            before = found.get(heap.kind, Past())
            found[heap.kind] = Past(before.known + heap.priced, max(before.most, most))
    return found


def _unpriced(kind: Kind, tally: Tally) -> int:
    """Without an amount, and not under way."""
    missing = sum(it.count - it.priced for it in tally.heaps if it.kind is kind)
    return max(0, missing - tally.flying.get(kind, 0))


def _pending(heap: Heap, dearest: Decimal, money: Money) -> Decimal:
    worth = money.worth(heap.amount, heap.currency)
    if heap.state is not State.AWAITED or worth is None:
        return NOTHING
    return max(NOTHING, heap.priced * dearest - worth)


def _dearest(kind: Kind, tally: Tally, past: Mapping[Kind, Past], money: Money) -> Decimal:
    """The dearest known so far, or what the shop has written where that is more."""
    today = (money.worth(it.most, it.currency) for it in tally.heaps if it.kind is kind)
    before = past.get(kind, Past()).most
    return max([before, money.prices.get(kind, NOTHING), *(it for it in today if it is not None)])


def _most(kind: Kind, dearest: Decimal, tally: Tally, past: Mapping[Kind, Past], money: Money) -> Decimal | None:
    """What a provider never tells is not waited for: it counts as the shop has written it, or for nothing.

    A price that is late, or a report that was lost, says nothing of that, however long ago it was.
    """
    today = sum(it.priced for it in tally.heaps if it.kind is kind and it.state is State.TOLD)
    known = past.get(kind, Past()).known + today
    if kind in money.prices or (known >= ENOUGH and dearest):
        return dearest
    mute = any(it.count > it.priced for it in tally.heaps if it.kind is kind and it.state is State.UNTOLD)
    return NOTHING if mute and not known else None
