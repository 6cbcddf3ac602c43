"""Answer to /failed: what was given up, by kind and cause, with what can be done about each (X-06, X-08)."""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from typing import Protocol

from bot.cards.card import Action, Button, Card, Style, pack
from bot.cards.incident import shown_reason
from bot.cards.labels import LABELS
from bot.cards.markup import Line, Page, bold, join, line
from bot.texts.catalogue import Speaker, mark
from bot.texts.privacy import quote
from desk.staff.trouble import Group, Leaf

KINDS = {
    "lead.register": mark("creating the lead in the CRM"),
    "lead.show_crm": mark("writing the state into the CRM"),
    "lead.place_call": mark("robot call"),
    "lead.stop_call": mark("stopping a call"),
    "lead.check_call": mark("asking how a call ended"),
    "lead.place_bridge": mark("connecting a seller with a customer"),
    "lead.check_bridge": mark("asking how a connection ended"),
    "lead.send_sms": mark("sending an SMS"),
    "lead.check_sms": mark("asking what became of an SMS"),
    "lead.wake": mark("the next step of a lead"),
    "lead.retry": mark("trying a lead again"),
    "lead.patience": mark("the clock that watches over a lead"),
    "lead.carry_out": mark("what a person asked for"),
    "lead.assign": mark("giving a lead to somebody"),
    "card.show": mark("a lead's card"),
    "card.show_incident": mark("the card of an outage"),
    "chat.tell_number": mark("telling a seller the number"),
    "chat.alarm_admins": mark("an alarm to the admins"),
    "card.show_digest": mark("the list of a rush"),
    "chat.hide_number": mark("hiding a number again"),
    "chat.remind": mark("a reminder to a lead's owner"),
    "chat.show_waiting": mark("the list of what nobody took"),
    "chat.show_unknown": mark("the list of what nobody knows"),
    "chat.tell_dropped": mark("telling somebody that their wish was not done"),
    "chat.show_picture": mark("a picture"),
    "chat.show_spending": mark("the card of the day's spending"),
    "chat.export": mark("a file that was asked for"),
    "chat.backup": mark("a copy of the database"),
    "chat.tell_inviter": mark("telling somebody that their link was opened"),
    "chat.show_pauses": mark("the panel of pauses"),
    "desk.lift_pause": mark("the end of a pause"),
    "exchange.keep_deal": mark("making the deal show the order"),
    "exchange.keep_order": mark("telling the store the order's status"),
    "exchange.look_at_deals": mark("asking the CRM how deals stand"),
    "exchange.look_at_orders": mark("asking the store how orders stand"),
    "exchange.take_in": mark("asking the store for an order that an event told of"),
    "exchange.make_field": mark("making the field for the order's number in the CRM"),
    "exchange.look_at_stages": mark("asking the CRM for the pipeline's stages"),
    "exchange.make_order": mark("making an order in the store"),
    "exchange.move": mark("moving a deal for a person"),
    "exchange.retry": mark("trying a refused exchange again"),
    "exchange.find_orders": mark("asking the store for what no event told of"),
    "exchange.find_deals": mark("asking the CRM for what no event told of"),
    "exchange.repair": mark("putting right what a comparison found"),
    "exchange.compare": mark("comparing the store with the CRM"),
    "tracking.handle_touch": mark("bringing a call, request or chat into the CRM"),
    "tracking.retry_touch": mark("trying a failed call, request or chat again"),
    "tracking.send_deals": mark("telling the call tracker of orders"),
    "tracking.turn_history": mark("asking the CRM what happened to its orders"),
    "tracking.find_touches": mark("asking the call tracker for what no event told of"),
    "tracking.make_fields": mark("making the fields of call tracking in the CRM"),
    "tracking.learn_bindings": mark("asking the call tracker whom its deals belong to"),
    "tracking.set_up": mark("connecting call tracking with the CRM"),
    "chat.show_connection": mark("the notice of how call tracking was connected"),
    "chat.show_tracked": mark("the card of a call, request, chat or deal"),
    "chat.show_comparison": mark("showing the comparison of store and CRM"),
    "exchange.set_up": mark("connecting the store with the CRM"),
    "chat.show_set_up": mark("the dialog about store and CRM"),
    "neighbour.upkeep": mark("looking after the store's subscriptions"),
}


class Failed(Protocol):
    """A job that was given up."""

    @property
    def id(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def lead_id(self) -> int | None: ...
    @property
    def run_at(self) -> datetime: ...
    @property
    def error(self) -> str: ...


def render_failed(
    leaf: Leaf[Failed],
    *,
    total: int,
    wrong_numbers: Collection[int],
    now: datetime,
    language: str,
    shop_zone: str,
    may_act: bool,
) -> Card:
    """``wrong_numbers``: leads whose number is what stands in the way. Without ``may_act`` there is only to look."""
    speaker = Speaker(language)
    if not leaf.groups:
        return Page([line(speaker.say("Nothing was given up: everything goes by itself."))]).card()
    shown = [it for group in leaf.groups for it in group.shown]
    places = {it.id: place for place, it in enumerate(shown, 1)}
    lines = [line(bold(speaker.say("Given up")), f": {total}")]
    for group in leaf.groups:
        lines += _group(group, places, speaker, shop_zone, now)
    rows = [_row(it, places[it.id], leaf, wrong_numbers, speaker, may_act) for it in shown]
    rows.append(_turning(leaf))
    if may_act:
        rows.append(_all(total, speaker))
    return Page(lines).card(tuple(row for row in rows if row))


def render_question(count: int, stamp: str, *, language: str) -> Card:
    """Before all of it is dropped. ``stamp`` is that of the list that was looked at."""
    speaker = Speaker(language)
    asked = speaker.count(
        "Drop {n} job? What it should have done stays undone.",
        "Drop all {n} jobs? What they should have done stays undone.",
        count,
    )
    sure = Button(speaker.say(LABELS[Action.JOBS_DROP_SURE]), pack(Action.JOBS_DROP_SURE, stamp), style=Style.DANGER)
    back = Button(speaker.say(LABELS[Action.JOBS]), pack(Action.JOBS, 0))
    return Page([line(bold(asked))]).card(((sure,), (back,)))


def tell_retried(count: int, pace: timedelta, takes: timedelta, *, language: str) -> str:
    """How long it will take, so that nobody presses it again."""
    speaker = Speaker(language)
    if count < 2:
        return speaker.say("It is tried again now.")
    told = speaker.count("{n} job is tried again", "{n} jobs are tried again", count)
    each = speaker.say("one every {pace} for each service", pace=speaker.duration(pace))
    whole = speaker.say("that takes about {duration}", duration=speaker.duration(takes))
    return f"{told}, {each}; {whole}."


def _group(group: Group[Failed], places: dict[int, int], speaker: Speaker, zone: str, now: datetime) -> Iterator[Line]:
    newest = group.shown[0]
    kind = speaker.say(KINDS[newest.kind]) if newest.kind in KINDS else quote(newest.kind, 40)
    yield line("")
    yield line("⚠️ ", *join((bold(kind), shown_reason(newest.error))), f" · {group.count}")
    for it in group.shown:
        about = f"#{it.lead_id}" if it.lead_id else speaker.say("job {number}", number=it.id)
        yield join((f"{places[it.id]}. {about}", speaker.stamp(it.run_at, zone, now)))


def _row(
    it: Failed, place: int, leaf: Leaf[Failed], wrong_numbers: Collection[int], speaker: Speaker, may_act: bool
) -> tuple[Button, ...]:
    row = [Button(f"{place}. #{it.lead_id}", pack(Action.OPEN, it.lead_id))] if it.lead_id else []
    if it.lead_id in wrong_numbers:
        row.append(_button(Action.JOB_NUMBER, it.lead_id or 0, place, speaker, Style.PRIMARY))
    if may_act:
        subject = f"{it.id}.{leaf.number}"
        row.append(_button(Action.JOB_RETRY, subject, place, speaker))
        row.append(_button(Action.JOB_DROP, subject, place, speaker))
    return tuple(row)


def _button(action: Action, subject: int | str, place: int, speaker: Speaker, style: Style = Style.PLAIN) -> Button:
    return Button(f"{place}. {speaker.say(LABELS[action])}", pack(action, subject), style=style)


def _turning(leaf: Leaf[Failed]) -> tuple[Button, ...]:
    if leaf.pages == 1:
        return ()
    here, last = leaf.number, leaf.pages - 1
    ways = (("‹", here - 1), (f"{here + 1}/{leaf.pages}", here), ("›", here + 1))
    return tuple(Button(text, pack(Action.JOBS, number)) for text, number in ways if 0 <= number <= last)


def _all(total: int, speaker: Speaker) -> tuple[Button, ...]:
    again = Button(f"{speaker.say(LABELS[Action.JOBS_RETRY])} ({total})", pack(Action.JOBS_RETRY), style=Style.PRIMARY)
    return again, Button(speaker.say(LABELS[Action.JOBS_DROP]), pack(Action.JOBS_DROP))
