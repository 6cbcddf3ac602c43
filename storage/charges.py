"""What calls and messages cost: the ledger, one row each, written with the fact it follows from (N-09).

Amounts are whole billionths of a currency: sums are exact in the database, and what is rounded off in fifty thousand
charges together stays far below a kopeck.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import orjson
from sqlalchemy import Connection, bindparam, case, delete, func, select, update

from desk.leads.charges import Charge, Kind, State
from desk.spending.purse import FLIGHT, SOON, Heap, Tally
from storage.columns import Moment
from storage.statements import Statement, bound
from storage.tables import charge, vault

CURRENCIES = "currencies"  # in the vault: role -> ISO code, as the neighbours' balances name it
ROLES = {Kind.CALL: "calls", Kind.SMS: "sms"}
BILLION = Decimal(10**9)
KEPT = ("ref", "at", "lead_id", "kind", "provider", "state", "amount", "currency", "ask_at")
FIRST_ASK = timedelta(minutes=2)  # after it was over: a history shows a call a while after its end

SINCE, UNTIL = bindparam("since", type_=Moment), bindparam("until", type_=Moment)
WITHIN = (charge.c.at >= SINCE, charge.c.at < UNTIL)
HEAPS = Statement(
    lambda _: (
        select(
            charge.c.kind,
            charge.c.state,
            charge.c.currency,
            func.count(),
            func.count(charge.c.amount),
            func.coalesce(func.sum(charge.c.amount), 0),
            func.coalesce(func.max(charge.c.amount), 0),
        )
        .where(*WITHIN)
        .group_by(charge.c.kind, charge.c.state, charge.c.currency)
    )
)
UNDER_WAY = Statement(
    lambda _: (
        select(charge.c.kind, charge.c.state, func.count())
        .where(*WITHIN, charge.c.amount.is_(None), charge.c.state == bindparam("wanted"))
        .group_by(charge.c.kind, charge.c.state)
    )
)
ACCOUNTS = Statement(lambda _: select(vault.c.value).where(vault.c.key == bindparam("name")))


@dataclass(frozen=True, slots=True)
class Due:
    """A charge whose price is to be asked for. ``asks``: how often that was done in vain."""

    ref: str
    kind: Kind
    lead_id: int
    at: datetime
    asks: int


class Charges:
    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def keep(self, it: Charge, provider: str, now: datetime) -> None:
        """One row a ref, with the latest figure; what it said first stays beside it."""
        row = {
            "ref": it.ref, "at": it.at, "lead_id": it.lead_id, "kind": it.kind.value, "provider": provider,
            "state": it.state.value, "amount": None if it.amount is None else to_billionths(it.amount),
            "currency": self.currencies().get(ROLES[it.kind], ""),
            "ask_at": now + FIRST_ASK if it.state is State.AWAITED else None,
        }  # fmt: skip
        KEEPING.run(self._db, row)

    def strike(self, ref: str) -> None:
        self._db.execute(delete(charge).where(charge.c.ref == ref))

    def currencies(self) -> dict[str, str]:
        """Role -> ISO code, as the accounts said."""
        row = ACCOUNTS.row(self._db, {"name": CURRENCIES})
        return orjson.loads(bytes(row[0])) if row else {}

    # --- prices that are still to come ------------------------------------------------------------------------

    def due(self, now: datetime, limit: int) -> list[Due]:
        """The longest due first."""
        found = select(charge).where(charge.c.ask_at <= now).order_by(charge.c.ask_at, charge.c.id).limit(limit)
        return [Due(it.ref, Kind(it.kind), it.lead_id, it.at, it.asks) for it in self._db.execute(found)]

    def ask_again(self, ref: str, at: datetime | None, asks: int) -> None:
        """None: never, nobody will tell."""
        self._db.execute(update(charge).where(charge.c.ref == ref).values(ask_at=at, asks=asks))

    # --- sums -------------------------------------------------------------------------------------------------

    def tally(self, since: datetime, until: datetime, now: datetime) -> Tally:
        """All of [``since``, ``until``), and what of it is under way at ``now``."""
        return Tally(
            self.heaps(since, until),
            self._open(State.FLYING, max(since, now - FLIGHT), until),
            self._open(State.AWAITED, max(since, now - SOON), until),
        )

    def heaps(self, since: datetime, until: datetime) -> list[Heap]:
        accounts = self.currencies()
        return [_heap(row, accounts) for row in HEAPS.rows(self._db, {"since": since, "until": until})]

    def _open(self, state: State, since: datetime, until: datetime) -> dict[Kind, int]:
        rows = UNDER_WAY.rows(self._db, {"since": since, "until": until, "wanted": state.value})
        return {Kind(kind): int(count) for kind, _state, count in rows}


def to_billionths(amount: Decimal) -> int:
    return int((amount * BILLION).to_integral_value())


def from_billionths(stored: int | Decimal) -> Decimal:
    return Decimal(int(stored)) / BILLION


def _keep(dialect: Any) -> Any:
    adding = dialect.insert(charge).values(bound(KEPT))
    new = adding.excluded
    corrected = charge.c.amount.is_not(None) & new.amount.is_not(None) & (charge.c.amount != new.amount)
    changes = {
        "at": new.at,
        "state": new.state,
        "amount": new.amount,
        "currency": case((charge.c.currency == "", new.currency), else_=charge.c.currency),
        "first": case((corrected & charge.c.first.is_(None), charge.c.amount), else_=charge.c.first),
        "corrections": charge.c.corrections + case((corrected, 1), else_=0),
        "ask_at": case((new.ask_at.is_(None), None), else_=func.coalesce(charge.c.ask_at, new.ask_at)),
    }
    return adding.on_conflict_do_update(index_elements=["ref"], set_=changes)


def _heap(row: Iterable[Any], accounts: dict[str, str]) -> Heap:
    kind, state, currency, count, priced, amount, most = row
    role = ROLES[Kind(kind)]
    return Heap(
        Kind(kind),
        State(state),
        currency or accounts.get(role, ""),
        int(count),
        int(priced),
        from_billionths(amount),
        from_billionths(most),
    )


KEEPING = Statement(_keep)
