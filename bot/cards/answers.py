"""What a seller does with one tap: answers to the customer, each seen before it is sent, and macros (X-18)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from bot.cards.card import Action, Button, Card, Rows, Style, pack
from bot.cards.choices import OTHER
from bot.cards.facts import Reader, title
from bot.cards.labels import LABELS
from bot.cards.markup import Line, Look, Page, Span, bold, join, line
from bot.texts.catalogue import Speaker, mark
from bot.texts.privacy import quote
from bot.texts.words import REASONS, STEPS
from desk.leads.model import Lead
from desk.leads.wishes import StepKind
from desk.sms import count_parts

FIRST_WORDS = 60
BUTTONS_A_ROW = 2
NOW = "now"
CLOSED = mark("It is closed at the customer's until {at}.")


@dataclass(frozen=True, slots=True)
class Named:
    """One of the shop's answers, or of its macros. ``stamp``: by which a button names it."""

    name: str
    stamp: str
    text: str = ""
    steps: Sequence[tuple[StepKind, str]] = ()


@dataclass(frozen=True, slots=True)
class Preview:
    """A message that nobody has sent yet. ``price`` is that of one SMS at most, None: not known.

    ``opens`` (UTC): when the customer may be written to, None: never by itself. ``paused``: SMS wait for somebody.
    """

    lead: Lead
    text: str
    name: str
    stamp: str
    price: Decimal | None
    currency: str
    opens: datetime | None
    paused: bool = False


def ask_answer(lead: Lead, answers: Sequence[Named], *, now: datetime, language: str, shop_zone: str) -> Card:
    """Which answer. The first words of each are those that this customer would read."""
    speaker = Speaker(language)
    lines = [line("• ", bold(_name(it)), f" — {quote(it.text, FIRST_WORDS, full=True)}") for it in answers]
    buttons = [Button(_name(it), pack(Action.ANSWER, f"{lead.id}.{it.stamp}")) for it in answers]
    own = Button(speaker.say(LABELS[Action.ANSWER]), pack(Action.ANSWER, f"{lead.id}.{OTHER}"))
    head = [title(lead, Reader(speaker, shop_zone, now, full=True)), line(bold(speaker.say("What shall I write?")))]
    return Page(head, tail=lines).card((*_pairs(buttons), (own,)))


def render_preview(it: Preview, *, now: datetime, language: str, shop_zone: str) -> Card:
    """The very text, what it costs, and when it goes."""
    speaker = Speaker(language)
    reader = Reader(speaker, shop_zone, now, full=True)
    said = Span(speaker.say("“{text}”", text=quote(it.text, 900, full=True)), Look.ITALIC)
    head = [title(it.lead, reader), *([line(bold(quote(it.name, FIRST_WORDS, full=True)))] if it.name else [])]
    lines = [*head, line(said), _cost(it, speaker), *_delay(it, reader)]
    return Page([it for it in lines if it]).card(_ways(it, now, speaker, shop_zone))


def ask_macro(lead: Lead, macros: Sequence[Named], mark: str, *, now: datetime, language: str, shop_zone: str) -> Card:
    """Which macro, each with its steps. ``mark`` makes the buttons of one list good for one tap."""
    speaker = Speaker(language)
    lines = [line("• ", bold(_name(it)), f" — {_steps(it, speaker)}") for it in macros]
    buttons = [Button(_name(it), pack(Action.MACRO, f"{lead.id}.{it.stamp}.{mark}")) for it in macros]
    head = [title(lead, Reader(speaker, shop_zone, now, full=True)), line(bold(speaker.say("Which macro?")))]
    return Page(head, tail=lines).card(_pairs(buttons))


def _name(it: Named) -> str:
    return quote(it.name, FIRST_WORDS, full=True) or it.stamp


def _pairs(buttons: Sequence[Button]) -> Rows:
    return tuple(tuple(buttons[at : at + BUTTONS_A_ROW]) for at in range(0, len(buttons), BUTTONS_A_ROW))


def _cost(it: Preview, speaker: Speaker) -> Line:
    parts = count_parts(it.text).count
    price = speaker.money(it.price * parts, it.currency) if it.price else ""
    told = speaker.count("{n} part of SMS", "{n} parts of SMS", parts)
    return join((told, speaker.say("at most {price}", price=price) if price else None))


def _delay(it: Preview, reader: Reader) -> list[Line]:
    speaker, lines = reader.speaker, []
    if it.opens is None:
        lines.append(line("🌙 ", speaker.say("By the settings it is never open: it goes only if you send it now.")))
    elif it.opens > reader.now:
        at = speaker.stamp(it.opens, reader.zone, reader.now)
        lines.append(line("🌙 ", speaker.say(CLOSED, at=at)))
    if it.paused:
        lines.append(line("⏸ ", speaker.say("Paused by an admin: it goes when that ends.")))
    return lines


def _ways(it: Preview, now: datetime, speaker: Speaker, zone: str) -> Rows:
    subject = f"{it.lead.id}.{it.stamp}"
    send = Button(speaker.say(LABELS[Action.SEND]), pack(Action.SEND, subject), style=Style.PRIMARY)
    at_once = Button(speaker.say("Send now"), pack(Action.SEND, f"{subject}.{NOW}"))
    back = Button(speaker.say("« Back"), pack(Action.ANSWER, it.lead.id))
    if it.opens is None:
        return (at_once,), (back,)
    at = speaker.stamp(it.opens, zone, now)
    later = Button(speaker.say("Send at {at}", at=at), pack(Action.SEND, subject), style=Style.PRIMARY)
    return ((later,), (at_once,), (back,)) if it.opens > now else ((send,), (back,))


def _steps(it: Named, speaker: Speaker) -> str:
    return ", ".join(_step(kind, words, speaker) for kind, words in it.steps)


def _step(kind: StepKind, words: str, speaker: Speaker) -> str:
    told = speaker.say(REASONS[words]) if kind is StepKind.LOST and words in REASONS else words
    does = speaker.say(STEPS[kind])
    return speaker.say("{step} “{words}”", step=does, words=quote(told, FIRST_WORDS, full=True)) if words else does
