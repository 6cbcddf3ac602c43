"""Answer to /settings: what is set, by whom it was changed, and how it is changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.cards.card import Action, Button, Card, Rows, Style, pack
from bot.cards.labels import LABELS as WAYS
from bot.cards.markup import Line, Look, Page, Span, bold, code, line
from bot.texts.catalogue import Speaker, mark
from bot.texts.cleaning import flatten
from bot.texts.privacy import quote

GROUPS = {
    "hours": mark("Hours"),
    "calls": mark("Robot calls"),
    "staff": mark("People and times"),
    "spending": mark("Spending"),
    "texts": mark("Texts"),
    "orders": mark("Orders and deals"),
    "tracking": mark("Calls, requests and chats"),
    "answers": mark("Answers to customers"),
}
LABELS = {
    "shop.hours": mark("Business hours"),
    "shop.exceptions": mark("Other hours on some days"),
    "calls.hours_of": mark("Whose hours count"),
    "calls.max_attempts": mark("Robot calls at most"),
    "calls.retry_after": mark("Pause between calls"),
    "calls.result_timeout": mark("Waiting for a call's result"),
    "calls.consent": mark("Consent to robot calls"),
    "staff.distribution": mark("How leads come to people"),
    "staff.answer_within": mark("Somebody takes a lead within"),
    "staff.warn_before": mark("Sellers are warned before that by"),
    "staff.lease": mark("A claim without a sign of work lasts"),
    "staff.remind_before": mark("Its owner is reminded before that by"),
    "staff.undo": mark("A tap may be taken back for"),
    "staff.morning": mark("Picture of the morning, to admins"),
    "staff.evening": mark("Figures of the day, to admins"),
    "spending.daily_limit": mark("Spending in one day at most"),
    "spending.warn_at": mark("Part of it at which admins are warned"),
    "spending.call_price": mark("The most that one call costs"),
    "spending.sms_price": mark("The most that one SMS costs"),
    "texts.call": mark("What the robot says"),
    "texts.night": mark("SMS at night"),
    "texts.received": mark("SMS without a robot call"),
    "texts.reached": mark("SMS after the customer answered"),
    "texts.voicemail": mark("SMS after an answering machine"),
    "texts.campaign": mark("Advertising"),
    "order_sync.pipeline": mark("Pipeline of the deals"),
    "order_sync.order_id_field": mark("Field with the order's number"),
    "managers.*": mark("Manager of all other categories"),
    "calltouch.order_site": mark("Store of new orders"),
    "calltouch.order_status": mark("Status of new orders"),
    "calltouch.order_manager": mark("Manager of new orders"),
    "calltouch.customer_manager": mark("Manager of new customers"),
    "calltouch.lead_delay": mark("Whoever gets in touch waits"),
    "calltouch.deal_update_delay": mark("A deal follows its order after"),
    "calltouch.match_depth": mark("A deal is looked for among calls of"),
}
CHOICES = {
    "shop": mark("the shop's"),
    "customer": mark("the customer's"),
    "both": mark("both"),
    "required": mark("required"),
    "assumed": mark("assumed"),
    "free": mark("whoever claims it"),
    "round_robin": mark("in turn"),
    "by_load": mark("who has the fewest"),
    "by_match": mark("by category and city"),
}
EXAMPLES = {
    "shop.hours": "Mon-Fri 09:00-21:00, Sat-Sun 10:00-20:00",
    "shop.exceptions": "31.12 10:00-16:00; 01.01-08.01 closed",
    "calls.max_attempts": "3",
    "calls.retry_after": "30m",
    "calls.result_timeout": "10m",
    "staff.answer_within": "15m",
    "staff.warn_before": "5m",
    "staff.lease": "2h",
    "staff.remind_before": "30m",
    "staff.undo": "5s",
    "staff.morning": "09:00",
    "staff.evening": "20:00",
    "spending.daily_limit": "5000",
    "spending.warn_at": "0.8",
    "spending.call_price": "6.50",
    "spending.sms_price": "4",
    "order_sync.pipeline": "Интернет-магазин",
    "order_sync.order_id_field": "UF_CRM_RINGDESK_ORDER_ID",
    "managers.*": "boris@example.com",
    "calltouch.order_site": "main",
    "calltouch.order_status": "new",
    "calltouch.order_manager": "28",
    "calltouch.customer_manager": "28",
    "calltouch.lead_delay": "1m",
    "calltouch.deal_update_delay": "30m",
    "calltouch.match_depth": "365d",
    "texts.call": "{{ first_name }}, {{ order_id }}, {{ total }}, {{ shop }}",
}
ANSWERS = "answers."  # what follows is a name of the shop's
STAGES = "stages."  # what follows is a stage's code
ANSWER_EXAMPLE = mark("Ready = {{ name }}, your order {{ order_id }} can be collected.")
LONGEST = 120
BUTTONS_A_ROW = 2


@dataclass(frozen=True, slots=True)
class Shown:
    """One setting. ``who`` and ``at`` (UTC): its latest change by people; ``act`` is what takes that back."""

    name: str
    value: str
    options: Sequence[str] = ()
    changed: bool = False
    who: str = ""
    at: datetime | None = None
    act: int = 0
    sample: str = ""
    parts: int = 0


def render_groups(language: str) -> Card:
    speaker = Speaker(language)
    rows: Rows = tuple((Button(speaker.say(words), pack(Action.SETTINGS, group)),) for group, words in GROUPS.items())
    told = speaker.say("What is changed here holds at once. Connections and keys are changed in the file.")
    return Page([line("⚙️ ", bold(speaker.say(WAYS[Action.SETTINGS])))], tail=[line(told)]).card(rows)


def render_group(group: str, shown: Sequence[Shown], *, now: datetime, language: str, shop_zone: str) -> Card:
    speaker = Speaker(language)
    lines = [_row(it, speaker, shop_zone, now) for it in shown]
    buttons = [Button(_label(it.name, speaker), pack(Action.SETTING, it.name)) for it in shown]
    rows: Rows = tuple(tuple(buttons[at : at + BUTTONS_A_ROW]) for at in range(0, len(buttons), BUTTONS_A_ROW))
    if group == "answers":
        rows = (*rows, (Button(speaker.say("Add an answer"), pack(Action.CHANGE, ANSWERS), style=Style.PRIMARY),))
        lines = lines or [line(speaker.say("There are none yet."))]
    return Page([line("⚙️ ", bold(speaker.say(GROUPS[group])))], tail=lines).card((*rows, _back("", speaker)))


def render_setting(it: Shown, group: str, *, now: datetime, language: str, shop_zone: str) -> Card:
    """One setting: its value, who changed it, how a text reads, and the ways to change it."""
    speaker = Speaker(language)
    lines = [line(bold(_label(it.name, speaker))), line(_value(it, speaker, 700))]
    if it.sample:
        lines.append(line(Span(speaker.say("“{text}”", text=quote(it.sample, 900, full=True)), Look.ITALIC)))
    if it.parts:
        lines.append(line(speaker.count("{n} part of SMS", "{n} parts of SMS", it.parts)))
    if it.at:
        lines.append(line(_by(it, speaker, shop_zone, now)))
    return Page(lines).card((*_ways(it, speaker), _back(group, speaker)))


def ask_value(name: str, value: str, language: str) -> Card:
    speaker = Speaker(language)
    lines = [line(bold(_label(name, speaker)))]
    if value:
        lines.append(line(speaker.say("Now: "), code(flatten(value, 700))))
    if example := EXAMPLES.get(name) or (EXAMPLES["texts.call"] if name.startswith(("texts.", ANSWERS)) else ""):
        lines.append(line(speaker.say("For example: "), code(example)))
    lines.append(line(speaker.say("Answer this message with the new value; a dash (-) stands for none.")))
    return Page(lines).card()


def ask_new_answer(language: str) -> Card:
    speaker = Speaker(language)
    lines = [line(bold(speaker.say("A new answer to customers")))]
    lines.append(line(speaker.say("Answer this message with its name, an equals sign and the text. For example:")))
    return Page([*lines, line(code(speaker.say(ANSWER_EXAMPLE)))]).card()


def value_words(value: str, speaker: Speaker) -> str:
    return speaker.say(CHOICES[value]) if value in CHOICES else value


def _label(name: str, speaker: Speaker) -> str:
    """An answer is called what the shop calls it, and a stage what the CRM does."""
    named = next((name.removeprefix(it) for it in (ANSWERS, STAGES) if name.startswith(it)), "")
    return quote(named, 60, full=True) if named else speaker.say(LABELS[name])


def _row(it: Shown, speaker: Speaker, zone: str, now: datetime) -> Line:
    by = f" — {_by(it, speaker, zone, now)}" if it.at else ""
    return line("• ", f"{_label(it.name, speaker)}: ", _value(it, speaker, LONGEST), by)


def _value(it: Shown, speaker: Speaker, longest: int) -> Span:
    if not it.value:
        text = it.name.startswith("texts.") and it.name != "texts.campaign"
        return Span(speaker.say("the desk's own words") if text else speaker.say("none"))
    return bold(quote(value_words(it.value, speaker), longest, full=True))


def _by(it: Shown, speaker: Speaker, zone: str, now: datetime) -> str:
    at = speaker.stamp(it.at, zone, now) if it.at else ""
    return speaker.say("changed by {name}, {at}", name=quote(it.who, 40), at=at)


def _ways(it: Shown, speaker: Speaker) -> Rows:
    """A button for each value where there are few; otherwise one that asks. What was changed can be taken back."""
    if it.options:
        ways = [
            Button(
                speaker.say(CHOICES.get(option, option)),
                pack(Action.CHANGE, f"{it.name}={option}"),
                style=Style.SUCCESS if option == it.value else Style.PLAIN,
            )
            for option in it.options
        ]
    else:
        ways = [Button(speaker.say(WAYS[Action.CHANGE]), pack(Action.CHANGE, it.name), style=Style.PRIMARY)]
    if it.name.startswith(ANSWERS) and it.value:
        ways.append(Button(speaker.say("Remove the answer"), pack(Action.CHANGE, f"{it.name}=-"), style=Style.DANGER))
    more = [Button(speaker.say(WAYS[Action.TAKE_BACK]), pack(Action.TAKE_BACK, it.act))] if it.act else []
    if it.changed:
        more.append(Button(speaker.say("As in the file"), pack(Action.CHANGE, f"{it.name}=")))
    return tuple((it,) for it in (*ways, *more))


def _back(group: str, speaker: Speaker) -> tuple[Button, ...]:
    return (Button(speaker.say("« Back"), pack(Action.SETTINGS, group)),)
