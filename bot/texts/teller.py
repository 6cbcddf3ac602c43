"""Who tells of leads: ``CrmTeller`` to the CRM's timeline, ``Storyteller`` to people in the chat."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.texts.catalogue import Speaker
from bot.texts.next_step import NextStep
from bot.texts.recognition import explain
from bot.texts.story import Story
from bot.texts.words import REMEDIES, STATUSES, TELLING_DETAIL, TROUBLES, deed_words
from desk.leads.model import Held, Lead, LeadStatus, Trouble
from desk.leads.policy import ContactHours
from desk.leads.view import PastEntry

MOST_CAUSES = 15
SELF_EXPLAINING = frozenset(
    {"claimed", "released", "by_hand", "retry_asked", "outcome_set", "phone_corrected", "connect_asked"}
    | {"held", "undone", "call_went", "call_not_made", "sms_went", "sms_not_sent", "sms_repeated", "word_overruled"}
    | {"answered", "written", "macro_run", "stage_asked", "order_asked", "connect_went", "connect_not_made"}
)
WRITTEN = frozenset({"answered", "written"})  # to the customer: the CRM gets all of it


def status_words(speaker: Speaker, lead: Lead) -> str:
    """Where the lead stands, in a few words that stay true until it moves."""
    if lead.status is LeadStatus.WAITING_RETRY:
        return speaker.say(STATUSES[lead.status], number=len(lead.calls) + 1)
    if lead.assignee and not lead.final:
        return speaker.say("in work")
    return speaker.say(STATUSES[lead.status])


def trouble_words(speaker: Speaker, trouble: Trouble, detail: str) -> tuple[str, str]:
    """What is wrong, and what to do about it. ``detail`` is what the neighbour said, as people may see it."""
    said = detail if trouble in TELLING_DETAIL else ""
    what = speaker.say(TROUBLES[trouble])
    return f"{what}: {said}" if said else what, speaker.say(REMEDIES[trouble])


@dataclass(frozen=True, slots=True)
class CrmTeller:
    """Texts of CRM notes in the shop's language. They are kept: nothing in them depends on the present moment."""

    language: str

    def entry(self, lead: Lead, entry: PastEntry) -> str:
        line = Story(Speaker(self.language), lead.zone).line(entry)
        said, text = f"{line[:1].upper()}{line[1:]}", str(entry.data.get("text", ""))
        return f"{said}\n{text}" if entry.what in WRITTEN and text not in said else said

    def status(self, lead: Lead) -> str:
        speaker = Speaker(self.language)
        words = status_words(speaker, lead)
        if lead.assignee:
            return f"{words}: {lead.assignee.name}"
        if lead.trouble:
            return f"{words}: {speaker.say(TROUBLES[lead.trouble])}"
        return words


@dataclass(frozen=True, slots=True)
class Storyteller:
    """Tells people of a lead. ``zone`` is the IANA zone of the reader's clock; empty: the customer's."""

    language: str
    zone: str = ""

    def entry(self, lead: Lead, entry: PastEntry) -> str:
        """One short line without the time; plain text, not yet escaped."""
        return self._story(lead).line(entry)

    def why(self, lead: Lead, history: Sequence[PastEntry], now: datetime) -> str:
        """The recorded causes, oldest first, a line each: the answer to *Why?*"""
        speaker = Speaker(self.language)
        lines = [self._caused(lead, entry, now) for entry in history[-MOST_CAUSES:]]
        if len(history) > MOST_CAUSES:
            left = len(history) - MOST_CAUSES
            lines.insert(0, speaker.count("{n} earlier line", "{n} earlier lines", left))
        if lead.held:
            lines.append(speaker.say("Now: {why}", why=self._held(speaker, lead.held)))
        elif lead.next.why and not lead.final:
            soon = f" · {speaker.soon(lead.next.at, now)}" if lead.next.at else ""
            lines.append(speaker.say("Now: {why}", why=explain(speaker, lead.next.why) + soon))
        return "\n".join(lines)

    def next_line(self, lead: Lead, now: datetime, hours: ContactHours) -> str:
        """The announced next step and its time; empty for a final lead."""
        return NextStep(Speaker(self.language), self.zone or lead.zone, hours).tell(lead, now)

    def _held(self, speaker: Speaker, held: Held) -> str:
        deed = deed_words(speaker, held.deed, held.named)
        return speaker.say("{name} has asked for it, and may still take it back: {deed}", name=held.by.name, deed=deed)

    def _caused(self, lead: Lead, entry: PastEntry, now: datetime) -> str:
        story = self._story(lead)
        line, cause = story.line(entry), explain(story.speaker, entry.why)
        at = story.speaker.stamp(entry.at, story.zone, now)
        told = entry.what in SELF_EXPLAINING or not cause or cause in line
        return f"{at} {line}" if told else f"{at} {line} — {cause}"

    def _story(self, lead: Lead) -> Story:
        return Story(Speaker(self.language), self.zone or lead.zone)
