"""What does not fit together between store, CRM and desk, and the button that puts it right (N-12, EX-41)."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from bot.cards.card import Action, Button, Card, Rows, Style, pack
from bot.cards.labels import LABELS
from bot.cards.lines import open_buttons
from bot.cards.markup import Line, Page, bold, line
from bot.texts.catalogue import Speaker, mark
from bot.texts.privacy import quote
from desk.exchange.comparison import Fault, Finding, Report

MOST = 10  # so that the last line, which counts the others, is in the message whatever the first ones hold
LONGEST = 100
FAULTS = {
    Fault.MISSING_HERE: mark("The desk had not heard of it"),
    Fault.MISSING_DEAL: mark("There is no deal for it"),
    Fault.DOUBLED: mark("There are several deals for it"),
    Fault.DIVERGING: mark("The order and the deal differ"),
    Fault.STUCK: mark("The exchange does not get on"),
}
BY_HAND = frozenset({Fault.DOUBLED})  # which deal is the right one only people can say


def render_comparison(
    report: Report, *, now: datetime, language: str, shop_zone: str, mended: int | None = None
) -> Card:
    """``mended``: how many were put on their way since; None: nobody has asked for it."""
    speaker = Speaker(language)
    when = speaker.stamp(report.at, shop_zone, now)
    head = [line("🔁 ", bold(speaker.say("Store and CRM side by side")), f" · {when}")]
    if not report.findings:
        compared = speaker.count(
            "{n} order compared: all is in step.", "{n} orders compared: all is in step.", report.compared
        )
        return Page([*head, line("🟢 ", compared)]).card()
    return Page([*head, *_counts(report, speaker)], tail=list(_tail(report, speaker, mended))).card(
        _buttons(report, speaker, mended)
    )


def stamp_of(report: Report) -> str:
    """Which report a button is about."""
    return str(int(report.at.timestamp()))


def mendable(report: Report) -> list[Finding]:
    return [it for it in report.findings if it.fault not in BY_HAND]


def _counts(report: Report, speaker: Speaker) -> Iterator[Line]:
    yield line(speaker.count("{n} order compared", "{n} orders compared", report.compared))
    for fault, count in Counter(it.fault for it in report.findings).items():
        yield line("⚠️ ", speaker.say(FAULTS[fault]), ": ", bold(str(count)))
    if report.skipped:
        yield line(speaker.say("There are more than one look takes; the oldest were left out."))


def _tail(report: Report, speaker: Speaker, mended: int | None) -> Iterator[Line]:
    for it in report.findings[:MOST]:
        lead = f" (#{it.lead_id})" if it.lead_id else ""
        detail = f": {quote(it.detail, LONGEST)}" if it.detail else ""
        yield line("· ", bold(quote(it.number, 40)), f"{lead} · {speaker.say(FAULTS[it.fault])}{detail}")
    if left := len(report.findings[MOST:]):
        yield line(speaker.count("and {n} more", "and {n} more", left))
    if mended is not None:
        yield line("✅ ", speaker.count("{n} was put on its way again.", "{n} were put on their way again.", mended))


def _buttons(report: Report, speaker: Speaker, mended: int | None) -> Rows:
    leads = open_buttons(list(dict.fromkeys(it.lead_id for it in report.findings[:MOST] if it.lead_id)))
    if mended is not None or not mendable(report):
        return leads
    fix = Button(speaker.say(LABELS[Action.FIX]), pack(Action.FIX, stamp_of(report)), style=Style.PRIMARY)
    return ((fix,), *leads)
