"""The store's order and its deal, as a lead's card shows them: where each stands, and what is wrong (S2-16)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.cards.card import Action, Button, Card, Style, pack
from bot.cards.facts import Reader, number_of, title
from bot.cards.incident import shown_reason
from bot.cards.labels import LABELS
from bot.cards.markup import Line, Page, Span, bold, join, line
from bot.texts.catalogue import Speaker, mark
from bot.texts.privacy import quote
from bot.texts.recognition import explain
from desk.exchange.mapping import StageMap
from desk.exchange.model import Deal, Finality, Stage
from desk.exchange.pair import DOUBLED, REFUSED, Halt, Pair, Refusal, Side
from desk.leads.model import Lead

LONGEST_STAGE = 40
MOST_STAGES = 40
A_ROW = 2
PRESENT = "✓ "
TROUBLES = {
    Halt.DEAL_GONE.value: mark("the deal was deleted in the CRM"),
    Halt.ORDER_GONE.value: mark("the order was deleted in the store"),
    DOUBLED: mark("the order has more deals: {others}"),
}
REMEDIES = {
    **dict.fromkeys(REFUSED.values(), mark("put right what is in the way, then press “{button}”")),
    Halt.DEAL_GONE.value: mark("press “{button}” if it is wanted after all"),
    Halt.ORDER_GONE.value: mark("the deal stays, and the store is told nothing more"),
    DOUBLED: mark("delete the spare ones in the CRM, then press “{button}”"),
}
STYLES = {Finality.OPEN: Style.PLAIN, Finality.WON: Style.SUCCESS, Finality.LOST: Style.DANGER}


@dataclass(frozen=True, slots=True)
class DealView:
    """A pair with all that is needed to show it; an empty address: there is none."""

    pair: Pair
    order_url: str
    deal_url: str
    stages: StageMap


def tell_deal(view: DealView | None, reader: Reader) -> Iterator[Line]:
    """Two lines when all is well, and a third for what is not."""
    if view is None:
        return
    yield line("🛒 ", *_order(view, reader))
    yield line("🤝 ", *_deal(view, reader))
    if told := tell_trouble(view.pair, view.stages, reader):
        yield line("⚠️ ", bold(_upper(told)), f" → {_remedy(view.pair, reader.speaker)}")


def tell_trouble(pair: Pair, stages: StageMap, reader: Reader) -> str:
    """In one sentence what people should look at; empty: nothing."""
    if not pair.refusals or pair.halt:
        others = ", ".join(quote(it, 20) for it in pair.others)
        return reader.speaker.say(TROUBLES.get(pair.trouble, ""), others=others)
    return "; ".join(_tell_refusal(it, stages, reader.speaker) for it in pair.refusals)


def offer_about_deal(view: DealView | None, lead: Lead, *, admin: bool) -> tuple[Action, ...]:
    """Buttons of the card. Whether somebody may press them is looked up then."""
    if view is None:
        return ()
    if view.pair.halt is Halt.DEAL_GONE:
        return (Action.DEAL_ANEW,)
    moves = view.pair.deal is not None and (admin or lead.assignee is not None)
    again = view.pair.refusal is not None or bool(view.pair.others)
    return (*((Action.STAGE,) if moves else ()), *((Action.DEAL_RETRY,) if again else ()))


def ask_stage(lead: Lead, deal: Deal, stages: StageMap, *, now: datetime, language: str, shop_zone: str) -> Card:
    """The stages of the pipeline, in its order, with the present one marked."""
    speaker = Speaker(language)
    reader = Reader(speaker, shop_zone, now)
    stands = speaker.say("deal {number}", number=quote(deal.id, 30))
    head = [title(lead, reader), join([stands, _name(deal.stage)]), line(bold(speaker.say(LABELS[Action.MOVE])))]
    buttons = [it for stage in stages.stages[:MOST_STAGES] if (it := _choice(lead, deal, stage))]
    return Page(head).card(tuple(tuple(buttons[at : at + A_ROW]) for at in range(0, len(buttons), A_ROW)))


def name_stage(code: str, stages: StageMap) -> str:
    """As people read it; a stage that is known no more goes by its code."""
    known = stages.known(code)
    return _name(known) if known else quote(code, LONGEST_STAGE)


def _tell_refusal(refusal: Refusal, stages: StageMap, speaker: Speaker) -> str:
    reason = shown_reason(explain(speaker, refusal.reason))
    if refusal.stage:
        stage = name_stage(refusal.stage, stages)
        return speaker.say("the deal did not go to “{stage}”: {reason}", stage=stage, reason=reason)
    if refusal.side is Side.STORE:
        return speaker.say("the store refused: {reason}", reason=reason)
    return speaker.say("the CRM refused: {reason}", reason=reason)


def _choice(lead: Lead, deal: Deal, stage: Stage) -> Button | None:
    """None where the code is too long for a button."""
    try:
        data = pack(Action.MOVE, f"{lead.id}.{stage.code}")
    except ValueError:
        return None
    sign = PRESENT if stage.code == deal.stage.code else ""
    return Button(f"{sign}{_name(stage)}", data, style=STYLES[stage.ended])


def _order(view: DealView, reader: Reader) -> Line:
    pair, speaker = view.pair, reader.speaker
    number = number_of(pair.order.number, pair.order.buyer.phone, reader)
    named = Span(speaker.say("order {number} in the store", number=number), href=view.order_url)
    status = "" if pair.halt is Halt.ORDER_GONE else quote(pair.order.status, LONGEST_STAGE)
    return join([named, status, _into_store(pair, reader)])


def _into_store(pair: Pair, reader: Reader) -> str:
    if pair.owes_store:
        return reader.speaker.say("becomes “{status}”", status=quote(pair.due_status, LONGEST_STAGE))
    return reader.speaker.say("to the store {at}", at=_stamp(pair.into_store, reader)) if pair.into_store else ""


def _deal(view: DealView, reader: Reader) -> Line:
    pair, speaker = view.pair, reader.speaker
    if pair.deal is None:
        return line(speaker.say(_why_no_deal(pair)))
    named = Span(speaker.say("deal {number}", number=quote(pair.deal.id, 30)), href=view.deal_url)
    stage = "" if pair.halt is Halt.DEAL_GONE else _name(pair.deal.stage)
    return join([named, stage, _into_crm(view, reader)])


def _why_no_deal(pair: Pair) -> str:
    if pair.halt is Halt.ENDED_BEFORE:
        return mark("no deal: the order had ended when it was first seen")
    return mark("the deal is being made") if pair.owes_crm else mark("there is no deal yet")


def _into_crm(view: DealView, reader: Reader) -> str:
    pair, speaker = view.pair, reader.speaker
    if pair.owes_crm and pair.due_stage:
        return speaker.say("goes to “{stage}”", stage=name_stage(pair.due_stage, view.stages))
    if pair.owes_crm:
        return speaker.say("the order's changes are on their way")
    return speaker.say("to the CRM {at}", at=_stamp(pair.into_crm, reader)) if pair.into_crm else ""


def _remedy(pair: Pair, speaker: Speaker) -> str:
    anew = pair.halt is Halt.DEAL_GONE
    button = speaker.say(LABELS[Action.DEAL_ANEW if anew else Action.DEAL_RETRY])
    return speaker.say(REMEDIES[pair.trouble], button=button)


def _name(stage: Stage) -> str:
    return quote(stage.name or stage.code, LONGEST_STAGE)


def _stamp(at: datetime, reader: Reader) -> str:
    return reader.speaker.stamp(at, reader.zone, reader.now)


def _upper(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"
