"""Short things the bot says by itself. Plain text, in the reader's language."""

from collections.abc import Collection
from datetime import datetime

from bot.cards.card import Action, Card
from bot.cards.markup import Line, Page, line
from bot.cards.notices import answer_refused
from bot.cards.pauses import name_of
from bot.texts.catalogue import Speaker, mark
from bot.texts.privacy import quote
from desk.leads.doubts import About, about_of
from desk.leads.model import Lead, LeadStatus
from desk.staff.pauses import source_of
from desk.staff.roles import Role
from desk.staff.wishes import Wish

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
OWNERS_ONLY = mark("Only owners can do that.")
DROPPED = mark("Dropped.")
TRACKED_AGAIN = mark("It is tried once more.")
TRACKED_BY_HAND = mark("Noted: you do it by hand.")
WORKS = mark("It works again.")
WHICH_NOTE = mark("Answer this message with a note for lead #{number}. Colleagues read it, the customer never does.")
WHICH_MOMENT = mark(
    "Answer this message with the moment at which lead #{number} comes back, for example 2h, 18:30 or 25.12 10:00."
)
WHICH_WORDS = mark(
    "Answer this message with what the customer of lead #{number} shall read. You see it once more before it goes."
)
WHICH_REASON = mark("Answer this message with the reason why lead #{number} was lost.")
NO_MOMENT = mark("I do not understand this moment. Write it like 2h, 18:30 or 25.12 10:00.")
NOTED = mark("Lead #{number}: the note is kept.")
POSTPONED = mark("Lead #{number}: I will remind you {at}.")
EXPLAINED = mark("Lead #{number}: the reason is noted.")
HANDED = mark("Lead #{number} is {name}'s now.")
ATTENDED = mark("Good. Lead #{number} stays yours.")
HELD = mark("In a moment. “Undo” takes it back.")
UNDONE = mark("Taken back. Nothing was done.")
CALL_WENT = mark("Noted: the call went out. Say how it ended: “Reached”, “Won” or “Lost”.")
CALL_NOT_MADE = mark("Noted: the call did not go out. “Retry” makes a new one.")
BRIDGE_NOT_MADE = mark("Noted: it did not ring. “Call me and connect” makes a new call.")
SMS_WENT = mark("Noted: the message went out.")
SMS_NOT_SENT = mark("Noted: the message did not go out. “Send again” makes a new one.")
RESENT = mark("The message is sent once more.")
ANSWERED = mark("Accepted. The card of lead #{number} shows what becomes of the message.")
MACRO_RAN = mark("Done. The card of lead #{number} shows all steps.")
ASKED_IN_PRIVATE = mark("I asked you in our private chat.")
ASKED_PRIVATELY = mark("I asked you for the number in our private chat.")
SENT_PRIVATELY = mark("I sent it to our private chat.")
OPEN_PRIVATE_CHAT = mark("Open a private chat with me first: press my name, then Start.")
WHICH_NUMBER = mark("Answer this message with the right number for lead #{number}.")
CORRECTED = mark("Lead #{number} has a new number: {phone}")
PAUSED = mark("Paused: {what}. Orders are accepted all the same. /resume goes on.")
SOURCE_PAUSED = mark(
    "Paused: {what}. Its orders are accepted, registered and shown; what waits goes on by itself after /resume."
)
GOES_ON_AT = mark("It goes on by itself at {at}.")
RESUMED = mark("Goes on: {what}.")
AS_BEFORE = mark("It was so already.")
WHICH_SWITCH = mark("Write what to pause: calls, sms or all.")
WHICH_SOURCE = mark("Write what to pause: calls, sms, all, or one of these: {sources}.")
HOW_LONG = mark("I do not understand for how long. Write it like this: /pause calls 2h, or /pause calls until 14:00")
ROLE_WORDS = {
    Role.OWNER: ("owner", "владелец"),
    Role.ADMIN: ("admin", "админ", "администратор"),
    Role.SELLER: ("seller", "продавец"),
    Role.VIEWER: ("viewer", "наблюдатель"),
}
ASK_FOR_A_LINK = mark("Please ask whoever sent it for a new one.")
NO_ACCOUNT = mark(
    "I cannot see this person in Telegram. Send them a link that brings them here: /sellers invite seller"
)
HIDDEN_AUTHOR = mark(
    "Their settings hide from me who wrote this. Share their contact, or send them a link: /sellers invite seller"
)
WHICH_ROLE = mark("Choose their role:")
PICK_SOMEBODY = mark("Press the key below and choose somebody from your contacts.")
SPOKEN = mark("I write to you in English from now on.")
CANCELLED = mark("Cancelled. Nothing was changed.")
NOT_ASKED = mark("Somebody else was asked this.")
APPOINTED = {
    Role.OWNER: mark("{name} is an owner now."),
    Role.ADMIN: mark("{name} is an admin now."),
    Role.SELLER: mark("{name} is a seller now."),
    Role.VIEWER: mark("{name} may look on now."),
    Role.STRANGER: mark("{name} does not work here any more. Their open leads are free again."),
}
CONNECTING = mark("Telephony calls you now, then the customer of lead #{number}.")
MY_NUMBER = mark("Telephony calls you at {phone}. /phone - takes it back.")
WHICH_OWN_NUMBER = mark(
    "At which number shall telephony call you? Press the button, or write it, for example +7 916 123-45-67."
)
SHARE_NUMBER = mark("📱 Send my number")
NUMBER_KEPT = mark("Noted: telephony calls you at {phone}.")
NUMBER_GONE = mark("Your number is forgotten.")
NOT_YOUR_CONTACT = mark(
    "This is somebody else's contact. Send your own, or write your number; only admins bring people in."
)
NUMBER_PRIVATELY = mark("Send me your number in our private chat, not here.")
QUESTIONS = {
    Action.CORRECT_NUMBER: WHICH_NUMBER,
    Action.NOTE: WHICH_NOTE,
    Action.PUT_OFF: WHICH_MOMENT,
    Action.REASON: WHICH_REASON,
    Action.ANSWER: WHICH_WORDS,
}
MOVES = mark("The deal goes to “{stage}”. The store hears of it by itself.")
MOVES_LATER = mark("The CRM does not answer now. The deal goes to “{stage}” as soon as it does.")
STANDS_THERE = mark("The deal stays at “{stage}”.")
EXCHANGE_REPEATED = mark("It is tried once more.")
ORDER_ASKED = mark("The store is asked to make the order. The card shows what becomes of it.")
DEAL_MADE_ANEW = mark("A new deal is made for this order.")
NOT_YOURS = mark("This is somebody else's shift. /shift shows yours.")
HOW_TO_SHIFT = {
    Wish.AWAY: mark("Until when? Write /away 2h, /away 18:30, /away 25.12, or /away alone: until you are /back."),
    Wish.HOURS: mark("I cannot read these hours. Write them like this: {command} Mon-Fri 09:00-18:00, Sat 10:00-16:00"),
    Wish.DAYS_OFF: mark("Which days off? Write all of them, like this: {command} off 31.12, 02.01-08.01"),
    Wish.TAKES: mark("Write categories, then cities, like this: {command} takes watches, straps; Moscow, Tver"),
}
ONLY_SELLERS = mark("You may look on; leads are worked by sellers.")
STATS_PRIVATELY = mark("Figures come to our private chat.")
APPROVED = mark("Approved. What waits goes on by itself.")
WITHOUT_LIMIT = mark("There is no spending limit today. What waits goes on by itself.")
STOPPED = mark("No robot call and no SMS is started before tomorrow.")
NOBODY_FOUND = mark("I do not know this person. They have to write to me first.")
WHAT_TO_EXPORT = mark(
    "Write what you want as a file, like this: /export leads xlsx month. There are leads and audit, xlsx and csv, "
    "today, week, month and all."
)
FILE_COMES = mark("I am making the file; it comes into our private chat.")
COPY_COMES = mark("I am copying the database; the answer comes into our private chat.")
TRY_AGAIN = mark("That did not work just now. Please try again in a moment.")
NOT_PARSED = mark("I do not know this command. /help tells what there is.")

MOST_SOURCES = 30  # in one message


def say(language: str, msgid: str, **values: object) -> str:
    return Speaker(language).say(msgid, **values)


def put_right(count: int, language: str) -> str:
    return Speaker(language).count("{n} order is put right.", "{n} orders are put right.", count)


def note(language: str, msgid: str, **values: object) -> Card:
    """A message of one line."""
    return Page([line(say(language, msgid, **values))]).card()


def refused(reason: str, language: str, *more: Line) -> Card:
    return Page([line(answer_refused(reason, language=language)), *more]).card()


def appointed(name: str, role: Role, language: str) -> Card:
    return note(language, APPOINTED[role], name=quote(name, 60))


def paused(switch: str, until: datetime | None, *, now: datetime, language: str, shop_zone: str) -> Card:
    speaker = Speaker(language)
    lines = [line(speaker.say(SOURCE_PAUSED if source_of(switch) else PAUSED, what=name_of(switch, speaker)))]
    if until:
        lines.append(line(speaker.say(GOES_ON_AT, at=speaker.stamp(until, shop_zone, now))))
    return Page(lines).card()


def resumed(switch: str, language: str) -> Card:
    return note(language, RESUMED, what=name_of(switch, Speaker(language)))


def which_switch(sources: Collection[str], language: str) -> Card:
    """``sources``: those of the shop."""
    named = ", ".join(f"source {quote(it, 40)}" for it in sorted(sources)[:MOST_SOURCES])
    return note(language, WHICH_SOURCE if sources else WHICH_SWITCH, sources=named)


def taken(lead: Lead, language: str) -> str:
    """To the one who took it, for their eyes only."""
    if not lead.phone:
        return say(language, YOURS_WITHOUT_NUMBER, number=lead.id)
    return say(language, YOURS, number=lead.id, phone=Speaker(language).phone(lead.phone, full=True))


def handed(lead: Lead, language: str) -> str:
    return say(language, HANDED, number=lead.id, name=quote(lead.assignee.name if lead.assignee else "", 60))


def postponed(lead: Lead, language: str, zone: str, now: datetime) -> str:
    """``zone``: of the shop's clock."""
    at = Speaker(language).stamp(lead.next.at, zone, now) if lead.next.at else ""
    return say(language, POSTPONED, number=lead.id, at=at)


def settled(action: Action, subject: str, language: str) -> str:
    """A person's word about the ``subject`` of a doubt was taken down."""
    words = {
        (Action.WENT, About.CALL): CALL_WENT,
        (Action.WENT_NOT, About.CALL): CALL_NOT_MADE,
        (Action.WENT, About.BRIDGE): CALL_WENT,
        (Action.WENT_NOT, About.BRIDGE): BRIDGE_NOT_MADE,
        (Action.WENT, About.SMS): SMS_WENT,
        (Action.WENT_NOT, About.SMS): SMS_NOT_SENT,
    }
    return say(language, words[action, about_of(subject)])


def closed(lead: Lead, language: str) -> str:
    known = lead.status in (LeadStatus.WON, LeadStatus.LOST, LeadStatus.REACHED)
    return say(language, CLOSED if known else DONE, number=lead.id)
