"""The step by which a person writes to the customer (X-18). From there on it is a message like any other."""

from desk.errors import Conflict
from desk.leads.commands import SendSms
from desk.leads.decision import Decision, Entry, Situation
from desk.leads.deeds import AnswerAsked
from desk.leads.model import Lead, Person
from desk.leads.people import belongs_to
from desk.leads.records import SmsKind, SmsRecord
from desk.values import replace

LONGEST = 800  # characters: twelve parts in Cyrillic


def answer(lead: Lead, fact: AnswerAsked, situation: Situation) -> Decision:
    """The message is owed with the very words that its writer has seen. Raises Conflict where it cannot be."""
    works_on(lead, fact.by, by_force=fact.by_force)
    if not situation.rules.sms:
        raise Conflict("SMS are switched off: please write yourself")
    if not lead.phone:
        raise Conflict("there is no number to write to: correct the number first")
    text = " ".join(fact.text.split())
    if not text:
        raise Conflict("the message is empty")
    if len(text) > LONGEST:
        raise Conflict(f"a message has {LONGEST} characters at most")
    ref = answer_ref(lead, situation)
    record = SmsRecord(SmsKind.ANSWER, ref, text=text, name=fact.name, at_once=fact.at_once)
    what, data = ("answered", {"name": fact.name, "text": text}) if fact.name else ("written", {"text": text})
    entry = Entry(what, "a person asked for it", who=fact.by.name, data=data)
    return Decision(replace(lead, messages=(*lead.messages, record)), (SendSms(ref),), (entry,))


def answer_ref(lead: Lead, situation: Situation) -> str:
    """One decision may owe several answers: they are numbered."""
    number = 1 + sum(sms.kind is SmsKind.ANSWER for sms in lead.messages)
    return f"{lead.id}-{SmsKind.ANSWER.value}{number}-{situation.nonce[:8]}"


def works_on(lead: Lead, person: Person, *, by_force: bool) -> None:
    """Raises Conflict for whoever does not have the lead; admins act for whoever has it."""
    if by_force:
        return
    belongs_to(lead, person)
    if lead.assignee is None:
        raise Conflict("nobody has this lead: take it first")
