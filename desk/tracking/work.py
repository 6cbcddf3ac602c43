"""From what is kept to the jobs it owes. Every job is a hint: its handler looks at the rows and decides."""

from collections.abc import Iterator
from datetime import datetime

from desk.leads.books import Lane, NewJob, Priority
from desk.tracking.case import Case, Result
from desk.tracking.connection import Connection
from desk.tracking.export import Export

# Kinds of jobs; handlers are registered under these names.
HANDLE_TOUCH = "tracking.handle_touch"
RETRY_TOUCH = "tracking.retry_touch"
SEND_DEALS = "tracking.send_deals"
TURN_HISTORY = "tracking.turn_history"
FIND_TOUCHES = "tracking.find_touches"
MAKE_FIELDS = "tracking.make_fields"
LEARN_BINDINGS = "tracking.learn_bindings"
SET_UP = "tracking.set_up"
SHOW_TRACKED = "chat.show_tracked"
SHOW_CONNECTION = "chat.show_connection"
TOUCH, DEAL, RUSH = "touch", "deal", "rush"  # what is shown


def handle_touch(case: Case) -> NewJob:
    """Not before its moment (CR-13), and behind earlier ones of the same customer (CR-20)."""
    key, data = f"{HANDLE_TOUCH}:{case.id}", {"case": case.id}
    return NewJob(HANDLE_TOUCH, Lane.TRACKED_CRM, key, case.due_at, "somebody got in touch", line=case.line, data=data)


def send_deals(at: datetime) -> NewJob:
    """One job tells of all that are due."""
    return NewJob(SEND_DEALS, Lane.TRACKER, SEND_DEALS, at, "the tracker does not show the orders", line=SEND_DEALS)


def make_fields(now: datetime) -> NewJob:
    """What every filling needs in the CRM (CR-08)."""
    return NewJob(MAKE_FIELDS, Lane.TRACKED_CRM, MAKE_FIELDS, now, "the CRM's orders need our fields", line=MAKE_FIELDS)


def find_touches(now: datetime) -> NewJob:
    return NewJob(FIND_TOUCHES, Lane.TRACKER, FIND_TOUCHES, now, "touches of which no event told", line=FIND_TOUCHES)


def learn_bindings(now: datetime) -> NewJob:
    return NewJob(LEARN_BINDINGS, Lane.TRACKER, LEARN_BINDINGS, now, "whom new deals belong to", line=LEARN_BINDINGS)


def follow_orders(now: datetime) -> Iterator[NewJob]:
    """What is asked for from time to time; the outage of one side is not the other's."""
    why = "what happened to the CRM's orders"
    yield NewJob(TURN_HISTORY, Lane.TRACKED_CRM, TURN_HISTORY, now, why, line=TURN_HISTORY)
    yield NewJob(SEND_DEALS, Lane.TRACKER, SEND_DEALS, now, "whatever is due", line=SEND_DEALS)


def look_around(now: datetime) -> Iterator[NewJob]:
    yield from follow_orders(now)
    yield find_touches(now)


def set_up(now: datetime) -> NewJob:
    """Whatever is wished of the connection."""
    return NewJob(SET_UP, Lane.TRACKED_CRM, SET_UP, now, "somebody connects call tracking", priority=Priority.PROMPT)


def end_set_up(it: Connection, at: datetime) -> NewJob:
    """Its time is up then, though a request may still wait for its answer (CR-05): beside the other, not behind."""
    key = f"{SET_UP}:{it.at.isoformat()}"
    data = {"ends": it.at.isoformat()}
    return NewJob(SET_UP, Lane.DESK, key, at, "its time is up", data=data, priority=Priority.PROMPT)


def show_connection(it: Connection, now: datetime) -> NewJob:
    """How far it is, and in the end the one notice of the result (CR-06, CR-07)."""
    key = f"{SHOW_CONNECTION}:{it.at.isoformat()}"
    why = f"the connection of call tracking is {it.state}"
    return NewJob(SHOW_CONNECTION, Lane.CHAT, key, now, why, line=SHOW_CONNECTION, priority=Priority.PROMPT)


def show_touch(case: Case, now: datetime) -> NewJob:
    """It needs a person, or did (CR-18, CR-82)."""
    return _show(TOUCH, case.id, tell_case(case), now)


def show_deal(export: Export, now: datetime) -> NewJob:
    """The tracker would not take it, or did not (CR-82)."""
    return _show(DEAL, export.id, tell_export(export), now)


def show_rush(now: datetime) -> NewJob:
    """How many need a person. In a line of its own: of two side by side the older count could be shown last."""
    return _show(RUSH, 0, "many need a person", now)


def tell_case(case: Case) -> str:
    """In a sentence of ours, without the contact."""
    about = f"{case.touch.kind} {case.touch.id}"
    if case.result is Result.NO_CONTACT:
        return f"{about} shows no contact"
    return f"{about} did not get into the CRM: {case.reason}" if case.reason else f"{about} goes on"


def tell_export(export: Export) -> str:
    refused = f"the call tracker would not take order {export.order_id}: {export.refusal}"
    return refused if export.refusal else f"order {export.order_id} goes on"


def _show(what: str, number: int, why: str, now: datetime) -> NewJob:
    key, data = f"{SHOW_TRACKED}:{what}:{number}", {"what": what, "number": number}
    return NewJob(SHOW_TRACKED, Lane.CHAT, key, now, why, line=key, data=data, priority=Priority.PROMPT)
