"""Call tracking as people read of it, with a stranger's text in all that the tracker, the CRM and customers say."""

from dataclasses import replace
from datetime import timedelta

from bot.cards.facts import Reader
from bot.cards.touches import Links, render_rush, render_told, render_touch
from bot.cards.tracking import render_journal, render_tracking, render_untracked
from bot.texts.catalogue import Speaker
from desk.tracking.case import Case, Result
from desk.tracking.export import Export, Standing
from desk.tracking.model import Kind, Touch, Utm
from desk.tracking.ports import Bound
from tests.bot.lives import MOSCOW
from tests.faults.people.drawing import Template
from tests.faults.people.samples import CRM_URL, NOW

LINKS = Links(lambda _id: CRM_URL, lambda _id: CRM_URL)
MANY = 13


def reader_of(language: str) -> Reader:
    return Reader(Speaker(language), MOSCOW, NOW)


def case_of(text: str, kind: Kind = Kind.CHAT) -> Case:
    touch = Touch(kind, text, text, NOW, "", text, text, text, Utm(text, text, text, text, text), text, text)
    return Case(7, touch, NOW, NOW + timedelta(minutes=1), Result.FAILED, text, True, text, None, (), text, "", text)


def export_of(text: str) -> Export:
    told, bound = Standing(text, NOW), Bound("call", text, text)
    return Export(7, text, NOW, NOW, (), told, bound=bound, retried_by=text)


def refused_of(text: str) -> Export:
    return replace(export_of(text), refusal=text)


CALL_TRACKING = (
    Template("a touch failed", lambda text, to: render_touch(case_of(text), LINKS, reader_of(to))),
    Template(
        "a touch is done by hand",
        lambda text, to: render_touch(replace(case_of(text, Kind.CALL), by_hand=text), LINKS, reader_of(to)),
    ),
    Template("a deal was refused", lambda text, to: render_told(refused_of(text), LINKS, reader_of(to))),
    Template("many touches failed", lambda _text, to: render_rush(12, Speaker(to))),
    Template(
        "calls, requests and chats",
        lambda text, to: render_tracking([case_of(text)] * MANY, {"failed": MANY}, {"linked": 2}, LINKS, reader_of(to)),
    ),
    Template(
        "the journal of deals",
        lambda text, to: render_journal(
            [export_of(text), refused_of(text)] * MANY, {"linked": MANY}, "linked", LINKS, reader_of(to)
        ),
    ),
    Template("no call tracker", lambda _text, to: render_untracked(to)),
)
