"""The figures of a period as a picture: the same as in the text, panel by panel (X-37)."""

from collections.abc import Iterator, Sequence

from bot.cards.statistics import (
    ENDS,
    PACE,
    ROLES,
    SPANS,
    View,
    name_of,
    share_of,
    tell_length,
    tell_period,
    tell_seller,
    tell_source,
    tell_spent,
)
from bot.pictures.scenes import Bar, Layer, Panel, StatsScene, Tile
from bot.texts.catalogue import Speaker
from bot.texts.privacy import quote
from desk.statistics.cases import CallEnd
from desk.statistics.report import Funnel, Pace, Report

MOST_ROWS = 6  # sellers and sources that are drawn; the text has all of them
HOURS = range(24)
MARGIN = 1  # empty hours that are drawn on both sides
COLOURS = {
    CallEnd.ANSWERED: "green",
    CallEnd.MACHINE: "brown",
    CallEnd.NOBODY: "grey",
    CallEnd.WRONG: "dark",
    CallEnd.FAILED: "red",
    CallEnd.OPEN: "yellow",
}


def draw_report(report: Report, view: View, *, language: str, own: int | None = None) -> StatsScene:
    """``own``: only what this seller may see."""
    speaker = Speaker(language)
    if own is None:
        leads = [] if view is View.SELLERS else [*_of_leads(report, speaker)]
        panels = [*leads, *(() if view is View.LEADS else _of_sellers(report, speaker))]
    else:
        panels = list(_own_panels(report, speaker, own))
    return StatsScene(speaker.say(SPANS[report.period.span]), tell_period(report.period, speaker), panels)


def _of_leads(report: Report, speaker: Speaker) -> Iterator[Panel]:
    yield _funnel(report.funnel, speaker)
    yield _pace(report.pace, speaker)
    yield _calls(report, speaker)


def _of_sellers(report: Report, speaker: Speaker) -> Iterator[Panel]:
    yield _sellers(report, speaker)
    yield _sources(report, speaker)
    yield _spent(report, speaker)


def _own_panels(report: Report, speaker: Speaker, own: int) -> Iterator[Panel]:
    yield _pace(report.pace, speaker)
    for it in report.sellers:
        if it.id == own:
            tiles = (
                Tile(speaker.number(it.claims), speaker.say("taken")),
                Tile(tell_length(it.pace, speaker), speaker.say("until taken")),
                Tile(speaker.number(it.won), speaker.say("sold")),
                Tile(speaker.number(it.lost), speaker.say("refused")),
            )
            yield Panel(name_of(it), tiles=tiles)


def _funnel(it: Funnel, speaker: Speaker) -> Panel:
    steps = [
        (speaker.say("accepted"), it.accepted),
        *([] if it.in_crm is None else [(speaker.say("in the CRM"), it.in_crm)]),
        (speaker.say("called or taken"), it.called),
        (speaker.say("reached"), it.reached),
        (speaker.say("sold"), it.won),
    ]
    bars = [Bar(name, number, _share(number, it.accepted, speaker)) for name, number in steps]
    return Panel(speaker.say("Leads"), bars=bars, colour="blue")


def _share(number: int, whole: int, speaker: Speaker) -> str:
    told = speaker.number(number)
    return told if number == whole else f"{told} · {speaker.percent(number, whole)}"


def _pace(it: Pace, speaker: Speaker) -> Panel:
    tiles = [
        Tile(tell_length(it.median, speaker), speaker.say("half within")),
        Tile(tell_length(it.most, speaker), speaker.say("nine of ten within")),
    ]
    if it.waiting:
        tiles.append(Tile(speaker.number(it.waiting), speaker.say("still wait")))
    return Panel(speaker.say("Response time"), speaker.say(PACE), tiles=tiles)


def _calls(report: Report, speaker: Speaker) -> Panel:
    if not report.calls:
        return Panel(speaker.say("Robot calls"), speaker.say("There were none."))
    hours = [hour for hour in HOURS if report.calls.get(hour)]
    shown = range(max(0, hours[0] - MARGIN), min(24, hours[-1] + MARGIN + 1))
    ends = report.ends
    layers = [
        Layer(
            f"{speaker.say(ENDS[end])} · {speaker.number(ends[end])}",
            COLOURS[end],
            [report.calls.get(hour, {}).get(end, 0) for hour in shown],
        )
        for end in CallEnd
        if ends[end]
    ]
    title = f"{speaker.say('Robot calls')}: {speaker.number(ends.total())}"
    peak = speaker.number(max(sum(it.values()) for it in report.calls.values()))
    return Panel(title, columns=[str(hour) for hour in shown], layers=layers, peak=peak)


def _sellers(report: Report, speaker: Speaker) -> Panel:
    shown = report.sellers[:MOST_ROWS]
    bars = [Bar(name_of(it), it.claims, tell_seller(it, speaker)) for it in shown]
    note = _rest(report.sellers, speaker) if bars else speaker.say("No lead was taken.")
    return Panel(speaker.say("Sellers"), note, bars=bars, colour="violet")


def _sources(report: Report, speaker: Speaker) -> Panel:
    shown = report.sources[:MOST_ROWS]
    bars = [Bar(quote(it.name, 30), it.accepted, tell_source(it, speaker)) for it in shown]
    note = _rest(report.sources, speaker) if bars else speaker.say("There were none.")
    return Panel(speaker.say("Sources"), note, bars=bars, colour="teal")


def _rest(rows: Sequence[object], speaker: Speaker) -> str:
    left = len(rows) - MOST_ROWS
    return speaker.count("and {n} more", "and {n} more", left) if left > 0 else ""


def _spent(report: Report, speaker: Speaker) -> Panel:
    tiles = [Tile(tell_spent(it, speaker), speaker.say(ROLES[it.role])) for it in report.spent]
    for currency, amount in report.total().items():
        tiles.append(Tile(speaker.money(share_of(amount, report.funnel.accepted), currency), speaker.say("a lead")))
    note = "" if tiles else speaker.say("No provider told what it took.")
    return Panel(speaker.say("Cost"), note, tiles=tiles)
