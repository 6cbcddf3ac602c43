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


def handle_touch(case: Case) -> NewJob:
    """Not before its moment (CR-13), and behind earlier ones of the same customer (CR-20)."""
    key, data = f"{HANDLE_TOUCH}:{case.id}", {"case": case.id}
    return NewJob(HANDLE_TOUCH, Lane.TRACKED_CRM, key, case.due_at, "somebody got in touch", line=case.line, data=data)


def send_deals(at: datetime) -> NewJob:
    """One job tells of all that are due."""
    return NewJob(SEND_DEALS, Lane.TRACKER, SEND_DEALS, at, "the tracker does not show the orders", line=SEND_DEALS)


def look_around(now: datetime) -> Iterator[NewJob]:
    """What is asked for from time to time; the outage of one side is not the other's."""
    for kind, lane, why in (
        (TURN_HISTORY, Lane.TRACKED_CRM, "what happened to the CRM's orders"),
        (FIND_TOUCHES, Lane.TRACKER, "touches of which no event told"),
        (SEND_DEALS, Lane.TRACKER, "whatever is due"),
    ):
        yield NewJob(kind, lane, kind, now, why, line=kind)


def tell_people(case: Case, now: datetime) -> NewJob:
    """It needs a person (CR-18, CR-82)."""
    about = f"{case.touch.kind} {case.touch.id}"
    unreachable = case.result is Result.NO_CONTACT
    text = f"{about} shows no contact" if unreachable else f"{about} did not get into the CRM: {case.reason}"
    return alarm_admins(f"touch:{case.id}", text, now)


def tell_refusal(export: Export, now: datetime) -> NewJob:
    text = f"the call tracker would not take order {export.order_id}: {export.refusal}"
    return alarm_admins(f"tracker_deal:{export.id}", text, now)
