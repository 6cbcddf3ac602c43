"""One compact line a lead, for lists and digests: a dot, a number, who, and where it stands."""

from bot.cards.card import Action, Button, Rows, pack
from bot.cards.facts import Reader, name_of, phone_of
from bot.cards.legend import dot
from bot.cards.markup import Line, bold, join, line
from bot.texts.privacy import quote, short_name
from bot.texts.teller import status_words
from bot.texts.words import TROUBLES
from desk.leads.model import Action as Step
from desk.leads.model import Lead

BUTTONS_A_ROW = 4


def short_line(lead: Lead, reader: Reader) -> Line:
    """``🟠 #1042 Анна П. · +7 916 ***-**-67 · ждёт 2-го звонка, 12:11``."""
    who = join((bold(f"#{lead.id}"), name_of(lead, reader)), " ")
    return line(f"{dot(lead)} ", *who, " · ", *join((phone_of(lead, reader), standing(lead, reader))))


def standing(lead: Lead, reader: Reader) -> str:
    """Its status, with what matters most in it: who has it, what is wrong, or when it goes on."""
    speaker = reader.speaker
    status = status_words(speaker, lead)
    if lead.assignee:
        return f"{status}: {quote(short_name(lead.assignee.name), 30)}"
    if lead.trouble:
        return speaker.say(TROUBLES[lead.trouble])
    if lead.next.at and lead.next.action in (Step.CALL, Step.CHECK_HOURS):
        return f"{status}, {speaker.stamp(lead.next.at, reader.zone, reader.now)}"
    return status


def open_buttons(ids: list[int]) -> Rows:
    """``#1042``: shows that card here."""
    buttons = [Button(f"#{lead_id}", pack(Action.OPEN, lead_id)) for lead_id in ids]
    return tuple(tuple(buttons[at : at + BUTTONS_A_ROW]) for at in range(0, len(buttons), BUTTONS_A_ROW))
