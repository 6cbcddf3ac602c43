"""The figures of a period as text: all of them for admins, the response time and their own row for a seller (X-37)."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum

from bot.cards.card import Action, Button, Card, Rows, Style, pack
from bot.cards.markup import Line, Page, bold, line
from bot.cards.standing import REFRESH
from bot.texts.catalogue import Speaker, mark
from bot.texts.privacy import quote, short_name
from desk.statistics.cases import CallEnd, Spent
from desk.statistics.period import Period, Span
from desk.statistics.report import Funnel, Pace, Report, Seller, Source

SPANS = {Span.DAY: mark("Today"), Span.WEEK: mark("7 days"), Span.MONTH: mark("30 days")}
ENDS = {
    CallEnd.ANSWERED: mark("somebody answered"),
    CallEnd.MACHINE: mark("an answering machine"),
    CallEnd.NOBODY: mark("nobody answered"),
    CallEnd.WRONG: mark("no such number"),
    CallEnd.FAILED: mark("the call failed"),
    CallEnd.OPEN: mark("no result"),
}
ROLES = {"calls": mark("robot calls"), "sms": mark("SMS")}


class View(StrEnum):
    """What of it is shown: one of two pictures, or all of it, as text or as one long picture."""

    LEADS = "leads"
    SELLERS = "sellers"
    TEXT = "text"
    ALL = "all"


VIEWS = {View.LEADS: mark("Leads"), View.SELLERS: mark("Sellers and cost"), View.TEXT: mark("Text")}
OWN_VIEWS = {View.LEADS: mark("Picture"), View.TEXT: mark("Text")}
PENNY = Decimal("0.01")
PACE = mark("From the order to the first robot call or to the first seller who took it, only business hours counted.")


def render_report(
    report: Report,
    view: View = View.TEXT,
    *,
    language: str,
    own: int | None = None,
    above: tuple[Line, ...] = (),
    below: tuple[Line, ...] = (),
) -> Card:
    """All of it. ``own``: only what this seller may see; ``above`` and ``below``: what else is to be said."""
    speaker = Speaker(language)
    return Page([*above, *_lines(report, speaker, own), *below]).card(_rows(report.period.span, view, own, speaker))


def caption_report(
    report: Report, view: View, *, language: str, own: int | None = None, below: tuple[Line, ...] = ()
) -> Card:
    """The gist, to stand beneath a picture."""
    speaker = Speaker(language)
    it = report.funnel
    gist = speaker.say("accepted {n}, sold {won}", n=speaker.number(it.accepted), won=speaker.number(it.won))
    lines = [_title(report.period, speaker), *([line(gist)] if own is None else []), _quickness(report.pace, speaker)]
    lines += below
    return Page(lines).card(_rows(report.period.span, view, own, speaker))


def tell_period(period: Period, speaker: Speaker) -> str:
    """``7 дней: 17 ноября – 23 ноября, 18:04``."""
    since, until = speaker.day(period.since, period.zone), speaker.day(period.until, period.zone)
    days = since if since == until else f"{since} – {until}"
    return f"{days}, {speaker.time(period.until, period.zone)}"


def tell_length(length: timedelta | None, speaker: Speaker) -> str:
    return "—" if length is None else speaker.duration(length)


def tell_spent(it: Spent, speaker: Speaker) -> str:
    return speaker.money(it.amount, it.currency)


def share_of(amount: Decimal, leads: int) -> Decimal:
    """Of one lead, to the penny."""
    return (amount / max(1, leads)).quantize(PENNY)


def name_of(seller: Seller) -> str:
    return quote(short_name(seller.name), 40) or str(seller.id)


def _lines(report: Report, speaker: Speaker, own: int | None) -> Iterator[Line]:
    yield _title(report.period, speaker)
    if own is None:
        yield from _funnel(report.funnel, speaker)
    yield from _pace(report.pace, speaker)
    if own is None and report.calls:
        yield from _calls(report, speaker)
    yield from _sellers(report, speaker, own)
    if own is None:
        yield from _sources(report, speaker)
        yield from _spent(report, speaker)


def _title(period: Period, speaker: Speaker) -> Line:
    return line(bold(speaker.say(SPANS[period.span])), f" · {tell_period(period, speaker)}")


def _funnel(it: Funnel, speaker: Speaker) -> Iterator[Line]:
    steps = [
        (speaker.say("accepted"), it.accepted),
        *([] if it.in_crm is None else [(speaker.say("in the CRM"), it.in_crm)]),
        (speaker.say("called or taken"), it.called),
        (speaker.say("reached"), it.reached),
        (speaker.say("sold"), it.won),
    ]
    yield line("")
    yield line(bold(speaker.say("Leads")))
    for name, number in steps:
        share = f" · {speaker.percent(number, it.accepted)}" if it.accepted and number != it.accepted else ""
        yield line(f"{name} — ", bold(speaker.number(number)), share)


def _pace(it: Pace, speaker: Speaker) -> Iterator[Line]:
    yield line("")
    yield line(bold(speaker.say("Response time")))
    yield _quickness(it, speaker)
    if it.waiting:
        yield line(speaker.count("{n} lead still waits", "{n} leads still wait", it.waiting))
    yield line(speaker.say(PACE))


def _quickness(it: Pace, speaker: Speaker) -> Line:
    half, most = tell_length(it.median, speaker), tell_length(it.most, speaker)
    return line(speaker.say("half answered within {half}, nine of ten within {most}", half=half, most=most))


def _calls(report: Report, speaker: Speaker) -> Iterator[Line]:
    ends = report.ends
    busiest = max(report.calls, key=lambda hour: sum(report.calls[hour].values()))
    yield line("")
    yield line(bold(speaker.say("Robot calls")), f": {speaker.number(ends.total())}")
    for end in CallEnd:
        if ends[end]:
            share = speaker.percent(ends[end], ends.total())
            yield line(f"{speaker.say(ENDS[end])} — {speaker.number(ends[end])} · {share}")
    yield line(speaker.say("most of them from {start} to {end}", start=f"{busiest}:00", end=f"{busiest + 1}:00"))


def _sellers(report: Report, speaker: Speaker, own: int | None) -> Iterator[Line]:
    shown = [it for it in report.sellers if own is None or it.id == own]
    yield line("")
    yield line(bold(speaker.say("Sellers") if own is None else speaker.say("You")))
    if not shown:
        yield line(speaker.say("No lead was taken."))
    for it in shown:
        yield line(f"{name_of(it)}: {tell_seller(it, speaker)}")


def tell_seller(it: Seller, speaker: Speaker) -> str:
    taken = speaker.say("taken {n}", n=speaker.number(it.claims))
    pace = [] if it.pace is None else [speaker.say("within {half}", half=speaker.duration(it.pace))]
    ended = speaker.say("sold {won}, refused {lost}", won=speaker.number(it.won), lost=speaker.number(it.lost))
    return ", ".join([" ".join([taken, *pace]), ended])


def _sources(report: Report, speaker: Speaker) -> Iterator[Line]:
    if not report.sources:
        return
    yield line("")
    yield line(bold(speaker.say("Sources")))
    for it in report.sources:
        yield line(f"{quote(it.name, 40)}: {tell_source(it, speaker)}")


def tell_source(it: Source, speaker: Speaker) -> str:
    return speaker.say(
        "{n}, reached {reached}, sold {won}",
        n=speaker.number(it.accepted),
        reached=speaker.percent(it.reached, it.accepted),
        won=speaker.percent(it.won, it.accepted),
    )


def _spent(report: Report, speaker: Speaker) -> Iterator[Line]:
    if not report.spent:
        return
    yield line("")
    yield line(bold(speaker.say("Cost")))
    for it in report.spent:
        yield line(f"{speaker.say(ROLES[it.role])} — {tell_spent(it, speaker)}")
    for currency, amount in report.total().items():
        each = speaker.money(share_of(amount, report.funnel.accepted), currency)
        total = speaker.money(amount, currency)
        yield line(speaker.say("together {total}, {each} a lead", total=total, each=each))


def _rows(span: Span, view: View, own: int | None, speaker: Speaker) -> Rows:
    """The periods, the views, and the same once more. What is shown now is coloured."""
    spans = tuple(_button(speaker.say(words), it, view, now=it is span) for it, words in SPANS.items())
    views = VIEWS if own is None else OWN_VIEWS
    others = tuple(_button(speaker.say(words), span, it, now=it is view) for it, words in views.items())
    return spans, others, (_button(f"🔄 {speaker.say(REFRESH)}", span, view, now=False),)


def _button(text: str, span: Span, view: View, *, now: bool) -> Button:
    return Button(text, pack(Action.STATS, f"{span}.{view}"), style=Style.PRIMARY if now else Style.PLAIN)


def unpack_view(subject: str) -> tuple[Span, View]:
    """What a button asks for; what is not known is the present day, and the first picture."""
    name, _, view = subject.partition(".")
    return Span(name) if name in set(Span) else Span.DAY, View(view) if view in set(View) else View.LEADS
