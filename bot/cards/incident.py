"""One living card for each thing that is broken: since when, how often, what it holds up, what to do (S0-05, D-03)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.cards.card import Action, Button, Card, pack
from bot.cards.labels import LABELS
from bot.cards.markup import Line, Look, Page, Span, bold, line
from bot.texts.catalogue import Speaker, mark
from bot.texts.cleaning import cut, defuse, flatten, isolate
from bot.texts.privacy import quote, redact
from bot.texts.recognition import explain
from storage.incidents import Incident

LONGEST_SAMPLE = 200
LONGEST_SUBJECT = 40  # bytes of a cause that go with a button


@dataclass(frozen=True, slots=True)
class Words:
    """What to say of one cause."""

    broken: str
    mended: str
    effect: str
    remedy: str


CAUSES = {
    "crm": Words(
        mark("The CRM does not work"),
        mark("The CRM works again"),
        mark("Orders are accepted and kept. Robot calls of new leads wait until the CRM has them."),
        mark("See whether the CRM opens, and whether its access key is still valid. What waits goes on by itself."),
    ),
    "calls": Words(
        mark("Telephony does not work"),
        mark("Telephony works again"),
        mark("Orders go into the CRM as usual. Robot calls wait; leads that waited too long go to people."),
        mark("Check the balance and the access key of telephony. Urgent leads: “Claim” and call yourself."),
    ),
    "store": Words(
        mark("The store does not answer"),
        mark("The store answers again"),
        mark("Leads, calls and SMS go on. Statuses of orders wait; only the latest of each is told later."),
        mark("See whether the store opens, and whether its access key is still valid. What waits goes on by itself."),
    ),
    "tracker": Words(
        mark("The call tracker does not answer"),
        mark("The call tracker answers again"),
        mark(
            "Orders and leads go on. The tracker hears of orders later; missed calls and requests are found afterwards."
        ),
        mark("See whether the call tracker opens, and whether its access key is valid. What waits goes on by itself."),
    ),
    "tracked_crm": Words(
        mark("The CRM of call tracking does not work"),
        mark("The CRM of call tracking works again"),
        mark("Calls, requests and chats are kept. They get into this CRM later, each once."),
        mark("See whether this CRM opens, and whether its access key is still valid. What waits goes on by itself."),
    ),
    "sms": Words(
        mark("SMS do not work"),
        mark("SMS work again"),
        mark("Orders and calls go on. Customers get their SMS later, each once."),
        mark("Check the balance, the access and the sender's name at the SMS service."),
    ),
}
SILENT = Words(
    mark("No orders come from {cause}"),
    mark("Orders come again from {cause}"),
    mark("The desk works; whether the shop has no customers or its form no way to the desk, it cannot tell."),
    mark("Place an order on the site yourself and see whether it arrives."),
)
SILENCE = "silence:"
OTHER = Words(
    mark("Something does not work: {cause}"),
    mark("It works again: {cause}"),
    mark("Orders are accepted and kept."),
    mark("An admin should look at the reason."),
)


def render_incident(
    incident: Incident, *, now: datetime, language: str, shop_zone: str, waiting: int | None = None
) -> Card:
    """``waiting``: how many leads wait for it, None where nobody counted. A closed incident has no button."""
    speaker = Speaker(language)
    words = words_of(incident.cause)
    if incident.closed_at:
        return Page(list(_closed(incident, words, speaker, shop_zone, now))).card()
    if incident.cause.startswith(SILENCE):  # there is nobody to be asked, and nothing to be counted
        return Page(list(_silent(incident, words, speaker, shop_zone, now))).card()
    subject = incident.cause.encode()[:LONGEST_SUBJECT].decode("utf-8", "ignore")
    check = Button(speaker.say(LABELS[Action.MENDED]), pack(Action.MENDED, subject))
    return Page(list(_open(incident, words, speaker, shop_zone, now, waiting))).card(((check,),))


def words_of(cause: str) -> Words:
    return SILENT if cause.startswith(SILENCE) else CAUSES.get(cause, OTHER)


def name_of(cause: str) -> str:
    """What stands in the words: a cause of ours, or the source that is silent."""
    return quote(cause.removeprefix(SILENCE), 40)


def headline(cause: str, opened_at: datetime, speaker: Speaker, zone: str, now: datetime) -> Line:
    """What is broken, and since when."""
    since = speaker.say("since {at}", at=speaker.stamp(opened_at, zone, now))
    broken = speaker.say(words_of(cause).broken, cause=name_of(cause))
    return line("🔴 ", bold(broken), f" · {since}")


def _open(
    incident: Incident, words: Words, speaker: Speaker, zone: str, now: datetime, waiting: int | None
) -> Iterator[Line]:
    yield headline(incident.cause, incident.opened_at, speaker, zone, now)
    last = speaker.stamp(incident.last_at, zone, now)
    yield line(
        speaker.count("{n} failure, the last at {at}", "{n} failures, the last at {at}", incident.count, at=last)
    )
    if sample := shown_reason(incident.sample):
        yield line(Span(speaker.say("“{text}”", text=sample), Look.ITALIC))
    yield line(speaker.say(words.effect))
    if waiting:
        yield line(speaker.count("{n} lead waits.", "{n} leads wait.", waiting))
    yield line(f"→ {speaker.say(words.remedy)}")


def _silent(incident: Incident, words: Words, speaker: Speaker, zone: str, now: datetime) -> Iterator[Line]:
    yield headline(incident.cause, incident.opened_at, speaker, zone, now)
    yield line(Span(tell_silence(incident.sample, speaker), Look.ITALIC))
    yield line(speaker.say(words.effect))
    yield line(f"→ {speaker.say(words.remedy)}")


def tell_silence(reason: str, speaker: Speaker) -> str:
    told = flatten(explain(speaker, reason), 500)
    return isolate(cut(defuse(f"{told[:1].upper()}{told[1:]}"), LONGEST_SAMPLE))


def _closed(incident: Incident, words: Words, speaker: Speaker, zone: str, now: datetime) -> Iterator[Line]:
    closed = incident.closed_at or now
    yield line("🟢 ", bold(speaker.say(words.mended, cause=name_of(incident.cause))))
    since, until = speaker.stamp(incident.opened_at, zone, now), speaker.stamp(closed, zone, now)
    length = speaker.duration(closed - incident.opened_at)
    yield line(speaker.say("It did not for {duration}: {since} – {until}.", duration=length, since=since, until=until))


def shown_reason(reason: str) -> str:
    """A neighbour's error as people may see it: one line, no addresses with secrets, no numbers."""
    return isolate(cut(defuse(redact(flatten(reason, 500))), LONGEST_SAMPLE))
