"""Neighbours on paper with a memory of their own: what they took, whom they rang, and what they would say of it."""

from collections import deque
from collections.abc import Generator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from desk.crm import CrmPicture, LeadDraft
from desk.errors import DeskError, Rejected, Temporary, Unauthorised, Unknown
from desk.model import Partner
from desk.ports import CallReport, Disposition, Health, Repeatability, SentSms, Sms, SmsReport, SmsStatus, StartedCall
from tests.clocks import TurnedClock
from tests.desk.leads.effects.conftest import Fate

# What becomes of one request: refused before it was taken, or taken and the answer lost, or answered late.
REFUSALS: dict[str, DeskError] = {
    "temporary": Temporary("busy", retry_after=20),
    "rejected": Rejected("no"),
    "unauthorised": Unauthorised("the key is not known"),
    "dropped": Unknown("no answer"),
}
LOST, SLOW, FINE = "lost", "slow", "fine"
CHANCES = (*REFUSALS, LOST, SLOW, FINE)


class Wait:
    """An answer that somebody gives later."""

    def __await__(self) -> Generator[Any, Any, Any]:
        return (yield self)


@dataclass
class Weather:
    """What the coming requests meet, one each; then all is fine."""

    fate: Fate
    coming: deque[str] = field(default_factory=deque)

    async def come(self) -> str:
        self.fate.meet()
        chance = self.coming.popleft() if self.coming else FINE
        if chance in REFUSALS:
            raise REFUSALS[chance]
        return chance

    async def go(self, chance: str) -> None:
        self.fate.meet()
        if chance == LOST:
            raise Unknown("the answer was lost")
        if chance == SLOW:
            await Wait()


@dataclass
class Session:
    """One telephony session. It dials only with the plan in its hands, and then once."""

    id: str
    token: str
    phone: str = ""
    dialled_at: datetime | None = None
    result: Disposition | None = None
    stopped: bool = False

    def report(self) -> CallReport:
        assert self.result
        return CallReport(self.token, self.id, self.result, self.result.value, talk_seconds=5)


class PaperTelephony:
    name = "paper telephony"

    def __init__(self, clock: TurnedClock, fate: Fate) -> None:
        self.weather = Weather(fate)
        self.sessions: list[Session] = []
        self.taken_at: list[tuple[str, datetime]] = []
        self._clock = clock

    async def start(self, token: str) -> StartedCall:
        chance = await self.weather.come()
        session = self.begin(token)
        await self.weather.go(chance)
        return StartedCall(session.id, f"https://stop.example/{session.id}")

    def begin(self, token: str) -> Session:
        self.taken_at.append((token, self._clock.now()))
        session = Session(f"s{len(self.sessions) + 1}", token)
        self.sessions.append(session)
        return session

    async def find(self, token: str, since: datetime) -> CallReport | None:
        await self.weather.come()
        ended = [it for it in self.sessions if it.token == token and it.result]
        return max(ended, key=lambda it: it.dialled_at is not None).report() if ended else None

    async def stop(self, stop_address: str) -> None:
        await self.weather.come()
        for session in self.sessions:
            if stop_address.endswith(f"/{session.id}"):
                session.stopped = True

    async def check(self) -> Health:
        return Health(ok=True)


class PaperGateway:
    name = "paper gateway"
    repeatability = Repeatability.QUERYABLE

    def __init__(self, clock: TurnedClock, fate: Fate) -> None:
        self.weather = Weather(fate)
        self.taken: list[tuple[Sms, datetime]] = []
        self._clock = clock

    async def send(self, sms: Sms) -> SentSms:
        chance = await self.weather.come()
        self.taken.append((sms, self._clock.now()))
        await self.weather.go(chance)
        return SentSms(f"id-{len(self.taken)}", parts=1)

    async def find(self, sms: Sms, provider_id: str, since: datetime) -> SmsReport | None:
        await self.weather.come()
        known = any(it.ref == sms.ref for it, _at in self.taken)
        return SmsReport(sms.ref, "id", SmsStatus.SENT) if known else None

    async def check(self) -> Health:
        return Health(ok=True)


class PaperOffice:
    """A CRM."""

    name = "paper"

    def __init__(self, fate: Fate) -> None:
        self.weather = Weather(fate)
        self.drafts: list[LeadDraft] = []
        self.shown: list[tuple[str, str]] = []  # a lead's number and its status

    async def find_partner(self, code: str) -> Partner | None:
        await self.weather.come()
        return None

    async def find_lead(self, origin: str) -> str | None:
        await self.weather.come()
        return next((str(number) for number, it in enumerate(self.drafts, 1) if it.origin == origin), None)

    async def add_lead(self, draft: LeadDraft) -> str:
        chance = await self.weather.come()
        self.drafts.append(draft)
        number = str(len(self.drafts))
        await self.weather.go(chance)
        return number

    async def show(self, lead_id: str, picture: CrmPicture) -> None:
        self.weather.fate.meet()
        self.shown.append((lead_id, picture.status))

    def lead_url(self, lead_id: str) -> str:
        return f"https://crm.example/{lead_id}"

    async def check(self) -> Health:
        return Health(ok=True)
