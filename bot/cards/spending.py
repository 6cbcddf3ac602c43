"""Spending as people read it: the answer to /spending, and the living card of a day near its limit (N-09)."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal, InvalidOperation

from bot.cards.card import Action, Button, Card, Rows, Style, pack
from bot.cards.markup import Line, Page, bold, line
from bot.cards.standing import REFRESH
from bot.texts.catalogue import Speaker, mark
from bot.texts.privacy import quote
from desk.leads.charges import Kind
from desk.spending.brake import Allowance
from desk.spending.forecast import Basis
from desk.spending.purse import NOTHING
from desk.spending.sheet import Account, Row, Sheet

PENNY = Decimal("0.01")
KINDS = {Kind.CALL: mark("robot calls"), Kind.SMS: mark("SMS")}
BASES = {
    Basis.USUAL: mark("By the evening about {amount}: as the days of the last four weeks went on from this hour."),
    Basis.OPEN_HOURS: mark("By the evening about {amount}: if every business hour costs as much as so far."),
    Basis.SPENT: mark("By the evening at least {amount}: there is nothing to go by yet."),
}
WAITS = {
    True: mark("They wait for an approval, or for tomorrow."),
    False: mark("They go on by themselves, one after the other."),
}


def render_account(it: Account, *, now: datetime, language: str, shop_zone: str) -> Card:
    """All of it, for admins."""
    speaker = Speaker(language)
    title = line("💰 ", bold(speaker.say("Spending")), f" · {_at(now, shop_zone, speaker)}")
    lines = [title, *_state(it, speaker), line(""), *_today(it, speaker)]
    lines += [line(""), *_past(mark("Yesterday: {amount}"), it.yesterday, it.currency, speaker)]
    lines += _past(mark("30 days: {amount}"), it.month, it.currency, speaker)
    refresh = Button(f"🔄 {speaker.say(REFRESH)}", pack(Action.SPENDING))
    return Page(lines).card((*(_buttons(it, speaker) if it.allowance.warned else ()), (refresh,)))


def render_limit(it: Account, *, now: datetime, language: str, shop_zone: str) -> Card:
    """The living card of today."""
    speaker = Speaker(language)
    head = line(_colour(it), " ", bold(_headline(it, speaker)), f" · {_at(now, shop_zone, speaker)}")
    lines = [head, *_waiting(it, speaker), line(""), *_today(it, speaker)]
    return Page(lines).card(_buttons(it, speaker))


def render_ended(sheet: Sheet, currency: str, day: datetime, *, language: str, shop_zone: str) -> Card:
    """The last word on a day that is over; ``day`` is any moment of it."""
    speaker = Speaker(language)
    name = speaker.day(day, shop_zone)
    head = line("⚪ ", bold(speaker.say("{day} is over. What waited goes on by itself.", day=name)))
    return Page([head, *_past(mark("Spent: {amount}"), sheet, currency, speaker)]).card()


def tell_day(it: Account, language: str) -> tuple[Line, ...]:
    """Two lines beside the figures of the day."""
    speaker = Speaker(language)
    spent = speaker.say("Spent today: {amount}", amount=_of(it.today, it, speaker))
    return (line(spent), line(_forecast(it, speaker))) if it.today.rows else ()


def stamp_of(it: Allowance) -> str:
    """What a button was drawn for: a press on an older one is refused."""
    return f"{it.day}/{it.extra}/{int(it.free)}{int(it.stopped)}"


def read_stamp(subject: str) -> tuple[str, Decimal]:
    """A button's stamp, and the amount behind it; what cannot be read is no amount."""
    day, extra, flags, amount = (*subject.split("/"), "", "", "", "")[:4]
    try:
        return f"{day}/{extra}/{flags}", Decimal(amount or 0)
    except InvalidOperation:
        return "", NOTHING


def _buttons(it: Account, speaker: Speaker) -> Rows:
    if it.policy.limit is None:
        return ()
    stamp, step = stamp_of(it.allowance), it.policy.step
    more = speaker.say("Approve +{amount} for today", amount=speaker.money(step, it.currency))
    rows: list[tuple[Button, ...]] = []
    if not it.allowance.free:
        rows.append((Button(more, pack(Action.SPEND_MORE, f"{stamp}/{step}"), style=Style.SUCCESS),))
        rows.append((Button(speaker.say("Go on without a limit today"), pack(Action.SPEND_FREE, stamp)),))
    if not it.allowance.stopped:
        stop = speaker.say("Stop until tomorrow")
        rows.append((Button(stop, pack(Action.SPEND_STOP, stamp), style=Style.DANGER),))
    return tuple(rows)


def _colour(it: Account) -> str:
    if it.closed:
        return "🔴"
    return "🟢" if it.allowance.free or it.allowance.extra else "🟡"


def _headline(it: Account, speaker: Speaker) -> str:
    by = quote(it.allowance.by, 40)
    if it.allowance.stopped:
        return speaker.say("Stopped until tomorrow by {name}", name=by)
    if it.allowance.free:
        return speaker.say("No spending limit today: {name}", name=by)
    if it.closed:
        return speaker.say("Today's spending limit is reached")
    part = speaker.percent(int(it.today.spent * 100), int((it.limit or 0) * 100))
    if it.allowance.extra:
        more = speaker.money(it.allowance.extra, it.currency)
        return speaker.say("{name} approved {amount} more for today", name=by, amount=more)
    return speaker.say("{part} of today's spending limit is used up", part=part)


def _state(it: Account, speaker: Speaker) -> Iterator[Line]:
    if it.policy.limit is None:
        yield line(speaker.say("There is no limit; /settings sets one."))
    elif it.allowance.warned or it.closed:
        yield line(f"{_colour(it)} {_headline(it, speaker)}")
    yield from _waiting(it, speaker)


def _waiting(it: Account, speaker: Speaker) -> Iterator[Line]:
    calls, texts = it.held.get(Kind.CALL, 0), it.held.get(Kind.SMS, 0)
    if calls or texts:
        waits = [
            *([speaker.count("{n} robot call", "{n} robot calls", calls)] if calls else []),
            *([speaker.count("{n} SMS to send", "{n} SMS to send", texts)] if texts else []),
        ]
        yield line(speaker.say("Waiting: {what}.", what=", ".join(waits)), f" {speaker.say(WAITS[it.closed])}")


def _today(it: Account, speaker: Speaker) -> Iterator[Line]:
    yield line(bold(speaker.say("Spent today: {amount}", amount=_of(it.today, it, speaker))))
    for row in it.today.rows:
        yield line(_row(row, it.currency, speaker))
    yield from _notes(it.today, it.currency, speaker)
    yield line(_forecast(it, speaker))


def _past(text: str, sheet: Sheet, currency: str, speaker: Speaker) -> Iterator[Line]:
    yield line(bold(speaker.say(text, amount=_money(sheet.spent, currency, speaker))))
    for row in sheet.rows:
        yield line(_row(row, currency, speaker))
    yield from _notes(sheet, currency, speaker)


def _notes(sheet: Sheet, currency: str, speaker: Speaker) -> Iterator[Line]:
    if sheet.unpriced:
        taken = _money(sheet.estimated, currency, speaker)
        yield line(
            speaker.count(
                "{n} of them has no price, and is reckoned at {amount}",
                "{n} of them have no price, and are reckoned at {amount} together",
                sheet.unpriced,
                amount=taken,
            )
        )
    for foreign, amount in sheet.foreign.items():
        told = speaker.money(amount, foreign)
        yield line(speaker.say("not counted: {amount}, the settings have no rate for it", amount=told))
    if sheet.each is not None and sheet.rows:
        yield line(speaker.say("one lead costs {amount}", amount=_money(sheet.each, currency, speaker)))


def _row(it: Row, currency: str, speaker: Speaker) -> str:
    told = f"{speaker.say(KINDS[it.kind])} — {speaker.number(it.count)}, {_money(it.amount, currency, speaker)}"
    if it.mean is None:
        return told
    each = speaker.say("{amount} each", amount=_money(it.mean, currency, speaker))
    return f"{told}, {each}"


def _forecast(it: Account, speaker: Speaker) -> str:
    return speaker.say(BASES[it.forecast.basis], amount=_money(it.forecast.amount, it.currency, speaker))


def _of(sheet: Sheet, it: Account, speaker: Speaker) -> str:
    spent = _money(sheet.spent, it.currency, speaker)
    if it.limit is None:
        return spent
    return speaker.say("{amount} of {limit}", amount=spent, limit=_money(it.limit, it.currency, speaker))


def _money(amount: Decimal, currency: str, speaker: Speaker) -> str:
    return speaker.money(amount.quantize(PENNY), currency)


def _at(now: datetime, zone: str, speaker: Speaker) -> str:
    return f"{speaker.day(now, zone)}, {speaker.time(now, zone)}"
