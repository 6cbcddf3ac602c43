"""What call tracking looks at from time to time, as jobs: an outage is told like any other, and it is tried again."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from desk.leads.books import NewJob
from desk.ports import Clock
from desk.tracking.effects.history import CURSOR
from desk.tracking.effects.history import begin as begin_history
from desk.tracking.effects.lists import SEEN
from desk.tracking.work import find_touches, follow_orders, handle_touch, learn_bindings, look_around, make_fields
from storage.books import Books, Store

MOST_OVERDUE = 200  # of one look
ACCOUNTS = "tracking:accounts"  # in the vault: whose history and lists the marks are about


@dataclass(frozen=True, slots=True)
class TrackingLooks:
    """One look that was given up waits in the list for a person, and is not piled up.

    ``accounts``: what tells the CRM's, and the tracker's, from others.
    """

    store: Store
    clock: Clock
    accounts: tuple[str, str]

    async def begin(self) -> None:
        """At the start. The very first is where the history begins, however long the CRM cannot be asked (CR-77)."""
        now = self.clock.now()
        await self.store.write(lambda books: begin_with(books, self.accounts, now))
        await self._owe((make_fields(now), *look_around(now)))

    async def owe(self) -> None:
        """The CRM's history, and whatever the tracker is to be told."""
        await self._owe(follow_orders(self.clock.now()))

    async def owe_lists(self) -> None:
        """Seldomer: every request costs points of the tracker's daily quota."""
        await self._owe((find_touches(self.clock.now()), learn_bindings(self.clock.now())))

    async def _owe(self, jobs: Iterable[NewJob]) -> None:
        now = self.clock.now()

        def work(books: Books) -> None:
            books.touches.sweep(now)
            books.jobs.put(*(it for it in jobs if not books.jobs.knows(it.key)))

        await self.store.write(work)


def begin_with(books: Books, accounts: tuple[str, str], now: datetime) -> None:
    """Marks in the history of another account would skip what happens in this one."""
    kept = (books.vault.load(ACCOUNTS) or {}).get("accounts")
    for mark, account, former in zip((CURSOR, SEEN), accounts, kept or accounts, strict=True):
        if account != former:
            books.vault.keep(mark, {}, now)
    begin_history(books, now)
    books.vault.keep(ACCOUNTS, {"accounts": list(accounts)}, now)


def forget_accounts(books: Books, now: datetime) -> None:
    """Whatever is connected next, even the same, begins then (CR-77)."""
    books.vault.keep(ACCOUNTS, {"accounts": ["", ""]}, now)


def overdue(books: Books, late: datetime) -> Iterator[NewJob]:
    """Touches that should have been handled before then (for the audit)."""
    for case in books.touches.waiting(late, MOST_OVERDUE):
        yield handle_touch(case)
