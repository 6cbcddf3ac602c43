"""What the places of the board are called, and how they are marked."""

from bot.cards.card import Action, Button, pack
from bot.cards.legend import DOTS, IN_WORK
from bot.texts.catalogue import Speaker, mark
from desk.leads.model import LeadStatus
from desk.statistics.standing import Shelf

TITLES = {
    LeadStatus.NEW: mark("new ones"),
    LeadStatus.WAITING_HOURS: mark("sleep until business hours"),
    LeadStatus.CALLING: mark("the robot is calling"),
    LeadStatus.WAITING_RETRY: mark("wait for the next call"),
    LeadStatus.MANUAL: mark("needs a person"),
    LeadStatus.REACHED: mark("reached"),
    LeadStatus.VOICEMAIL: mark("answering machine"),
    LeadStatus.UNREACHABLE: mark("not reached"),
    LeadStatus.INVALID_NUMBER: mark("wrong number"),
    LeadStatus.WON: mark("sold"),
    LeadStatus.LOST: mark("refused"),
}
MINE = mark("sellers are at work")


def title_of(shelf: Shelf, speaker: Speaker) -> str:
    return speaker.say(TITLES[shelf.status] if shelf.status else MINE)


def sign_of(shelf: Shelf) -> str:
    return DOTS[shelf.status] if shelf.status else IN_WORK


def shelf_button(shelf: Shelf, count: int, speaker: Speaker) -> Button:
    return Button(f"{sign_of(shelf)} {title_of(shelf, speaker)} · {speaker.number(count)}", pack_page(shelf))


def pack_page(shelf: Shelf, before: int | None = None) -> str:
    """``before``: the page of leads with smaller numbers."""
    return pack(Action.SHELF, shelf.code if before is None else f"{shelf.code}.{before}")


def unpack_page(subject: str) -> tuple[str, int | None]:
    """The shelf's code, and below which number; a number that is none is left out."""
    code, _, before = subject.partition(".")
    return code, int(before) if before.isdecimal() and len(before) < 16 else None
