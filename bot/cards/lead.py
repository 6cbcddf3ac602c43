"""The card of one lead: a pure function of the lead, of the rules, and of who is looking (S0-04, S0-41, S0-58)."""

from collections.abc import Sequence
from datetime import datetime

from bot.cards.bridge import tell_bridge
from bot.cards.card import Action, Button, Card, Rows, pack
from bot.cards.deal import DealView, offer_about_deal, tell_deal
from bot.cards.facts import Reader, contact, details, obstacles, order_line, title
from bot.cards.labels import LABELS
from bot.cards.markup import Line, Look, Page, Span, bold, line
from bot.cards.offers import keyboard
from bot.cards.ordering import OrderingView, offer_ordering, tell_ordering
from bot.cards.pauses import tell_hold
from bot.texts.catalogue import Speaker
from bot.texts.next_step import NextStep
from bot.texts.privacy import quote
from bot.texts.story import Story
from desk.leads.model import ROBOT, Lead
from desk.leads.model import Action as LeadAction
from desk.leads.policy import Rules
from desk.leads.view import PastEntry
from desk.staff.pauses import Pause

RECENT = 3  # lines of history that are seen without a tap
MOST_HISTORY = 60
# The desk's housekeeping: told by *Why?*, not by the card.
QUIET = frozenset(
    {"registration_planned", "call_planned", "call_asked", "call_started", "retry_planned", "sms_owed", "sms_sending"}
    | {"connect_sent", "connect_started", "connect_ringing", "connect_customer", "connect_talk"}
)


def render_lead(
    lead: Lead,
    history: Sequence[PastEntry],
    *,
    now: datetime,
    language: str,
    rules: Rules,
    shop_zone: str,
    full_phone: bool = False,
    crm_url: str = "",
    gone: bool = False,
    admin: bool = False,
    pause: Pause | None = None,
    deal: DealView | None = None,
    ordering: OrderingView | None = None,
) -> Card:
    """``now`` is UTC; times are told by the clock of ``shop_zone`` (IANA).

    ``full_phone``: for a private chat with someone who may see the whole number, mailbox and name.
    ``gone``: this message is not kept up to date any more; it says so, and offers to open the lead anew.
    ``admin``: with the button for the raw request. ``pause``: of the lead's source. ``deal``: of the store's order.
    ``ordering``: where the store could make one for this lead.
    """
    speaker = Speaker(language)
    reader = Reader(speaker, shop_zone, now, full_phone)
    told = _history(history, reader)
    head = [title(lead, reader), contact(lead, reader), order_line(lead, reader, crm_url)]
    head += [
        *tell_deal(deal, reader),
        *tell_ordering(ordering, reader),
        *details(lead, reader),
        *tell_bridge(lead, reader),
        *obstacles(lead, reader, rules),
    ]
    folded, recent = (told[:-RECENT], told[-RECENT:]) if len(told) > RECENT + 1 else ([], told)
    if gone:
        note = line(Span(speaker.say("This card is not kept up to date any more."), Look.ITALIC))
        return Page(_there(head), folded, [*recent, note]).card(_open_row(lead, speaker))
    page = Page(_there(head), folded, recent + _coming(lead, reader, rules, pause))
    store = (*offer_about_deal(deal, lead, admin=admin), *offer_ordering(ordering, lead, admin=admin))
    more = (*(() if lead.held else store), *((Action.RAW,) if admin else ()))
    rows = keyboard(lead, rules, history, speaker, shop_zone, more)
    return page.card(_copy_row(lead, speaker) + rows if full_phone else rows)


def _history(history: Sequence[PastEntry], reader: Reader) -> list[Line]:
    story = Story(reader.speaker, reader.zone)
    told = [entry for entry in history if entry.what not in QUIET][-MOST_HISTORY:]
    return [
        line(f"{reader.speaker.stamp(entry.at, reader.zone, reader.now)} {reader.quote(story.line(entry), 200)}")
        for entry in told
    ]


def _coming(lead: Lead, reader: Reader, rules: Rules, pause: Pause | None) -> list[Line]:
    """What the robot would do next does not happen while the source is paused; that is said instead."""
    if pause is None or lead.status not in ROBOT:
        return _next(lead, reader, rules)
    held = tell_hold(pause, reader.speaker, reader.zone, reader.now)
    at, calls = lead.next.at, lead.next.action in (LeadAction.CALL, LeadAction.CHECK_HOURS)
    comes_first = calls and (pause.until is None or at is None or at < pause.until)
    return [held] if comes_first else [held, *_next(lead, reader, rules)]


def _next(lead: Lead, reader: Reader, rules: Rules) -> list[Line]:
    step = NextStep(reader.speaker, reader.zone, rules.hours).tell(lead, reader.now)
    return [line("▶ ", bold(quote(step, 200, full=True)))] if step else []


def _there(lines: Sequence[Line]) -> list[Line]:
    return [it for it in lines if it]


def _open_row(lead: Lead, speaker: Speaker) -> Rows:
    return ((Button(speaker.say(LABELS[Action.OPEN]), pack(Action.OPEN, lead.id)),),)


def _copy_row(lead: Lead, speaker: Speaker) -> Rows:
    if not lead.phone:
        return ()
    return ((Button(speaker.say("Copy the number"), copy=lead.phone),),)
