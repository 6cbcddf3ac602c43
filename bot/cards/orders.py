"""Answer to /orders: how many orders and deals are in step, and the newest that people should look at (S2-16)."""

from collections.abc import Sequence
from datetime import datetime

from bot.cards.card import Action, Card
from bot.cards.deal import tell_trouble
from bot.cards.facts import Reader, number_of
from bot.cards.labels import LABELS
from bot.cards.lines import open_buttons
from bot.cards.markup import Line, Page, bold, join, line
from bot.cards.standing import refresh_button
from bot.texts.catalogue import Speaker, mark
from desk.exchange.mapping import StageMap
from desk.exchange.pair import Pair
from desk.exchange.tally import TROUBLES, Tally

MOST = 15
NO_STORE = mark("No store is connected: its section is [store] of the settings.")


def render_orders(
    tally: Tally,
    troubled: Sequence[Pair],
    stages: StageMap,
    *,
    now: datetime,
    language: str,
    shop_zone: str,
) -> Card:
    """``troubled``: the newest of them. Anybody of the shop may read it."""
    speaker = Speaker(language)
    reader = Reader(speaker, shop_zone, now)
    head = [line(bold(speaker.say(LABELS[Action.ORDERS])), f" · {speaker.time(now, shop_zone)}")]
    head += [line(f"{sign} {told} — {speaker.number(count)}") for sign, told, count in _counts(tally, speaker)]
    rows = [_row(it, stages, reader) for it in troubled[:MOST]]
    if left := sum(tally.troubles.get(code, 0) for code in TROUBLES) - len(rows):
        rows.append(line(speaker.count("and {n} more", "and {n} more", left)))
    buttons = open_buttons([it.lead_id for it in troubled[:MOST] if it.lead_id])
    return Page(head, tail=rows).card((*buttons, (refresh_button(Action.ORDERS, "", speaker),)))


def render_no_store(language: str) -> Card:
    return Page([line(Speaker(language).say(NO_STORE))]).card()


def _counts(tally: Tally, speaker: Speaker) -> list[tuple[str, str, int]]:
    """What there is none of is left out, but for the first."""
    counts = [
        ("🟢", speaker.say("in step"), tally.in_step),
        ("🛒", speaker.say("wait for the store"), tally.owes_store),
        ("🤝", speaker.say("wait for the CRM"), tally.owes_crm),
        ("⛔", speaker.say("were refused"), tally.refused),
        ("🗑", speaker.say("were deleted on one side"), tally.halted),
        ("👥", speaker.say("have several deals"), tally.doubled),
        ("⚪", speaker.say("had ended when they were first seen"), tally.ended_before),
    ]
    return [counts[0], *(it for it in counts[1:] if it[2])]


def _row(pair: Pair, stages: StageMap, reader: Reader) -> Line:
    number = reader.speaker.say(
        "order {order_id}", order_id=number_of(pair.order.number, pair.order.buyer.phone, reader)
    )
    about = join([f"#{pair.lead_id}" if pair.lead_id else None, number, tell_trouble(pair, stages, reader)])
    return line("⚠️ ", *about)
