"""What people do to dead letters, from the chat or the command line: each act in the transaction of its note (X-08).

A wish that comes again, since the desk was stopped before its answer, was granted: its ``key`` is known.
"""

from datetime import datetime, timedelta

from desk.errors import Conflict
from desk.leads.model import Person
from storage.books import Books
from storage.jobs import Job

NOT_THERE = "this was tried again or dropped already"
CHANGED = "the list has changed: look at it again"
NOTHING = timedelta(0)


def retry_one(books: Books, by: Person, job_id: int, now: datetime, key: str = "") -> None:
    """Raises Conflict when there is no such given-up job."""
    if _is_new(books, key):
        job = _find(books, job_id)
        books.dead.revive(by, now, NOTHING, job_id)
        _note(books, by, "job_retry", job, now, key)


def drop_one(books: Books, by: Person, job_id: int, now: datetime, key: str = "") -> None:
    """Raises Conflict when there is no such given-up job."""
    if _is_new(books, key):
        job = _find(books, job_id)
        books.jobs.drop(job_id)
        _note(books, by, "job_drop", job, now, key)


def retry_all(books: Books, by: Person, pace: timedelta, now: datetime, key: str = "") -> dict[str, int]:
    """How many, by lane. Raises Conflict when there is nothing to try."""
    if not _is_new(books, key):
        return {}
    if not books.dead.count():
        raise Conflict(NOT_THERE)
    counts = books.dead.revive(by, now, pace)
    books.acts.note(by, "jobs_retry", now, key=key, subject=str(sum(counts.values())), **counts)
    return counts


def drop_all(books: Books, by: Person, stamp: str, now: datetime, key: str = "") -> None:
    """Raises Conflict when the list is another one than ``stamp`` was given for."""
    if not _is_new(books, key):
        return
    if books.dead.stamp() != stamp or not books.dead.count():
        raise Conflict(CHANGED)
    count = books.dead.drop_all()
    books.acts.note(by, "jobs_drop_sure", now, key=key, subject=str(count))


def _is_new(books: Books, key: str) -> bool:
    return not key or books.acts.is_new(key)


def _find(books: Books, job_id: int) -> Job:
    job = books.dead.find(job_id)
    if job is None:
        raise Conflict(NOT_THERE)
    return job


def _note(books: Books, by: Person, what: str, job: Job, now: datetime, key: str) -> None:
    books.acts.note(by, what, now, key=key, lead_id=job.lead_id, subject=job.kind, job=job.id)
