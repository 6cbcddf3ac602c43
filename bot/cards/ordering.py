"""An order that the store shall have for a lead that came another way: its line on the card, and its button (S4-08)."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.cards.card import Action
from bot.cards.facts import Reader
from bot.cards.incident import shown_reason
from bot.cards.labels import LABELS
from bot.cards.markup import Line, bold, line
from bot.texts.recognition import explain
from desk.exchange.ordering import Ordering
from desk.leads.model import Lead


@dataclass(frozen=True, slots=True)
class OrderingView:
    """Of a lead without an order in the store. ``store`` takes orders from us; ``wish`` None: nobody asked yet."""

    store: str
    wish: Ordering | None = None


def tell_ordering(view: OrderingView | None, reader: Reader) -> Iterator[Line]:
    if view is None or view.wish is None:
        return
    speaker, wish = reader.speaker, view.wish
    if wish.refusal:
        reason = shown_reason(explain(speaker, wish.refusal))
        told = speaker.say("The store did not make the order: {reason}", reason=reason)
        again = speaker.say(
            "put right what is in the way, then press “{button}”", button=speaker.say(LABELS[Action.MAKE_ORDER])
        )
        yield line("⚠️ ", bold(told), f" → {again}")
    elif wish.waits:
        yield line("🛒 ", speaker.say("the order is being made in the store"))


def offer_ordering(view: OrderingView | None, lead: Lead, *, admin: bool) -> tuple[Action, ...]:
    """Whether somebody may press it is looked up then."""
    if view is None or lead.order.source == view.store or not lead.order.lines:
        return ()
    waits = view.wish is not None and not view.wish.refusal
    return (Action.MAKE_ORDER,) if not waits and (admin or lead.assignee is not None) else ()
