"""Cards of leads: level-triggered, at most one message a chat, in the order of ``Pile`` when a group is full."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import structlog

from bot.board.digest import DIGEST
from bot.board.group import Group
from bot.board.hands import Hands
from bot.board.hanger import Hanger
from bot.board.painter import Painter
from bot.board.pile import HASTE, PRECEDENCE, Rank
from bot.board.place import lead_name
from bot.board.reveals import note_reveal
from bot.board.topics import Topic
from bot.board.view import View, look
from bot.cards.card import Card
from bot.courier.errors import ONES_OWN
from bot.courier.letter import Letter
from bot.courier.limits import Precedence
from desk.errors import DeskError, Rejected, Temporary, Unknown
from desk.leads.books import Lane, NewJob, Priority
from desk.leads.effects.outcome import Again, Done, Outcome
from desk.leads.work import SHOW_CARD
from desk.ports import Clock
from storage.books import Store
from storage.jobs import Job

NOW = 0.05  # seconds that are not worth coming back for
FLOOD = 40.0  # seconds a new lead may wait for its card before a digest names it
GATHERING = timedelta(seconds=1)  # leads of one flood come within moments
CLOSE = 8.0  # seconds: until then a forecast is exact enough to be kept
EARLY = 0.8  # of a longer one: the queue may move faster, and asking costs a look into the database
LONGEST_WAIT = 900.0
TURN = ("limits", "429")  # it only has to wait
log = structlog.get_logger("board")


class Board:
    def __init__(self, store: Store, hanger: Hanger, clock: Clock, painter: Painter, group: Group) -> None:
        self._store = store
        self._hanger = hanger
        self._clock = clock
        self._painter = painter
        self._paired = painter.sides is not None
        self._group = group
        self._hands = Hands()

    async def show(self, job: Job) -> Outcome:
        """Make every card of this lead show its present state."""
        lead_id = job.lead_id or 0
        async with self._hands.alone(lead_id):
            view = await self._store.read(lambda books: look(books, lead_id, paired=self._paired))
            try:
                outcome = await self._show_in_group(view)
            finally:
                await self._show_copies(view)
        return outcome

    async def open(self, lead_id: int, chat_id: int, thread_id: int | None = None) -> None:
        """Hang the card at the end of this chat. Raises NotFound, and what sending raises."""
        async with self._hands.alone(lead_id):
            view = await self._store.read(lambda books: look(books, lead_id, chat_id, paired=self._paired))
            if self._painter.reveals(view.lead, chat_id):
                now = self._clock.now()
                await self._store.write(lambda books: note_reveal(books, view.lead, chat_id, now))
            letter = Letter(chat_id, self._draw(view, chat_id), thread_id, patience=5.0)
            await self._hanger.hang_anew(lead_name(lead_id), self._veil(letter, view))
        if self._group.is_at(chat_id):
            self._group.pile.leave(lead_id, self._clock.monotonic(), changed=True)

    async def hangs_at(self, chat_id: int, message_id: int) -> bool:
        """Whether this message is one of the cards that are kept at the present state."""
        return await self._store.read(lambda books: books.cards.at(chat_id, message_id)) is not None

    def press(self, lead_id: int) -> None:
        """Somebody pressed this card and looks at it: its next change goes first."""
        self._group.pile.press(lead_id)

    async def refresh(self, lead_id: int) -> None:
        """Look soon whether the card shows the present state."""
        self.press(lead_id)
        now = self._clock.now()
        job = NewJob(SHOW_CARD, Lane.CHAT, f"{SHOW_CARD}:{lead_id}", now, "somebody looks at it", lead_id=lead_id)
        await self._store.write(lambda books: books.jobs.put(job))

    async def _show_in_group(self, view: View) -> Outcome:
        group, lead = self._group, view.lead
        if not group.place.chat_id:
            return Done("there is no sellers' chat")
        hung = view.at(group.chat_id)
        fresh = hung is None or hung.message_id is None
        now = self._clock.monotonic()
        card = None if fresh else self._draw(view, group.chat_id)
        if hung and card and hung.shown == card.digest:
            group.pile.leave(lead.id, now, changed=False)
            return Done("it shows this already")
        hasty = group.pile.hasty(lead.id, now)
        rank = group.pile.join(lead.id, now, fresh=fresh, trouble=lead.trouble is not None)
        if wait := self._wait(lead.id, rank):
            group.pile.expect(lead.id, now + wait)
            await self._name_soon(lead.id, wait)
            await asyncio.sleep(min(wait, HASTE) if hasty else 0)
            return self._later(wait)
        return await self._put_up(lead.id, card or self._draw(view, group.chat_id), PRECEDENCE[rank])

    async def _put_up(self, lead_id: int, card: Card, precedence: Precedence) -> Outcome:
        pile = self._group.pile
        try:
            await self._hanger.hang(lead_name(lead_id), await self._address(card, precedence))
        except DeskError as error:
            if isinstance(error, Temporary) and error.code in TURN:
                return self._later(error.retry_after or 1)
            if isinstance(error, Temporary | Unknown):
                pile.step_aside(lead_id)
            else:
                pile.leave(lead_id, self._clock.monotonic(), changed=False)
            raise await self._group.judge(error) from error
        pile.leave(lead_id, self._clock.monotonic(), changed=True)
        await self._group.well()
        return Done()

    async def _address(self, card: Card, precedence: Precedence) -> Letter:
        group = self._group
        quiet = self._painter.quiet(self._clock.now())
        return Letter(group.chat_id, card, await group.thread(Topic.LEADS), precedence, patience=2.0, quiet=quiet)

    def _wait(self, lead_id: int, rank: Rank) -> float:
        pile = self._group.pile
        wait = self._group.forecast(PRECEDENCE[rank], pile.place(lead_id))
        if rank > Rank.FRESH:
            wait = max(wait, pile.rest(lead_id, self._clock.monotonic()))
        return wait if wait > NOW else 0.0

    async def _name_soon(self, lead_id: int, wait: float) -> None:
        """A new lead that would wait too long is named by a digest until its card comes."""
        pile, now = self._group.pile, self._clock.monotonic()
        waited = now - pile.waiting[lead_id].since
        if lead_id not in pile.unnamed or waited + wait <= FLOOD:
            return
        at = self._clock.now() + GATHERING
        why = "more leads than the group may be sent"
        job = NewJob(DIGEST, Lane.CHAT, DIGEST, at, why, line=DIGEST, priority=Priority.URGENT)
        await self._store.write(lambda books: books.jobs.put(job))

    def _later(self, wait: float) -> Again:
        again = wait if wait <= CLOSE else max(CLOSE, wait * EARLY)
        return Again(self._clock.now() + timedelta(seconds=min(again, LONGEST_WAIT)))

    async def _show_copies(self, view: View) -> None:
        """Also those whose sending had no answer: they are sent once more."""
        for hung in view.hung:
            if (hung.message_id or hung.sending_at) and not self._group.is_at(hung.chat_id):
                await self._show_copy(view, hung.chat_id, hung.thread_id)

    async def _show_copy(self, view: View, chat_id: int, thread_id: int | None) -> None:
        letter = Letter(chat_id, self._draw(view, chat_id), thread_id, Precedence.PRIVATE, patience=3.0)
        try:
            await self._hanger.hang(lead_name(view.lead.id), self._veil(letter, view))
        except Rejected as error:
            if error.code not in ONES_OWN:
                raise
            log.info("a copy is given up", chat=chat_id, reason=error.reason)
            await self._hanger.take_down(lead_name(view.lead.id), chat_id)

    def _draw(self, view: View, chat_id: int, *, masked: bool = False) -> Card:
        language, now = view.languages.get(chat_id, ""), self._clock.now()
        return self._painter.lead(view.lead, view.history, chat_id, language, now, view.pair, view.wish, masked=masked)

    def _veil(self, letter: Letter, view: View) -> Letter:
        """Until its number is known the copy shows what everybody may see."""
        if not self._painter.reveals(view.lead, letter.chat_id):
            return letter
        return replace(letter, veil=self._draw(view, letter.chat_id, masked=True))
