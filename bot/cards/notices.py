"""Short answers to presses, and what only one person gets to read."""

from collections.abc import Sequence
from datetime import datetime

from bot.cards.card import Action, Button, Card, pack
from bot.cards.facts import Reader, title
from bot.cards.incident import SILENCE, name_of, shown_reason, tell_silence, words_of
from bot.cards.labels import LABELS
from bot.cards.markup import Look, Page, Span, bold, code, line
from bot.texts.catalogue import Speaker, mark
from bot.texts.cleaning import cut, defuse, flatten, isolate, units
from bot.texts.privacy import quote, short_name
from bot.texts.recognition import explain
from bot.texts.teller import Storyteller
from bot.texts.words import DEEDS
from desk.leads.model import Lead
from desk.leads.view import PastEntry
from desk.leads.wishes import Deed

LONGEST_ANSWER = 200  # of answerCallbackQuery
LONGEST_RAW = 3000
ALARMS = {
    "crm_key": mark("The CRM does not accept our access key."),
    "calls_key": mark("Telephony does not accept our access key."),
    "sms_key": mark("The SMS service does not accept our access key."),
    "tracker_key": mark("The call tracker does not accept our access key."),
    "tracked_crm_key": mark("The CRM of call tracking does not accept our access key."),
    "sellers_chat": mark("The sellers' chat cannot be written to: the bot is not in it any more."),
    "topics": mark("The bot cannot keep its topics in the sellers' chat."),
    "sellers_chat_rights": mark("The sellers' chat cannot be written to: the bot has no right to write there."),
    "unreached": mark("A seller has a lead and cannot be told: their chat with the bot is closed."),
    "database": mark("The database cannot be written: no order is taken in."),
    "damaged": mark("The database file is damaged."),
    "clock": mark("The machine's clock was set, or the machine slept."),
}
AFTERWARDS = {
    "crm_key": mark("Leads were handed to people; they go on by themselves when the key is renewed in the settings."),
    "calls_key": mark("Leads were handed to people; press “Retry” on them when the key is renewed in the settings."),
    "sms_key": mark("Messages wait; they go out by themselves when the key is renewed in the settings."),
    "tracker_key": mark("Orders wait to be told of; they go on by themselves when the key is renewed in the settings."),
    "tracked_crm_key": mark(
        "Calls, requests and chats wait; they go on by themselves when the key is renewed in the settings."
    ),
    "sellers_chat": mark("Cards wait. Add the bot to the chat again."),
    "topics": mark(
        "Messages go into the chat itself. Let the bot manage topics, and open those that are closed;"
        " or set telegram.topics = false."
    ),
    "sellers_chat_rights": mark("Cards wait. Allow the bot to write there again."),
    "unreached": mark("They press “Start” in the bot's chat; until then hand their leads to somebody else."),
    "database": mark("Stores are asked to send again later. Look at the disk; then everything goes on by itself."),
    "damaged": mark("Stop the desk and put a sound copy back: {command}"),
    "clock": mark("Pauses and deadlines keep their length; opening hours count by the new time. Is it right?"),
}
COMMAND = "ringdesk restore"


def answer_claimed(holder: str, *, language: str) -> str:
    """To the loser of a race: kindly, with the winner's name."""
    name = flatten(short_name(holder), 60)
    return _answer(Speaker(language).say("This lead is taken already: {name}", name=name))


def answer_outdated(*, language: str) -> str:
    """To a press on a button that the state does not have any more (X-57)."""
    return _answer(Speaker(language).say("This button is out of date; the card shows how things are now."))


def answer_stranger(*, language: str) -> str:
    return _answer(Speaker(language).say("Only the shop's sellers can do that. Ask an admin to add you."))


def answer_refused(reason: str, *, language: str) -> str:
    """The core's refusal (the reason of Conflict or Ignored) in the reader's words."""
    told = explain(Speaker(language), reason)
    return _answer(f"{told[:1].upper()}{told[1:]}")


def answer_why(page: str) -> str:
    """The title of a page and as many of its last lines as fit; the beginning of the last one if it is too long."""
    lines = page.splitlines()
    while len(lines) > 1 and units("\n".join(lines)) > LONGEST_ANSWER:
        lines.pop(1 if len(lines) > 2 else 0)
    told = "\n".join(lines)
    return told if units(told) <= LONGEST_ANSWER else _answer(told)


def answer_broken(reason: str, *, language: str) -> str:
    """To whoever asked a neighbour again."""
    return _answer(Speaker(language).say("It does not work yet: {reason}", reason=shown_reason(reason)))


def render_why(lead: Lead, history: Sequence[PastEntry], *, now: datetime, language: str, shop_zone: str) -> Card:
    """The answer to *Why?*: the recorded causes, oldest first. Safe for a group."""
    reader = Reader(Speaker(language), shop_zone, now)
    told = Storyteller(language, shop_zone).why(lead, history, now)
    lines = [line(reader.quote(it, 250)) for it in told.splitlines()]
    return Page([title(lead, reader)], tail=lines).card()


def render_number(lead: Lead, *, now: datetime, language: str, shop_zone: str) -> Card:
    """The whole number for the one who has the lead; only ever for a private chat."""
    speaker = Speaker(language)
    reader = Reader(speaker, shop_zone, now, full=True)
    number = speaker.phone(lead.phone, full=True) if lead.phone else quote(lead.order.customer.phone, 50, full=True)
    lines = [title(lead, reader), line("☎️ ", code(number)) if number else line(speaker.say("no number"))]
    if email := flatten(lead.order.customer.email, 100):
        lines.append(line("✉️ ", code(email)))
    opened = Button(speaker.say(LABELS[Action.OPEN]), pack(Action.OPEN, lead.id))
    copied = (Button(speaker.say("Copy the number"), copy=lead.phone),) if lead.phone else ()
    return Page(lines).card(((*copied, opened),))


def render_coming(lead: Lead, *, now: datetime, language: str, shop_zone: str) -> Card:
    """What the message with the number says for a moment, until it is known which message that is."""
    speaker = Speaker(language)
    coming = line(Span(speaker.say("The number comes in a moment…"), Look.ITALIC))
    return Page([title(lead, Reader(speaker, shop_zone, now)), coming]).card()


def render_former(lead: Lead, *, now: datetime, language: str, zone: str) -> Card:
    """What is left, for whoever had the lead, of the message with its number."""
    speaker = Speaker(language)
    gone = line(Span(speaker.say("You do not have this lead any more; its number is hidden again."), Look.ITALIC))
    opened = Button(speaker.say(LABELS[Action.OPEN]), pack(Action.OPEN, lead.id))
    return Page([title(lead, Reader(speaker, zone, now)), gone]).card(((opened,),))


def render_dropped(lead: Lead, deed: str, who: str, why: str, *, now: datetime, language: str, zone: str) -> Card:
    """To whoever asked for it, or to the admins when ``who`` asked and is not here any more; ``why`` is a cause."""
    speaker = Speaker(language)
    asked = speaker.say(DEEDS[Deed(deed)]) if deed in set(Deed) else quote(deed, 40)
    what = speaker.say("Not done for {name}: {deed}", name=quote(short_name(who), 60), deed=asked)
    opened = Button(speaker.say(LABELS[Action.OPEN]), pack(Action.OPEN, lead.id))
    lines = [line("↩️ ", bold(what)), title(lead, Reader(speaker, zone, now)), line(quote(explain(speaker, why), 200))]
    return Page(lines).card(((opened,),))


def render_alarm(cause: str, reason: str, *, language: str) -> Card:
    """For each admin, privately: a dead token, or another neighbour's alarm (S0-56)."""
    speaker, kind = Speaker(language), cause.partition(":")[0]
    what = speaker.say(ALARMS[kind]) if kind in ALARMS else shown_reason(reason)
    if cause.startswith(SILENCE):
        what = f"{speaker.say(words_of(cause).broken, cause=name_of(cause))}. {tell_silence(reason, speaker)}"
    lines = [line("🔴 ", bold(what))]
    if kind in ALARMS and (why := shown_reason(reason)):
        lines.append(line(Span(speaker.say("“{text}”", text=why), Look.ITALIC)))
    if kind in AFTERWARDS:
        lines.append(line(f"→ {speaker.say(AFTERWARDS[kind], command=COMMAND)}"))
    return Page(lines).card()


def render_mended(*, language: str) -> Card:
    """The end of the database's alarm."""
    return Page(
        [line("🟢 ", bold(Speaker(language).say("The database is written again; orders are taken in.")))]
    ).card()


def render_raw(lead_id: int, body: str, *, language: str) -> Card:
    """What the shop's site sent, for admins, privately (S0-20). The body only: the address may carry the secret."""
    title_ = Speaker(language).say("What came in for lead #{number}", number=lead_id)
    tidy = "\n".join(isolate(flatten(it, 500)) for it in body[:LONGEST_RAW].splitlines() if it.strip())
    return Page([line(bold(title_))], tail=[line(Span(cut(tidy, LONGEST_RAW), Look.PRE))]).card()


def _answer(text: str) -> str:
    return isolate(cut(defuse(flatten(text, 500)), LONGEST_ANSWER - 2))
