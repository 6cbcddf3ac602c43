"""Answer to /tracking: how many touches ended how, the newest of them, and the journal of deals (S1-59)."""

from collections.abc import Mapping, Sequence

from bot.cards.card import Action, Button, Card, pack
from bot.cards.facts import Reader
from bot.cards.labels import LABELS
from bot.cards.markup import Line, Page, bold, line
from bot.cards.standing import refresh_button
from bot.cards.touches import RESULTS, WAITING, Links, deal_line, touch_buttons, touch_line
from bot.texts.catalogue import Speaker, mark
from desk.tracking.case import Case
from desk.tracking.export import Export

MOST = 12
DEALS = "deals"
ON_PAGE = ".page"
NOT_CONNECTED = mark("No call tracker is connected: [calltouch] and [retailcrm] of the settings.")
STATES = {
    "linked": ("🔗", mark("linked with a lead")),
    "unlinked": ("◌", mark("not linked: no lead was found")),
    "made": ("❔", mark("told, not known yet whom they belong to")),
    "unmade": ("⏳", mark("still to be told")),
    "refused": ("⛔", mark("were refused")),
    "gone": ("🗑", mark("deleted in the CRM")),
}
Counts = Mapping[str, int]


def render_tracking(cases: Sequence[Case], touches: Counts, deals: Counts, links: Links, reader: Reader) -> Card:
    """``cases``: a page of them, with one more where there are any. Anybody of the shop may read it in a group."""
    speaker, shown = reader.speaker, cases[:MOST]
    head = [_title(speaker.say(LABELS[Action.TRACKING]), reader)]
    head += [
        _count(sign, speaker.say(told), touches.get(result, 0), speaker) for result, (sign, told) in RESULTS.items()
    ]
    head.append(_count(WAITING[0], speaker.say(WAITING[1]), touches.get("", 0), speaker))
    head += [line(""), *_count_deals(deals, speaker), line("")]
    rows = [touch_line(it, links, reader) for it in shown] or [line(speaker.say("Nobody got in touch yet."))]
    acts = [_numbered(it, n, speaker) for n, it in enumerate(shown, 1) if it.troubled]
    journal = Button(f"🔗 {speaker.say('Journal of deals')}", pack(Action.TRACKING, DEALS))
    more = _more(str(shown[-1].id), speaker) if len(cases) > MOST else ()
    numbered = [line(f"{n}. ", *it) for n, it in enumerate(rows, 1)] if shown else rows
    return Page(head, tail=numbered).card((*acts, (refresh_button(Action.TRACKING, "", speaker), journal, *more)))


def render_journal(exports: Sequence[Export], counts: Counts, state: str, links: Links, reader: Reader) -> Card:
    """How a linked and an unlinked deal look. ``state``: of one alone."""
    speaker, shown = reader.speaker, exports[:MOST]
    head = [_title(speaker.say("Journal of deals"), reader), *_count_deals(counts, speaker), line("")]
    rows = [deal_line(it, links, reader) for it in shown] or [line(speaker.say("There is nothing here."))]
    subject = f"{DEALS}.{state}" if state else DEALS
    more = _more(f"{DEALS}.{state}.{shown[-1].id}", speaker) if len(exports) > MOST else ()
    choices = tuple(_choice(it, speaker) for it in ("linked", "unlinked", "refused") if it != state)
    back = Button(f"◀ {speaker.say(LABELS[Action.TRACKING])}", pack(Action.TRACKING))
    return Page(head, tail=rows).card((choices, (back, refresh_button(Action.TRACKING, subject, speaker), *more)))


def render_untracked(language: str) -> Card:
    return Page([line(Speaker(language).say(NOT_CONNECTED))]).card()


def unpack_page(subject: str) -> tuple[bool, str, int | None]:
    """Whether it is the journal, of which state, and below which number; what cannot be read is left out."""
    where, _, rest = subject.partition(".")
    if where != DEALS:
        return False, "", _number(where)
    state, _, before = rest.partition(".")
    return True, state if state in STATES else "", _number(before)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else None


def _title(text: str, reader: Reader) -> Line:
    return line(bold(text), f" · {reader.speaker.time(reader.now, reader.zone)}")


def _count(sign: str, told: str, count: int, speaker: Speaker) -> Line:
    return line(f"{sign} {told} — {speaker.number(count)}")


def _count_deals(counts: Counts, speaker: Speaker) -> list[Line]:
    """What there is none of is left out, but for the two that the journal is about."""
    head = line(bold(speaker.say("Deals at the call tracker")), f": {speaker.number(sum(counts.values()))}")
    there = {state: it for state, it in STATES.items() if counts.get(state) or state in ("linked", "unlinked")}
    return [head, *(_count(sign, speaker.say(told), counts.get(it, 0), speaker) for it, (sign, told) in there.items())]


def _numbered(case: Case, place: int, speaker: Speaker) -> tuple[Button, ...]:
    return touch_buttons(case, speaker, ON_PAGE, f"{place}. ")[0]


def _choice(state: str, speaker: Speaker) -> Button:
    sign, told = STATES[state]
    return Button(f"{sign} {speaker.say(told)}", pack(Action.TRACKING, f"{DEALS}.{state}"))


def _more(subject: str, speaker: Speaker) -> tuple[Button, ...]:
    return (Button(f"{speaker.say(LABELS[Action.SHELF])} ▶", pack(Action.TRACKING, subject)),)
