"""What people decide about the day's money: written down, and in force at once (N-09)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from bot.app.accounts import Accounts
from bot.cards.card import Card
from bot.cards.spending import read_stamp, render_account, render_ended, render_limit, stamp_of
from desk.errors import Conflict
from desk.leads.model import Person
from desk.ports import Clock
from desk.spending.brake import Allowance
from handlers.telegram.desk import Guest
from scheduler.brake import SpendingBrake
from scheduler.spending import show_spending
from storage.books import Books, Store

MORE, FREE, STOP = "spend_more", "spend_free", "spend_stop"
CHANGED = "the day's allowance has changed: look at it again"
NO_LIMIT = "there is no spending limit"
Change = Callable[[Allowance], Allowance]


def decide(books: Books, brake: SpendingBrake, by: Person, what: str, amount: Decimal, now: datetime) -> Allowance:
    """One of ``MORE`` (by ``amount``), ``FREE`` and ``STOP``, for today. Raises Conflict when there is no limit.

    What waits is let go by the watch, a few at a time.
    """
    look = brake.look(books, now)
    if look.policy.limit is None:
        raise Conflict(NO_LIMIT)
    changes: dict[str, Change] = {
        MORE: lambda it: it.approve(amount, by.name),
        FREE: lambda it: it.let_go(by.name),
        STOP: lambda it: it.stop(by.name),
    }
    changed = changes[what](look.allowance)
    brake.keep(books, changed, now)
    books.jobs.put(show_spending(changed.day, now))
    return changed


@dataclass(frozen=True, slots=True)
class DeskSpending:
    """As the chat asks for it. Acts raise Conflict when the button is about another day or an earlier allowance."""

    store: Store
    clock: Clock
    accounts: Accounts

    async def page(self, language: str) -> Card:
        now = self.clock.now()
        account = await self.store.read(lambda books: self.accounts.account(books, now))
        return render_account(account, now=now, language=language, shop_zone=self.accounts.brake.zone)

    async def decide(self, guest: Guest, what: str, subject: str, key: str) -> None:
        """``subject``: the stamp of what was looked at when the button was drawn, and the amount that it adds."""
        now = self.clock.now()

        def work(books: Books) -> None:
            if not books.acts.is_new(key):
                return
            look = self.accounts.brake.look(books, now)
            stamp, amount = read_stamp(subject)
            if stamp != stamp_of(look.allowance):
                raise Conflict(CHANGED)
            decide(books, self.accounts.brake, guest.person, what, amount, now)
            books.acts.note(guest.person, what, now, key=key, subject=str(amount) if amount else "")

        await self.store.write(work)


@dataclass(frozen=True, slots=True)
class DayCard:
    """The living card of one day (ISO date), as it is drawn now."""

    accounts: Accounts

    def __call__(self, books: Books, day: str, language: str, now: datetime) -> Card:
        brake = self.accounts.brake
        if day == brake.day(now):
            account = self.accounts.account(books, now)
            return render_limit(account, now=now, language=language, shop_zone=brake.zone)
        since, until = brake.bounds(day)
        sheet, currency = self.accounts.sheet(books, since, until, now), brake.policy_of(books).money.currency
        return render_ended(sheet, currency, since, language=language, shop_zone=brake.zone)
