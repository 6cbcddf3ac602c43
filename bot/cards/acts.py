"""Answer to /audit: who did what, the newest first (X-39)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from bot.cards.card import Card
from bot.cards.help import ROLES
from bot.cards.labels import LABELS
from bot.cards.markup import Line, Page, bold, join, line
from bot.texts.catalogue import Speaker, mark
from bot.texts.privacy import quote
from desk.staff.roles import role_of

WORDS = {action.name.lower(): label for action, label in LABELS.items()} | {
    "hand_to": mark("handed over to"),
    "put_off": mark("postponed"),
    "reason": mark("said why it was lost"),
    "undo": mark("took back a wish about"),
    "send": mark("wrote to the customer of"),
    "macro": mark("ran the macro for"),
    "went": mark("said that it went out:"),
    "went_not": mark("said that it did not go out:"),
    "set": mark("changed the setting"),
    "spend_more": mark("approved more money for the day"),
    "spend_free": mark("let the day go on without a spending limit"),
    "spend_stop": mark("stopped spending until tomorrow"),
    "reveal": mark("saw the number of"),
    "appoint": mark("appointed"),
    "dismiss": mark("took off the list"),
    "pause": mark("paused"),
    "resume": mark("let go on"),
    "away": mark("noted as away"),
    "back": mark("noted as back"),
    "hours": mark("set the hours"),
    "days_off": mark("set the days off"),
    "takes": mark("set what is taken"),
    "categories": mark("set the categories"),
    "cities": mark("set the cities"),
    "speak": mark("set the language"),
    "phone": mark("set the number to be called at"),
    "join": mark("joined by the link of"),
    "invite": mark("made a link"),
    "uninvite": mark("took a link back"),
    "cancel": mark("called off a question of the bot"),
    "move": mark("moved the deal of order"),
    "deal_retry": mark("had the exchange repeated for order"),
    "fix": mark("had differences of store and CRM put right:"),
    "make_order": mark("had an order made in the store for lead"),
    "touch_retry": mark("had brought into the CRM once more:"),
    "touch_by_hand": mark("does by hand:"),
    "told_retry": mark("had the call tracker told once more of order"),
    "told_by_hand": mark("tells the call tracker by hand of order"),
    "link_keys": mark("connected call tracking with"),
    "link_again": mark("tried once more to connect call tracking with"),
    "unlink": mark("disconnected call tracking from"),
    "set_up_make_sure": mark("had made in the CRM what was missing:"),
    "set_up_try": mark("sent a test order through"),
    "set_up_end": mark("closed the dialog about store and CRM"),
    "deal_anew": mark("had a new deal made for order"),
    "jobs_drop_sure": mark("dropped all that was given up"),
    "export": mark("took a file"),
    "backup": mark("copied the database"),
    "refused": mark("was refused"),
}
REASONS = {
    "stranger": mark("not of the shop"),
    "forged": mark("no button of ours"),
    "role": mark("has no right to it"),
    "stale": mark("an old button"),
    "missing": mark("there is no such thing"),
    "taken": mark("somebody else has the lead"),
    "state": mark("came too late"),
    "unknown": mark("no link of ours"),
    "used": mark("the link was used"),
    "old": mark("the link was too old"),
    "revoked": mark("the link was taken back"),
    "dead": mark("the link's maker may not give it"),
}


class Act(Protocol):
    """One thing somebody did."""

    @property
    def at(self) -> datetime: ...
    @property
    def who(self) -> str: ...
    @property
    def what(self) -> str: ...
    @property
    def lead_id(self) -> int | None: ...
    @property
    def subject(self) -> str: ...
    @property
    def data(self) -> Mapping[str, Any]: ...


def render_acts(acts: Sequence[Act], *, now: datetime, language: str, shop_zone: str) -> Card:
    speaker = Speaker(language)
    rows = [_act(it, speaker, shop_zone, now) for it in acts] or [line(speaker.say("Nothing was done yet."))]
    return Page([line(bold(speaker.say("Who did what"))), *rows]).card()


def _act(it: Act, speaker: Speaker, zone: str, now: datetime) -> Line:
    what = speaker.say(WORDS[it.what]) if it.what in WORDS else quote(it.what, 40)
    role, reason = role_of(str(it.data.get("role", ""))), str(it.data.get("reason", ""))
    named = speaker.say(WORDS[it.subject]) if it.what == "refused" and it.subject in WORDS else quote(it.subject, 40)
    about = (f"#{it.lead_id}" if it.lead_id else None, named or None)
    more = (speaker.say(ROLES[role]) if role else None, speaker.say(REASONS[reason]) if reason in REASONS else None)
    told = join((quote(it.who, 40), what, *about, *more, _detail(it, speaker, zone, now)))
    return line(f"{speaker.stamp(it.at, zone, now)} ", *told)


def _detail(it: Act, speaker: Speaker, zone: str, now: datetime) -> str | None:
    """Until when, or to what."""
    if until := str(it.data.get("until", "")):
        return speaker.say("until {at}", at=speaker.stamp(datetime.fromisoformat(until), zone, now))
    return quote(str(it.data.get("text", "")), 80) or None
