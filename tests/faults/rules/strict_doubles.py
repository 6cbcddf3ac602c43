"""Gateways and telephony of the three classes on paper: strict, and counting what they have really done."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from desk.errors import Rejected, Temporary, Unknown
from desk.ports import CallReport, Disposition, Health, Repeatability, SentSms, Sms, SmsReport, SmsStatus, StartedCall
from tests.desk.leads.effects.conftest import DeathError, Fate

Make = Callable[[], BaseException]  # an error for each attempt: many are under way at once
# Before the work or after it, nobody can tell.
LOST: tuple[Make, ...] = (
    lambda: Unknown("ReadTimeout"),
    lambda: Unknown("ReadError"),
    lambda: Unknown("HTTP 500"),
    DeathError,
)
CERTAIN: tuple[Make, ...] = (lambda: Temporary("ConnectError"), lambda: Temporary("HTTP 429", retry_after=7))


@dataclass(frozen=True, slots=True)
class Blow:
    """One request goes wrong, ``after`` the work was done or before it."""

    make: Make
    after: bool


def draw_blows(dice: random.Random) -> list[Blow]:
    """Up to three requests in a row; the first goes wrong for sure."""
    return [_draw_blow(dice) for _ in range(dice.choice((1, 1, 1, 2, 3)))]


def _draw_blow(dice: random.Random) -> Blow:
    if dice.random() < 0.25:
        return Blow(dice.choice(CERTAIN), after=False)
    return Blow(dice.choice(LOST), after=dice.random() < 0.6)


@dataclass
class Weather:
    """The blows that are still to come, and the moments at which the process may die."""

    blows: list[Blow]
    fate: Fate = field(default_factory=Fate)

    def come(self) -> None:
        self.fate.meet()
        if self.blows and not self.blows[0].after:
            raise self.blows.pop(0).make()

    def go(self) -> None:
        self.fate.meet()
        if self.blows:
            raise self.blows.pop(0).make()


@dataclass
class StrictGateway:
    """``sent`` counts the messages that left for the phone, by our reference."""

    repeatability: Repeatability
    weather: Weather
    name: str = "paper"
    sent: Counter[str] = field(default_factory=Counter)
    asked: int = 0
    texts: dict[str, Sms] = field(default_factory=dict)

    async def send(self, sms: Sms) -> SentSms:
        """An *idempotent* one takes a key once, and refuses it with another text, as a 409 does."""
        self.weather.come()
        known = self.texts.get(sms.ref) if self.repeatability is Repeatability.IDEMPOTENT else None
        if known and known != sms:
            raise Rejected("the key was used for another message", code="409")
        if not known:
            self.texts[sms.ref] = sms
            self.sent[sms.ref] += 1
        self.weather.go()
        return SentSms(f"id of {sms.ref}", parts=1)

    async def find(self, sms: Sms, _provider_id: str, _since: datetime) -> SmsReport | None:
        self.asked += 1
        if self.repeatability is Repeatability.BLIND:
            return None
        kept = self.texts.get(sms.ref)
        return SmsReport(sms.ref, f"id of {sms.ref}", SmsStatus.SENT) if kept == sms else None

    async def check(self) -> Health:
        return Health(ok=True)


@dataclass
class StrictCaller:
    """``started`` counts the sessions that were begun, by our token. A *blind* one has no history to look into."""

    repeatability: Repeatability
    weather: Weather
    name: str = "paper"
    started: Counter[str] = field(default_factory=Counter)

    async def start(self, token: str) -> StartedCall:
        self.weather.come()
        if self.repeatability is not Repeatability.IDEMPOTENT or not self.started[token]:
            self.started[token] += 1
        self.weather.go()
        return StartedCall(f"session of {token}")

    async def find(self, token: str, _since: datetime) -> CallReport | None:
        if self.repeatability is Repeatability.BLIND or not self.started[token]:
            return None
        return CallReport(token, f"session of {token}", Disposition.NO_ANSWER, "history")

    async def stop(self, _stop_address: str) -> None:
        return

    async def check(self) -> Health:
        return Health(ok=True)
