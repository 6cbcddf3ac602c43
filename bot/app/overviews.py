"""The shop at a glance: the board and its lists at once, pictures as jobs (S0-58, X-37)."""

from collections.abc import Callable
from dataclasses import dataclass

import structlog

from bot.app.exchange import Exchange
from bot.app.gallery import FLOW, STATS, Wish, picture_job
from bot.board.hanger import Hanger
from bot.board.unknown import MOST as MOST_UNKNOWN
from bot.board.unknown import UNKNOWN
from bot.cards.card import Card
from bot.cards.orders import MOST as MOST_ORDERS
from bot.cards.orders import render_no_store, render_orders
from bot.cards.shelves import unpack_page
from bot.cards.standing import MOST, render_shelf, render_standing
from bot.cards.statistics import View
from bot.cards.unknown import render_unknown
from bot.courier.errors import TEXTLESS
from bot.courier.letter import Letter
from bot.courier.messages import Messages
from desk.errors import NotFound, Rejected
from desk.exchange.pair import Pair
from desk.exchange.tally import TROUBLES, Tally
from desk.ports import Clock
from desk.staff.pauses import Pauses
from desk.statistics.period import Span, midnight
from desk.statistics.standing import shelf_of
from handlers.telegram.desk import Guest, Spot
from storage.books import Books, Store

BOARD, ORDERS = "board", "orders"
PATIENCE = 20.0  # real seconds: somebody waits for it
log = structlog.get_logger("telegram")


@dataclass(frozen=True, slots=True)
class DeskOverviews:
    """``zone`` (IANA) is the shop's: its midnight begins the present day. ``pauses``: those in force.

    ``exchange``: where a store is connected.
    """

    store: Store
    clock: Clock
    hanger: Hanger
    messages: Messages
    zone: str
    pauses: Callable[[], Pauses] = dict
    exchange: Exchange | None = None

    async def board(self, spot: Spot, language: str) -> None:
        letter = await self._letter(spot, language, "")
        try:
            await self.hanger.hang_anew(BOARD, letter)
        except Rejected as error:
            log.warning("the board was not shown", chat=spot.chat_id, reason=error.reason)

    async def unknown(self, spot: Spot, language: str) -> None:
        now = self.clock.now()
        leads = await self.store.read(lambda books: books.leads.unknown(MOST_UNKNOWN))
        card = render_unknown(leads, now=now, language=language, shop_zone=self.zone)
        letter = Letter(spot.chat_id, card, spot.thread_id, patience=PATIENCE)
        try:
            if leads:
                await self.hanger.hang_anew(UNKNOWN, letter)
            else:
                await self.messages.send(letter)
        except Rejected as error:
            log.warning("what nobody knows was not shown", chat=spot.chat_id, reason=error.reason)

    async def orders(self, spot: Spot, language: str, *, anew: bool) -> None:
        letter = Letter(spot.chat_id, await self._draw_orders(language), spot.thread_id, patience=PATIENCE)
        hang = self.hanger.hang_anew if anew else self.hanger.hang
        try:
            await hang(ORDERS, letter)
        except Rejected as error:
            log.warning("the orders were not shown", chat=spot.chat_id, reason=error.reason)

    async def turn(self, spot: Spot, language: str, page: str = "") -> None:
        """Where a picture stands, or nothing any more, the board comes at the end of the chat."""
        letter = await self._letter(spot, language, page)
        try:
            await self.messages.edit(letter, spot.message_id or 0)
        except NotFound as error:
            await self.board(spot, language)
            if error.code == TEXTLESS and spot.message_id:
                await self.messages.remove(spot.chat_id, spot.message_id)
        except Rejected as error:
            log.warning("the board was not turned", chat=spot.chat_id, reason=error.reason)

    async def flow(self, spot: Spot, language: str, *, anew: bool) -> None:
        await self._order(Wish(FLOW, spot.chat_id, spot.thread_id, language, anew=anew))

    async def stats(self, guest: Guest, span: Span, view: View, *, anew: bool) -> bool:
        person = guest.person.id
        known = await self.store.read(lambda books: books.people.find(person))
        if known is None or not known.reachable:
            return False
        own = not guest.admin
        await self._order(Wish(STATS, person, None, guest.language, anew, person, own, span, view))
        return True

    async def _letter(self, spot: Spot, language: str, page: str) -> Letter:
        return Letter(spot.chat_id, await self._draw(language, page), spot.thread_id, patience=PATIENCE)

    async def _draw(self, language: str, page: str) -> Card:
        now = self.clock.now()
        since = midnight(now, self.zone)
        code, before = unpack_page(page)
        shelf = shelf_of(code)
        if shelf is None:
            standing = await self.store.read(lambda books: books.figures.standing(since))
            return render_standing(standing, now=now, language=language, shop_zone=self.zone, pauses=self.pauses())
        leads, total = await self.store.read(lambda books: books.figures.on_shelf(shelf, since, MOST, before))
        return render_shelf(shelf, leads, total, now=now, language=language, shop_zone=self.zone)

    async def _draw_orders(self, language: str) -> Card:
        if self.exchange is None:
            return render_no_store(language)
        tally, troubled = await self.store.read(_look_at_orders)
        stages, now = self.exchange.stages.map(), self.clock.now()
        return render_orders(tally, troubled, stages, now=now, language=language, shop_zone=self.zone)

    async def _order(self, wish: Wish) -> None:
        job = picture_job(wish, self.clock.now())
        await self.store.write(lambda books: books.jobs.put(job))


def _look_at_orders(books: Books) -> tuple[Tally, list[Pair]]:
    return books.pairs.tally(), books.pairs.troubled(TROUBLES, MOST_ORDERS)
