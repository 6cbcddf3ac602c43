"""All repositories over one connection: what a transaction's function is given."""

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Connection

from storage.acts import Acts
from storage.cards import Cards
from storage.charges import Charges
from storage.database import Database
from storage.dead_letters import DeadLetters
from storage.figures import Figures
from storage.inbox import Inbox
from storage.incidents import Incidents
from storage.invitations import Invitations
from storage.jobs import Jobs
from storage.leads import Leads
from storage.mail import Mail
from storage.orderings import Orderings
from storage.pairs import Pairs
from storage.people import People
from storage.spans import Spans
from storage.touches import Touches
from storage.tracker_deals import TrackerDeals
from storage.vault import Vault

T = TypeVar("T")


class Books:
    def __init__(self, connection: Connection) -> None:
        self.acts = Acts(connection)
        self.cards = Cards(connection)
        self.charges = Charges(connection)
        self.figures = Figures(connection)
        self.inbox = Inbox(connection)
        self.incidents = Incidents(connection)
        self.invitations = Invitations(connection)
        self.jobs = Jobs(connection)
        self.orderings = Orderings(connection)
        self.dead = DeadLetters(connection, self.jobs)
        self.leads = Leads(connection)
        self.pairs = Pairs(connection)
        self.people = People(connection)
        self.spans = Spans(connection)
        self.touches = Touches(connection)
        self.tracker_deals = TrackerDeals(connection)
        self.vault = Vault(connection)


class Store:
    """The database, opened as books. ``on_jobs`` and ``on_mail`` are called after a commit that added some."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.on_jobs: Callable[[], None] = _nobody
        self.on_mail: Callable[[], None] = _nobody
        self.mail = Mail(self.write)

    async def write(self, work: Callable[[Books], T]) -> T:
        def within(connection: Connection) -> tuple[T, Books]:
            books = Books(connection)
            return work(books), books

        answer, books = await self.database.write(within)
        if books.jobs.grown:
            self.on_jobs()
        if books.inbox.grown:
            self.on_mail()
        return answer

    async def read(self, work: Callable[[Books], T]) -> T:
        return await self.database.read(lambda connection: work(Books(connection)))


def _nobody() -> None:
    """Nobody waits for it."""
