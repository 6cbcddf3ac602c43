"""Calls: started once per attempt, stopped when a person takes over, looked up when nobody reports."""

from dataclasses import dataclass
from datetime import timedelta

from desk.errors import Ignored, Rejected, Temporary, Unauthorised, Unknown
from desk.leads.charges import HELD, Kind
from desk.leads.effects.bench import Bench
from desk.leads.effects.kinds import ROBOT_CALL, CallKind
from desk.leads.effects.outcome import Again, Done, Outcome
from desk.leads.events import (
    CallAsked,
    CallEnded,
    CallFact,
    CallLost,
    CallPostponed,
    CallRefused,
    CallStarted,
    CallUnsure,
    HoursClosed,
)
from desk.leads.records import CallAttempt
from desk.ports import Caller
from desk.spending.brake import Verdict

WISH = timedelta(seconds=1)  # what a person asked for is carried out before the robot begins
NOT_KNOWN = "the provider does not know it either"


@dataclass(frozen=True, slots=True)
class PlaceCall:
    bench: Bench
    caller: Caller
    kind: CallKind = ROBOT_CALL

    async def __call__(self, lead_id: int, number: int) -> Outcome:
        """Raises Temporary when the provider certainly did not take it; then the intent is taken back."""
        lead, now = await self.bench.load(lead_id), self.bench.clock.now()
        attempt = self.kind.find(lead, number)
        if attempt is None or not self.kind.wanted(lead, number, now):
            return Done("not wanted any more")
        if attempt.session:
            return Done("the call is under way")
        if lead.held and not attempt.asked_at:
            return Again(max(lead.held.until, self.bench.clock.now() + WISH))
        if attempt.asked_at:
            # A restart between the request and its answer: it may be ringing. Wait and look, never repeat.
            await self._mention(lead_id, CallUnsure(number, "the desk was stopped in the middle"))
            return Done("asked for before")
        if self.kind.waits and (waiting := self.bench.wait_for(lead)):
            return waiting
        if not self.bench.rules.hours.open(lead.zone, now):
            await self._mention(lead_id, HoursClosed(number))
            return Done("closed")
        until = self.bench.until(lead)
        try:
            intent, held = self.kind.fact(CallAsked(number)), self.kind.held(number, until)
            verdict = await self.bench.start(lead_id, Kind.CALL, intent, held)
        except Ignored as ignored:
            return Done(ignored.reason)
        if verdict is not Verdict.GO:
            return Again(until, HELD) if self.kind.waits else Done(HELD)
        return await self._ask(lead_id, attempt)

    async def give_up(self, lead_id: int, number: int, error: str) -> None:
        await self._mention(lead_id, CallRefused(number, error))

    async def _ask(self, lead_id: int, attempt: CallAttempt) -> Outcome:
        number = attempt.number
        try:
            started = await self.caller.start(attempt.token)
        except Temporary as error:
            await self._mention(lead_id, CallPostponed(number, error.reason))
            raise
        except Unauthorised as error:
            await self._mention(lead_id, CallRefused(number, error.reason, unauthorised=True))
            return Done(error.reason, trouble=error)
        except Rejected as error:
            await self._mention(lead_id, CallRefused(number, error.reason))
            return Done(error.reason)
        except Unknown as error:
            await self._mention(lead_id, CallUnsure(number, error.reason))
            return Done("nobody knows whether it rings")
        await self._mention(lead_id, CallStarted(number, started))
        return Done()

    async def _mention(self, lead_id: int, fact: CallFact) -> None:
        await self.bench.mention(lead_id, self.kind.fact(fact))


@dataclass(frozen=True, slots=True)
class StopCall:
    bench: Bench
    caller: Caller

    async def __call__(self, lead_id: int, number: int) -> Outcome:
        lead = await self.bench.load(lead_id)
        attempt = lead.attempt(number)
        if attempt is None or attempt.result or not attempt.stop_address:
            return Done("nothing to stop")
        await self.caller.stop(attempt.stop_address)
        return Done()


@dataclass(frozen=True, slots=True)
class CheckCall:
    """Asks the provider's history at growing intervals, until the result is known or the list is through."""

    bench: Bench
    caller: Caller

    async def __call__(self, lead_id: int, number: int) -> Outcome:
        lead = await self.bench.load(lead_id)
        attempt = lead.attempt(number)
        if attempt is None or attempt.result or attempt.asked_at is None:
            return Done("the result is known")
        report = await self.caller.find(attempt.token, attempt.asked_at)
        if report is not None:
            await self.bench.mention(lead_id, CallEnded(number, report, source="history"))
            return Done()
        now = self.bench.clock.now()
        later = (attempt.asked_at + pause for pause in self.bench.rules.history_checks)
        following = next((moment for moment in later if moment > now), None)
        if following:
            return Again(following)
        await self.bench.mention(lead_id, CallLost(number, NOT_KNOWN))
        return Done(NOT_KNOWN)

    async def give_up(self, lead_id: int, number: int, error: str) -> None:
        await self.bench.mention(lead_id, CallLost(number, error))
