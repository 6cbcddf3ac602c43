"""What happens next with a lead, and when, in words."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.texts.catalogue import Speaker, mark
from bot.texts.words import deed_words
from desk.leads.charges import HELD
from desk.leads.model import Action, Held, Lead, LeadStatus
from desk.leads.policy import ContactHours

DUE = timedelta(seconds=30)
WAITS_FOR_MONEY = mark("the day's spending limit is reached: {call} once an admin approves more, otherwise {at}")


@dataclass(frozen=True, slots=True)
class NextStep:
    """``zone`` is the IANA zone of the reader's clock. Moments, not pauses: a card is not redrawn every minute."""

    speaker: Speaker
    zone: str
    hours: ContactHours

    def tell(self, lead: Lead, now: datetime) -> str:
        if lead.held:
            return self._held(lead.held)
        match lead.next.action:
            case Action.NOTHING:
                return ""
            case Action.PERSON:
                return self._person(lead, now)
            case Action.REGISTER:
                return self._register(lead)
            case Action.CALL:
                return self._call(lead, now)
            case Action.AWAIT_RESULT:
                return self._await(lead, now)
            case Action.CHECK_HOURS:
                return self._check(lead, now)

    def _held(self, held: Held) -> str:
        """To the second: it is soon."""
        at, deed = self.speaker.second(held.until, self.zone), deed_words(self.speaker, held.deed, held.named)
        return self.speaker.say("at {at} what {name} asked for: {deed}", at=at, name=held.by.name, deed=deed)

    def _person(self, lead: Lead, now: datetime) -> str:
        if lead.assignee and lead.next.at:
            at = self.speaker.stamp(lead.next.at, self.zone, now)
            return self.speaker.say("{name} comes back to it {at}", name=lead.assignee.name, at=at)
        if lead.assignee:
            return self.speaker.say("{name} works on it", name=lead.assignee.name)
        if lead.patience:
            due = self.speaker.stamp(lead.patience.due, self.zone, now)
            return self.speaker.say("somebody has to take it by {due}: press “Claim”", due=due)
        return self.speaker.say("somebody has to take it: press “Claim”")

    def _register(self, lead: Lead) -> str:
        if lead.next.at is None:
            return self.speaker.say("waits for the CRM: the lead is created once it answers, then the robot calls")
        return self.speaker.say("the lead is created in the CRM, then the robot calls")

    def _call(self, lead: Lead, now: datetime) -> str:
        which = self._which(lead)
        at = lead.next.at
        if at is None:
            return self.speaker.say("{call} as soon as telephony can", call=which)
        if lead.next.why == HELD:
            when = self.speaker.stamp(at, self.zone, now)
            return self.speaker.say(WAITS_FOR_MONEY, call=which, at=when)
        if at <= now + DUE:
            return self.speaker.say("now: {call}", call=which)
        parts = [f"{self.speaker.stamp(at, self.zone, now)} {which}", *self._there(lead, at, now)]
        return " · ".join(parts)

    def _await(self, lead: Lead, now: datetime) -> str:
        at = self.speaker.stamp(lead.next.at, self.zone, now) if lead.next.at else "—"
        call = len(lead.calls)
        return self.speaker.say("call {number}: result by {at}, otherwise to a person", number=call, at=at)

    def _check(self, lead: Lead, now: datetime) -> str:
        at = self.speaker.stamp(lead.next.at, self.zone, now) if lead.next.at else "—"
        return self.speaker.say("{at} business hours are looked at again, then {call}", at=at, call=self._which(lead))

    def _which(self, lead: Lead) -> str:
        planned = lead.status is LeadStatus.CALLING
        number = len(lead.calls) if planned else len(lead.calls) + 1
        return self.speaker.say("call {number} of {allowed}", number=number, allowed=lead.calls_allowed)

    def _there(self, lead: Lead, at: datetime, now: datetime) -> list[str]:
        """The customer's own time when it differs, and how long it is still open."""
        told = []
        if self.speaker.time(at, lead.zone) != self.speaker.time(at, self.zone):
            told.append(self.speaker.say("{time} at the customer's", time=self.speaker.stamp(at, lead.zone, now)))
        closing = self.hours.closing(lead.zone, at)
        if closing and closing - at < timedelta(days=1):
            told.append(self.speaker.say("{duration} until closing", duration=self.speaker.duration(closing - at)))
        return told
