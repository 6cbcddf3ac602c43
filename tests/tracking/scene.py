"""Call tracking on a real database, between a CRM and a tracker on paper. Jobs are done by hand."""

from dataclasses import dataclass, field
from typing import Any

from desk.errors import Ignored
from desk.leads.effects.outcome import Outcome
from desk.tracking.case import Case
from desk.tracking.effects.deals import SendDeals
from desk.tracking.effects.history import TurnHistory
from desk.tracking.effects.lists import FindTouches
from desk.tracking.effects.retry import RetryTouch
from desk.tracking.effects.table import Table
from desk.tracking.effects.touch import HandleTouch
from desk.tracking.export import Export
from desk.tracking.model import Kind, Touch, Utm
from desk.tracking.service import TrackingService
from desk.tracking.wishes import Wishes
from desk.tracking.work import FIND_TOUCHES, HANDLE_TOUCH, RETRY_TOUCH, SEND_DEALS, TURN_HISTORY
from desk.values import replace
from storage.books import Books
from storage.jobs import Job
from tests.clocks import TurnedClock
from tests.tracking.jobs import JobsByHand
from tests.tracking.paper_tracker import PaperTracker
from tests.tracking.world import PaperCrm

PHONE, EMAIL, SITE = "79001234567", "a@example.com", "12345"
MINUTE = 60.0


@dataclass
class Scene(JobsByHand):
    clock: TurnedClock
    crm: PaperCrm
    tracker: PaperTracker
    wishes: Wishes = field(default_factory=Wishes)

    def __post_init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        """A new process on the same file."""
        self.service = TrackingService(lambda: self.wishes)
        self.table = Table(self.store, self.service, self.clock)
        self.handle = HandleTouch(self.table, self.crm, lambda: self.wishes)
        self.send = SendDeals(self.table, self.crm, self.tracker, lambda: self.wishes)
        self.turn_history = TurnHistory(self.table, self.crm)
        self.find_touches = FindTouches(self.table, self.tracker)
        self.retry = RetryTouch(self.table)

    def wish(self, **changes: Any) -> None:
        self.wishes = replace(self.wishes, **changes)

    # --- somebody gets in touch --------------------------------------------------------------------------------------

    def touch(self, kind: Kind = Kind.CALL, number: str = "1", **changes: Any) -> Touch:
        known = {"phone": PHONE} | changes
        return Touch(kind, number, SITE, self.clock.now(), **known)

    async def receive(self, touch: Touch, *, listed: bool = False) -> None:
        """As often as one likes."""
        now = self.clock.now()

        def work(books: Books) -> None:
            try:
                self.service.receive(books, touch, now, listed=listed)
            except Ignored:
                return

        await self.store.write(work)

    async def handled(self, touch: Touch) -> Case:
        """It comes, the delay passes, and it is handled."""
        await self.receive(touch)
        self.clock.turn(MINUTE)
        await self.work()
        return await self.case(touch)

    # --- deals -------------------------------------------------------------------------------------------------------

    async def begin(self) -> None:
        """The connection is made: the cursors begin now, by what the desk does at its start and by the first look."""
        await self.turn_history()
        await self.find_touches()
        self.crm.asked.clear()

    async def look(self) -> None:
        """The history is read, and what is due is told."""
        await self.turn_history()
        await self.work()

    async def export(self, order_id: str) -> Export | None:
        return await self.store.read(lambda books: books.tracker_deals.find(order_id))

    async def run(self, job: Job) -> Outcome:
        if job.kind == HANDLE_TOUCH:
            return await self.handle(job.data["case"])
        if job.kind == RETRY_TOUCH:
            return await self.retry(int(job.key.rpartition(":")[2]), str(job.data["name"]))
        return await {SEND_DEALS: self.send, TURN_HISTORY: self.turn_history, FIND_TOUCHES: self.find_touches}[
            job.kind
        ]()

    async def patiently(self, seconds: float = 300) -> None:
        """Time passes in small steps, and whatever waits is tried again."""
        for _ in range(int(seconds // 5)):
            await self.work()
            self.clock.turn(5)

    # --- what stands in the CRM ---------------------------------------------------------------------------------------

    def customer(self, name: str = "Пётр", phone: str = PHONE, email: str = "", **changes: Any) -> str:
        return self.crm.add_customer(name, phone, email, **changes).id

    def customer_names(self) -> list[str]:
        return [it.name.first for it in self.crm.customers.values()]

    def writes(self) -> list[str]:
        return [it for it in self.crm.asked if it.startswith("W ")]

    @property
    def reads(self) -> list[str]:
        return [it for it in self.crm.asked if it.startswith("R ")]


FULL = Utm("google", "cpc", "spring", "banner", "watch")
