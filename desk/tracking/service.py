"""Leg 2 of call tracking: a fact and what is kept go in; what is kept and owed then comes out, in one transaction."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from desk.errors import Ignored
from desk.leads.effects.doubts import AT_WORK
from desk.tracking import exporting, handling
from desk.tracking.books import Books
from desk.tracking.case import Case
from desk.tracking.case_facts import CaseFact, GivenUp, RetryAsked, TakenByHand, ToldAgain
from desk.tracking.export import Export
from desk.tracking.export_facts import ExportFact
from desk.tracking.export_facts import RetryAsked as ExportRetried
from desk.tracking.export_facts import TakenByHand as ExportByHand
from desk.tracking.hints import TouchHint
from desk.tracking.model import Touch
from desk.tracking.ports import Change
from desk.tracking.wishes import Wishes
from desk.tracking.work import find_touches, handle_touch, send_deals, show_deal, show_touch


@dataclass(frozen=True, slots=True)
class TrackingService:
    """``wishes`` are asked for at every decision: they may be changed."""

    wishes: Callable[[], Wishes]

    def hear(self, books: Books, hint: TouchHint, now: datetime) -> str:
        """An event of the tracker; what became of it. One that says too little has the lists looked at. Raises
        Ignored."""
        if hint.touch is None:
            books.jobs.put(find_touches(now))
            return f"the lists are asked for {hint.kind} {hint.id}".rstrip()
        case = self.receive(books, hint.touch, now)
        return f"{hint.kind} {hint.id}, touch {case.id}"

    def receive(self, books: Books, touch: Touch, now: datetime, *, listed: bool = False) -> Case:
        """Somebody got in touch; ``listed``: it was found in the tracker's lists. Raises Ignored when it is known
        (CR-19)."""
        known = books.touches.find(touch.key)
        if known:
            return self.tell(books, known.id, ToldAgain(touch), now)
        case = books.touches.add(handling.open_case(touch, now, self.wishes().lead_delay, listed=listed))
        books.jobs.put(show_touch(case, now) if case.troubled else handle_touch(case))
        return case

    def receive_all(self, books: Books, touches: Iterable[Touch], now: datetime) -> None:
        """A page of the tracker's lists; most of it is known."""
        for touch in touches:
            try:
                self.receive(books, touch, now, listed=True)
            except Ignored:
                continue

    def tell(self, books: Books, case_id: int, fact: CaseFact, now: datetime) -> Case:
        """The case as it then is. Raises Ignored when nothing changes, Conflict, NotFound."""
        before = books.touches.load(case_id)
        after = handling.advance(before, fact)
        books.touches.save(after)
        if before.waits and not after.waits:
            in_doubt = isinstance(fact, GivenUp) and fact.in_doubt
            books.touches.release(case_id, now + AT_WORK if in_doubt else None)
        if before.troubled or after.troubled or after.retried_by:
            books.jobs.put(show_touch(after, now))
        return after

    def retry(self, books: Books, case_id: int, who: str, now: datetime) -> Case:
        """A person wants a failed touch tried again. Raises Conflict, NotFound."""
        case = self.tell(books, case_id, RetryAsked(who), now)
        books.jobs.put(handle_touch(case))
        return case

    def take_by_hand(self, books: Books, case_id: int, who: str, now: datetime) -> Case:
        """A person does it instead. Raises Conflict, NotFound."""
        return self.tell(books, case_id, TakenByHand(who), now)

    def follow(self, books: Books, changes: Iterable[Change], now: datetime) -> None:
        """A page of the history, in its order (CR-60 to CR-78)."""
        grown = False
        for change in changes:
            known = books.tracker_deals.find(change.order_id)
            try:
                self._keep(books, exporting.follow_change(known, change, now), now)
            except Ignored:
                continue
            grown = True
        if grown:
            self._owe(books, now)

    def tell_exports(self, books: Books, told: Iterable[tuple[int, ExportFact]], now: datetime) -> None:
        """What came of telling the tracker, by the numbers of the exports; old news among it.

        No job is owed for it: whoever tells knows when to go on, and does not hurry while the tracker is down.
        """
        for export_id, fact in told:
            try:
                self._tell_export(books, export_id, fact, now)
            except Ignored:
                continue

    def tell_export(self, books: Books, export_id: int, fact: ExportFact, now: datetime) -> Export:
        """The export as it then is. Raises Ignored when nothing changes, Conflict, NotFound."""
        after = self._tell_export(books, export_id, fact, now)
        self._owe(books, now)
        return after

    def retry_export(self, books: Books, export_id: int, who: str, now: datetime) -> Export:
        """A person has looked at what the tracker refused. Raises Conflict, NotFound."""
        return self.tell_export(books, export_id, ExportRetried(who), now)

    def take_export_by_hand(self, books: Books, export_id: int, who: str, now: datetime) -> Export:
        """A person tells the tracker instead. Raises Conflict, NotFound."""
        return self.tell_export(books, export_id, ExportByHand(who), now)

    def _tell_export(self, books: Books, export_id: int, fact: ExportFact, now: datetime) -> Export:
        before = books.tracker_deals.load(export_id)
        after = self._keep(books, exporting.advance(before, fact), now)
        if before.refusal or after.refusal or after.retried_by:
            books.jobs.put(show_deal(after, now))
        return after

    def _keep(self, books: Books, export: Export, now: datetime) -> Export:
        delay = self.wishes().deal_update_delay
        if not export.id:
            return books.tracker_deals.add(export, now, delay)
        books.tracker_deals.save(export, now, delay)
        return export

    def _owe(self, books: Books, now: datetime) -> None:
        """One job waits for all: at the moment of the first, or an older hint would be lost behind a younger one."""
        if due := books.tracker_deals.next_due():
            books.jobs.put(send_deals(max(now, due)))
