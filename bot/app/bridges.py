"""A seller asks to be connected with a customer, in the chat or on the command line."""

from datetime import datetime

from desk.errors import Conflict
from desk.leads.books import Lane
from desk.leads.events import ConnectAsked
from desk.leads.model import Lead
from desk.leads.service import LeadService
from desk.staff.numbers import NO_NUMBER
from scheduler.switches import find_paused
from storage.books import Books


def connect(books: Books, service: LeadService, lead_id: int, wish: ConnectAsked, now: datetime) -> Lead:
    """Raises Conflict, with the code ``NO_NUMBER`` where nothing but their own number is missing; then nothing is kept.

    That is asked last, of those only whom telephony would call.
    """
    lead = service.tell(books, lead_id, wish, now)
    if Lane.CALLS in find_paused(books, now):
        raise Conflict("telephony is paused: please call yourself")
    if not books.people.phone_of(wish.by.id):
        raise Conflict("your own number is not known yet: send it with /phone", code=NO_NUMBER)
    return lead
