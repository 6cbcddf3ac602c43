"""Short things the bot says by itself. Plain text, in the reader's language."""

from bot.cards.card import Card
from bot.cards.markup import Page, line
from bot.texts.catalogue import Speaker, mark
from desk.leads.model import Lead, LeadStatus
from desk.staff.roles import Role

DONE = mark("Done.")
YOURS = mark("Lead #{number} is yours: {phone}")
YOURS_WITHOUT_NUMBER = mark("Lead #{number} is yours. There is no number to call.")
RELEASED = mark("Lead #{number} is free again.")
ROBOT_CALLS = mark("The robot takes its next step now.")
CLOSED = mark("Lead #{number}: the outcome is noted.")
UNKNOWN_LEAD = mark("There is no lead #{number}.")
WHICH_LEAD = mark("Write the number of the lead, like this: /lead 1042")
WHAT_TO_FIND = mark("Write what to look for, like this: /find 4567")
ADMINS_ONLY = mark("Only admins can do that.")
WORKS = mark("It works again.")
STILL_BROKEN = mark("It does not work yet: {reason}")
ASKED_PRIVATELY = mark("I asked you for the number in our private chat.")
SENT_PRIVATELY = mark("I sent it to our private chat.")
OPEN_PRIVATE_CHAT = mark("Open a private chat with me first: press my name, then Start.")
WHICH_NUMBER = mark("Answer this message with the right number for lead #{number}.")
CORRECTED = mark("Lead #{number} has a new number: {phone}")
PAUSED = mark("Paused: {what}. Orders are accepted all the same. /resume goes on.")
RESUMED = mark("Goes on: {what}.")
AS_BEFORE = mark("It was so already.")
WHICH_SWITCH = mark("Write what to pause: calls, sms or all.")
SWITCHES = {"all": mark("everything"), "calls": mark("robot calls"), "sms": mark("SMS")}
HOW_TO_APPOINT = mark(
    "To add somebody, answer a message of theirs with /sellers add, or write /sellers add @name or a number; "
    "/sellers remove takes them off. A role may follow: owner, admin, seller, viewer. "
    "As soon as one seller is added, only those on the list are sellers."
)
APPOINTED = {
    Role.OWNER: mark("{name} is an owner now."),
    Role.ADMIN: mark("{name} is an admin now."),
    Role.SELLER: mark("{name} is a seller now."),
    Role.VIEWER: mark("{name} may look on now."),
    Role.STRANGER: mark("{name} does not work here any more. Their open leads are free again."),
}
ONLY_SELLERS = mark("You may look on; leads are worked by sellers.")
STATS_PRIVATELY = mark("Figures come to our private chat.")
NOBODY_FOUND = mark("I do not know this person. They have to write to me first.")
TRY_AGAIN = mark("That did not work just now. Please try again in a moment.")
NOT_PARSED = mark("I do not know this command. /help tells what there is.")


def say(language: str, msgid: str, **values: object) -> str:
    return Speaker(language).say(msgid, **values)


def note(language: str, msgid: str, **values: object) -> Card:
    """A message of one line."""
    return Page([line(say(language, msgid, **values))]).card()


def switch_name(language: str, switch: str) -> str:
    return say(language, SWITCHES[switch])


def appointed(name: str, role: Role, language: str) -> Card:
    return note(language, APPOINTED[role], name=name)


def taken(lead: Lead, language: str) -> str:
    """To the one who took it, for their eyes only."""
    if not lead.phone:
        return say(language, YOURS_WITHOUT_NUMBER, number=lead.id)
    return say(language, YOURS, number=lead.id, phone=Speaker(language).phone(lead.phone, full=True))


def closed(lead: Lead, language: str) -> str:
    known = lead.status in (LeadStatus.WON, LeadStatus.LOST, LeadStatus.REACHED)
    return say(language, CLOSED if known else DONE, number=lead.id)
