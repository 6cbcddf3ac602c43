"""From what is kept to the jobs it owes. Every job is a hint: its handler looks at the rows and decides."""

from collections.abc import Iterator
from datetime import datetime

from desk.leads.books import Lane, NewJob
from desk.leads.work import alarm_admins
from desk.tracking.case import Case, Result
from desk.tracking.export import Export

# Kinds of jobs; handlers are registered under these names.
HANDLE_TOUCH = "tracking.handle_touch"
RETRY_TOUCH = "tracking.retry_touch"
SEND_DEALS = "tracking.send_deals"
TURN_HISTORY = "tracking.turn_history"
FIND_TOUCHES = "tracking.find_touches"
MAKE_FIELDS = "tracking.make_fields"


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


def follow_orders(now: datetime) -> Iterator[NewJob]:
    """What is asked for from time to time; the outage of one side is not the other's."""
    why = "what happened to the CRM's orders"
    yield NewJob(TURN_HISTORY, Lane.TRACKED_CRM, TURN_HISTORY, now, why, line=TURN_HISTORY)
    yield NewJob(SEND_DEALS, Lane.TRACKER, SEND_DEALS, now, "whatever is due", line=SEND_DEALS)


def look_around(now: datetime) -> Iterator[NewJob]:
    yield from follow_orders(now)
    yield find_touches(now)


def tell_people(case: Case, now: datetime) -> NewJob:
    """It needs a person (CR-18, CR-82)."""
    about = f"{case.touch.kind} {case.touch.id}"
    unreachable = case.result is Result.NO_CONTACT
    text = f"{about} shows no contact" if unreachable else f"{about} did not get into the CRM: {case.reason}"
    return alarm_admins(f"touch:{case.id}", text, now)


def tell_refusal(export: Export, now: datetime) -> NewJob:
    text = f"the call tracker would not take order {export.order_id}: {export.refusal}"
    return alarm_admins(f"tracker_deal:{export.id}", text, now)
