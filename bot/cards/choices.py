"""Questions that are answered by a button: to whom, until when, why."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.cards.card import Action, Button, Card, Rows, pack
from bot.cards.facts import Reader, title
from bot.cards.labels import LABELS
from bot.cards.markup import Page, bold, line
from bot.texts.catalogue import Speaker, mark
from bot.texts.privacy import quote, short_name
from bot.texts.words import REASONS
from desk.leads.model import Lead, Person

OTHER = "other"
NOBODY = mark("There is nobody to hand it to yet: an admin adds people with /sellers add.")
MORNING, EVENING = time(10), time(18)
BUTTONS_A_ROW = 2
MOST_PEOPLE = 20
MINUTE = 60


def ask_whom(lead: Lead, people: Sequence[Person], *, now: datetime, language: str, shop_zone: str) -> Card:
    """To whom the lead is handed. Without anybody to choose it says how somebody is added."""
    speaker = Speaker(language)
    buttons = [
        Button(quote(short_name(it.name), 40) or str(it.id), pack(Action.HAND_TO, f"{lead.id}.{it.id}"))
        for it in people[:MOST_PEOPLE]
    ]
    return _ask(
        lead, speaker.say(LABELS[Action.HAND_TO] if buttons else NOBODY), buttons, Reader(speaker, shop_zone, now)
    )


def ask_when(lead: Lead, *, now: datetime, language: str, shop_zone: str) -> Card:
    """Until when it is put off; the moments are those of the shop's clock."""
    speaker = Speaker(language)
    buttons = [
        Button(speaker.stamp(at, shop_zone, now), pack(Action.PUT_OFF, f"{lead.id}.{int(at.timestamp()) // MINUTE}"))
        for at in moments_ahead(now, shop_zone)
    ]
    buttons.append(Button(speaker.say(LABELS[Action.PUT_OFF]), pack(Action.PUT_OFF, f"{lead.id}.{OTHER}")))
    return _ask(lead, speaker.say("Until when?"), buttons, Reader(speaker, shop_zone, now))


def ask_reason(lead: Lead, *, now: datetime, language: str, shop_zone: str) -> Card:
    speaker = Speaker(language)
    buttons = [Button(speaker.say(words), pack(Action.REASON, f"{lead.id}.{code}")) for code, words in REASONS.items()]
    buttons.append(Button(speaker.say(LABELS[Action.REASON]), pack(Action.REASON, f"{lead.id}.{OTHER}")))
    return _ask(lead, speaker.say("Why was it lost?"), buttons, Reader(speaker, shop_zone, now))


def render_reminder(lead: Lead, *, now: datetime, language: str, shop_zone: str, full: bool = True) -> Card:
    """To its owner, privately: it waits for them, and until when it does. ``full``: with the customer's whole name."""
    speaker = Speaker(language)
    reader = Reader(speaker, shop_zone, now, full)
    lines = [line("⏰ ", bold(speaker.say("It waits for you"))), title(lead, reader)]
    if lead.patience and lead.patience.at:
        at = speaker.stamp(lead.patience.at, shop_zone, now)
        lines.append(line(speaker.say("Without a sign from you it goes to somebody else at {at}.", at=at)))
    offered = (Action.ATTEND, Action.POSTPONE), (Action.RELEASE, Action.OPEN)
    rows = tuple(tuple(Button(speaker.say(LABELS[it]), pack(it, lead.id)) for it in row) for row in offered)
    return Page(lines).card(rows)


def moments_ahead(now: datetime, zone: str) -> list[datetime]:
    """An hour, three hours, this evening, tomorrow morning, Monday morning: what lies ahead of them, in UTC."""
    local = now.astimezone(ZoneInfo(zone))
    days = (0, EVENING), (1, MORNING), ((7 - local.weekday()) % 7 or 7, MORNING)
    later = [
        datetime.combine(local.date() + timedelta(days=ahead), at, local.tzinfo).astimezone(UTC) for ahead, at in days
    ]
    soon = [now + timedelta(hours=1), now + timedelta(hours=3)]
    return sorted({*soon, *(at for at in later if at - now > timedelta(hours=1))})


def _ask(lead: Lead, question: str, buttons: Sequence[Button], reader: Reader) -> Card:
    rows: Rows = tuple(tuple(buttons[at : at + BUTTONS_A_ROW]) for at in range(0, len(buttons), BUTTONS_A_ROW))
    return Page([title(lead, reader), line(bold(question))]).card(rows)
