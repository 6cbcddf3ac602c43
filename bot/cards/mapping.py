"""Which stage of the pipeline is which status of the store: the table, and the choice for one stage (S2-12)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.cards.card import Action, Button, Card, Rows, Style, pack
from bot.cards.fellow import cancel_rows
from bot.cards.labels import LABELS
from bot.cards.markup import Line, Page, bold, code, line
from bot.cards.set_up import back_row, told_reason
from bot.texts.catalogue import Speaker, mark
from bot.texts.privacy import quote
from desk.exchange.mapping import same
from desk.exchange.model import Stage

STAGES_A_PAGE, STATUSES_A_PAGE, A_ROW = 8, 16, 2
NOWHERE, AS_WRITTEN, OTHER = "nowhere", "file", "other"  # in the place of a status
LONGEST = 40
EXAMPLE = "shipped"
ABOUT = mark("A deal that comes to a stage gives its order this status. Tap a stage to choose another one.")


@dataclass(frozen=True, slots=True)
class StageShown:
    """``stamp`` stands for the stage on buttons. ``status`` empty: it moves no order; ``known``: to the store.

    ``who`` and ``at`` (UTC): its latest change by people, ``act`` is what takes that back; ``changed``: since the file.
    """

    stamp: str
    stage: Stage
    status: str
    known: bool = True
    changed: bool = False
    who: str = ""
    at: datetime | None = None
    act: int = 0


@dataclass(frozen=True, slots=True)
class Choice:
    """A status of the store, and what stands for it on a button."""

    stamp: str
    status: str


def page_of(place: int) -> int:
    return place // STAGES_A_PAGE


def render_stages(shown: Sequence[StageShown], page: int, *, now: datetime, language: str, shop_zone: str) -> Card:
    """``page``: counted from 0; behind the last one: the last."""
    speaker = Speaker(language)
    page = min(page, page_of(max(len(shown) - 1, 0)))
    here = shown[page * STAGES_A_PAGE : (page + 1) * STAGES_A_PAGE]
    lines = [_row(it, speaker, shop_zone, now) for it in here] or [line(speaker.say("The pipeline has no stages yet."))]
    buttons = tuple((_stage_button(it, speaker),) for it in here)
    nav = _nav(Action.STAGES, "", page, page_of(max(len(shown) - 1, 0)))
    head = [line(bold(speaker.say(LABELS[Action.STAGES]))), line(speaker.say(ABOUT))]
    return Page([*head, *lines]).card((*buttons, *nav, back_row(Action.SET_UP, "", speaker)))


def render_choice(
    it: StageShown,
    choices: Sequence[Choice],
    place: int,
    page: int,
    *,
    free: bool,
    now: datetime,
    language: str,
    shop_zone: str,
) -> Card:
    """One stage. ``place``: its own among all; ``free``: the store takes any word."""
    speaker = Speaker(language)
    last = max(len(choices) - 1, 0) // STATUSES_A_PAGE
    page = min(page, last)
    here = choices[page * STATUSES_A_PAGE : (page + 1) * STATUSES_A_PAGE]
    buttons = [_choice(it, each.stamp, quote(each.status, LONGEST), same(each.status, it.status)) for each in here]
    buttons.append(_choice(it, NOWHERE, speaker.say("Nowhere"), not it.status))
    rows: Rows = tuple(tuple(buttons[at : at + A_ROW]) for at in range(0, len(buttons), A_ROW))
    lines = [line(bold(_name(it.stage))), _row(it, speaker, shop_zone, now)]
    more = _more(it, speaker, free=free)
    nav = _nav(Action.MAP_STAGE, f"{it.stamp}.", page, last)
    return Page(lines).card((*rows, *nav, *more, back_row(Action.STAGES, str(page_of(place)), speaker)))


def ask_status(stage: Stage, asker: int, *, language: str, again: str = "") -> Card:
    """To be answered by typing. ``again``: why the answer before could not be taken."""
    speaker = Speaker(language)
    lines = [line("⚠️ ", told_reason(again, speaker))] if again else []
    question = speaker.say("Which status do orders get at “{stage}”? Answer this message.", stage=_name(stage))
    return Page([*lines, line(question), line(speaker.say("For example: "), code(EXAMPLE))]).card(
        cancel_rows(asker, language)
    )


def _row(it: StageShown, speaker: Speaker, zone: str, now: datetime) -> Line:
    status = bold(quote(it.status, LONGEST)) if it.status else speaker.say("moves no order")
    doubt = "" if it.known else f" ⚠️ {speaker.say('the store has no such status')}"
    at = speaker.stamp(it.at, zone, now) if it.at else ""
    by = speaker.say("changed by {name}, {at}", name=quote(it.who, 40), at=at) if it.at else ""
    return line("• ", f"{_name(it.stage)} → ", status, doubt, f" — {by}" if by else "")


def _stage_button(it: StageShown, speaker: Speaker) -> Button:
    status = quote(it.status, LONGEST) or speaker.say("moves no order")
    return Button(f"{_name(it.stage)} → {status}", pack(Action.MAP_STAGE, f"{it.stamp}.0"))


def _choice(it: StageShown, stamp: str, text: str, chosen: bool) -> Button:
    style = Style.SUCCESS if chosen else Style.PLAIN
    return Button(f"✓ {text}" if chosen else text, pack(Action.MAP, f"{it.stamp}.{stamp}"), style=style)


def _more(it: StageShown, speaker: Speaker, *, free: bool) -> Rows:
    ways = [Button(speaker.say(LABELS[Action.MAP]), pack(Action.MAP, f"{it.stamp}.{OTHER}"))] if free else []
    if it.act:
        ways.append(Button(speaker.say(LABELS[Action.MAP_BACK]), pack(Action.MAP_BACK, it.act)))
    if it.changed:
        ways.append(Button(speaker.say("As in the file"), pack(Action.MAP, f"{it.stamp}.{AS_WRITTEN}")))
    return tuple((it,) for it in ways)


def _nav(action: Action, prefix: str, page: int, last: int) -> Rows:
    """Nothing where all is on one page."""
    turns = [Button(sign, pack(action, f"{prefix}{to}")) for sign, to in (("‹", page - 1), ("›", page + 1))]
    there = tuple(it for it, to in zip(turns, (page - 1, page + 1), strict=True) if 0 <= to <= last)
    return (there,) if there else ()


def _name(stage: Stage) -> str:
    return quote(stage.name or stage.code, LONGEST)
