"""Call tracking as the chat asks for it: pages to read, and what people do about failures."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.app.neighbours import build_neighbours
from bot.app.outside import open_desk
from bot.app.tracked import keys_in_use, overlay
from bot.app.tracking import Tracking
from bot.cards.card import Card
from bot.cards.facts import Reader
from bot.cards.touches import Links
from bot.cards.tracking import MOST, render_journal, render_tracking, render_untracked, unpack_page
from bot.settings.loading import Settings
from bot.texts.catalogue import Speaker
from desk.errors import Conflict
from desk.ports import Clock
from desk.tracking.service import TrackingService
from desk.tracking.work import HANDLE_TOUCH
from handlers.telegram.desk import Guest
from storage.books import Books, Store

Deed = Callable[[Books, TrackingService, datetime, int, str], str]  # about a number, by somebody; its subject
Act = Callable[[Books, TrackingService, datetime], str]


@dataclass(frozen=True, slots=True)
class DeskTracking:
    """``zone`` (IANA) is the shop's. Acts raise Conflict when there is nothing to do any more; a wish that comes again,
    since the desk was stopped before its answer, was granted.
    """

    store: Store
    clock: Clock
    tracking: Tracking | None
    zone: str

    async def page(self, language: str, subject: str, *, full: bool) -> Card:
        if self.tracking is None:
            return render_untracked(language)
        journal, state, before = unpack_page(subject)
        reader, links = Reader(Speaker(language), self.zone, self.clock.now(), full), links_of(self.tracking)
        deals = await self.store.read(lambda books: books.tracker_deals.counts())
        if journal:
            told = await self.store.read(lambda books: books.tracker_deals.latest(MOST + 1, before, state))
            return render_journal(told, deals, state, links, reader)
        cases, counts = await self.store.read(
            lambda books: (books.touches.latest(MOST + 1, before), books.touches.counts())
        )
        return render_tracking(cases, counts, deals, links, reader)

    async def retry(self, guest: Guest, number: int, key: str) -> None:
        await self._do(guest, "touch_retry", key, _about(retry_touch, guest, number))

    async def by_hand(self, guest: Guest, number: int, key: str) -> None:
        await self._do(guest, "touch_by_hand", key, _about(take_touch, guest, number))

    async def retry_deal(self, guest: Guest, number: int, key: str) -> None:
        await self._do(guest, "told_retry", key, _about(retry_deal, guest, number))

    async def deal_by_hand(self, guest: Guest, number: int, key: str) -> None:
        await self._do(guest, "told_by_hand", key, _about(take_deal, guest, number))

    async def _do(self, guest: Guest, what: str, key: str, deed: Act) -> None:
        """With the row that says who wanted it."""
        if self.tracking is None:
            raise Conflict("no call tracker is connected")
        service, now = self.tracking.service, self.clock.now()

        def work(books: Books) -> None:
            if books.acts.is_new(key):
                subject = deed(books, service, now)
                books.acts.note(guest.person, what, now, subject=subject, key=key)

        await self.store.write(work)


def retry_touch(books: Books, service: TrackingService, now: datetime, number: int, who: str) -> str:
    """Also out of the list of what was given up: the new job stands for that one. Raises Conflict, NotFound."""
    case = service.retry(books, number, who, now)
    books.dead.forget(f"{HANDLE_TOUCH}:{number}")
    return f"{case.touch.kind} {case.touch.id}"


def take_touch(books: Books, service: TrackingService, now: datetime, number: int, who: str) -> str:
    """Raises Conflict, NotFound."""
    case = service.take_by_hand(books, number, who, now)
    books.dead.forget(f"{HANDLE_TOUCH}:{number}")
    return f"{case.touch.kind} {case.touch.id}"


def retry_deal(books: Books, service: TrackingService, now: datetime, number: int, who: str) -> str:
    """Raises Conflict, NotFound."""
    return service.retry_export(books, number, who, now).order_id


def take_deal(books: Books, service: TrackingService, now: datetime, number: int, who: str) -> str:
    """Raises Conflict, NotFound."""
    return service.take_export_by_hand(books, number, who, now).order_id


def _about(deed: Deed, guest: Guest, number: int) -> Act:
    return lambda books, service, now: deed(books, service, now, number, guest.person.name)


def links_of(tracking: Tracking) -> Links:
    return Links(tracking.crm.order_url, tracking.crm.customer_url)


async def find_links(settings: Settings) -> Links:
    """For the command line. Without a connected CRM there are none."""
    async with open_desk(settings) as (store, around, _live):
        known = overlay(settings, await store.read(keys_in_use))
        crm = build_neighbours(known, around).tracked_crm
        return Links(crm.order_url, crm.customer_url) if crm else Links(lambda _id: "", lambda _id: "")
