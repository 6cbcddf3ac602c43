"""SMS: sent once, asked about when the answer was lost (S0-36, S0-39, S0-51, S0-52)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from desk.errors import Ignored, Rejected, Temporary, Unauthorised, Unknown
from desk.leads.charges import HELD, Kind
from desk.leads.effects.bench import Bench
from desk.leads.effects.outcome import Again, Done, Outcome
from desk.leads.events import SmsAsked, SmsHeld, SmsLost, SmsPostponed, SmsRefused, SmsReported, SmsTaken, SmsUnsure
from desk.leads.messages import may_be_sent
from desk.leads.model import Lead, LeadStatus
from desk.leads.records import SmsKind, SmsRecord
from desk.ports import Repeatability, Sms, SmsGateway, SmsStatus
from desk.spending.brake import Verdict
from desk.values import replace

Wording = Callable[[Lead, SmsKind], str]
LOOK_AGAIN = (timedelta(seconds=5), timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30))


def still_wanted(lead: Lead, record: SmsRecord) -> bool:
    """The night message belongs to a lead that sleeps; the others tell what has happened."""
    return record.kind is not SmsKind.NIGHT or lead.status is LeadStatus.WAITING_HOURS


def goes_at_any_hour(record: SmsRecord) -> bool:
    """The night message is for the night; so is an answer if whoever wrote it said so."""
    return record.kind is SmsKind.NIGHT or record.at_once


@dataclass(frozen=True, slots=True)
class SendSms:
    bench: Bench
    gateway: SmsGateway
    wording: Wording

    async def __call__(self, lead_id: int, ref: str) -> Outcome:
        """Raises Temporary or Unauthorised when the gateway certainly did not take it, Rejected when it never will.

        Of an *idempotent* gateway also Unknown: the very same request is sent again, and taken once.
        """
        lead = await self.bench.load(lead_id)
        record = lead.message(ref)
        if record is None or (may_be_sent(record) and not still_wanted(lead, record)):
            return Done("not wanted any more")
        if record.status is SmsStatus.SENDING and self._repeatable:
            return await self._ask(lead_id, Sms(ref, record.to, record.text), again=True)
        if record.status is SmsStatus.SENDING:
            await self.bench.mention(lead_id, SmsUnsure(ref, "the desk was stopped in the middle"))
            return Done("asked for before")
        if not may_be_sent(record):
            return Done("asked for before")
        if waiting := self.bench.wait_for(lead):
            return waiting
        if not goes_at_any_hour(record) and (closed := await self._wait_for_hours(lead, ref)):
            return closed
        text = record.text if record.kind is SmsKind.ANSWER else self.wording(lead, record.kind)
        intent = SmsAsked(replace(record, text=text, to=lead.phone))
        try:
            verdict = await self.bench.start(lead_id, Kind.SMS, intent, SmsHeld(ref))
        except Ignored as ignored:
            return Done(ignored.reason)
        if verdict is not Verdict.GO:
            return Again(self.bench.until(lead), HELD)
        return await self._ask(lead_id, Sms(ref, lead.phone, text))

    async def _wait_for_hours(self, lead: Lead, ref: str) -> Outcome | None:
        """None: it is the time to write."""
        now = self.bench.clock.now()
        opening = self.bench.rules.hours.opening(lead.zone, now)
        if opening is None:
            await self.bench.mention(lead.id, SmsRefused(ref, "the business hours never open"))
            return Done("closed for ever")
        return Again(opening) if opening > now else None

    async def give_up(self, lead_id: int, ref: str, error: str) -> None:
        record = (await self.bench.load(lead_id)).message(ref)
        halfway = record is not None and record.status is SmsStatus.SENDING  # the last try broke: it may have gone out
        await self.bench.mention(lead_id, SmsUnsure(ref, error) if halfway else SmsRefused(ref, error))

    @property
    def _repeatable(self) -> bool:
        return self.gateway.repeatability is Repeatability.IDEMPOTENT

    async def _ask(self, lead_id: int, sms: Sms, *, again: bool = False) -> Outcome:
        """``again``: an earlier request may have been taken, so its intent is not taken back."""
        try:
            sent = await self.gateway.send(sms)
        except Unknown as error:
            if self._repeatable:
                raise
            await self.bench.mention(lead_id, SmsUnsure(sms.ref, error.reason))
            return Done("nobody knows whether it went out")
        except Rejected as error:
            await self.bench.mention(lead_id, SmsRefused(sms.ref, error.reason))
            raise
        except (Temporary, Unauthorised) as error:
            if not again:
                await self.bench.mention(lead_id, SmsPostponed(sms.ref, error.reason))
            raise
        await self.bench.mention(lead_id, SmsTaken(sms.ref, sent))
        return Done()


@dataclass(frozen=True, slots=True)
class CheckSms:
    """Asks the gateway by our reference what became of a message whose answer was lost."""

    bench: Bench
    gateway: SmsGateway

    async def __call__(self, lead_id: int, ref: str) -> Outcome:
        lead = await self.bench.load(lead_id)
        record = lead.message(ref)
        if record is None or record.status is not SmsStatus.UNKNOWN or record.asked_at is None:
            return Done("more is known by now")
        if self.gateway.repeatability is Repeatability.BLIND:
            return await self._lose(lead_id, ref, "the gateway cannot be asked")
        sms = Sms(ref, record.to, record.text)
        report = await self.gateway.find(sms, record.provider_id, record.asked_at)
        if report is not None and report.status is not SmsStatus.UNKNOWN:
            await self.bench.mention(lead_id, SmsReported(ref, report))
            return Done()
        now = self.bench.clock.now()
        later = (record.asked_at + pause for pause in LOOK_AGAIN)
        following = next((moment for moment in later if moment > now), None)
        return Again(following) if following else await self._lose(lead_id, ref, "the gateway does not know it either")

    async def give_up(self, lead_id: int, ref: str, error: str) -> None:
        await self.bench.mention(lead_id, SmsLost(ref, error))

    async def _lose(self, lead_id: int, ref: str, reason: str) -> Outcome:
        """Only a person can say now."""
        await self.bench.mention(lead_id, SmsLost(ref, reason))
        return Done(reason)
