"""What is known of a lead, line by line: who, where, what they ordered, what stands in the way."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.cards.incident import shown_reason
from bot.cards.legend import dot
from bot.cards.markup import Line, Span, bold, code, join, line
from bot.texts.catalogue import Speaker, mark
from bot.texts.cleaning import flatten
from bot.texts.privacy import LEAST_DIGITS, mask_email, quote, short_name
from bot.texts.teller import status_words, trouble_words
from bot.texts.words import PHONE_PROBLEMS, SMS_KINDS, SMS_STATUSES, SYSTEMS, ZONE_SOURCES
from desk.leads.doubts import About, Doubt, doubts_of
from desk.leads.model import Lead
from desk.leads.policy import Rules, may_call
from desk.leads.records import SmsRecord
from desk.model import Order, OrderLine
from desk.ports import SmsStatus

MOST_ITEMS = 3
MOST_ATTACHED = 3
MOST_MESSAGES = 4
LONGEST_NAME = 64
LONGEST_ITEM = 60
LONGEST_COMMENT = 200


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom a card is drawn. ``zone`` is the IANA zone of the shop, by whose clock times are told.

    ``full``: may see the whole number, mailbox and name; never true in a group.
    """

    speaker: Speaker
    zone: str
    now: datetime
    full: bool = False

    def quote(self, text: str, limit: int) -> str:
        return quote(text, limit, full=self.full)


def title(lead: Lead, reader: Reader) -> Line:
    """``🟠 #1042 · Анна П. · ждёт 2-го звонка``."""
    status = status_words(reader.speaker, lead)
    if lead.assignee:
        status = f"{status}: {quote(short_name(lead.assignee.name), 30)}"
    return line(f"{dot(lead)} ", bold(f"#{lead.id} · {name_of(lead, reader)}"), f" · {status}")


def name_of(lead: Lead, reader: Reader) -> str:
    name = lead.order.customer.name
    return reader.quote(name if reader.full else short_name(name), LONGEST_NAME) or reader.speaker.say("no name")


def contact(lead: Lead, reader: Reader) -> Line:
    return join([phone_of(lead, reader), _email(lead, reader), _place(lead, reader)])


def phone_of(lead: Lead, reader: Reader) -> Span:
    """What was typed is shown masked, too: it may be a good number with one digit more."""
    speaker, typed = reader.speaker, lead.order.customer.phone
    if lead.phone and not lead.phone_problem:
        number = speaker.phone(lead.phone, full=reader.full)
        return code(number) if reader.full else Span(number)
    shown = quote(typed, 50, full=True) if reader.full else speaker.phone(typed)
    problem = speaker.say(PHONE_PROBLEMS.get(lead.phone_problem, "")) or lead.phone_problem  # type: ignore[call-overload]
    return Span(f"{shown} ({problem})" if typed else problem)


def order_line(lead: Lead, reader: Reader, crm_url: str) -> Line:
    order, speaker = lead.order, reader.speaker
    number = speaker.say("order {order_id}", order_id=_order_id(order, reader)) if order.order_id else ""
    return join(
        [number, _items(order.lines, reader), _sum(order, reader), _partner(lead, reader), *_crm(lead, reader, crm_url)]
    )


def details(lead: Lead, reader: Reader) -> Iterator[Line]:
    """What not every lead has."""
    yield from _attached(lead, reader)
    if comment := reader.quote(lead.order.comment, LONGEST_COMMENT):
        yield line("💬 ", Span(comment))
    if extra := len(lead.order.extra):
        yield line(reader.speaker.count("+ {n} more field of the form", "+ {n} more fields of the form", extra))
    for sms in lead.messages[-MOST_MESSAGES:]:
        yield line(_sms(sms, reader))


def obstacles(lead: Lead, reader: Reader, rules: Rules) -> Iterator[Line]:
    """Why it does not go on by itself, and what to do."""
    speaker = reader.speaker
    for doubt in doubts_of(lead):
        what = speaker.say("{what}: did it go out? Nobody knows.", what=name_doubt(doubt, speaker))
        yield line("❓ ", bold(f"{what[:1].upper()}{what[1:]}"))
    if lead.trouble:
        what, remedy = trouble_words(speaker, lead.trouble, shown_reason(lead.trouble_text))
        yield line("⚠️ ", bold(f"{what[:1].upper()}{what[1:]}"))
        if not lead.assignee and not (lead.call and lead.call.unknown_at):
            yield line(f"→ {remedy}")
    elif not lead.final and not may_call(lead, rules):
        yield line("⚠️ ", speaker.say("no consent to a robot's call: only a person may call"))


def name_doubt(doubt: Doubt, speaker: Speaker) -> str:
    """``звонок 2``, ``соединение 1``, ``SMS «заказ подтверждён»``."""
    if doubt.kind is None:
        connects = doubt.about is About.BRIDGE
        what = mark("connection {number}") if connects else mark("call {number}")
        return speaker.say(what, number=doubt.number)
    return speaker.say("SMS “{kind}”", kind=speaker.say(SMS_KINDS[doubt.kind]))


def _email(lead: Lead, reader: Reader) -> Span | None:
    email = lead.order.customer.email
    if not email:
        return None
    return code(flatten(email, 100)) if reader.full else Span(quote(mask_email(email), 60))


def _place(lead: Lead, reader: Reader) -> str:
    local = _local_time(lead, reader)
    city = reader.quote(lead.city, 40)
    return f"{city}, {local}" if city else local


def _local_time(lead: Lead, reader: Reader) -> str:
    """``у клиента 18:41 (+7 ч, по городу)``: the difference stays true when the card grows old."""
    speaker = reader.speaker
    if lead.zone_from not in ZONE_SOURCES:
        return speaker.say("time zone not known, as in the shop")
    source = speaker.say(ZONE_SOURCES[lead.zone_from])
    time = speaker.time(reader.now, lead.zone)
    ahead = _offset(lead.zone, reader.now) - _offset(reader.zone, reader.now)
    if not ahead:
        return speaker.say("{time} there ({source})", time=time, source=source)
    hours = f"{ahead / timedelta(hours=1):+g}"
    return speaker.say("{time} there ({hours} h, {source})", time=time, hours=hours, source=source)


def _offset(zone: str, now: datetime) -> timedelta:
    return now.astimezone(ZoneInfo(zone)).utcoffset() or timedelta()


def number_of(order_id: str, phone: str, reader: Reader) -> str:
    """Shown whole, however long: by it the shop knows the order. Unless the customer's number serves as one."""
    digits, tail = _digits(order_id), _digits(phone)[-LEAST_DIGITS:]
    telling = "@" in order_id or (tail and tail in digits)
    return quote(order_id, 40, full=reader.full or not telling)


def _order_id(order: Order, reader: Reader) -> str:
    return number_of(order.order_id, order.customer.phone, reader)


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdecimal())


def _items(lines: tuple[OrderLine, ...], reader: Reader) -> str:
    shown = [_item(it, reader) for it in lines[:MOST_ITEMS]]
    if len(lines) > MOST_ITEMS:
        left = len(lines) - MOST_ITEMS
        shown.append(reader.speaker.count("{n} more", "{n} more", left))
    return ", ".join(it for it in shown if it)


def _item(it: OrderLine, reader: Reader) -> str:
    name = reader.quote(it.name or it.sku, LONGEST_ITEM)
    return f"{name} ×{it.quantity.normalize():f}" if name and it.quantity != 1 else name


def _sum(order: Order, reader: Reader) -> str:
    return reader.quote(reader.speaker.money(order.sum, order.currency), 40) if order.sum else ""


def _partner(lead: Lead, reader: Reader) -> str:
    code_ = lead.order.partner_code
    name = lead.partner.name if lead.partner else ""
    if not (code_ or name):
        return ""
    return reader.speaker.say("partner {name}", name=reader.quote(name or code_, 40))


def _crm(lead: Lead, reader: Reader, url: str) -> list[Span]:
    if not lead.crm_id:
        return []
    system = reader.speaker.say(SYSTEMS.get(lead.crm_system, "")) or quote(lead.crm_system, 20)
    return [Span(f"{system} {quote(lead.crm_id, 30)}", href=url)]


def _attached(lead: Lead, reader: Reader) -> Iterator[Line]:
    for it in lead.attached[-MOST_ATTACHED:]:
        at = reader.speaker.stamp(it.at, reader.zone, reader.now)
        what = [_order_id(it.order, reader), _items(it.order.lines, reader), _sum(it.order, reader)]
        yield join([reader.speaker.say("➕ one more order at {at}", at=at), *what])
    if len(lead.attached) > MOST_ATTACHED:
        left = len(lead.attached) - MOST_ATTACHED
        yield line(reader.speaker.count("➕ {n} earlier order", "➕ {n} earlier orders", left))


def _sms(sms: SmsRecord, reader: Reader) -> str:
    """``✉️ SMS «заказ принят»: доставлено 11:52``."""
    speaker = reader.speaker
    status = speaker.say(SMS_STATUSES[sms.status])
    why = f" ({quote(sms.reason, 60)})" if sms.status is SmsStatus.FAILED and sms.reason else ""
    kind = quote(sms.name, 40) or speaker.say(SMS_KINDS[sms.kind])
    told = speaker.say("SMS “{kind}”: {status}", kind=kind, status=status)
    return f"✉️ {told}{why}"
