"""Who works here and when, as the chat and the command line change it: each change in the transaction it is given."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.settings.loading import Settings
from desk.errors import NotFound, Rejected
from desk.leads.events import Released
from desk.leads.model import COMMAND_LINE, OPEN, Person
from desk.leads.service import LeadService
from desk.phone import mask
from desk.staff.numbers import read_number, read_shared
from desk.staff.roles import DISMISSED, RANK, Role, check_appointment, role_of
from desk.staff.shift import UNTIL_BACK, Shift
from desk.staff.wishes import Wish, fulfil
from desk.values import replace
from handlers.telegram.desk import Guest
from storage.books import Books
from storage.people import Known

WHOEVER_IS_THERE = Guest(COMMAND_LINE, Role.OWNER, "en")  # at the command line
NAMED = tuple(role.value for role in Role if role)


@dataclass(frozen=True, slots=True)
class Staff:
    """``owners`` are those of the settings. ``zone`` is the shop's."""

    service: LeadService
    owners: frozenset[int]
    zone: ZoneInfo

    def find(self, books: Books, words: str) -> Person | None:
        """By number, or by the username of somebody we have met."""
        word = words.strip()
        if word.isdecimal() and len(word) < 16:
            known = books.people.find(int(word))
            return Person(int(word), known.name if known else word)
        known = books.people.find_by_username(word) if word else None
        return Person(known.id, known.name) if known else None

    def named(self, books: Books, words: str) -> Person:
        """Raises NotFound."""
        person = self.find(books, words)
        if person is None:
            raise NotFound(f"nobody is known by the name {words}")
        return person

    def standing(self, person_id: int, known: Known | None) -> Role:
        """What somebody was appointed to, by the settings or by people."""
        return Role.OWNER if person_id in self.owners else role_of(known.role if known else "")

    def role_now(self, books: Books, person: Person) -> Role:
        """Whoever sits at the command line is an owner."""
        if person.id == COMMAND_LINE.id:
            return Role.OWNER
        return self.standing(person.id, books.people.find(person.id))

    def held(self, books: Books, giver: Guest) -> Role:
        """What a giver holds in this transaction: it may be less than when they were let in."""
        return min((giver.role, self.role_now(books, giver.person)), key=lambda role: RANK[role])

    def appoint(self, books: Books, giver: Guest, person: Person, role: Role, now: datetime, key: str = "") -> None:
        """Bites at once: whoever may not work on leads any more gives theirs back.

        Raises Rejected when the giver does not hold what is given, or taken.
        """
        if not books.acts.is_new(key):
            return
        known = books.people.find(person.id)
        check_appointment(self.held(books, giver), self.standing(person.id, known), role)
        if person.id in self.owners:
            raise Rejected("the owners are those of the settings", code="settings")
        if known is None:
            books.people.meet(person.id, person.name, "", now)
        books.people.change(person.id, now, role=role.value or DISMISSED)
        if not role.reaches(Role.ADMIN):
            books.invitations.revoke(now, giver_id=person.id)  # their links end with their right to make them
        if not role.reaches(Role.SELLER):
            books.people.change(person.id, now, phone="")
            for lead in books.leads.of_assignee(person.id, OPEN):
                self.service.tell(books, lead.id, Released(giver.person, by_force=True), now)
        what = "appoint" if role else "dismiss"
        books.acts.note(giver.person, what, now, key=key, subject=person.name, id=person.id, role=role.value)

    def change_shift(
        self, books: Books, giver: Guest, person: Person, wish: Wish, words: str, now: datetime, key: str = ""
    ) -> Shift:
        """The shift as it then is. Raises Rejected, with code ``UNREADABLE`` for the words; NotFound."""
        if giver.person.id != person.id and not giver.admin:
            raise Rejected("only admins change somebody else's shift", code="not_admin")
        known = books.people.find(person.id)
        if known is None:
            raise NotFound(f"nobody is known by the number {person.id}")
        if not books.acts.is_new(key):
            return known.shift
        before = known.shift if known.shift.away(now) else replace(known.shift, away_until=None)
        after = fulfil(before, wish, words, self.zone, now)
        if after != before:
            books.people.set_shift(person.id, after, now)
            subject = "" if giver.person.id == person.id else person.name
            books.acts.note(giver.person, wish.value, now, key=key, subject=subject, **_told(person, after, wish))
        return after

    def change_phone(
        self,
        books: Books,
        giver: Guest,
        person: Person,
        typed: str,
        now: datetime,
        key: str = "",
        *,
        shared: bool = False,
    ) -> str:
        """Their number as it then is, E.164 or empty; the log has it masked. ``shared``: from a contact of theirs.

        Raises Rejected, with the reason for whoever typed it; NotFound.
        """
        if giver.person.id != person.id and not giver.admin:
            raise Rejected("only admins change somebody else's number", code="not_admin")
        known, rules = books.people.find(person.id), self.service.rules()
        if known is None:
            raise NotFound(f"nobody is known by the number {person.id}")
        read = read_shared if shared else read_number
        phone = read(typed, rules.country, rules.foreign_numbers)
        if phone != known.phone and books.acts.is_new(key):
            books.people.change(person.id, now, phone=phone)
            subject = "" if giver.person.id == person.id else person.name
            text = mask(phone) if phone else ""
            books.acts.note(giver.person, "phone", now, key=key, subject=subject, id=person.id, text=text)
        return phone


def list_crew(books: Books, owners: Collection[int]) -> list[Known]:
    """Those who were named, and those of the settings whom we have met."""
    named = books.people.with_roles(NAMED)
    met = (books.people.find(it) for it in sorted(set(owners) - {it.id for it in named}))
    return [*named, *(it for it in met if it)]


def make_staff(settings: Settings, service: LeadService) -> Staff:
    return Staff(service, frozenset(settings.telegram.admins), ZoneInfo(settings.shop.timezone))


def _told(person: Person, shift: Shift, wish: Wish) -> dict[str, Any]:
    """What the audit log keeps of a change: it is whole, and needs no earlier row to be understood."""
    until = shift.away_until
    values: dict[Wish, dict[str, Any]] = {
        Wish.AWAY: {"until": until.isoformat()} if until and until != UNTIL_BACK else {},
        Wish.BACK: {},
        Wish.HOURS: {"text": shift.hours},
        Wish.DAYS_OFF: {"text": ", ".join(map(str, shift.days_off))},
        Wish.TAKES: {"text": "; ".join((", ".join(shift.categories), ", ".join(shift.cities))).strip("; ")},
        Wish.CATEGORIES: {"text": ", ".join(shift.categories)},
        Wish.CITIES: {"text": ", ".join(shift.cities)},
    }
    return {"id": person.id, **values[wish]}
