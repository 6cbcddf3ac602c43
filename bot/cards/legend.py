"""The coloured dot of a lead: what a seller sees first, from across the room."""

from bot.texts.catalogue import Speaker, mark
from desk.leads.model import Lead, LeadStatus

IN_WORK = "🟣"
DOTS = {
    LeadStatus.NEW: "🔵",
    LeadStatus.WAITING_HOURS: "⚪",
    LeadStatus.CALLING: "🟡",
    LeadStatus.WAITING_RETRY: "🟠",
    LeadStatus.MANUAL: "🔴",
    LeadStatus.REACHED: "🟢",
    LeadStatus.WON: "🟢",
    LeadStatus.VOICEMAIL: "🟤",
    LeadStatus.UNREACHABLE: "⚫",
    LeadStatus.INVALID_NUMBER: "⚫",
    LeadStatus.LOST: "⚫",
}
LEGEND = (
    ("🔴", mark("needs a person now")),
    ("🟣", mark("a seller works on it")),
    ("🔵", mark("new, is being created in the CRM")),
    ("🟡", mark("the robot is calling")),
    ("🟠", mark("waits for the next call")),
    ("⚪", mark("sleeps until business hours")),
    ("🟢", mark("reached or sold")),
    ("🟤", mark("answering machine, an SMS was sent")),
    ("⚫", mark("not reached, wrong number or refused")),
)


def dot(lead: Lead) -> str:
    return IN_WORK if lead.assignee and not lead.final else DOTS[lead.status]


def tell_legend(speaker: Speaker) -> list[str]:
    return [f"{sign} {speaker.say(words)}" for sign, words in LEGEND]
