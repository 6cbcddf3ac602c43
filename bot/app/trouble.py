"""The trouble desk: what was given up, as the chat asks for it (X-06, X-08)."""

from dataclasses import dataclass

from bot.app.letters import drop_all, drop_one, retry_all, retry_one
from bot.cards.card import Card
from bot.cards.failed import render_failed, render_question
from desk.leads.model import Lead, LeadStatus
from desk.ports import Clock
from desk.staff.trouble import PACE, leaf_through
from handlers.telegram.desk import Guest
from handlers.telegram.trouble import Retried
from storage.books import Books, Store
from storage.jobs import Job

MOST = 2000  # that can be leafed through; all of them are counted, tried again and dropped


@dataclass(frozen=True, slots=True)
class DeskTrouble:
    """``zone`` (IANA) is the shop's. Acts raise Conflict when what they are about is gone; a wish that comes again,
    since the desk was stopped before its answer, is none.
    """

    store: Store
    clock: Clock
    zone: str

    async def page(self, number: int, language: str, *, may_act: bool) -> Card:
        def work(books: Books) -> tuple[list[Job], int]:
            return books.dead.newest(MOST), books.dead.count()

        letters, total = await self.store.read(work)
        leaf = leaf_through(letters, number)
        about = {it.lead_id for group in leaf.groups for it in group.shown if it.lead_id}
        leads = await self.store.read(lambda books: [books.leads.load(lead_id) for lead_id in about])
        return render_failed(
            leaf,
            total=total,
            wrong_numbers={lead.id for lead in leads if _has_wrong_number(lead)},
            now=self.clock.now(),
            language=language,
            shop_zone=self.zone,
            may_act=may_act,
        )

    async def question(self, language: str) -> Card | None:
        """None where there is nothing to drop."""
        count, stamp = await self.store.read(lambda books: (books.dead.count(), books.dead.stamp()))
        return render_question(count, stamp, language=language) if count else None

    async def retry(self, guest: Guest, job_id: int, key: str) -> None:
        now = self.clock.now()
        await self.store.write(lambda books: retry_one(books, guest.person, job_id, now, key))

    async def drop(self, guest: Guest, job_id: int, key: str) -> None:
        now = self.clock.now()
        await self.store.write(lambda books: drop_one(books, guest.person, job_id, now, key))

    async def retry_all(self, guest: Guest, key: str) -> Retried:
        now = self.clock.now()
        counts = await self.store.write(lambda books: retry_all(books, guest.person, PACE, now, key))
        return Retried(counts, PACE)

    async def drop_all(self, guest: Guest, stamp: str, key: str) -> None:
        now = self.clock.now()
        await self.store.write(lambda books: drop_all(books, guest.person, stamp, now, key))


def _has_wrong_number(lead: Lead) -> bool:
    return bool(lead.phone_problem) or lead.status is LeadStatus.INVALID_NUMBER
