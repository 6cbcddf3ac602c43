"""What a person is shown before it is sent: kept until they send it, so that a restart in between does no harm (X-18).

Whatever was shown is what is sent, and once: sending takes it out.
"""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from desk.errors import Conflict
from storage.books import Books

KEY = "drafts:"
MOST = 10  # of one person; the oldest make room


@dataclass(frozen=True, slots=True)
class Draft:
    """``name``: of the shop's answer it was made of, empty: their own words."""

    lead_id: int
    text: str
    name: str = ""


def stamp_of(*words: str) -> str:
    """Short enough for a button; equal for equal words."""
    return sha256("\n".join(words).encode()).hexdigest()[:8]


def keep_draft(books: Books, person_id: int, stamp: str, draft: Draft, now: datetime) -> None:
    """``stamp``: by which the button that sends it names it."""
    kept = {it: row for it, row in _load(books, person_id).items() if it != stamp}
    row = {"lead": draft.lead_id, "text": draft.text, "name": draft.name}
    books.vault.keep(f"{KEY}{person_id}", dict([*kept.items(), (stamp, row)][-MOST:]), now)


def take_draft(books: Books, person_id: int, lead_id: int, stamp: str, now: datetime) -> Draft:
    """Raises Conflict when it was sent, or has made room for others."""
    kept = _load(books, person_id)
    row = kept.pop(stamp, None)
    if row is None or row["lead"] != lead_id:
        raise Conflict("this message was sent or is too old: choose it again")
    books.vault.keep(f"{KEY}{person_id}", kept, now)
    return Draft(lead_id, row["text"], row["name"])


def _load(books: Books, person_id: int) -> dict[str, dict[str, Any]]:
    return books.vault.load(f"{KEY}{person_id}") or {}
