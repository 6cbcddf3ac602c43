"""Providers on paper that keep invoices: prices come early, late or never, are corrected, and answers are lost."""

import random
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from desk.ports import CallReport, Disposition, Health, Repeatability, SentSms, Sms, SmsReport, SmsStatus, StartedCall
from tests.faults.rules.strict_doubles import Weather

OVER = (Disposition.ANSWERED, Disposition.VOICEMAIL, Disposition.NO_ANSWER, Disposition.BUSY)


@dataclass
class Provider:
    """``invoices``: what it wants to be paid, by our reference. ``shy``: how many of ten prices it names only later."""

    dice: random.Random
    weather: Weather = field(default_factory=lambda: Weather([]))
    name: str = "paper"
    repeatability: Repeatability = Repeatability.QUERYABLE
    shy: int = 4
    dearest: int = 90_000  # of a hundred-thousandth
    invoices: dict[str, Decimal] = field(default_factory=dict)
    shown: set[str] = field(default_factory=set)
    ended: dict[str, Disposition] = field(default_factory=dict)

    def charge(self, ref: str) -> None:
        """Once for each reference it took."""
        assert ref not in self.invoices, f"{ref} was taken twice"
        self.invoices[ref] = Decimal(self.dice.randint(0, self.dearest)) / 100_000
        if self.dice.randrange(10) >= self.shy:
            self.shown.add(ref)

    def correct(self, ref: str) -> None:
        """A refund, or another price after all."""
        kind = self.dice.choice(("refund", "more", "less"))
        told = self.invoices[ref]
        self.invoices[ref] = {"refund": Decimal(0), "more": told + Decimal("0.45"), "less": told / 2}[kind]

    def price(self, ref: str) -> Decimal | None:
        return self.invoices[ref] if ref in self.shown else None

    def reveal(self) -> None:
        """From now on it names every price, its last ones."""
        self.shown |= self.invoices.keys()

    async def check(self) -> Health:
        return Health(ok=True)


class PaidGateway(Provider):
    async def send(self, sms: Sms) -> SentSms:
        self.weather.come()
        self.charge(sms.ref)
        self.weather.go()
        return SentSms(f"id of {sms.ref}", 1, self.price(sms.ref))

    async def find(self, sms: Sms, provider_id: str, since: datetime) -> SmsReport | None:
        return self.report(sms.ref) if sms.ref in self.invoices else None

    def report(self, ref: str) -> SmsReport:
        status = self.dice.choice((SmsStatus.SENT, SmsStatus.DELIVERED, SmsStatus.DELIVERED))
        return SmsReport(ref, f"id of {ref}", status, cost=self.price(ref))


class PaidCaller(Provider):
    """Its scenario's report knows only a part of the cost, its history all of it."""

    async def start(self, token: str) -> StartedCall:
        self.weather.come()
        self.charge(token)
        self.ended[token] = self.dice.choice(OVER)
        self.weather.go()
        return StartedCall(f"session of {token}")

    async def find(self, token: str, since: datetime) -> CallReport | None:
        if token not in self.invoices:
            return None
        return CallReport(token, f"session of {token}", self.ended[token], "history", cost=self.price(token))

    def report(self, token: str) -> CallReport:
        part = self.invoices[token] / 3 if token in self.shown else None
        session = f"session of {token}"
        return CallReport(token, session, self.ended[token], "report", cost=part, priced=False)

    async def stop(self, stop_address: str) -> None:
        return
