"""What became of a call, a request or a chat, and of an order that the tracker was told of: a line, a card (CR-84)."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.cards.card import Action, Button, Card, Rows, pack
from bot.cards.facts import Reader
from bot.cards.incident import shown_reason
from bot.cards.labels import LABELS
from bot.cards.markup import Line, Look, Page, Span, bold, join, line
from bot.texts.catalogue import Speaker, mark
from bot.texts.privacy import mask_email, quote
from bot.texts.recognition import explain
from desk.tracking.case import Case, Result
from desk.tracking.export import Export
from desk.tracking.model import Kind, Touch
from desk.tracking.ports import Bound

KINDS = {Kind.CALL: mark("call"), Kind.REQUEST: mark("request"), Kind.CHAT: mark("chat")}
RESULTS = {
    Result.CREATED_ORDER: ("🆕", mark("an order was made")),
    Result.UPDATED_ORDER: ("✏️", mark("an order was filled")),
    Result.SKIPPED: ("⏭", mark("the order was linked already")),
    Result.NO_CONTACT: ("📵", mark("no contact")),
    Result.FAILED: ("⛔", mark("failed")),
}
WAITING = ("⏳", mark("waits"))
BY_HAND = "🖐"
LONGEST_ID = 10  # digits


@dataclass(frozen=True, slots=True)
class Links:
    """Where the CRM shows its orders and customers."""

    order: Callable[[str], str]
    customer: Callable[[str], str]


def touch_line(case: Case, links: Links, reader: Reader) -> Line:
    """``🆕 12:01 call 123 · +7 900 ***-**-67 · an order was made · order 7141``."""
    at = reader.speaker.stamp(case.received_at, reader.zone, reader.now)
    return line(f"{_sign(case)} {at} ", *join((name_touch(case.touch, reader.speaker), *_told(case, links, reader))))


def deal_line(export: Export, links: Links, reader: Reader) -> Line:
    """``🔗 order 7141 · new · call 123 · yandex``."""
    at = reader.speaker.stamp(export.made_at or export.opened_at, reader.zone, reader.now)
    return line(
        f"{_sign_of_deal(export)} {at} ", *join((_order(export.order_id, links, reader), *_state(export, reader)))
    )


def render_touch(case: Case, links: Links, reader: Reader) -> Card:
    """One that needs a person, or did. Kept at the present state, wherever it hangs."""
    speaker, touch = reader.speaker, case.touch
    head = [line(f"{_sign(case)} ", bold(_upper(name_touch(touch, speaker)))), join(_told(case, links, reader))]
    head += [join((_name(touch, reader), quote(touch.subject, 60)))] if touch.name or touch.subject else []
    if case.troubled and case.reason:
        head.append(_because(case.reason, speaker))
    return Page([it for it in head if it]).card(touch_buttons(case, speaker) if case.troubled else ())


def render_told(export: Export, links: Links, reader: Reader) -> Card:
    """An order that the tracker would not take, or did not."""
    speaker = reader.speaker
    title = speaker.say("The call tracker and an order")
    head = [
        line(f"{_sign_of_deal(export)} ", bold(title)),
        join((_order(export.order_id, links, reader), *_state(export, reader), _again(export, speaker))),
    ]
    if export.troubled:
        head.append(_because(export.refusal, speaker))
    rows = ((_button(Action.TOLD_RETRY, export.id, speaker), _button(Action.TOLD_BY_HAND, export.id, speaker)),)
    return Page(head).card(rows if export.troubled else ())


def render_rush(count: int, speaker: Speaker) -> Card:
    """Instead of a card each, when many need a person at once."""
    told = speaker.count(
        "{n} call, request or chat needs a person", "{n} calls, requests and chats need a person", count
    )
    opened = Button(speaker.say(LABELS[Action.TRACKING]), pack(Action.TRACKING))
    return Page([line("⛔ ", bold(told))]).card(((opened,),))


def touch_buttons(case: Case, speaker: Speaker, detail: str = "", place: str = "") -> Rows:
    """What cannot be reached can only be done by hand."""
    subject = f"{case.id}{detail}"
    by_hand = _button(Action.TOUCH_BY_HAND, subject, speaker, place)
    if case.result is Result.NO_CONTACT:
        return ((by_hand,),)
    return ((_button(Action.TOUCH_RETRY, subject, speaker, place), by_hand),)


def name_touch(touch: Touch, speaker: Speaker) -> str:
    return f"{speaker.say(KINDS[touch.kind])} {_id(touch.id)}"


def name_bound(bound: Bound | None, speaker: Speaker) -> str:
    """Whom the deal belongs to, as the tracker has it."""
    if bound is None:
        return speaker.say("it is not known yet whom it belongs to")
    if not bound.kind:
        return speaker.say("belongs to nobody: no lead was found")
    about = f"{speaker.say(KINDS[Kind(bound.kind)])} {_id(bound.id)}"
    return f"{about}, {quote(bound.source, 30)}" if bound.source else about


def _id(number: str) -> str:
    """Theirs have nine digits and more, and are no telephone numbers. Anything else is a stranger's words."""
    return quote(number, 30, full=number.isascii() and number.isdecimal() and len(number) <= LONGEST_ID)


def _told(case: Case, links: Links, reader: Reader) -> tuple[Span | str | None, ...]:
    speaker = reader.speaker
    result = speaker.say((RESULTS[case.result] if case.result else WAITING)[1])
    by_hand = speaker.say("by hand: {name}", name=quote(case.by_hand, 30)) if case.by_hand else None
    again = speaker.say("tried again: {name}", name=quote(case.retried_by, 30)) if case.retried_by else None
    order = _order(case.order_id, links, reader) if case.order_id else None
    customer = Span(speaker.say("customer"), href=links.customer(case.customer_id)) if case.customer_id else None
    return contact_of(case.touch, reader), result, by_hand, None if by_hand else again, order, customer


def contact_of(touch: Touch, reader: Reader) -> str | None:
    if touch.phone:
        return reader.speaker.phone(f"+{touch.phone}", full=reader.full)
    if touch.email:
        return quote(touch.email, 60, full=True) if reader.full else mask_email(touch.email)
    return None


def _name(touch: Touch, reader: Reader) -> str:
    return reader.quote(touch.name, 40)


def _order(order_id: str, links: Links, reader: Reader) -> Span:
    return Span(reader.speaker.say("order {order_id}", order_id=_id(order_id)), href=links.order(order_id))


def _state(export: Export, reader: Reader) -> tuple[str | None, ...]:
    speaker = reader.speaker
    by_hand = speaker.say("by hand: {name}", name=quote(export.by_hand, 30)) if export.by_hand else None
    if export.refusal:
        return speaker.say("refused"), by_hand
    if export.gone:
        return (speaker.say("deleted in the CRM"),)
    if export.made_at is None:
        return (speaker.say(WAITING[1]),)
    return quote(export.told.status, 40) if export.told else None, name_bound(export.bound, speaker)


def _again(export: Export, speaker: Speaker) -> str | None:
    if not export.retried_by or export.by_hand:
        return None
    return speaker.say("tried again: {name}", name=quote(export.retried_by, 30))


def _because(reason: str, speaker: Speaker) -> Line:
    return line(Span(speaker.say("“{text}”", text=shown_reason(explain(speaker, reason))), Look.ITALIC))


def _button(action: Action, subject: int | str, speaker: Speaker, place: str = "") -> Button:
    return Button(f"{place}{speaker.say(LABELS[action])}", pack(action, subject))


def _sign(case: Case) -> str:
    if case.by_hand:
        return BY_HAND
    return (RESULTS[case.result] if case.result else WAITING)[0]


def _sign_of_deal(export: Export) -> str:
    if export.by_hand:
        return BY_HAND
    if export.refusal:
        return "⛔"
    if export.gone:
        return "🗑"
    if export.made_at is None:
        return WAITING[0]
    return "❔" if export.bound is None else "🔗" if export.bound.kind else "◌"


def _upper(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"
