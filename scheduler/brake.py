"""The spending brake on its memory: the day's money as the ledger has it, and what people have allowed (N-09)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from desk.leads.charges import HELD, Kind
from desk.leads.work import PLACE_CALL, SEND_SMS
from desk.spending.brake import Allowance, Policy, Verdict, judge, read_allowance, write_allowance
from desk.spending.purse import Past, Purse, fill_purse, past_of
from desk.statistics.period import midnight
from desk.values import replace
from storage.books import Books
from storage.charges import ROLES

KEY = "spending"
LOOK_BACK = 30  # days whose prices say what one more may cost
JOBS = {Kind.CALL: PLACE_CALL, Kind.SMS: SEND_SMS}


@dataclass(frozen=True, slots=True)
class Look:
    """The brake as it stands. ``held``: how many calls and messages wait for money."""

    policy: Policy
    allowance: Allowance
    purse: Purse
    held: Mapping[Kind, int]

    def verdict(self, kind: Kind) -> Verdict:
        return judge(self.policy, self.allowance, self.purse, kind)

    @property
    def closed(self) -> bool:
        """Calls or messages are not started before somebody approves, or tomorrow."""
        return any(self.verdict(kind) is Verdict.STOP for kind in Kind)


class SpendingBrake:
    """``policy`` is asked for each time: it may be changed. ``zone`` (IANA) is the shop's."""

    def __init__(self, policy: Callable[[], Policy], zone: str) -> None:
        self.policy = policy
        self.zone = zone
        self._past: Mapping[Kind, Past] = {}

    def judge(self, books: Books, kind: Kind, now: datetime) -> Verdict:
        if self.policy().limit is None:
            return Verdict.GO
        return judge(*self._stand(books, now), kind)

    def tomorrow(self, now: datetime) -> datetime:
        return midnight(now, self.zone, -1)

    def day(self, now: datetime) -> str:
        """ISO date."""
        return f"{now.astimezone(ZoneInfo(self.zone)).date()}"

    def look(self, books: Books, now: datetime) -> Look:
        held = books.jobs.held(HELD)
        return Look(*self._stand(books, now), {kind: held[job] for kind, job in JOBS.items() if job in held})

    def learn(self, books: Books, now: datetime) -> None:
        """What prices were like before today."""
        tally = books.charges.tally(midnight(now, self.zone, LOOK_BACK), midnight(now, self.zone), now)
        self._past = past_of(tally, self.policy_of(books).money)

    def policy_of(self, books: Books) -> Policy:
        """Where the shop names no currency, it is that of the account for calls, or for messages."""
        policy = self.policy()
        if policy.money.currency:
            return policy
        accounts = books.charges.currencies()
        currency = next((accounts[role] for role in ROLES.values() if role in accounts), "")
        return replace(policy, money=replace(policy.money, currency=currency))

    def keep(self, books: Books, allowance: Allowance, now: datetime) -> None:
        books.vault.keep(KEY, write_allowance(allowance), now)

    def kept_day(self, books: Books) -> str:
        """The day (ISO date) that was last written about; empty: none."""
        return str((books.vault.load(KEY) or {}).get("day", ""))

    def purse_of(self, books: Books, since: datetime, until: datetime, now: datetime) -> Purse:
        return fill_purse(books.charges.tally(since, until, now), self._past, self.policy_of(books).money)

    def bounds(self, day: str) -> tuple[datetime, datetime]:
        """When that day (ISO date) of the shop begins and ends, in UTC."""
        noon = datetime.combine(date.fromisoformat(day), time(12), ZoneInfo(self.zone))
        return midnight(noon, self.zone), midnight(noon, self.zone, -1)

    def _stand(self, books: Books, now: datetime) -> tuple[Policy, Allowance, Purse]:
        policy = self.policy_of(books)
        tally = books.charges.tally(midnight(now, self.zone), midnight(now, self.zone, -1), now)
        allowance = read_allowance(books.vault.load(KEY), self.day(now))
        return policy, allowance, fill_purse(tally, self._past, policy.money)
