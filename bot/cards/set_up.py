"""The dialog about store and CRM: what is there and what is missing, what was asked for and how that ended (S2-09)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.cards.card import Action, Button, Card, Rows, Style, pack
from bot.cards.fellow import cancel_rows
from bot.cards.incident import shown_reason
from bot.cards.labels import LABELS
from bot.cards.linking import APART
from bot.cards.markup import Line, Look, Page, Span, bold, code, line
from bot.cards.settings import EXAMPLES
from bot.cards.settings import LABELS as SETTINGS
from bot.texts.catalogue import Speaker, mark
from bot.texts.health import tell_health
from bot.texts.privacy import quote
from bot.texts.recognition import explain
from bot.texts.set_up import name_part
from desk.exchange.connection import Attempt, Connection, Task

VALUES = {  # as buttons name them
    "pipeline": "order_sync.pipeline",
    "field": "order_sync.order_id_field",
    "manager": "managers.*",
}
ANEW = "look"
WORKING = {
    Task.LOOK: mark("Asking the store and the CRM…"),
    Task.MAKE: mark("Making what is missing in the CRM…"),
    Task.TRY: mark("Sending a test order through…"),
}
FAILED = {
    Task.LOOK: mark("They could not be asked: {reason}"),
    Task.MAKE: mark("Not all of it could be made: {reason}"),
    Task.TRY: mark("The test order did not go through: {reason}"),
}
MADE, NOTHING_MADE = mark("Made in the CRM:"), mark("There was nothing to make.")
WAITS = mark("The CRM's answer was lost on its way. In a minute I look what became of it.")
CONFIRM = mark("Make this in the CRM?")
NOTHING_DELETED = mark("Nothing that is there is changed or deleted.")
SECRETS = mark(
    "Addresses and keys are not typed into a chat: they stand in ringdesk.toml, in the sections {sections}, or in the "
    "environment ({variable}…), and are read when the desk starts."
)
CHOOSE = mark("No store is connected with the CRM yet. Choose both sides in ringdesk.toml, and start the desk anew:")
CHOICE = '[crm] use = "bitrix24" · [store] use = "shopify" | "bitrix_site" | "webhook"'
CLOSED = mark("Closed. /connect opens it again.")
LONGEST = 80
MOST = 12


@dataclass(frozen=True, slots=True)
class Sides:
    """Names of the sections of both neighbours, and the values that are changed here, by the settings' names."""

    store: str
    crm: str
    values: dict[str, str]


def render_set_up(it: Attempt, sides: Sides, stamp: str, *, now: datetime, language: str, shop_zone: str) -> Card:
    """``stamp``: of what is shown: a button that makes things is good once."""
    speaker = Speaker(language)
    at = speaker.stamp(it.at, shop_zone, now)
    head = [line("🔗 ", bold(speaker.say(LABELS[Action.SET_UP])), f" · {at}"), *_result(it, speaker)]
    body = list(_picture(it.found, sides, speaker)) if it.found else []
    tail = [line(Span(_secrets(sides, speaker), Look.ITALIC))] if it.over else []
    return Page([*head, *body], tail=tail).card(_buttons(it, stamp, speaker) if it.over else _call_off(it, speaker))


def render_unconnected(sides: Sides, *, language: str) -> Card:
    speaker = Speaker(language)
    lines = [line("🔗 ", bold(speaker.say(LABELS[Action.SET_UP]))), line(speaker.say(CHOOSE)), line(code(CHOICE))]
    return Page([*lines, line(Span(_secrets(sides, speaker), Look.ITALIC))]).card((_other(speaker), _close(speaker)))


def ask_to_make(found: Connection, stamp: str, *, language: str) -> Card:
    speaker = Speaker(language)
    lines = [line(bold(speaker.say(CONFIRM))), *_list("▫️ ", found.missing, speaker)]
    yes = Button(
        speaker.say(LABELS[Action.SET_UP_MAKE_SURE]), pack(Action.SET_UP_MAKE_SURE, stamp), style=Style.PRIMARY
    )
    return Page([*lines, line(speaker.say(NOTHING_DELETED))]).card(((yes,), back_row(Action.SET_UP, "", speaker)))


def ask_value(name: str, present: str, asker: int, *, language: str, again: str = "") -> Card:
    """To be answered by typing. ``again``: why the answer before could not be taken."""
    speaker = Speaker(language)
    lines = [line("⚠️ ", told_reason(again, speaker))] if again else []
    lines.append(line(bold(speaker.say(SETTINGS[name]))))
    if present:
        lines.append(line(speaker.say("Now: "), code(quote(present, LONGEST, full=True))))
    lines.append(line(speaker.say("For example: "), code(EXAMPLES[name])))
    lines.append(line(speaker.say("Answer this message with the new value; a dash (-) stands for none.")))
    return Page(lines).card(cancel_rows(asker, language))


def render_closed(language: str) -> Card:
    return Page([line(Speaker(language).say(CLOSED))]).card()


def told_reason(reason: str, speaker: Speaker) -> str:
    told = shown_reason(explain(speaker, reason))
    return f"{told[:1].upper()}{told[1:]}"


def back_row(action: Action, subject: str, speaker: Speaker) -> tuple[Button, ...]:
    return (Button(speaker.say("« Back"), pack(action, subject)), *_close(speaker))


def _close(speaker: Speaker) -> tuple[Button, ...]:
    return (Button(speaker.say(LABELS[Action.SET_UP_END]), pack(Action.SET_UP_END)),)


def _call_off(it: Attempt, speaker: Speaker) -> Rows:
    """What has begun outside is seen through."""
    cancel = Button(speaker.say(LABELS[Action.CANCEL]), pack(Action.SET_UP_END))
    return () if it.begun else ((cancel,),)


def _result(it: Attempt, speaker: Speaker) -> Iterator[Line]:
    found = it.found
    if not it.over:
        yield line("⏳ ", bold(speaker.say(WORKING[it.task])))
        if it.reason:
            yield line(speaker.say(WAITS))
    elif it.reason or found is None:
        yield line("🔴 ", bold(speaker.say(FAILED[it.task], reason=shown_reason(explain(speaker, it.reason)))))
    elif it.task is Task.TRY:
        yield line("🟢 ", bold(speaker.say("A test order went through, and is removed again.")))
        yield from _list("✅ ", found.trial, speaker)
    elif it.task is Task.MAKE:
        yield line("🟢 ", bold(speaker.say(MADE if found.done else NOTHING_MADE)))
        yield from _list("✅ ", found.done, speaker)
    elif found.ready:
        yield line("🟢 ", bold(speaker.say("All that orders and deals need is there.")))
    else:
        yield line("🟡 ", bold(speaker.say("Something is still missing, see below.")))


def _picture(it: Connection, sides: Sides, speaker: Speaker) -> Iterator[Line]:
    yield line(
        "🛒 ", bold(f"{sides.store}: "), shown_reason(tell_health(speaker, it.store)), "" if it.store_works else " ⚠️"
    )
    yield line("🤝 ", bold(f"{sides.crm}: "), quote(it.crm, LONGEST, full=True) or "—")
    for name in VALUES.values():
        value = quote(sides.values[name], LONGEST, full=True)
        yield line(f"{speaker.say(SETTINGS[name])}: ", bold(value or speaker.say("none")))
    yield from _stages(it, speaker)
    if it.missing:
        yield line(speaker.say("Missing in the CRM:"))
        yield from _list("▫️ ", it.missing, speaker)


def _stages(it: Connection, speaker: Speaker) -> Iterator[Line]:
    moving = sum(bool(row.status) for row in it.mapping)
    told = speaker.count("{n} stage moves orders", "{n} stages move orders", moving)
    idle = speaker.count("{n} moves none", "{n} move none", len(it.mapping) - moving)
    yield line(f"{told}, {idle}")
    for row in it.mapping:
        if not row.known:
            status, stage = quote(row.status, LONGEST), quote(row.stage.name, LONGEST)
            yield line("⚠️ ", speaker.say("{stage}: the store has no status “{word}”", stage=stage, word=status))
    for key in it.strange:
        yield line("⚠️ ", speaker.say("the settings map a stage that is not there: {stage}", stage=quote(key, LONGEST)))


def _list(sign: str, texts: tuple[str, ...], speaker: Speaker) -> Iterator[Line]:
    yield from (line(sign, quote(name_part(speaker, text), 200, full=True)) for text in texts[:MOST])


def _secrets(sides: Sides, speaker: Speaker) -> str:
    named = [it for it in (sides.crm, sides.store) if it] or ["bitrix24"]
    sections = ", ".join(f"[{it}]" for it in named)
    return speaker.say(SECRETS, sections=sections, variable=f"RINGDESK_{named[-1].upper()}__")


def _buttons(it: Attempt, stamp: str, speaker: Speaker) -> Rows:
    rows: list[tuple[Button, ...]] = []
    if it.found and it.found.missing:
        rows.append((_button(Action.SET_UP_MAKE, stamp, speaker, Style.PRIMARY),))
    elif it.found:
        rows.append((_button(Action.SET_UP_TRY, stamp, speaker, Style.PRIMARY),))
    if it.found and it.found.mapping:
        rows.append((_button(Action.STAGES, "0", speaker),))
    rows += [(Button(speaker.say(SETTINGS[name]), pack(Action.SET_UP_VALUE, short)),) for short, name in VALUES.items()]
    again = Button(speaker.say(LABELS[Action.CHECK_ALL]), pack(Action.SET_UP, ANEW))
    return (*rows, _other(speaker), (again, *_close(speaker)))


def _other(speaker: Speaker) -> tuple[Button, ...]:
    """All that can be connected is reached from here (S1-07)."""
    return (_button(Action.LINK, APART, speaker),)


def _button(action: Action, subject: str, speaker: Speaker, style: Style = Style.PLAIN) -> Button:
    return Button(speaker.say(LABELS[action]), pack(action, subject), style=style)
