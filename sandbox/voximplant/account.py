"""The account: who it is, what it owns in money, and what it was charged for."""

from dataclasses import dataclass, field
from datetime import datetime

from sandbox.voximplant.errors import ApiError


@dataclass(frozen=True, slots=True)
class Tariff:
    """Prices in the account's currency."""

    minute: float = 2.4
    amd: float = 0.3
    speech: float = 0.15
    sms: float = 4.5


@dataclass(frozen=True, slots=True)
class Invoice:
    """One charge. ``what`` is the service's resource type; ``ref`` a session or message id."""

    transaction_id: int
    at: datetime
    what: str
    amount: float
    ref: int


@dataclass(slots=True)
class Account:
    """Prepaid: a call under way may take the balance below zero, a new one needs something left."""

    account_id: int
    api_key: str
    created: datetime
    name: str = "ringdesk"
    email: str = "owner@example.com"
    currency: str = "RUB"
    balance: float = 1000.0
    credit_limit: float = 0.0
    tariff: Tariff = field(default_factory=Tariff)
    invoices: list[Invoice] = field(default_factory=list)
    min_balance_to_notify: float = 5.0
    callback_url: str = ""
    callback_salt: str = ""
    a2p_sms_enabled: bool = True
    profile: dict[str, str] = field(default_factory=dict)

    def require_money(self) -> None:
        """Raises ApiError 127 when nothing is left to spend."""
        if not self.solvent:
            raise ApiError(127)

    @property
    def solvent(self) -> bool:
        return self.balance + self.credit_limit > 0

    def charge(self, at: datetime, what: str, amount: float, ref: int) -> Invoice:
        invoice = Invoice(991 + len(self.invoices), at, what, round(amount, 4), ref)
        self.invoices.append(invoice)
        self.balance = round(self.balance - invoice.amount, 4)
        return invoice
