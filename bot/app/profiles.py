"""What is remembered of a person beside their shift: language and number, changed in the transaction given."""

from datetime import datetime

from bot.app.staff import Staff
from bot.board.place import LEAD
from bot.texts.catalogue import LANGUAGES
from desk.errors import NotFound, Rejected
from desk.leads.model import Person
from desk.leads.work import show_card, show_waiting
from desk.staff.roles import Role
from handlers.telegram.desk import Guest
from storage.books import Books
from storage.people import Known

SPEAK, PHONE = "speak", "phone"  # words of the log
MOST_CARDS = 50


def known_as(books: Books, person_id: int) -> Known:
    """Raises NotFound."""
    known = books.people.find(person_id)
    if known is None:
        raise NotFound(f"nobody is known by the number {person_id}")
    return known


def change_language(
    books: Books, staff: Staff, giver: Guest, person_id: int, language: str, now: datetime, key: str = ""
) -> None:
    """An empty ``language``: that of their client. Their private cards are drawn anew. Raises Rejected, NotFound."""
    if language and language not in LANGUAGES:
        raise Rejected("there are no texts in this language", code="value")
    known = known_as(books, person_id)
    if giver.person.id != person_id:
        check_admin(books, staff, giver)
    if not books.acts.is_new(key) or known.speaks == language:
        return
    books.people.change(person_id, now, speaks=language)
    books.acts.note(giver.person, SPEAK, now, key=key, subject=_named(giver, known), id=person_id, text=language or "—")
    hung = books.cards.in_chat(person_id, LEAD)[:MOST_CARDS]
    books.jobs.put(*(show_card(books.leads.load(_number(it.name)), now) for it in hung), show_waiting(now))


def note_phone(books: Books, giver: Guest, person_id: int, phone: str, now: datetime, key: str) -> None:
    """``phone`` is E.164."""
    known = known_as(books, person_id)
    if known.phone != phone and books.acts.is_new(key):
        books.people.change(person_id, now, phone=phone)
        books.acts.note(giver.person, PHONE, now, key=key, subject=_named(giver, known), id=person_id)


def meet_shown(books: Books, person: Person, username: str, now: datetime) -> None:
    """Somebody an admin pointed at; of whom we know already everything stays as it is."""
    if books.people.find(person.id) is None:
        books.people.meet(person.id, person.name, username, now)


def check_admin(books: Books, staff: Staff, giver: Guest) -> None:
    """Raises Rejected."""
    if not staff.held(books, giver).reaches(Role.ADMIN):
        raise Rejected("only admins change who works here", code="not_admin")


def _named(giver: Guest, known: Known) -> str:
    return "" if giver.person.id == known.id else known.name


def _number(name: str) -> int:
    return int(name.removeprefix(LEAD))
