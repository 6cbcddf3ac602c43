"""The board: how many leads stand where, each number a button to its list; and that list (S0-58)."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from bot.cards.card import Action, Button, Card, Rows, Style, pack
from bot.cards.facts import Reader
from bot.cards.labels import LABELS
from bot.cards.lines import open_buttons, short_line
from bot.cards.markup import Line, Page, bold, line
from bot.cards.pauses import pause_lines
from bot.cards.shelves import pack_page, shelf_button, sign_of, title_of
from bot.texts.catalogue import Speaker, mark
from desk.leads.model import Lead
from desk.staff.pauses import Pauses
from desk.statistics.standing import AT_PEOPLE, AT_ROBOT, DONE, SHELVES, Shelf, Standing

MOST = 20  # leads on one page
A_ROW = 2
REFRESH = mark("Refresh")
GROUPS = (
    (mark("The robot is at work"), AT_ROBOT),
    (mark("People are needed"), AT_PEOPLE),
    (mark("Done today"), DONE),
)


def render_standing(
    standing: Standing, *, now: datetime, language: str, shop_zone: str, pauses: Pauses | None = None
) -> Card:
    speaker = Speaker(language)
    head = line(bold(speaker.say("Board")), f" · {speaker.time(now, shop_zone)}")
    paused = pause_lines(pauses or {}, speaker, shop_zone, now)
    groups = [it for title, shelves in GROUPS for it in _group(speaker.say(title), shelves, standing, speaker)]
    buttons = [shelf_button(it, standing.on(it), speaker) for it in SHELVES]
    rows = tuple(tuple(buttons[at : at + A_ROW]) for at in range(0, len(buttons), A_ROW))
    flow = Button(speaker.say(LABELS[Action.FLOW]), pack(Action.FLOW))
    return Page([head, *paused, *groups]).card((*rows, (refresh_button(Action.BOARD, "", speaker), flow)))


def render_shelf(
    shelf: Shelf, leads: Sequence[Lead], total: int, *, now: datetime, language: str, shop_zone: str
) -> Card:
    """A page of the leads that stand there, the newest first. ``total``: they, and those on the pages behind.

    Numbers are masked, as in a group.
    """
    speaker = Speaker(language)
    reader = Reader(speaker, shop_zone, now)
    shown = leads[:MOST]
    title = f"{sign_of(shelf)} {title_of(shelf, speaker)}"
    head = line(bold(title), f" · {speaker.time(now, shop_zone)}")
    rows = [short_line(it, reader) for it in shown] or [line(speaker.say("Nobody is here."))]
    left = total - len(shown)
    if left > 0:
        rows.append(line(speaker.count("and {n} more", "and {n} more", left)))
    return Page([head], tail=rows).card((*open_buttons([it.id for it in shown]), *_ways(shelf, shown, left, speaker)))


def board_button(speaker: Speaker) -> Button:
    return Button(f"◀ {speaker.say(LABELS[Action.BOARD])}", pack(Action.BOARD))


def refresh_button(action: Action, subject: str, speaker: Speaker) -> Button:
    return Button(f"🔄 {speaker.say(REFRESH)}", pack(action, subject))


def _group(title: str, shelves: Sequence[Shelf], standing: Standing, speaker: Speaker) -> Iterator[Line]:
    yield line("")
    yield line(bold(title), f": {speaker.number(sum(standing.on(it) for it in shelves))}")
    for it in shelves:
        yield line(f"{sign_of(it)} {title_of(it, speaker)} — {speaker.number(standing.on(it))}")


def _ways(shelf: Shelf, shown: Sequence[Lead], left: int, speaker: Speaker) -> Rows:
    """On to the next page, once more from the first one, and back."""
    further = (
        [Button(f"{speaker.say(LABELS[Action.SHELF])} ▶", pack_page(shelf, shown[-1].id), style=Style.PRIMARY)]
        if left > 0
        else []
    )
    again = Button(f"🔄 {speaker.say(REFRESH)}", pack_page(shelf))
    return ((board_button(speaker), again, *further),)
