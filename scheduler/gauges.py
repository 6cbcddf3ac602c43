"""What stands where, for the metrics: counted when somebody looks, since a million take a tenth of a second."""

from prometheus_client import CollectorRegistry, Gauge

from desk.leads.model import LeadStatus
from scheduler.audit import Audit
from storage.books import Books, Store


class Gauges:
    def __init__(self, store: Store, audit: Audit, registry: CollectorRegistry) -> None:
        self._store = store
        self._audit = audit
        self._leads = Gauge("ringdesk_leads", "Leads by status", ["status"], registry=registry)
        self._jobs = Gauge("ringdesk_jobs_standing", "Jobs by lane and status", ["lane", "status"], registry=registry)
        self._inbox = Gauge("ringdesk_inbox_waiting", "Kept requests not yet understood", registry=registry)
        self._lost = Gauge("ringdesk_lost_hints", "Hints the auditor had to put back; should stay 0", registry=registry)

    async def run(self) -> None:
        leads, jobs, waiting = await self._store.read(_count)
        for status in LeadStatus:
            self._leads.labels(status.value).set(leads.get(status.value, 0))
        self._jobs.clear()
        for (lane, status_), number in jobs.items():
            self._jobs.labels(lane, status_).set(number)
        self._inbox.set(waiting)
        self._lost.set(self._audit.found)


def _count(books: Books) -> tuple[dict[str, int], dict[tuple[str, str], int], int]:
    return books.leads.count(), books.jobs.count(), books.inbox.count_waiting()
