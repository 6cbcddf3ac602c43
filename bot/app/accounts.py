"""The shop's spending, put together from the ledger: for the chat, the command line and the evening's figures."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from desk.leads.policy import ContactHours
from desk.spending.forecast import DAYS, Forecast, foresee
from desk.spending.purse import Money, add_up
from desk.spending.sheet import Account, Sheet, make_sheet
from desk.statistics.opentime import measures
from desk.statistics.period import DAYS as LENGTHS
from desk.statistics.period import Span, midnight
from scheduler.brake import SpendingBrake
from storage.books import Books


@dataclass(frozen=True, slots=True)
class Accounts:
    """``hours``: the shop's, as they are now."""

    brake: SpendingBrake
    hours: Callable[[], ContactHours]

    def account(self, books: Books, now: datetime) -> Account:
        zone, look = self.brake.zone, self.brake.look(books, now)
        money = look.policy.money
        begin, end = midnight(now, zone), midnight(now, zone, -1)
        today = self.sheet(books, begin, end, now)
        return Account(
            currency=money.currency,
            policy=look.policy,
            allowance=look.allowance,
            held=look.held,
            today=today,
            yesterday=self.sheet(books, midnight(now, zone, 1), begin, now),
            month=self.sheet(books, midnight(now, zone, LENGTHS[Span.MONTH] - 1), end, now),
            forecast=self._foresee(books, today.spent, money, now),
            closed=look.closed,
        )

    def sheet(self, books: Books, since: datetime, until: datetime, now: datetime) -> Sheet:
        tally, money = books.charges.tally(since, until, now), self.brake.policy_of(books).money
        leads = books.figures.accepted(since, until)
        return make_sheet(tally, self.brake.purse_of(books, since, until, now), money, leads)

    def _foresee(self, books: Books, spent: Decimal, money: Money, now: datetime) -> Forecast:
        zone = self.brake.zone
        passed = now - midnight(now, zone)
        days = []
        for ago in range(1, DAYS + 1):
            begin, end = midnight(now, zone, ago), midnight(now, zone, ago - 1)
            early = add_up(books.charges.heaps(begin, begin + passed), money)
            days.append((early, add_up(books.charges.heaps(begin, end), money)))
        return foresee(spent, days, self._open_part(now))

    def _open_part(self, now: datetime) -> Decimal | None:
        """Of today's business hours, how much is over; None where there are none."""
        zone = self.brake.zone
        begin, end = midnight(now, zone), midnight(now, zone, -1)
        hours = measures(self.hours(), begin, end)(zone)
        whole, early = hours.between(begin, end), hours.between(begin, now)
        return Decimal(early.total_seconds()) / Decimal(whole.total_seconds()) if whole else None
