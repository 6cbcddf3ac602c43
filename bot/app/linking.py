"""What people ask of the connection of call tracking, in the chat and on the command line: checked, kept, noted."""

from datetime import datetime

from desk.errors import Conflict, Rejected
from desk.leads.model import Person
from desk.tracking.connecting import connect, connect_again, disconnect, load_connection
from desk.tracking.connection import Connection, Keys
from integrations.retailcrm import origin_of
from scheduler.tracking import forget_accounts
from storage.books import Books

UNREADABLE = "wrong address: it names no host; paste what the browser shows, like https://shop.retailcrm.ru"
NOTHING = "nothing was connected here yet"
CHANGED = "something else was asked for since then"
DRAFT = "link:"  # of the vault; a person's number follows
LONGEST = 200  # characters of a key
ASKED, ASKED_AGAIN, LET_GO = "link_keys", "link_again", "unlink"


def check_keys(url: str, api_key: str, site_id: str, token: str) -> Keys:
    """What can be seen without asking anybody. Raises Rejected, without quoting a secret."""
    return Keys(check_address(url), check_secret(api_key), check_site(site_id), check_secret(token))


def check_address(typed: str) -> str:
    """Raises Rejected (CR-02)."""
    if not (url := origin_of(typed)):
        raise Rejected(UNREADABLE, code="value")
    return url


def check_secret(typed: str) -> str:
    """Raises Rejected."""
    key = typed.strip()
    if not key or len(key) > LONGEST or not key.isascii() or not key.isprintable() or " " in key:
        raise Rejected("this cannot be a key: copy it once more, as one line", code="value")
    return key


def check_site(typed: str) -> int:
    """Raises Rejected."""
    text = typed.strip()
    if not (text.isascii() and text.isdigit() and len(text) < 16 and int(text)):
        raise Rejected("the cabinet is known by a number", code="value")
    return int(text)


def connect_keys(books: Books, keys: Keys, by: Person, now: datetime, key: str = "") -> Connection:
    """A wish that is told once more was granted."""
    known = load_connection(books)
    if known and key and not books.acts.is_new(key):
        return known
    books.acts.note(by, ASKED, now, key=key, subject=keys.url)
    return connect(books, keys, by.id, now)


def retry_keys(books: Books, by: Person, now: datetime, key: str = "", stamp: str | None = None) -> Connection:
    """``stamp``: of the wish that failed; None: whichever was the latest. Raises Conflict."""
    known = _known(books)
    if key and not books.acts.is_new(key):
        return known
    if stamp is not None and stamp != stamp_of(known):
        raise Conflict(CHANGED)
    books.acts.note(by, ASKED_AGAIN, now, key=key, subject=known.keys.url)
    return connect_again(books, known, by.id, now)


def disconnect_keys(books: Books, by: Person, now: datetime, key: str = "", stamp: str | None = None) -> None:
    """What the settings file connects goes on. Raises Conflict."""
    known = _known(books)
    if key and not books.acts.is_new(key):
        return
    if stamp is not None and stamp != stamp_of(known):
        raise Conflict(CHANGED)
    disconnect(books, known, now)
    forget_accounts(books, now)
    books.acts.note(by, LET_GO, now, key=key, subject=known.keys.url)


def load_draft(books: Books, person: int) -> dict[str, str]:
    """What they have typed so far."""
    return dict(books.vault.load(f"{DRAFT}{person}") or {})


def keep_draft(books: Books, person: int, draft: dict[str, str], now: datetime) -> None:
    books.vault.keep(f"{DRAFT}{person}", draft, now)


def drop_draft(books: Books, person: int, now: datetime) -> None:
    """It holds a key: nothing of it is kept longer than it is needed."""
    if load_draft(books, person):
        books.vault.keep(f"{DRAFT}{person}", {}, now)


def stamp_of(it: Connection) -> str:
    """Tells one wish from another, in a button."""
    return f"{int(it.at.timestamp() * 1000):x}"


def _known(books: Books) -> Connection:
    known = load_connection(books)
    if known is None:
        raise Conflict(NOTHING)
    return known
