"""A flood of leads: one message names them all, their cards follow as there is room (D-02, D-03)."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

from bot.board.group import Group
from bot.board.hanger import Hanger
from bot.board.painter import Painter
from bot.board.topics import Topic
from bot.cards.card import Card
from bot.cards.digest import render_digest
from bot.courier.letter import Letter
from bot.courier.limits import Precedence
from desk.errors import DeskError, NotFound, Temporary
from desk.leads.effects.outcome import Again, Done, Outcome
from desk.leads.model import Lead
from desk.ports import Clock
from storage.books import Books, Store
from storage.jobs import Job

DIGEST = "card.show_digest"
MOST_LOADED = 100  # leads that are looked at; the others are named by their numbers
PAUSE = 8.0  # seconds between two changes of a digest
SOON = 0.1  # seconds: what is left of a pause may be too little for a clock to tell


class Digest:
    """One message a flood; the next flood gets another, at the end of the chat where it is noticed."""

    def __init__(self, store: Store, hanger: Hanger, clock: Clock, painter: Painter, group: Group) -> None:
        self._store = store
        self._hanger = hanger
        self._clock = clock
        self._painter = painter
        self._group = group
        self._name = ""
        self._shown_at: float | None = None
        self._lock = asyncio.Lock()

    async def show(self, _job: Job) -> Outcome:
        """Name every new lead that waits for its card."""
        async with self._lock:
            return await self._show()

    async def _show(self) -> Outcome:
        pile = self._group.pile
        if pile.ebb():
            self._name = ""
        if not pile.unnamed:
            return Done("every lead is named or shown")
        if wait := self._rest():
            return self._later(wait)
        leads = pile.flood()
        name = self._name or f"digest:{leads[0]}:{int(self._clock.now().timestamp())}"
        try:
            await self._hanger.hang(name, await self._letter(leads))
        except DeskError as error:
            if isinstance(error, Temporary) and error.code in ("limits", "429"):
                return self._later(error.retry_after or 1)
            raise await self._group.judge(error) from error
        self._name, self._shown_at = name, self._clock.monotonic()
        pile.name(leads)
        return Done()

    def _rest(self) -> float:
        if self._shown_at is None:
            return 0.0
        return max(0.0, self._shown_at + PAUSE - self._clock.monotonic())

    async def _letter(self, leads: Sequence[int]) -> Letter:
        card = await self._draw(leads)
        quiet = self._painter.quiet(self._clock.now())
        thread = await self._group.thread(Topic.LEADS)
        return Letter(self._group.chat_id, card, thread, Precedence.DIGEST, 5.0, quiet=quiet)

    async def _draw(self, leads: Sequence[int]) -> Card:
        loaded = await self._store.read(lambda books: _load(books, leads[:MOST_LOADED]))
        return render_digest(
            loaded,
            now=self._clock.now(),
            language=self._painter.language,
            shop_zone=self._painter.zone,
            others=leads[MOST_LOADED:],
        )

    def _later(self, wait: float) -> Again:
        return Again(self._clock.now() + timedelta(seconds=max(wait, SOON)))


def _load(books: Books, leads: Sequence[int]) -> list[Lead]:
    found = []
    for lead_id in leads:
        try:
            found.append(books.leads.load(lead_id))
        except NotFound:
            continue
    return found
