"""Each time somebody is shown a whole number is an act, written down before it is shown (N-04)."""

from datetime import datetime

from desk.leads.model import Lead, Person
from storage.books import Books


def note_reveal(books: Books, lead: Lead, person_id: int, now: datetime, key: str = "") -> None:
    """``key``: a showing that is tried again is still the same."""
    if key and not books.acts.is_new(key):
        return
    known = books.people.find(person_id)
    who = Person(person_id, known.name if known else str(person_id))
    books.acts.note(who, "reveal", now, lead_id=lead.id, key=key)
